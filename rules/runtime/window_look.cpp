#include "rules/runtime/window_look.hpp"

#include "rules/rows_between.hpp"
#include "rules/runtime/arrivals.hpp"

namespace kelpie::rules {

namespace {

constexpr executor::TimeWindow all_times{0, tables::max_datetime + 1};

bool is_nrt(const CompiledRule& compiled) { return compiled.rule->kind == RuleKind::nrt; }

}  // namespace

WindowLook::WindowLook(const executor::Engine& engine, CurrentCatalog& catalog, const RuntimeOptions& options,
                       std::shared_ptr<const tables::Catalog> snapshot)
    : engine_(engine), catalog_(catalog), options_(options), snapshot_(std::move(snapshot)) {
  catalog_.set(snapshot_);
}

WindowLook::~WindowLook() { catalog_.set(snapshot_); }

executor::QueryContext WindowLook::run_context() const {
  executor::QueryContext context;
  context.threads = options_.threads;
  context.stop = options_.stop;
  context.limits.memory_bytes = options_.budget.memory_bytes;
  context.limits.result_rows = options_.budget.result_rows;
  context.limits.deadline = std::chrono::steady_clock::now() + options_.budget.time;
  return context;
}

Evaluation WindowLook::look(const CompiledRule& compiled, executor::TimeWindow window,
                            std::shared_ptr<const tables::Catalog> rows, const executor::QueryContext& context) const {
  catalog_.set(std::move(rows));
  return evaluate(compiled, engine_, context, window, is_nrt(compiled) ? Visible::all_arrived : Visible::in_window);
}

Evaluation WindowLook::first(const CompiledRule& compiled, const ArrivedWindow& arrived, std::size_t most) const {
  const executor::TimeWindow& window = arrived.window;
  // What lies outside is left out once, and not at every look.
  const auto held = is_nrt(compiled)
                        ? arrived_between(snapshot_, window.from, window.to)
                        : rows_between(snapshot_, "TimeGenerated", "TimeGenerated", window.from, window.to);
  const executor::QueryContext context = run_context();
  const auto look_at = [&](const ArrivedRows& rows) {
    auto some = arrived_between(held, rows.arrived.from, rows.arrived.to);
    if (rows.events.from > all_times.from || rows.events.to < all_times.to)
      some = rows_between(std::move(some), "TimeGenerated", "TimeGenerated", rows.events.from, rows.events.to);
    return look(compiled, window, std::move(some), context);
  };
  return first_to_arrive({{arrived.arrived_from, arrived.arrived_to}, is_nrt(compiled) ? all_times : window}, most,
                         look_at);
}

Evaluation WindowLook::whole(const CompiledRule& compiled, executor::TimeWindow window,
                             const std::function<std::size_t()>& told) const {
  const Rule& rule = *compiled.rule;
  const bool nrt = is_nrt(compiled);
  // A month has 43,000 minutes, and in most of them nothing comes.
  if (nrt && compiled.row_by_row && !may_have_arrived(*snapshot_, window.from, window.to)) return {};
  Evaluation evaluation =
      look(compiled, window, nrt ? arrived_between(snapshot_, window.from, window.to) : snapshot_, run_context());
  const std::size_t most = most_alerts(rule.kind);
  if (has_errors(evaluation.diagnostics) || evaluation.rows <= most || !tells_on_arrival(compiled)) return evaluation;
  Evaluation chosen;
  if (told() + 1 < most) {
    const executor::TimeWindow arrivals =
        nrt ? window : executor::TimeWindow{0, newest_arrival(*snapshot_).value_or(0) + 1};
    chosen = first(compiled, {window, arrivals.from, arrivals.to}, most - 1);
    if (has_errors(chosen.diagnostics))
      return chosen.diagnostics.back().diagnostic.code == "E_QUERY_CANCELLED" ? std::move(chosen)
                                                                              : std::move(evaluation);
    number_equal_rows(rule, chosen.alerts, [](const std::string&) { return true; });
  }
  // The last one, which stands for all rows.
  chosen.alerts.push_back(std::move(evaluation.alerts.back()));
  evaluation.alerts = std::move(chosen.alerts);
  return evaluation;
}

Evaluation WindowLook::arrived(const CompiledRule& compiled, const ArrivedWindow& arrived, std::size_t room) const {
  Evaluation evaluation = look(compiled, arrived.window,
                               arrived_between(snapshot_, arrived.arrived_from, arrived.arrived_to), run_context());
  return has_errors(evaluation.diagnostics) || evaluation.rows <= room ? evaluation : first(compiled, arrived, room);
}

}  // namespace kelpie::rules
