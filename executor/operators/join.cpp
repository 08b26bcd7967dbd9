#include <algorithm>
#include <atomic>
#include <numeric>
#include <span>

#include "executor/operators/build.hpp"
#include "executor/operators/group_keys.hpp"
#include "executor/operators/relation.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

/// What a kind of join gives, seen from the side that streams (probe) and the side that is kept (build).
struct JoinShape {
  bool probe_left = false;        // which side streams
  bool pairs = true;              // a row for every pair that matches
  bool probe_once = false;        // semi: probe rows that match, once
  bool probe_unmatched = false;   // outer and anti: probe rows that match nothing
  bool build_unmatched = false;   // full outer
  bool distinct_build = false;    // innerunique: one build row a key
};

/// Rows that a node may give, roughly; only to choose the smaller side.
double estimated_rows(const PlanNode& node) {
  if (const auto* scan = std::get_if<ScanTable>(&node.op)) {
    double rows = 0;
    for (const auto& segment : scan->table->segments()) rows += static_cast<double>(segment->size());
    return rows;
  }
  if (const auto* rows = std::get_if<ConstantRows>(&node.op)) return static_cast<double>(row_count(*rows->batches));
  double sum = 0;
  for (const PlanPtr& input : node.inputs) sum += estimated_rows(*input);
  if (std::holds_alternative<Filter>(node.op)) return sum / 4;
  if (std::holds_alternative<Aggregate>(node.op)) return sum / 16;
  if (std::holds_alternative<Top>(node.op) || std::holds_alternative<Take>(node.op)) return std::min(sum, 1000.0);
  return sum;
}

JoinShape shape_of(JoinKind kind, const PlanNode& node) {
  switch (kind) {
    case JoinKind::innerunique: return {.distinct_build = true};
    case JoinKind::inner: return {.probe_left = estimated_rows(*node.inputs[0]) > estimated_rows(*node.inputs[1])};
    case JoinKind::leftouter: return {.probe_left = true, .probe_unmatched = true};
    case JoinKind::rightouter: return {.probe_unmatched = true};
    case JoinKind::fullouter: return {.probe_left = true, .probe_unmatched = true, .build_unmatched = true};
    case JoinKind::leftsemi: return {.probe_left = true, .pairs = false, .probe_once = true};
    case JoinKind::rightsemi: return {.pairs = false, .probe_once = true};
    case JoinKind::leftanti: return {.probe_left = true, .pairs = false, .probe_unmatched = true};
    case JoinKind::rightanti: return {.pairs = false, .probe_unmatched = true};
  }
  return {};
}

/// The side that is kept: its rows, grouped by key.
class BuildSide {
 public:
  BuildSide(Batch rows, const std::vector<Vector>& keys, const std::vector<Type>& types, bool distinct)
      : shared_(types), keys_(shared_), rows_(std::move(rows)) {
    std::vector<std::uint32_t> group_of(rows_.rows);
    if (rows_.rows > 0) keys_.groups(keys, rows_.rows, group_of.data());
    // Rows of a group stand together, in their order; of distinct keys the first.
    starts_.assign(keys_.size() + 1, 0);
    std::vector<std::uint8_t> skip(distinct ? rows_.rows : 0);
    std::vector<std::uint8_t> seen(distinct ? keys_.size() : 0);
    for (std::size_t row = 0; row < rows_.rows; ++row) {
      if (distinct && seen[group_of[row]] != 0) {
        skip[row] = 1;
        continue;
      }
      if (distinct) seen[group_of[row]] = 1;
      ++starts_[group_of[row] + 1];
    }
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
    members_.resize(starts_.back());
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    for (std::size_t row = 0; row < rows_.rows; ++row) {
      if (skip.empty() || skip[row] == 0) members_[next[group_of[row]]++] = static_cast<std::uint32_t>(row);
    }
  }
  [[nodiscard]] const GroupKeys& keys() const { return keys_; }
  [[nodiscard]] const Batch& rows() const { return rows_; }
  [[nodiscard]] std::span<const std::uint32_t> members(std::uint32_t group) const {
    return std::span(members_).subspan(starts_[group], starts_[group + 1] - starts_[group]);
  }

 private:
  GroupKeys::Shared shared_;
  GroupKeys keys_;
  Batch rows_;
  std::vector<std::uint32_t> starts_, members_;
};

class HashJoin final : public Producer {
 public:
  HashJoin(const Join& join, const PlanNode& node, ProducerPtr left, ProducerPtr right, Execution& execution)
      : node_(node), shape_(shape_of(join.kind, node)), probe_(std::move(shape_.probe_left ? left : right)),
        build_(std::move(shape_.probe_left ? right : left)), execution_(execution),
        probe_keys_(execution.evaluator(shape_.probe_left ? join.left_keys : join.right_keys, probe_node().columns)),
        build_keys_(execution.evaluator(shape_.probe_left ? join.right_keys : join.left_keys, build_node().columns)) {
    for (const ExpressionPtr& key : join.left_keys) key_types_.push_back(key->type);
    for (const PlanColumn& column : node.columns) {
      if (const auto at = position_of(probe_node().columns, column.id)) output_.push_back({true, *at});
      else output_.push_back({false, position_of(build_node().columns, column.id).value()});
    }
  }

  void run(Sink& sink) override {
    CollectSink all;
    build_->run(all);
    Batch rows = concatenate(all.take(), build_node().columns);
    const std::vector<Vector> keys = rows.rows > 0 ? build_keys_.evaluate(rows) : std::vector<Vector>{};
    side_ = std::make_unique<BuildSide>(std::move(rows), keys, key_types_, shape_.distinct_build);
    if (shape_.build_unmatched) matched_ = std::vector<std::uint8_t>(side_->rows().rows);
    ProbeSink probe(*this, sink);
    probe_->run(probe);
    if (shape_.build_unmatched) push_unmatched_build(probe.first_part(), probe.end());
    probe.finish();
  }

 private:
  struct Output {
    bool probe = false;
    std::size_t column = 0;
  };

  class ProbePart;
  /// Owns the parts of the sink behind, so that rows may follow when all probing is done.
  class ProbeSink final : public Sink {
   public:
    ProbeSink(HashJoin& join, Sink& next) : join_(join), next_(next) {}
    [[nodiscard]] std::unique_ptr<Part> part() override {
      parts_.push_back(next_.part());
      return std::make_unique<ProbePart>(join_, *parts_.back(), *this);
    }
    [[nodiscard]] bool in_order() const override { return next_.in_order(); }
    [[nodiscard]] Part& first_part() {
      if (parts_.empty()) parts_.push_back(next_.part());
      return *parts_.front();
    }
    void finish() {
      static_cast<void>(first_part());
      for (const auto& part : parts_) part->finish();
    }
    void note(std::uint64_t sequence) {
      std::uint64_t end = end_;
      while (end <= sequence && !end_.compare_exchange_weak(end, sequence + 1)) {
      }
    }
    [[nodiscard]] std::uint64_t end() const { return end_; }

   private:
    HashJoin& join_;
    Sink& next_;
    std::vector<std::unique_ptr<Part>> parts_;
    std::atomic<std::uint64_t> end_{0};
  };

  class ProbePart final : public Sink::Part {
   public:
    ProbePart(HashJoin& join, Sink::Part& next, ProbeSink& sink) : join_(join), next_(next), sink_(sink), prober_(join.side_->keys()) {}

    bool push(Batch batch) override {
      sink_.note(batch.sequence);
      groups_.resize(batch.rows);
      prober_.groups(join_.probe_keys_.evaluate(batch), batch.rows, groups_.data());
      const JoinShape& shape = join_.shape_;
      for (std::uint32_t row = 0; row < batch.rows; ++row) {
        const std::uint32_t group = groups_[row];
        if (group == no_group) {
          if (shape.probe_unmatched) add(row, Vector::no_row);
        } else if (shape.pairs) {
          // Of rows with one key the last comes first, as people know it from Kusto.
          // The last first. (clang 14 cannot take std::views::reverse of this library.)
          const std::span<const std::uint32_t> members = join_.side_->members(group);
          for (auto at = members.rbegin(); at != members.rend(); ++at) {
            const std::uint32_t member = *at;
            add(row, member);
            if (shape.build_unmatched) std::atomic_ref(join_.matched_[member]).store(1, std::memory_order_relaxed);
            if (probe_rows_.size() >= most_pairs && !flush(batch)) return false;
          }
        } else if (shape.probe_once) {
          add(row, Vector::no_row);
        }
      }
      return flush(batch);
    }

   private:
    static constexpr std::size_t most_pairs = 64 * 1024;
    void add(std::uint32_t probe, std::uint32_t build) {
      probe_rows_.push_back(probe);
      build_rows_.push_back(build);
    }
    bool flush(const Batch& batch) {
      if (probe_rows_.empty()) return true;
      join_.execution_.check();
      join_.execution_.count_intermediate(probe_rows_.size());
      Batch result{probe_rows_.size(), {}, batch.sequence};
      for (const Output& output : join_.output_) {
        if (output.probe) result.columns.push_back(batch.columns[output.column].gather(probe_rows_));
        else result.columns.push_back(join_.side_->rows().columns[output.column].gather_or_null(build_rows_));
      }
      probe_rows_.clear();
      build_rows_.clear();
      return next_.push(std::move(result));
    }

    HashJoin& join_;
    Sink::Part& next_;
    ProbeSink& sink_;
    GroupKeys::Prober prober_;
    std::vector<std::uint32_t> groups_, probe_rows_, build_rows_;
  };

  void push_unmatched_build(Sink::Part& part, std::uint64_t sequence) {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < matched_.size(); ++row) {
      if (matched_[row] == 0) rows.push_back(row);
    }
    if (rows.empty()) return;
    Batch result{rows.size(), {}, sequence};
    for (std::size_t i = 0; i < output_.size(); ++i) {
      if (output_[i].probe) result.columns.push_back(Vector::null(node_.columns[i].type, rows.size()));
      else result.columns.push_back(side_->rows().columns[output_[i].column].gather(rows));
    }
    part.push(std::move(result));
  }

  [[nodiscard]] const PlanNode& probe_node() const { return *node_.inputs[shape_.probe_left ? 0 : 1]; }
  [[nodiscard]] const PlanNode& build_node() const { return *node_.inputs[shape_.probe_left ? 1 : 0]; }

  const PlanNode& node_;
  JoinShape shape_;
  ProducerPtr probe_, build_;
  Execution& execution_;
  Evaluator probe_keys_, build_keys_;
  std::vector<Type> key_types_;
  std::vector<Output> output_;
  std::unique_ptr<BuildSide> side_;
  std::vector<std::uint8_t> matched_;
};

}  // namespace

ProducerPtr make_join(const Join& join, const PlanNode& node, ProducerPtr left, ProducerPtr right, Execution& execution) {
  return std::make_unique<HashJoin>(join, node, std::move(left), std::move(right), execution);
}

}  // namespace kelpie::executor
