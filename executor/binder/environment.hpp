#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "executor/plan/plan.hpp"
#include "parser/ast.hpp"

namespace kelpie::executor {

class Environment;
class StoredFunction;
using EnvironmentPtr = std::shared_ptr<const Environment>;

/// The rows that a stage hands to the next, while binding.
struct Relation {
  PlanPtr plan;
  bool serialized = false;  // its row order is meant: window functions may be used
  bool open = false;        // it has columns that only data can tell
  std::string name;         // of the table, where it still is one; for `withsource`
  std::optional<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>> render;  // chart and properties

  /// Of fork and facet, which end a query: the results behind this one. Only a query's own statement may have any.
  std::vector<Relation> further{};

  [[nodiscard]] const std::vector<PlanColumn>& columns() const { return plan->columns; }
};

/// What a name stands for. Tabular names are bound anew at each use, so that every use has columns of its own.
struct ScalarBinding {
  ExpressionPtr value;  // nullptr: its definition was wrong and has been reported
};
struct TabularBinding {
  std::function<std::optional<Relation>()> make;
};
struct FunctionBinding {
  const parser::FunctionLiteral* literal = nullptr;
  EnvironmentPtr environment;  // where it was defined
  const StoredFunction* stored = nullptr;  // what it is of, where it is kept in a file
};
using Binding = std::variant<ScalarBinding, TabularBinding, FunctionBinding>;

/// Names visible at a place, inner before outer. Immutable; a definition makes a new environment.
class Environment {
 public:
  [[nodiscard]] static EnvironmentPtr define(EnvironmentPtr outer, std::string name, Binding binding);
  /// nullptr when the name is not defined. `environment` may be nullptr: nothing is defined.
  [[nodiscard]] static const Binding* find(const EnvironmentPtr& environment, std::string_view name);
  /// All names, for suggestions and wildcards; an inner one hides an outer of the same name.
  [[nodiscard]] static std::map<std::string, const Binding*> all(const EnvironmentPtr& environment);

 private:
  EnvironmentPtr outer_;
  std::string name_;
  Binding binding_;
};

}  // namespace kelpie::executor
