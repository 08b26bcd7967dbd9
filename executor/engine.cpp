#include "executor/engine.hpp"

#include <algorithm>
#include <chrono>

#include "executor/error.hpp"
#include "executor/operators/execution.hpp"
#include "executor/optimizer/optimize.hpp"
#include "executor/optimizer/restrict_time.hpp"
#include "parser/parse.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

/// `set` options that change how a query runs.
QueryContext with_options(const QueryContext& context, const std::vector<std::pair<std::string, std::string>>& options) {
  QueryContext changed = context;
  for (const auto& [name, value] : options) {
    if (name == "notruncation" && value == "true") {
      changed.limits.result_rows = UINT64_MAX;
      changed.limits.result_bytes = UINT64_MAX;
    } else if (name == "truncationmaxrecords") {
      if (const auto rows = tables::parse_long(value); rows && *rows >= 0) changed.limits.result_rows = static_cast<std::uint64_t>(*rows);
    } else if (name == "truncationmaxsize") {
      if (const auto bytes = tables::parse_long(value); bytes && *bytes >= 0) changed.limits.result_bytes = static_cast<std::uint64_t>(*bytes);
    } else if (name == "maxmemoryconsumptionperiterator" || name == "max_memory_consumption_per_query_per_node") {
      if (const auto bytes = tables::parse_long(value); bytes && *bytes > 0) changed.limits.memory_bytes = static_cast<std::uint64_t>(*bytes);
    } else if (name == "servertimeout") {
      // The caller's own deadline stays one.
      if (const auto ticks = tables::parse_timespan(value); ticks && *ticks > 0) {
        const std::int64_t most = std::min(*ticks, tables::ticks_per_hour);
        const auto deadline = Clock::now() + std::chrono::microseconds(most / tables::ticks_per_microsecond);
        changed.limits.deadline = changed.limits.deadline ? std::min(*changed.limits.deadline, deadline) : deadline;
      }
    }
  }
  return changed;
}

/// `set query_now=datetime(...)` moves the clock of the whole query; it stands before what it is for, so the text is looked at first.
std::int64_t query_now(const parser::Query& query, std::int64_t now) {
  for (const parser::Statement& statement : query.statements) {
    const auto* set = std::get_if<parser::SetStatement>(&statement);
    if (set == nullptr || set->option.text != "query_now" || !set->value) continue;
    const auto* literal = std::get_if<parser::Literal>(&set->value->node);
    if (literal == nullptr) continue;
    if (const auto ticks = tables::parse_datetime(literal->text)) return *ticks;
  }
  return now;
}

/// The bytes of a column's values as they are returned: texts by their length.
std::uint64_t bytes_of(const tables::Vector& column) {
  switch (tables::physical_of(column.type())) {
    case tables::Physical::byte: return column.size();
    case tables::Physical::text: break;
    default: return column.size() * (column.type() == tables::Type::int_ ? 4 : 8);
  }
  std::uint64_t bytes = 0;
  const tables::Vector flat = column.flattened();
  const auto* texts = flat.values<std::string_view>();
  for (std::size_t row = 0; row < flat.size(); ++row) bytes += texts[row].size();
  return bytes;
}

/// Of several options of a name the last one counts.
const std::string* find_option(const std::vector<std::pair<std::string, std::string>>& options, std::string_view name) {
  const std::string* found = nullptr;
  for (const auto& [option, value] : options) {
    if (option == name) found = &value;
  }
  return found;
}

/// The plan over the rows that `set query_datetimescope_...` shows, cut to `set query_take_max_records`.
PlanPtr within_options(PlanPtr plan, const std::vector<std::pair<std::string, std::string>>& options, const FunctionRegistry& functions) {
  if (const std::string* column = find_option(options, "query_datetimescope_column")) {
    const std::string* from = find_option(options, "query_datetimescope_from");
    const std::string* to = find_option(options, "query_datetimescope_to");
    if (from != nullptr || to != nullptr) {
      const std::int64_t first = from == nullptr ? 0 : tables::parse_datetime(*from).value_or(0);
      const std::int64_t last = to == nullptr ? INT64_MAX : tables::parse_datetime(*to).value_or(INT64_MAX - 1) + 1;  // it counts itself
      plan = restrict_time(plan, first, last, functions, *column);
    }
  }
  if (const std::string* most = find_option(options, "query_take_max_records")) {
    const auto columns = plan->columns;
    plan = make_plan(Take{make_constant(tables::Value::long_(tables::parse_long(*most).value_or(INT64_MAX)))}, {plan}, columns);
  }
  return plan;
}

void check_size(const ResultTable& table, const QueryLimits& limits) {
  const std::size_t rows = table.rows();
  if (rows > limits.result_rows) {
    throw QueryError("E_QUERY_RESULT_SET_TOO_LARGE", "The result has " + std::to_string(rows) + " rows; the limit is " + std::to_string(limits.result_rows) +
                                                         ". Summarize, take fewer rows, or put `set notruncation;` before the query.");
  }
  if (limits.result_bytes == UINT64_MAX) return;
  std::uint64_t bytes = 0;
  for (const Batch& batch : table.batches) {
    for (const tables::Vector& column : batch.columns) bytes += bytes_of(column);
    if (bytes <= limits.result_bytes) continue;
    throw QueryError("E_QUERY_RESULT_SET_TOO_LARGE", "The result has more than " + std::to_string(limits.result_bytes) +
                                                         " bytes, which is the limit. Project fewer columns, take fewer rows, or put `set notruncation;` before the query.");
  }
}

}  // namespace

Engine::Engine(const tables::Catalog& catalog, std::shared_ptr<const FunctionRegistry> functions, std::shared_ptr<const StoredFunctions> stored,
               std::shared_ptr<const tables::Watchlists> watchlists, std::shared_ptr<const tables::ExternalFiles> external)
    : catalog_(catalog), functions_(std::move(functions)), stored_(std::move(stored)), watchlists_(std::move(watchlists)), external_(std::move(external)) {}

parser::Diagnostic Engine::diagnostic_of(const QueryError& failure) const {
  parser::Diagnostic diagnostic{parser::Severity::error, failure.code(), failure.what(), failure.span(), {}};
  if (const auto place = stored_->place_of(diagnostic.span)) {
    diagnostic.message = "In the function " + place->text() + ": " + diagnostic.message;
    diagnostic.span = {};
  }
  return diagnostic;
}

std::optional<CompiledQuery> Engine::compile(std::string_view text, const QueryContext& context, bool run_while_binding,
                                             parser::Diagnostics& diagnostics, const Parameters& parameters) const {
  const parser::ParseResult parsed = parser::parse(text);
  diagnostics.insert(diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
  BindOptions options;
  QueryContext clock = context;
  clock.now = query_now(parsed.query, context.now);
  options.now = clock.now;
  options.parameters = parameters;
  options.stored = stored_.get();
  options.watchlists = watchlists_.get();
  options.external = external_;
  const auto restricted = [this, &clock](const PlanPtr& plan) {
    return clock.window ? restrict_time(plan, clock.window->from, clock.window->to, *functions_) : plan;
  };
  if (run_while_binding && parsed.ok()) {
    options.run = [&clock, &restricted](const PlanPtr& plan) {
      const PlanPtr optimized = optimize(restricted(plan));
      Execution execution(clock);
      return execution.collect(optimized);
    };
  }
  CompiledQuery compiled;
  try {
    BoundQuery bound = bind(parsed.query, catalog_, *functions_, options);
    for (parser::Diagnostic& diagnostic : bound.diagnostics) {
      // A text that could not be read has no result for that reason alone.
      if (!parsed.ok() && diagnostic.code == "KS198") continue;
      diagnostics.push_back(std::move(diagnostic));
    }
    if (parser::has_errors(diagnostics)) return std::nullopt;
    compiled.options = std::move(bound.options);
    std::vector<PlanPtr> plans;
    for (const BoundResult& result : bound.results) plans.push_back(restricted(within_options(result.plan, compiled.options, *functions_)));
    plans = optimize_together(plans);
    for (std::size_t i = 0; i < plans.size(); ++i) bound.results[i].plan = std::move(plans[i]);
    compiled.results = std::move(bound.results);
  } catch (const QueryError& failure) {
    diagnostics.push_back(diagnostic_of(failure));
    return std::nullopt;
  }
  return compiled;
}

std::vector<ResultTable> Engine::run(const CompiledQuery& query, const QueryContext& context) const {
  const QueryContext changed = with_options(context, query.options);
  Execution execution(changed);
  std::vector<ResultTable> tables;
  for (const BoundResult& result : query.results) {
    ResultTable table{result.plan->columns, execution.collect(result.plan), result.open, result.render, result.name};
    check_size(table, changed.limits);
    tables.push_back(std::move(table));
  }
  return tables;
}

QueryOutcome Engine::query(std::string_view text, const QueryContext& context, const Parameters& parameters) const {
  QueryOutcome outcome;
  const auto start = Clock::now();
  const auto compiled = compile(text, context, true, outcome.diagnostics, parameters);
  outcome.bind_milliseconds = milliseconds_since(start);
  if (!compiled) return outcome;
  const auto running = Clock::now();
  try {
    outcome.tables = run(*compiled, context);
  } catch (const QueryError& failure) {
    outcome.diagnostics.push_back(diagnostic_of(failure));
  } catch (const std::bad_alloc&) {
    outcome.diagnostics.push_back({parser::Severity::error, "E_RUNAWAY_QUERY", "The query needs more memory than there is.", {}, {}});
  }
  outcome.run_milliseconds = milliseconds_since(running);
  return outcome;
}

QueryOutcome Engine::check(std::string_view text, const QueryContext& context) const {
  QueryOutcome outcome;
  const auto compiled = compile(text, context, false, outcome.diagnostics);
  if (!compiled) return outcome;
  for (const BoundResult& result : compiled->results) outcome.tables.push_back({result.plan->columns, {}, result.open, result.render, result.name});
  return outcome;
}

QueryOutcome Engine::explain(std::string_view text, const QueryContext& context, std::string& plan) const {
  QueryOutcome outcome;
  const auto compiled = compile(text, context, false, outcome.diagnostics);
  if (!compiled) return outcome;
  for (const BoundResult& result : compiled->results) plan += to_text(*result.plan);
  return outcome;
}

}  // namespace kelpie::executor
