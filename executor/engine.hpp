#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "executor/batch.hpp"
#include "executor/binder/bind.hpp"
#include "executor/functions/registry.hpp"
#include "executor/plan/plan.hpp"
#include "executor/query_context.hpp"
#include "executor/stored/stored_function.hpp"
#include "parser/diagnostic.hpp"
#include "tables/table.hpp"

namespace kelpie::executor {

class QueryError;

/// One result: columns with Kusto's names, rows in order.
struct ResultTable {
  std::vector<PlanColumn> columns;
  Batches batches;
  bool open = false;  // of a check: the data may add columns
  std::optional<RenderNote> render;
  std::string name{};  // of the table, of a branch of fork, or what `as` calls it; empty: none
  [[nodiscard]] std::size_t rows() const { return row_count(batches); }
};

/// What became of a query: its results, or diagnostics with an error among them. A failure while running is the last diagnostic.
struct QueryOutcome {
  std::vector<ResultTable> tables;
  parser::Diagnostics diagnostics;
  double bind_milliseconds = 0;
  double run_milliseconds = 0;
  [[nodiscard]] bool ok() const { return !parser::has_errors(diagnostics); }
};

/// A query that is bound and optimized; may be run many times, from several threads, as long as catalog and registry live.
class CompiledQuery {
 public:
  std::vector<BoundResult> results;
  std::vector<std::pair<std::string, std::string>> options;
};

/// The language over a catalog: text in, tables out. Thread-safe; the catalog must outlive it.
class Engine {
 public:
  explicit Engine(const tables::Catalog& catalog, std::shared_ptr<const FunctionRegistry> functions = make_builtin_registry(),
                  std::shared_ptr<const StoredFunctions> stored = built_in_functions(),
                  std::shared_ptr<const tables::Watchlists> watchlists = nullptr,
                  std::shared_ptr<const tables::ExternalFiles> external = nullptr);

  [[nodiscard]] const FunctionRegistry& functions() const { return *functions_; }
  [[nodiscard]] const tables::Catalog& catalog() const { return catalog_; }
  [[nodiscard]] const StoredFunctions& stored_functions() const { return *stored_; }

  using Parameters = std::vector<std::pair<std::string, std::string>>;
  /// Parses, binds, optimizes and runs. Never throws on account of the text or the data.
  [[nodiscard]] QueryOutcome query(std::string_view text, const QueryContext& context, const Parameters& parameters = {}) const;
  /// Parses and binds only: columns without rows.
  [[nodiscard]] QueryOutcome check(std::string_view text, const QueryContext& context) const;
  /// The optimized plans as text, one a result.
  [[nodiscard]] QueryOutcome explain(std::string_view text, const QueryContext& context, std::string& plan) const;

  /// Parses, binds and optimizes over the engine's catalog, or another with the same tables. Diagnostics are appended.
  [[nodiscard]] std::optional<CompiledQuery> compile(std::string_view text, const QueryContext& context, bool run_while_binding,
                                                     parser::Diagnostics& diagnostics, const Parameters& parameters = {}) const;
  /// Runs a compiled query. Throws QueryError.
  [[nodiscard]] std::vector<ResultTable> run(const CompiledQuery& query, const QueryContext& context) const;

 private:
  const tables::Catalog& catalog_;
  [[nodiscard]] parser::Diagnostic diagnostic_of(const QueryError& failure) const;

  std::shared_ptr<const FunctionRegistry> functions_;
  std::shared_ptr<const StoredFunctions> stored_;
  std::shared_ptr<const tables::Watchlists> watchlists_;
  std::shared_ptr<const tables::ExternalFiles> external_;
};

}  // namespace kelpie::executor
