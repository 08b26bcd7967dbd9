#pragma once

#include <functional>
#include <map>
#include <memory>

#include "reference/coverage.hpp"
#include "reference/relation.hpp"

namespace kelpie::differential {

/// Computes expressions for one row at a time: the central operators by themselves, every other function through its
/// kernel, which gets flat columns of one row. One object serves one run of one plan.
class Expressions {
 public:
  using Resolver = std::function<tables::Value(const executor::Expression& subquery)>;
  /// `coverage` outlives the object.
  Expressions(Resolver resolve, Coverage& coverage) : resolve_(std::move(resolve)), coverage_(coverage) {}

  /// `row` has the columns of the layout. Throws what a kernel throws.
  [[nodiscard]] tables::Value evaluate(const executor::Expression& expression,
                                       const std::vector<executor::PlanColumn>& layout, const Row& row);
  /// The value of an expression without columns.
  [[nodiscard]] tables::Value constant(const executor::Expression& expression) { return evaluate(expression, {}, {}); }

 private:
  [[nodiscard]] tables::Value call(const executor::Expression& expression, const executor::FunctionCall& call,
                                   const std::vector<executor::PlanColumn>& layout, const Row& row);
  [[nodiscard]] const executor::Kernel& kernel_of(const executor::Expression& expression,
                                                  const executor::FunctionCall& call);

  Resolver resolve_;
  Coverage& coverage_;
  std::map<const executor::FunctionCall*, std::shared_ptr<const executor::Kernel>> kernels_;
};

/// The parameter of a signature that takes argument `index`.
[[nodiscard]] const executor::Parameter& parameter_of(const std::vector<executor::Parameter>& parameters,
                                                      std::size_t index);

}  // namespace kelpie::differential
