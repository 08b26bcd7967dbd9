#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "executor/batch.hpp"
#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// Computes expressions over batches of one layout. Common parts of the expressions are computed once a batch, deterministic functions of
/// one dictionary column once per distinct value (and kept for the next batches), constants once in all. Thread-safe.
class Evaluator {
 public:
  /// Gives the value of a sub-query: a scalar, or for ListSubquery a dynamic array. May be empty when the expressions have none.
  using SubqueryResolver = std::function<tables::Value(const Expression&)>;

  /// `layout`: what the batches' columns are. Throws QueryError when a constant argument is unusable.
  Evaluator(std::span<const ExpressionPtr> expressions, const std::vector<PlanColumn>& layout, const SubqueryResolver& resolve = {});
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;

  /// One vector an expression, batch.rows rows each, in any encoding.
  [[nodiscard]] std::vector<tables::Vector> evaluate(const Batch& batch) const;
  /// Expression `index` alone.
  [[nodiscard]] tables::Vector evaluate(const Batch& batch, std::size_t index) const;
  [[nodiscard]] std::size_t size() const;

 private:
  struct Program;
  std::unique_ptr<const Program> program_;
};

/// The value of an expression without columns.
[[nodiscard]] tables::Value evaluate_constant(const ExpressionPtr& expression, const Evaluator::SubqueryResolver& resolve = {});

}  // namespace kelpie::executor
