#include "executor/operators/top_integers.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <numeric>
#include <tuple>

#include "executor/operators/relation.hpp"
#include "executor/operators/sort_keys.hpp"

namespace kelpie::executor {

using tables::Vector;

namespace {

/// Rows of the input that may win, most of their columns not read yet.
struct InputRows {
  BatchReader rows;
  std::span<const std::size_t> columns;  // where the input's columns are among the reader's
};

class TopIntegers final : public Producer {
 public:
  TopIntegers(const SortTerm& term, const PlanNode& node, std::uint64_t count, ProducerPtr input, Execution& execution)
      : term_(term), node_(node), count_(count), input_(std::move(input)), execution_(execution),
        value_(execution.evaluator(std::span(&term.value, 1), node.inputs.front()->columns)),
        all_(node.inputs.front()->columns.size()), output_(positions_of(node.inputs.front()->columns, node.columns)) {
    std::iota(all_.begin(), all_.end(), std::size_t{0});
    const auto* column = std::get_if<ColumnReference>(&term.value->node);
    if (column != nullptr) column_ = position_of(node.inputs.front()->columns, column->id);
  }

  void run(Sink& sink) override {
    CandidateSink candidates(*this);
    input_->run(candidates);
    execution_.emit(split(rows_of(candidates.best()), execution_.context().batch_rows), sink);
  }

 private:
  /// The least and the greatest value have keys at the ends, where a null must stand beyond them.
  enum class Place : std::uint8_t { null_first, value, null_last };
  struct Candidate {
    std::uint64_t key;
    std::uint64_t sequence;
    std::uint32_t row;
    Place place;
    std::shared_ptr<InputRows> from;
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
        add(InputRows{BatchReader(std::move(batch)), top_.all_}, values);
        return true;
      }
      bool push_unread(BatchReader rows, std::span<const std::size_t> columns) override {
        if (!top_.column_) return push(rows.take(columns));
        const std::size_t column = columns[*top_.column_];
        const Vector values = rows.with(std::span(&column, 1)).columns[column];
        if (wants([&](std::size_t) { return values.range(); })) add(InputRows{std::move(rows), columns}, values.flattened());
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
        sink_.all_.insert(sink_.all_.end(), std::make_move_iterator(best_.begin()), std::make_move_iterator(best_.end()));
      }

     private:
      void add(InputRows rows, const Vector& values) {
        const std::int64_t* numbers = values.values<std::int64_t>();
        const std::uint8_t* validity = values.validity();
        const std::uint64_t sequence = rows.rows.sequence();
        std::uint64_t bound = sink_.bound_.load(std::memory_order_relaxed);
        const std::uint64_t flip = top_.term_.ascending ? 0 : ~std::uint64_t{0};
        const Place null_place = top_.term_.nulls_first ? Place::null_first : Place::null_last;
        std::shared_ptr<InputRows> from;  // made for the first of them that may win
        for (std::size_t row = 0; row < values.size(); ++row) {
          std::uint64_t key = order_number(numbers[row]) ^ flip;
          const bool null = validity != nullptr && validity[row] == 0;
          if (null) key = top_.term_.nulls_first ? 0 : std::numeric_limits<std::uint64_t>::max();
          if (key > bound) [[likely]] continue;
          if (!from) from = std::make_shared<InputRows>(std::move(rows));
          best_.push_back({key, sequence, static_cast<std::uint32_t>(row), null ? null_place : Place::value, from});
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

  /// The columns of those that won, in their order. They are read batch by batch and put in order afterwards.
  [[nodiscard]] Batch rows_of(const std::vector<Candidate>& best) {
    std::vector<std::uint32_t> by_place(best.size());
    std::iota(by_place.begin(), by_place.end(), 0u);
    std::sort(by_place.begin(), by_place.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tie(best[a].sequence, best[a].from, best[a].row) < std::tie(best[b].sequence, best[b].from, best[b].row);
    });
    std::vector<std::pair<std::size_t, std::size_t>> runs;  // of by_place, one a batch
    for (std::size_t begin = 0; begin < best.size();) {
      std::size_t end = begin + 1;
      while (end < best.size() && best[by_place[end]].from == best[by_place[begin]].from) ++end;
      runs.emplace_back(begin, end);
      begin = end;
    }
    Batches parts(runs.size());
    constexpr std::size_t worth_threads = 16;
    const auto read = [&](std::size_t run) {
      const auto [begin, end] = runs[run];
      std::vector<std::uint32_t> rows;
      for (std::size_t i = begin; i < end; ++i) rows.push_back(best[by_place[i]].row);
      InputRows& from = *best[by_place[begin]].from;
      from.rows.narrow(rows);
      std::vector<std::size_t> columns;
      columns.reserve(output_.size());
      for (const std::size_t column : output_) columns.push_back(from.columns[column]);
      parts[run] = from.rows.take(columns);
    };
    if (runs.size() > worth_threads) {
      execution_.parallel(runs.size(), read);
    } else {
      for (std::size_t run = 0; run < runs.size(); ++run) execution_.check(), read(run);
    }
    Batch result = concatenate(parts, node_.columns);
    if (std::is_sorted(by_place.begin(), by_place.end())) return result;
    std::vector<std::uint32_t> order(best.size());
    for (std::uint32_t i = 0; i < by_place.size(); ++i) order[by_place[i]] = i;
    for (Vector& column : result.columns) column = column.gather(order);
    return result;
  }

  [[nodiscard]] std::uint64_t key_of(std::int64_t value) const {
    return term_.ascending ? order_number(value) : ~order_number(value);
  }
  const SortTerm& term_;
  const PlanNode& node_;
  std::uint64_t count_;
  ProducerPtr input_;
  Execution& execution_;
  Evaluator value_;
  std::vector<std::size_t> all_;     // the input's columns
  std::vector<std::size_t> output_;  // where the node's columns are among them
  std::optional<std::size_t> column_;  // of the input, where the term is one
};

}  // namespace

ProducerPtr make_top_integers(const SortTerm& term, const PlanNode& node, std::uint64_t count, ProducerPtr input, Execution& execution) {
  return std::make_unique<TopIntegers>(term, node, count, std::move(input), execution);
}

}  // namespace kelpie::executor
