#include "compare/world.hpp"

#include "executor/binder/bind.hpp"
#include "executor/error.hpp"
#include "executor/operators/execution.hpp"
#include "executor/optimizer/optimize.hpp"
#include "parser/parse.hpp"
#include "reference/interpreter.hpp"

namespace kelpie::differential {

using namespace executor;

namespace {

/// 2026-01-15T12:00:00Z
constexpr std::int64_t now = 639'040'752'000'000'000;

/// Runs and tells what is thrown apart.
template <typename F>
Outcome outcome_of(F&& run) {
  try {
    return {run(), "", false};
  } catch (const QueryError& failure) {
    if (failure.code() == "E_RUNAWAY_QUERY") throw NotForReference("too many rows");
    return {std::nullopt, failure.code() + ": " + failure.what(), false};
  } catch (const NotForReference&) {
    throw;
  } catch (const std::exception& failure) {
    return {std::nullopt, std::string("a bug: ") + failure.what(), true};
  }
}

}  // namespace

std::string Way::text() const {
  const char* where = storage == Storage::flat     ? "flat columns"
                      : storage == Storage::varied ? "several segments and encodings"
                                                   : "a store";
  return std::string(optimized ? "optimized" : "not optimized") + ", " + std::to_string(threads) +
         " threads, batches of " + std::to_string(batch_rows) + ", " + where;
}

const tables::Catalog& World::catalog(Storage storage) {
  auto& catalog = catalogs_[storage];
  if (!catalog) catalog = make_catalog(tables_, storage);
  return *catalog;
}

PlanPtr World::bound(const std::string& text, Storage storage) {
  const parser::ParseResult parsed = parser::parse(text);
  if (!parsed.ok()) return nullptr;
  QueryContext context;
  context.now = now;
  BindOptions options;
  options.now = now;
  options.run = [&](const PlanPtr& plan) { return Execution(context).collect(optimize(plan)); };
  const BoundQuery query = bind(parsed.query, catalog(storage), *functions_, options);
  return query.ok() && query.results.size() == 1 ? query.results[0].plan : nullptr;
}

std::optional<std::vector<Column>> World::columns_of(const std::string& text) {
  try {
    const PlanPtr plan = bound(text, Storage::flat);
    if (!plan) return std::nullopt;
    std::vector<Column> columns;
    for (const PlanColumn& column : plan->columns) columns.push_back({column.name, column.type});
    return columns;
  } catch (const QueryError&) {
    return std::nullopt;
  } catch (const std::exception&) {
    return std::vector<Column>{};
  }
}

Outcome World::engine(const std::string& text, const Way& way) {
  return outcome_of([&]() -> Relation {
    PlanPtr plan = bound(text, way.storage);
    if (!plan) throw QueryError("BIND", "The query does not bind.");
    if (way.optimized) plan = optimize(plan);
    QueryContext context;
    context.now = now;
    context.threads = way.threads;
    context.batch_rows = way.batch_rows;
    context.limits.intermediate_rows = 4 * most_rows;
    context.limits.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Execution execution(context);
    return {plan->columns, differential::rows_of(execution.collect(plan))};
  });
}

Outcome World::reference(const std::string& text, Coverage& coverage) {
  return outcome_of([&]() -> Relation {
    const PlanPtr plan = bound(text, Storage::flat);
    if (!plan) throw QueryError("BIND", "The query does not bind.");
    QueryContext context;
    context.now = now;
    const auto rows = [this](const std::string& name) -> const std::vector<Row>* {
      for (const GeneratedTable& table : tables_) {
        if (table.name == name) return &table.rows;
      }
      return nullptr;
    };
    return Interpreter(rows, context, coverage).run(plan);
  });
}

std::string World::plan(const std::string& text, const Way& way) {
  try {
    const PlanPtr plan = bound(text, way.storage);
    return plan ? executor::to_text(way.optimized ? *optimize(plan) : *plan) : "";
  } catch (const std::exception& failure) {
    return failure.what();
  }
}

}  // namespace kelpie::differential
