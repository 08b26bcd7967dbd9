#include <algorithm>
#include <atomic>
#include <limits>

#include "executor/error.hpp"
#include "executor/operators/build.hpp"
#include "executor/operators/relation.hpp"
#include "executor/operators/sort_keys.hpp"

namespace kelpie::executor {

using tables::Vector;

namespace {

std::vector<ExpressionPtr> values_of(const std::vector<SortTerm>& terms) {
  std::vector<ExpressionPtr> values;
  for (const SortTerm& term : terms) values.push_back(term.value);
  return values;
}

/// Sorts everything; `limit` rows come out.
class SortRows final : public Producer {
 public:
  SortRows(const std::vector<SortTerm>& terms, const PlanNode& node, std::uint64_t limit, ProducerPtr input, Execution& execution)
      : terms_(terms), node_(node), limit_(limit), input_(std::move(input)), execution_(execution),
        values_(execution.evaluator(values_of(terms), node.inputs.front()->columns)) {}

  void run(Sink& sink) override {
    CollectSink all;
    input_->run(all);
    const std::vector<PlanColumn>& layout = node_.inputs.front()->columns;
    const Batch rows = concatenate(all.take(), layout);
    if (rows.rows == 0) return execution_.emit({}, sink);
    const std::vector<Vector> values = values_.evaluate(rows);
    std::vector<std::uint32_t> order = SortKeys(values, terms_).sorted();
    if (order.size() > limit_) order.resize(limit_);
    Batch sorted{order.size(), {}, 0};
    for (const PlanColumn& column : node_.columns) sorted.columns.push_back(rows.columns[position_of(layout, column.id).value()].gather(order));
    execution_.emit(split(sorted, execution_.context().batch_rows), sink);
  }

 private:
  const std::vector<SortTerm>& terms_;
  const PlanNode& node_;
  std::uint64_t limit_;
  ProducerPtr input_;
  Execution& execution_;
  Evaluator values_;
};

/// top by one integer-like term: each thread keeps its best rows, and a bound that all share rules out most rows, often whole batches.
class TopIntegers final : public Producer {
 public:
  TopIntegers(const SortTerm& term, const PlanNode& node, std::uint64_t count, ProducerPtr input, Execution& execution)
      : term_(term), node_(node), count_(count), input_(std::move(input)), execution_(execution),
        value_(execution.evaluator(std::span(&term.value, 1), node.inputs.front()->columns)) {
    const auto* column = std::get_if<ColumnReference>(&term.value->node);
    if (column != nullptr) column_ = position_of(node.inputs.front()->columns, column->id);
  }

  void run(Sink& sink) override {
    CandidateSink candidates(*this);
    input_->run(candidates);
    const std::vector<Candidate> best = candidates.best();
    const std::vector<PlanColumn>& layout = node_.inputs.front()->columns;
    std::vector<std::uint32_t> rows;
    Batches parts;
    for (const Candidate& candidate : best) {
      Batch one{1, {}, parts.size()};
      for (const PlanColumn& column : node_.columns) {
        one.columns.push_back(candidate.batch->columns[position_of(layout, column.id).value()].slice(candidate.row, 1));
      }
      parts.push_back(std::move(one));
    }
    execution_.emit(split(concatenate(parts, node_.columns), execution_.context().batch_rows), sink);
  }

  static constexpr std::uint64_t max_count = 4096;

 private:
  /// The least and the greatest value have keys at the ends, where a null must stand beyond them.
  enum class Place : std::uint8_t { null_first, value, null_last };
  struct Candidate {
    std::uint64_t key;
    std::uint64_t sequence;
    std::uint32_t row;
    Place place;
    std::shared_ptr<const Batch> batch;
    bool operator<(const Candidate& other) const {
      return std::tie(place, key, sequence, row) < std::tie(other.place, other.key, other.sequence, other.row);
    }
  };

  class CandidateSink final : public Sink {
   public:
    explicit CandidateSink(const TopIntegers& top) : top_(top) {}
    [[nodiscard]] std::unique_ptr<Part> part() override { return std::make_unique<CandidatePart>(*this, top_); }
    [[nodiscard]] std::vector<Candidate> best() {
      std::sort(all_.begin(), all_.end());
      if (all_.size() > top_.count_) all_.resize(top_.count_);
      return std::move(all_);
    }

   private:
    class CandidatePart final : public Part {
     public:
      CandidatePart(CandidateSink& sink, const TopIntegers& top) : sink_(sink), top_(top) {}
      bool push(Batch batch) override {
        if (!wants([&](std::size_t column) { return batch.columns[column].range(); })) return true;
        const Vector values = top_.value_.evaluate(batch, 0).flattened();
        add(std::make_shared<const Batch>(std::move(batch)), values);
        return true;
      }
      /// Nulls that come first cannot be ruled out by a range.
      [[nodiscard]] bool wants(const RangeOf& range_of) const override {
        if (!top_.column_ || top_.term_.nulls_first) return true;
        const auto range = range_of(*top_.column_);
        return !range || top_.key_of(top_.term_.ascending ? range->min : range->max) <= sink_.bound_.load(std::memory_order_relaxed);
      }
      void finish() override {
        const std::lock_guard lock(sink_.mutex_);
        sink_.all_.insert(sink_.all_.end(), best_.begin(), best_.end());
      }

     private:
      void add(const std::shared_ptr<const Batch>& batch, const Vector& values) {
        const std::int64_t* numbers = values.values<std::int64_t>();
        const std::uint8_t* validity = values.validity();
        std::uint64_t bound = sink_.bound_.load(std::memory_order_relaxed);
        const std::uint64_t flip = top_.term_.ascending ? 0 : ~std::uint64_t{0};
        const Place null_place = top_.term_.nulls_first ? Place::null_first : Place::null_last;
        for (std::size_t row = 0; row < values.size(); ++row) {
          std::uint64_t key = order_number(numbers[row]) ^ flip;
          const bool null = validity != nullptr && validity[row] == 0;
          if (null) key = top_.term_.nulls_first ? 0 : std::numeric_limits<std::uint64_t>::max();
          if (key > bound) [[likely]] continue;
          best_.push_back({key, batch->sequence, static_cast<std::uint32_t>(row), null ? null_place : Place::value, batch});
          if (best_.size() >= 2 * top_.count_) bound = shrink();
        }
        if (best_.size() > top_.count_) shrink();
      }
      std::uint64_t shrink() {
        const auto last = best_.begin() + static_cast<std::ptrdiff_t>(top_.count_) - 1;
        std::nth_element(best_.begin(), last, best_.end());
        const std::uint64_t worst = last->key;
        best_.resize(top_.count_);
        std::uint64_t bound = sink_.bound_.load(std::memory_order_relaxed);
        while (worst < bound && !sink_.bound_.compare_exchange_weak(bound, worst)) {
        }
        return std::min(worst, bound);
      }
      CandidateSink& sink_;
      const TopIntegers& top_;
      std::vector<Candidate> best_;
    };
    const TopIntegers& top_;
    std::atomic<std::uint64_t> bound_{std::numeric_limits<std::uint64_t>::max()};
    std::mutex mutex_;
    std::vector<Candidate> all_;
  };

  [[nodiscard]] std::uint64_t key_of(std::int64_t value) const {
    return term_.ascending ? order_number(value) : ~order_number(value);
  }
  const SortTerm& term_;
  const PlanNode& node_;
  std::uint64_t count_;
  ProducerPtr input_;
  Execution& execution_;
  Evaluator value_;
  std::optional<std::size_t> column_;  // of the input, where the term is one
};

}  // namespace

ProducerPtr make_sort(const Sort& sort, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<SortRows>(sort.terms, node, std::numeric_limits<std::uint64_t>::max(), std::move(input), execution);
}

ProducerPtr make_top(const Top& top, const PlanNode& node, ProducerPtr input, Execution& execution) {
  const tables::Value count = execution.constant(top.count);
  if (count.is_null() || count.as_integer() < 0) {
    throw QueryError("SEM0040", "The number of rows must be a number that is not negative.", top.count->span);
  }
  const auto rows = static_cast<std::uint64_t>(count.as_integer());
  const bool integers = top.terms.size() == 1 && tables::physical_of(top.terms.front().value->type) == tables::Physical::integer;
  if (integers && rows > 0 && rows <= TopIntegers::max_count) {
    return std::make_unique<TopIntegers>(top.terms.front(), node, rows, std::move(input), execution);
  }
  return std::make_unique<SortRows>(top.terms, node, rows, std::move(input), execution);
}

}  // namespace kelpie::executor
