#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "executor/evaluate/evaluator.hpp"
#include "executor/operators/producer.hpp"
#include "executor/plan/plan.hpp"
#include "executor/query_context.hpp"

namespace kelpie::executor {

/// One run of one query: its context, its limits, and what it computes once (sub-queries, materialised relations). Thread-safe where the
/// operators need it.
class Execution {
 public:
  explicit Execution(const QueryContext& context) : context_(context) {}
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  [[nodiscard]] const QueryContext& context() const { return context_; }
  /// Throws QueryError when the query was stopped or its deadline has passed. Call once a batch.
  void check() const;
  /// Adds to (or takes from) the memory that operators hold; throws QueryError over the limit.
  void account(std::int64_t bytes);
  /// Counts rows that an operator multiplied; throws QueryError over the limit.
  void count_intermediate(std::uint64_t rows);

  /// The value of a sub-query expression; computed at the first call.
  [[nodiscard]] tables::Value resolve(const Expression& subquery);
  /// An evaluator whose sub-queries are resolved here.
  [[nodiscard]] Evaluator evaluator(std::span<const ExpressionPtr> expressions, const std::vector<PlanColumn>& layout);
  [[nodiscard]] tables::Value constant(const ExpressionPtr& expression);

  /// All rows of a plan, in order.
  [[nodiscard]] Batches collect(const PlanPtr& plan);
  /// The rows of a Materialize node; computed at the first call.
  [[nodiscard]] std::shared_ptr<const Batches> materialized(const PlanNode& node);

  /// Calls body(task, part) for tasks 0..tasks-1 on the threads of the query (one when the sink wants order), each thread with its own
  /// part of the sink and one contiguous run of tasks, in the order in which the parts were made; stops early when body returns false.
  /// Rethrows the first exception.
  void parallel(std::size_t tasks, Sink& sink, const std::function<bool(std::size_t task, Sink::Part& part)>& body);
  /// Runs body(0..tasks-1) on the threads of the query.
  void parallel(std::size_t tasks, const std::function<void(std::size_t task)>& body);
  /// Pushes batches that lie in memory, numbered from 0.
  void emit(const Batches& batches, Sink& sink);

 private:
  const QueryContext& context_;
  std::atomic<std::int64_t> memory_{0};
  std::atomic<std::uint64_t> intermediate_{0};
  std::recursive_mutex mutex_;
  std::map<const PlanNode*, tables::Value> values_;
  std::map<const PlanNode*, std::shared_ptr<const Batches>> materialized_;
};

/// The physical operators of a plan. `input`: the rows of its ApplyInput leaf, where it has one.
[[nodiscard]] ProducerPtr build(const PlanPtr& plan, Execution& execution, const Batches* input = nullptr);

}  // namespace kelpie::executor
