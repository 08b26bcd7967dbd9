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
struct GraphRelation;
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
  /// `name` stands for the rows in the statements behind (graph-to-table ... as name).
  bool defines_name = false;
  /// Not rows but a graph, which only graph operators take; `plan` is then that of its edges.
  std::shared_ptr<const GraphRelation> graph{};

  [[nodiscard]] const std::vector<PlanColumn>& columns() const { return plan->columns; }
};

/// What a name stands for. Tabular names are bound anew at each use, so that every use has columns of its own.
struct ScalarBinding {
  ExpressionPtr value;  // nullptr: its definition was wrong and has been reported
  std::uint32_t height = 0;  // scalar lets that stand on each other in it
};
struct TabularBinding {
  std::function<std::optional<Relation>()> make;
};
struct FunctionBinding {
  const parser::FunctionLiteral* literal = nullptr;
  EnvironmentPtr environment;  // where it was defined
  const StoredFunction* stored = nullptr;  // what it is of, where it is kept in a file
};
/// Another name of the one database that is here: of alias, and what macro-expand goes over.
struct DatabaseBinding {};
struct EntityGroupBinding {
  const parser::EntityGroup* group = nullptr;
  EnvironmentPtr environment;  // where it was defined
};
struct PatternBinding {
  const parser::PatternStatement* pattern = nullptr;
  EnvironmentPtr environment;  // where it was declared
};
using Binding = std::variant<ScalarBinding, TabularBinding, FunctionBinding, DatabaseBinding, EntityGroupBinding, PatternBinding>;

/// What `restrict access to (...)` leaves: names as written, with wildcards. Scalars are never hidden.
struct Restriction {
  std::vector<std::string> names;       // of lets, tables, functions and patterns; a wildcard stands for lets alone
  std::vector<std::string> of_database;  // of tables and stored functions: database().*
};

/// Names visible at a place, inner before outer. Immutable; a definition makes a new environment.
class Environment {
 public:
  Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment();
  [[nodiscard]] static EnvironmentPtr define(EnvironmentPtr outer, std::string name, Binding binding);
  /// Hides what the restriction does not name from everything that is bound in the new environment.
  [[nodiscard]] static EnvironmentPtr restrict(EnvironmentPtr outer, Restriction restriction);
  /// May a table, or a stored function, be named here?
  [[nodiscard]] static bool shows_entity(const EnvironmentPtr& environment, std::string_view name);
  /// nullptr when the name is not defined, or hidden. `environment` may be nullptr: nothing is defined.
  [[nodiscard]] static const Binding* find(const EnvironmentPtr& environment, std::string_view name);
  /// All names, for suggestions and wildcards; an inner one hides an outer of the same name.
  [[nodiscard]] static std::map<std::string, const Binding*> all(const EnvironmentPtr& environment);

 private:
  /// Is a binding that stands outside of `restriction` seen through it?
  [[nodiscard]] static bool shows(const Restriction& restriction, std::string_view name, const Binding& binding);

  EnvironmentPtr outer_;
  std::string name_;
  Binding binding_;
  std::shared_ptr<const Restriction> restriction_;  // set: the node defines nothing
};

/// Does a name match a pattern with `*` in it?
[[nodiscard]] bool matches_wildcard(std::string_view name, std::string_view pattern);

}  // namespace kelpie::executor
