#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "executor/functions/registry.hpp"
#include "executor/plan/plan.hpp"
#include "parser/ast.hpp"
#include "parser/diagnostic.hpp"
#include "tables/external/external_files.hpp"
#include "tables/table.hpp"
#include "tables/watchlists.hpp"

namespace kelpie::executor {

class StoredFunctions;

struct BindOptions {
  std::int64_t now = 0;  // ticks; what now() and ago() see
  /// Values for `declare query_parameters`, as literals' text by name.
  std::vector<std::pair<std::string, std::string>> parameters;
  /// Runs a plan while binding, for plugins whose columns only data can tell (bag_unpack, pivot). Empty when a query is only checked: then such
  /// a relation is open, and any column may be named behind it.
  std::function<Batches(const PlanPtr&)> run;
  /// Functions that are kept in files; may be nullptr.
  const StoredFunctions* stored = nullptr;
  /// What the one database that is here is called, and its cluster: database("default"), cluster("...") name nothing else.
  std::string database = "default";
  std::string cluster{};
  /// What _GetWatchlist() finds; nullptr: none was given, and a query that is only checked gets an open relation.
  const tables::Watchlists* watchlists = nullptr;
  /// Files that queries may read by their own names (externaldata); nullptr: none. Plans hold it.
  std::shared_ptr<const tables::ExternalFiles> external;
};

/// How a result wants to be shown; it changes no data.
struct RenderNote {
  std::string chart;
  std::vector<std::pair<std::string, std::string>> properties;
};

/// One result of a query.
struct BoundResult {
  PlanPtr plan;  // its columns carry the names that Kusto gives them
  bool open = false;
  std::optional<RenderNote> render;
  std::string name{};  // of a branch of fork, or what `as` calls it; empty: none
};

struct BoundQuery {
  std::vector<BoundResult> results;                        // one an expression statement (of fork and facet: several), in order
  std::vector<std::pair<std::string, std::string>> options;  // of `set`, known and well-typed ones
  parser::Diagnostics diagnostics;
  [[nodiscard]] bool ok() const { return !parser::has_errors(diagnostics); }
};

/// Resolves names and types and makes a plan of each result. Every error that can be found is in the diagnostics; with an error in them the
/// results are not to be run. Never throws on account of the query (`options.run` may throw QueryError).
[[nodiscard]] BoundQuery bind(const parser::Query& query, const tables::Catalog& catalog, const FunctionRegistry& functions,
                              const BindOptions& options);

}  // namespace kelpie::executor
