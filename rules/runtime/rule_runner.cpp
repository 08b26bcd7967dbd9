#include "rules/runtime/rule_runner.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "rules/runtime/health_alert.hpp"
#include "rules/runtime/incident_grouping.hpp"
#include "rules/schedule.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

/// Failures that another attempt may not have; all others are of the rule's own making (Microsoft Sentinel: "Troubleshoot analytics rules").
constexpr std::array<std::string_view, 2> transient_codes = {"E_QUERY_TIMEOUT", "E_LOW_MEMORY_CONDITION"};
/// Attempts at one window; they are a minute, two, four, eight apart.
constexpr unsigned most_attempts = 5;

}  // namespace

RuleRunner::RuleRunner(const CompiledRule& compiled, RuleProgress progress, const RuntimeOptions& options)
    : compiled_(&compiled), progress_(std::move(progress)), options_(&options) {
  RuleState& state = progress_.state;
  const std::int64_t frequency = frequency_of(rule());
  if (begun() && (progress_.frequency != frequency || last_end(rule(), state.next_end) != state.next_end)) {
    // The windows that were looked at end at the last end; the next one of the new schedule is behind it.
    state.next_end = last_end(rule(), state.next_end - progress_.frequency) + frequency;
  }
  if (state.version != rule().version) {
    state.disabled = false;
    state.failures = 0;
    state.failure.clear();
    progress_.failure_code.clear();
  }
  progress_.frequency = frequency;
  if (begun()) wait_for_start_time();
  state.id = rule().id;
  state.name = rule().name;
  state.version = rule().version;
  state.path = rule().source->path;
}

void RuleRunner::begin(std::int64_t start, bool at_once) {
  const std::int64_t last = last_end(rule(), std::max<std::int64_t>(start, 0));
  const bool ended = at_once && last > 0 && rule().kind == RuleKind::scheduled;
  progress_.state.next_end = progress_.first_end = ended ? last : last + progress_.frequency;
  wait_for_start_time();
}

void RuleRunner::wait_for_start_time() {
  if (rule().kind != RuleKind::scheduled || !rule().start_time || *rule().start_time <= next_end()) return;
  progress_.state.next_end = progress_.first_end = *rule().start_time;
}

bool RuleRunner::is_due(const StepTime& time) const {
  const bool nrt = rule().kind == RuleKind::nrt;
  const std::int64_t now = nrt ? time.arrivals_now : time.now;
  if (!begun() || progress_.state.disabled || now < progress_.retry_at) return false;
  if (nrt && time.newest_arrival && *time.newest_arrival >= next_end()) return true;
  return now >= *due_at();
}

std::optional<std::int64_t> RuleRunner::due_at() const {
  if (!begun() || progress_.state.disabled) return std::nullopt;
  return std::max(next_end() + delay(), progress_.retry_at);
}

std::int64_t RuleRunner::delay() const { return rule().kind == RuleKind::nrt ? options_->nrt_delay : options_->scheduled_delay; }

std::int64_t RuleRunner::first_end_not_due(const StepTime& time) const {
  const bool nrt = rule().kind == RuleKind::nrt;
  std::int64_t over = (nrt ? time.arrivals_now : time.now) - delay();
  if (nrt) over = std::max(over, time.newest_arrival.value_or(over));
  return std::max(next_end(), last_end(rule(), over) + progress_.frequency);
}

bool RuleRunner::is_behind(const StepTime& time) const { return first_end_not_due(time) > next_end() + progress_.frequency; }

std::int64_t RuleRunner::forgets_before(std::int64_t keep) const {
  // A rule that gets another frequency goes back by the old one.
  const std::int64_t looked_at_again = (static_cast<std::int64_t>(options_->reconcile) + 2) * progress_.frequency;
  return next_end() - std::max({keep, looked_at_again, lookback_of(rule())});
}

std::int64_t RuleRunner::earliest_needed() const {
  const auto again = rule().kind == RuleKind::nrt ? 0 : static_cast<std::int64_t>(options_->reconcile);
  return window_of(rule(), std::max(next_end() - again * progress_.frequency, progress_.first_end)).from;
}

/// Whether the rule slept when the run of that window was due.
bool RuleRunner::slept_through(std::int64_t end) const {
  const std::int64_t until = progress_.state.sleeps_until;
  return rule().suppression && end < until && end > until - rule().suppression_duration;
}

void RuleRunner::advance() {
  progress_.state.next_end += progress_.frequency;
  progress_.attempts = 0;
  progress_.retry_at = 0;
}

RuleRunner::Run RuleRunner::run(const StepTime& time, const Look& look, const std::function<bool(const Alert&)>& is_new) {
  Run run;
  RuleState& state = progress_.state;
  if (slept_through(next_end())) {
    ++state.suppressed;
    run.suppressed = true;
    advance();
    return run;
  }
  run.looked = true;
  const auto begin = std::chrono::steady_clock::now();
  const unsigned again = rule().kind == RuleKind::nrt ? 0 : options_->reconcile;
  std::int64_t alerted_at = 0;
  for (unsigned back = again + 1; back-- > 0;) {
    const std::int64_t end = next_end() - static_cast<std::int64_t>(back) * progress_.frequency;
    if (end < progress_.first_end || (back > 0 && slept_through(end))) continue;
    const executor::TimeWindow window = window_of(rule(), end);
    Evaluation evaluation = look(window);
    if (has_errors(evaluation.diagnostics)) {
      if (evaluation.diagnostics.back().diagnostic.code == "E_QUERY_CANCELLED") {
        run = {};
        run.interrupted = true;
        return run;
      }
      fail(time, evaluation.diagnostics, window, run);
      return run;
    }
    if (!evaluation.alerts.empty() && back == 0) alerted_at = end;
    for (Alert& alert : evaluation.alerts) {
      if (!is_new(alert)) continue;
      ++state.alerts;
      run.alerts.push_back(std::move(alert));
    }
  }
  ++state.runs;
  state.failures = 0;
  state.failure.clear();
  progress_.failure_code.clear();
  state.last_run_microseconds = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
  if (alerted_at > 0 && rule().suppression) state.sleeps_until = alerted_at + rule().suppression_duration;
  advance();
  return run;
}

void RuleRunner::fail(const StepTime& time, const RuleDiagnostics& diagnostics, executor::TimeWindow window, Run& run) {
  RuleState& state = progress_.state;
  run.diagnostics = diagnostics;
  const parser::Diagnostic& failure = diagnostics.back().diagnostic;
  const std::string reason = failure.code + ": " + failure.message;
  state.failure = reason;
  if (std::find(transient_codes.begin(), transient_codes.end(), failure.code) != transient_codes.end()) {
    if (++progress_.attempts < most_attempts) {
      progress_.retry_at = (rule().kind == RuleKind::nrt ? time.arrivals_now : time.now) + (tables::ticks_per_minute << (progress_.attempts - 1));
      return;
    }
    run.alerts.push_back(missed_window_alert(rule(), window, reason, progress_.attempts));
    advance();
    return;
  }
  state.failures = failure.code == progress_.failure_code ? state.failures + 1 : 1;
  progress_.failure_code = failure.code;
  if (state.failures >= options_->failures_until_disabled) {
    state.disabled = true;
    run.alerts.push_back(disabled_alert(rule(), window, reason, state.failures));
  }
  advance();
}

}  // namespace kelpie::rules
