#include <algorithm>
#include <iterator>

#include "executor/error.hpp"
#include "executor/operators/build.hpp"
#include "executor/operators/code_counts.hpp"
#include "executor/operators/group_keys.hpp"
#include "executor/operators/relation.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

/// summarize: every thread groups its rows by itself; the parts are merged in the order of their rows.
class GroupRows final : public Producer {
 public:
  GroupRows(const Aggregate& aggregate, const PlanNode& node, ProducerPtr input, Execution& execution)
      : aggregate_(aggregate), node_(node), input_(std::move(input)), execution_(execution),
        evaluator_(execution.evaluator(expressions(aggregate), node.inputs.front()->columns)), shared_(key_types(aggregate)) {}

  void run(Sink& sink) override {
    GroupSink groups(*this);
    input_->run(groups);
    GroupPart& all = groups.merged();
    const std::size_t size = aggregate_.keys.empty() ? 1 : all.keys.size();
    Batch result{size, {}, 0};
    if (!aggregate_.keys.empty()) result.columns = all.keys.values(parallel());
    std::vector<std::vector<Vector>> columns(all.aggregators.size());
    for_each_aggregator(size, [&](std::size_t a) {
      all.aggregators[a]->resize(size);
      columns[a] = all.aggregators[a]->finish();
    });
    for (std::vector<Vector>& made : columns) std::move(made.begin(), made.end(), std::back_inserter(result.columns));
    execution_.account(-all.accounted);
    execution_.emit(split(result, execution_.context().batch_rows), sink);
  }

 private:
  class GroupPart final : public Sink::Part {
   public:
    explicit GroupPart(GroupRows& rows) : keys(rows.shared_), aggregators(rows.make_aggregators()), rows_(rows) {
      counts_only_ = rows.aggregate_.keys.size() == 1 &&
                     std::all_of(aggregators.begin(), aggregators.end(), [](const auto& aggregator) { return aggregator->counts_rows(); });
    }

    bool push(Batch batch) override {
      if (batch.rows == 0) return true;
      const std::vector<Vector> values = rows_.evaluator_.evaluate(batch);
      const std::size_t key_count = rows_.aggregate_.keys.size();
      if (counts_only_ && codes_.count(values.front(), keys)) {
        for (const auto& aggregator : aggregators) {
          aggregator->resize(keys.size());
          aggregator->add_rows(codes_.groups(), codes_.rows());
        }
        account();
        return true;
      }
      groups_.resize(batch.rows);
      std::size_t size = 1;
      if (key_count == 0) {
        std::fill(groups_.begin(), groups_.end(), 0u);
      } else {
        keys.groups(std::span(values).first(key_count), batch.rows, groups_.data());
        size = keys.size();
      }
      std::size_t argument = key_count;
      for (std::size_t i = 0; i < aggregators.size(); ++i) {
        const std::size_t count = rows_.aggregate_.calls[i].arguments.size();
        aggregators[i]->resize(size);
        aggregators[i]->update(std::span(values).subspan(argument, count), groups_);
        argument += count;
      }
      account();
      return true;
    }

    void account() {
      std::size_t held = keys.memory();
      for (const auto& aggregator : aggregators) held += aggregator->memory();
      const auto now = static_cast<std::int64_t>(held);
      rows_.execution_.account(now - accounted);
      accounted = now;
    }

    GroupKeys keys;
    std::vector<std::unique_ptr<Aggregator>> aggregators;
    std::int64_t accounted = 0;

   private:
    GroupRows& rows_;
    std::vector<std::uint32_t> groups_;
    bool counts_only_ = false;  // one key, and aggregates that only count
    CodeCounts codes_;
  };

  /// Keeps its parts: the pipeline gets handles.
  class GroupSink final : public Sink {
   public:
    explicit GroupSink(GroupRows& rows) : rows_(rows) {}
    [[nodiscard]] std::unique_ptr<Part> part() override {
      parts_.push_back(std::make_unique<GroupPart>(rows_));
      return std::make_unique<Handle>(*parts_.back());
    }
    [[nodiscard]] GroupPart& merged() {
      if (parts_.empty()) parts_.push_back(std::make_unique<GroupPart>(rows_));
      GroupPart& all = *parts_.front();
      for (std::size_t i = 1; i < parts_.size(); ++i) {
        GroupPart& part = *parts_[i];
        std::vector<std::uint32_t> map(1, 0);
        if (!rows_.aggregate_.keys.empty()) map = all.keys.add(part.keys, rows_.parallel(), i + 1 == parts_.size());
        const std::size_t size = rows_.aggregate_.keys.empty() ? 1 : all.keys.size();
        rows_.for_each_aggregator(map.size(), [&](std::size_t a) {
          part.aggregators[a]->resize(map.size());
          all.aggregators[a]->resize(size);
          all.aggregators[a]->merge(*part.aggregators[a], map);
        });
        rows_.execution_.account(-part.accounted);
        parts_[i].reset();
      }
      return all;
    }

   private:
    class Handle final : public Part {
     public:
      explicit Handle(GroupPart& part) : part_(part) {}
      bool push(Batch batch) override { return part_.push(std::move(batch)); }

     private:
      GroupPart& part_;
    };
    GroupRows& rows_;
    std::vector<std::unique_ptr<GroupPart>> parts_;
  };

  [[nodiscard]] GroupKeys::Parallel parallel() {
    return [this](std::size_t tasks, const std::function<void(std::size_t)>& body) { execution_.parallel(tasks, body); };
  }
  /// body(number of an aggregate); on several threads where the groups are many.
  void for_each_aggregator(std::size_t groups, const std::function<void(std::size_t)>& body) {
    constexpr std::size_t many = 16 * 1024;
    const std::size_t count = aggregate_.calls.size();
    if (groups > many && count > 1) return execution_.parallel(count, body);
    for (std::size_t a = 0; a < count; ++a) body(a);
  }

  static std::vector<ExpressionPtr> expressions(const Aggregate& aggregate) {
    std::vector<ExpressionPtr> all = aggregate.keys;
    for (const AggregateCall& call : aggregate.calls) all.insert(all.end(), call.arguments.begin(), call.arguments.end());
    return all;
  }
  static std::vector<Type> key_types(const Aggregate& aggregate) {
    std::vector<Type> types;
    for (const ExpressionPtr& key : aggregate.keys) types.push_back(key->type);
    return types;
  }
  std::vector<std::unique_ptr<Aggregator>> make_aggregators() {
    std::vector<std::unique_ptr<Aggregator>> aggregators;
    std::size_t column = aggregate_.keys.size();
    for (const AggregateCall& call : aggregate_.calls) {
      aggregators.push_back(make_aggregator(call, node_.columns[column].type, execution_));
      column += call.columns;
    }
    return aggregators;
  }

  const Aggregate& aggregate_;
  const PlanNode& node_;
  ProducerPtr input_;
  Execution& execution_;
  Evaluator evaluator_;
  GroupKeys::Shared shared_;
};

}  // namespace

std::unique_ptr<Aggregator> make_aggregator(const AggregateCall& call, Type result, Execution& execution) {
  std::vector<Type> types;
  std::vector<std::optional<Value>> constants;
  for (const ExpressionPtr& argument : call.arguments) {
    types.push_back(argument->type);
    constants.push_back(is_row_independent(*argument) ? std::optional(execution.constant(argument)) : std::nullopt);
  }
  return call.overload->make(CallSite{types, constants, result});
}

ProducerPtr make_aggregate(const Aggregate& aggregate, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<GroupRows>(aggregate, node, std::move(input), execution);
}

}  // namespace kelpie::executor
