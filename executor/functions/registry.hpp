#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "executor/aggregates/aggregate.hpp"
#include "executor/functions/function.hpp"

namespace kelpie::executor {

/// All functions and aggregates of the language, by name and alias. Filled once, then read by any number of threads.
class FunctionRegistry {
 public:
  /// A signature that cannot be parsed or a name that is there already is a bug of ours and ends the process with a message.
  void add(ScalarFunction function);
  void add(AggregateFunction function);

  /// By name or alias, exact; nullptr when unknown.
  [[nodiscard]] const ScalarFunction* find_scalar(std::string_view name) const;
  [[nodiscard]] const AggregateFunction* find_aggregate(std::string_view name) const;
  /// In order of name.
  [[nodiscard]] std::vector<const ScalarFunction*> scalars() const;
  [[nodiscard]] std::vector<const AggregateFunction*> aggregates() const;
  /// All names and aliases that can be called, for "did you mean": operators are not among them.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::map<std::string, ScalarFunction, std::less<>> scalars_;
  std::map<std::string, AggregateFunction, std::less<>> aggregates_;
  std::map<std::string, std::string, std::less<>> scalar_aliases_;
  std::map<std::string, std::string, std::less<>> aggregate_aliases_;
};

/// A registry with every built-in function: the explicit list of families is in builtin.cpp.
[[nodiscard]] std::shared_ptr<const FunctionRegistry> make_builtin_registry();

}  // namespace kelpie::executor
