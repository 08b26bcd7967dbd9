#include "rules/runtime/runtime.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <queue>
#include <set>
#include <tuple>

#include "rules/alert_json.hpp"
#include "rules/runtime/arrivals.hpp"
#include "rules/runtime/on_arrival.hpp"
#include "rules/runtime/pending_change.hpp"
#include "rules/runtime/prepared_rules.hpp"
#include "rules/runtime/rule_runner.hpp"
#include "rules/runtime/runtime_state.hpp"
#include "rules/runtime/window_look.hpp"
#include "rules/schedule.hpp"
#include "tables/damaged_data.hpp"

namespace kelpie::rules {

namespace {

/// After so many runs, or so much time, what they gave is written, whatever else is due.
constexpr std::size_t most_runs_a_change = 1000;
constexpr std::chrono::milliseconds longest_change{1000};
/// After so many new alerts, old ones are removed whatever the time.
constexpr std::size_t most_alerts_unpruned = 10'000;

}  // namespace

class RuleRuntime::Inside {
 public:
  Inside(const executor::Engine& engine, CurrentCatalog& catalog, EventStream& stream, const Clock& clock, std::vector<std::string> sinks,
         RuntimeOptions options)
      : engine_(engine),
        catalog_(catalog),
        stream_(stream),
        clock_(clock),
        sinks_(std::move(sinks)),
        options_(std::move(options)),
        state_(options_.state),
        known_(state_.rules()),
        arrivals_(state_.arrivals()),
        change_(state_) {}

  Preparation prepare(std::vector<Rule> rules, Refused refused) const {
    Preparation preparation;
    auto prepared = std::make_shared<PreparedRules>();
    for (Rule& rule : rules) {
      if (rule.enabled && rule.kind != RuleKind::hunting) prepared->rules.push_back(std::move(rule));
    }
    executor::QueryContext context;
    context.now = clock_.now();
    bool sound = true;
    for (const Rule& rule : prepared->rules) {
      RuleDiagnostics diagnostics;
      auto compiled = compile_rule(rule, engine_, context, diagnostics);
      preparation.diagnostics.insert(preparation.diagnostics.end(), diagnostics.begin(), diagnostics.end());
      sound = sound && compiled.has_value();
      if (!compiled) continue;
      PreparedRules::Prepared one{std::move(*compiled), {}};
      for (const auto& table : one.compiled.tables) one.tables.push_back(table->schema().name);
      // The tables are those of this moment; the runs will find theirs.
      one.compiled.tables.clear();
      prepared->prepared.push_back(std::move(one));
    }
    preparation.count = prepared->prepared.size();
    if (sound || refused == Refused::only_itself) preparation.rules = std::move(prepared);
    return preparation;
  }

  void commit(std::shared_ptr<PreparedRules> rules) {
    const std::lock_guard lock(mutex_);
    for (const auto& runner : runners_) known_[runner->rule().id] = runner->progress();
    runners_.clear();
    reads_.clear();
    prepared_ = std::move(rules);
    for (const PreparedRules::Prepared& one : prepared_->prepared) {
      const auto known = known_.find(one.compiled.rule->id);
      runners_.push_back(std::make_unique<RuleRunner>(one.compiled, known == known_.end() ? RuleProgress{} : known->second, options_));
      reads_.push_back(&one.tables);
    }
    for (const auto& runner : runners_) known_.erase(runner->rule().id);
    // Whoever is not here any more begins anew when it comes again. A rule that does not bind just now goes on later.
    std::erase_if(known_, [this](const auto& known) {
      const auto& rules_now = prepared_->rules;
      if (std::any_of(rules_now.begin(), rules_now.end(), [&](const Rule& rule) { return rule.id == known.first; })) return false;
      change_.forget(known.first);
      return true;
    });
  }

  StepReport step() {
    StepReport report;
    if (runners_.empty()) return report;
    const std::shared_ptr<const tables::Catalog> snapshot = stream_.snapshot();
    const StepTime time{clock_.now(), clock_.arrivals_now(), snapshot == measured_ ? newest_ : stream_.newest_arrival(*snapshot)};
    const bool arrived = time.newest_arrival && (!arrivals_ || *time.newest_arrival > *arrivals_);
    measured_ = snapshot;
    newest_ = time.newest_arrival;
    const WindowLook look(engine_, catalog_, options_, snapshot);
    begin_new_rules(time, *snapshot);
    if ((arrived || !unseen_.empty()) && !look_at_arrivals(time, *snapshot, look, report)) return report;
    report.more = run_some(time, look, report);
    if (!change_.empty()) write(report);
    return report;
  }

  [[nodiscard]] std::optional<std::int64_t> next_due() const {
    const std::lock_guard lock(mutex_);
    std::optional<std::int64_t> next;
    for (const auto& runner : runners_) {
      const auto due = runner->due_at();
      if (due && (!next || *due < *next)) next = due;
    }
    return next;
  }

  [[nodiscard]] bool is_due() const {
    const std::lock_guard lock(mutex_);
    const StepTime time{clock_.now(), clock_.arrivals_now(), newest_};
    return std::any_of(runners_.begin(), runners_.end(), [&](const auto& runner) { return runner->is_due(time); });
  }

  [[nodiscard]] std::vector<RuleState> states() const {
    const std::lock_guard lock(mutex_);
    std::vector<RuleState> states;
    for (const auto& runner : runners_) states.push_back(runner->progress().state);
    return states;
  }

  RuntimeState& state() { return state_; }
  const std::vector<std::string>& sinks() const { return sinks_; }

 private:
  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  void begin_new_rules(const StepTime& time, const tables::Catalog& snapshot) {
    const std::lock_guard lock(mutex_);
    for (const auto& runner : runners_) {
      if (runner->begun()) continue;
      const bool nrt = runner->rule().kind == RuleKind::nrt;
      std::optional<std::int64_t> start = options_.start;
      // Nothing arrived before anything did, whatever had happened by then.
      if (start && nrt) start = std::max(*start, oldest_arrival(snapshot).value_or(time.arrivals_now));
      if (!start && options_.start_with_events) {
        start = nrt ? oldest_arrival(snapshot) : std::nullopt;
        if (!start) start = oldest_event(snapshot);
        if (!start) continue;
      }
      if (!start && time.now <= 0) continue;
      runner->begin(start.value_or(nrt ? time.arrivals_now : time.now), !start);
      unseen_.insert(runner->rule().id);
    }
  }

  /// What the rows that have arrived mean to a rule.
  struct Arrived {
    RuleRunner* runner = nullptr;
    std::uint64_t late = 0;
    std::vector<Alert> alerts;
  };

  /// Late rows are counted; rules that can tell of a row when it arrives do. To a rule that has just begun, all that its open windows hold has just arrived. So a
  /// row is looked at once on its arrival, wherever processes end. False: somebody wants an end; nothing was done.
  bool look_at_arrivals(const StepTime& time, const tables::Catalog& snapshot, const WindowLook& look, StepReport& report) {
    std::vector<Arrived> all;
    std::map<std::string, std::vector<std::int64_t>> times;  // of each table's new rows
    for (std::size_t i = 0; i < runners_.size() && time.newest_arrival; ++i) {
      RuleRunner& runner = *runners_[i];
      const bool unseen = !arrivals_ || unseen_.contains(runner.rule().id);
      if (!runner.begun() || runner.progress().state.disabled) continue;
      Arrived arrived{&runner, 0, {}};
      const std::vector<std::int64_t> events = unseen ? events_in_open_windows(i, time, snapshot) : new_events(i, time, snapshot, times, arrived.late);
      if (!events.empty() && tells_on_arrival(runner.compiled())) {
        arrived.alerts = alerts_on_arrival(runner, events, unseen ? 0 : *arrivals_ + 1, time, look);
      }
      if (stopped()) return false;
      if (arrived.late > 0 || !arrived.alerts.empty()) all.push_back(std::move(arrived));
    }
    for (Arrived& arrived : all) {
      {
        const std::lock_guard lock(mutex_);
        arrived.runner->add_late_rows(arrived.late);
        arrived.runner->add_alerts(arrived.alerts.size());
      }
      take(*arrived.runner, std::move(arrived.alerts), report);
    }
    for (const auto& runner : runners_) {
      if (unseen_.contains(runner->rule().id)) change_.add(*runner);
    }
    unseen_.clear();
    if (time.newest_arrival && time.newest_arrival != arrivals_) change_.set_arrivals(*time.newest_arrival);
    arrivals_ = time.newest_arrival;
    return true;
  }

  /// Times of the rows that have arrived for a rule's open windows, and how many are late.
  std::vector<std::int64_t> new_events(std::size_t rule, const StepTime& time, const tables::Catalog& snapshot,
                                       std::map<std::string, std::vector<std::int64_t>>& times, std::uint64_t& late) const {
    const RuleRunner& runner = *runners_[rule];
    std::vector<std::int64_t> events;
    for (const std::string& name : *reads_[rule]) {
      const auto [at, added] = times.try_emplace(name);
      if (added) {
        if (const auto table = snapshot.find(name)) at->second = event_times_since(*table, *arrivals_, *time.newest_arrival);
      }
      // An NRT rule looks at whatever arrives, however old it is.
      const bool nrt = runner.rule().kind == RuleKind::nrt;
      const auto needed = nrt ? at->second.begin() : std::lower_bound(at->second.begin(), at->second.end(), runner.earliest_needed());
      late += static_cast<std::uint64_t>(needed - at->second.begin());
      if (tells_on_arrival(runner.compiled())) events.insert(events.end(), needed, at->second.end());
    }
    return events;
  }

  /// Times of all rows in a rule's windows that are not due yet, where it tells of rows on arrival.
  std::vector<std::int64_t> events_in_open_windows(std::size_t rule, const StepTime& time, const tables::Catalog& snapshot) const {
    const RuleRunner& runner = *runners_[rule];
    std::vector<std::int64_t> events;
    if (!tells_on_arrival(runner.compiled())) return events;
    const std::int64_t from = window_of(runner.rule(), runner.first_end_not_due(time)).from;
    const bool nrt = runner.rule().kind == RuleKind::nrt;
    for (const std::string& name : *reads_[rule]) {
      const auto table = snapshot.find(name);
      if (!table) continue;
      try {
        const auto found = event_times_since(*table, nrt ? from - 1 : -1, *time.newest_arrival, nrt ? 0 : from);
        events.insert(events.end(), found.begin(), found.end());
      } catch (const tables::DamagedData&) {
        // The run of the whole window will say so.
      }
    }
    return events;
  }

  /// Alerts about rows that arrived from then on, in windows that are still to be looked at as a whole. A window that is due already is looked at in this step.
  std::vector<Alert> alerts_on_arrival(const RuleRunner& runner, const std::vector<std::int64_t>& events, std::int64_t from, const StepTime& time,
                                       const WindowLook& look) {
    std::vector<Alert> alerts;
    for (const ArrivedWindow& arrived : arrived_windows(runner.rule(), events, from, *time.newest_arrival + 1, runner.first_end_not_due(time))) {
      const std::size_t most = most_alerts(runner.rule().kind) - 1;
      const std::size_t told = change_.alerts_in(runner.rule().id, arrived.window.to);
      if (told >= most) continue;
      Evaluation evaluation = look.arrived(runner.compiled(), arrived, most - told);
      // What failed is told when the whole window is looked at.
      if (has_errors(evaluation.diagnostics)) break;
      number_equal_rows(runner.rule(), evaluation.alerts, [this](const std::string& id) { return change_.is_new(id); });
      std::move(evaluation.alerts.begin(), evaluation.alerts.end(), std::back_inserter(alerts));
    }
    return alerts;
  }

  /// Makes runs that are due until a change is worth writing: those of rules that are not behind first, so that nobody waits for what another has to make up
  /// for, then the earliest windows. False: nothing is due any more.
  bool run_some(const StepTime& time, const WindowLook& look, StepReport& report) {
    // Whether the rule is behind, the end of its window, and the rule's place.
    using Due = std::tuple<bool, std::int64_t, std::size_t>;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due;
    const auto queue = [&](std::size_t number) {
      const RuleRunner& runner = *runners_[number];
      if (runner.is_due(time)) due.emplace(runner.is_behind(time), runner.next_end(), number);
    };
    for (std::size_t i = 0; i < runners_.size(); ++i) queue(i);
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t runs = 0; runs < most_runs_a_change && std::chrono::steady_clock::now() - begin < longest_change; ++runs) {
      if (due.empty() || stopped()) return false;
      const std::size_t next = std::get<std::size_t>(due.top());
      due.pop();
      run(*runners_[next], time, look, report);
      queue(next);
    }
    return !due.empty();
  }

  void run(RuleRunner& runner, const StepTime& time, const WindowLook& look, StepReport& report) {
    const auto look_at = [&](executor::TimeWindow window) {
      return look.whole(runner.compiled(), window, [&] { return change_.alerts_in(runner.rule().id, window.to); });
    };
    RuleRunner::Run run;
    {
      const std::lock_guard lock(mutex_);
      run = runner.run(time, look_at, [this](const Alert& alert) { return change_.is_new(alert.id); });
    }
    if (run.interrupted) return;
    report.runs += run.looked ? 1 : 0;
    report.suppressed += run.suppressed ? 1 : 0;
    report.diagnostics.insert(report.diagnostics.end(), run.diagnostics.begin(), run.diagnostics.end());
    take(runner, std::move(run.alerts), report);
  }

  void take(const RuleRunner& runner, std::vector<Alert> alerts, StepReport& report) {
    change_.add(runner);
    alerts = change_.add_alerts(runner.rule(), std::move(alerts));
    alerts_unpruned_ += alerts.size();
    std::move(alerts.begin(), alerts.end(), std::back_inserter(report.alerts));
  }

  void write(StepReport& report) {
    const auto now = std::chrono::steady_clock::now();
    std::optional<StatePruning> prune;
    if (!pruned_ || now - *pruned_ >= options_.prune_every || alerts_unpruned_ >= most_alerts_unpruned) {
      prune.emplace();
      for (const auto& runner : runners_) {
        if (runner->begun()) prune->rules.push_back({runner->rule().id, runner->forgets_before(options_.keep)});
      }
      prune->others_before = clock_.now() - options_.keep;
    }
    const std::vector<Incident> incidents = change_.write(sinks_, prune);
    report.incidents.insert(report.incidents.end(), incidents.begin(), incidents.end());
    if (!prune) return;
    pruned_ = now;
    alerts_unpruned_ = 0;
  }

  const executor::Engine& engine_;
  CurrentCatalog& catalog_;
  EventStream& stream_;
  const Clock& clock_;
  const std::vector<std::string> sinks_;
  const RuntimeOptions options_;
  RuntimeState state_;

  mutable std::mutex mutex_;  // of the runners, which states() reads
  std::shared_ptr<PreparedRules> prepared_;
  std::vector<std::unique_ptr<RuleRunner>> runners_;
  std::vector<const std::vector<std::string>*> reads_;  // tables that each of them reads
  std::map<std::string, RuleProgress> known_;           // of rules that do not run (yet)
  std::set<std::string> unseen_;                        // ids of rules that have begun and have not looked at what was there
  std::optional<std::int64_t> arrivals_;                // dealt with, in ticks
  std::shared_ptr<const tables::Catalog> measured_;
  std::optional<std::int64_t> newest_;
  PendingChange change_;
  std::optional<std::chrono::steady_clock::time_point> pruned_;
  std::size_t alerts_unpruned_ = 0;  // that are new since then
};

RuleRuntime::RuleRuntime(const executor::Engine& engine, CurrentCatalog& catalog, EventStream& stream, const Clock& clock, std::vector<std::string> sinks,
                         RuntimeOptions options)
    : inside_(std::make_unique<Inside>(engine, catalog, stream, clock, std::move(sinks), std::move(options))) {}
RuleRuntime::~RuleRuntime() = default;

Preparation RuleRuntime::prepare(std::vector<Rule> rules, Refused refused) const { return inside_->prepare(std::move(rules), refused); }
void RuleRuntime::commit(std::shared_ptr<PreparedRules> rules) { inside_->commit(std::move(rules)); }
StepReport RuleRuntime::step() { return inside_->step(); }
std::optional<std::int64_t> RuleRuntime::next_due() const { return inside_->next_due(); }
bool RuleRuntime::is_due() const { return inside_->is_due(); }
std::vector<RuleState> RuleRuntime::states() const { return inside_->states(); }
std::vector<Incident> RuleRuntime::incidents() const { return inside_->state().incidents(); }
bool RuleRuntime::close_incident(std::string_view id) { return inside_->state().close_incident(id); }

RuleRuntime::Delivered RuleRuntime::deliver(AlertSink& sink, std::chrono::steady_clock::time_point deadline, std::size_t most) {
  Delivered report;
  RuntimeState& state = inside_->state();
  const std::string name = sink.name();
  const auto waiting = state.waiting(name, most);
  std::vector<RuntimeState::Outcome> outcomes;
  std::vector<Alert> alerts;
  std::vector<std::int64_t> numbers;
  for (const auto& [number, json] : waiting) {
    if (auto alert = read_alert_json(json)) {
      alerts.push_back(std::move(*alert));
      numbers.push_back(number);
    } else {
      outcomes.push_back({number, DeliveryResult::rejected, "the alert in the state's file cannot be read"});
    }
  }
  const std::vector<Delivery> answers = alerts.empty() ? std::vector<Delivery>() : sink.deliver(alerts, deadline);
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    if (i < answers.size())
      outcomes.push_back({numbers[i], answers[i].result, answers[i].reason});
    else
      outcomes.push_back({numbers[i], DeliveryResult::retry, "the sink gave no answer"});
  }
  for (const Delivery& answer : answers) {
    if (answer.retry_after && (!report.retry_after || *answer.retry_after > *report.retry_after)) report.retry_after = answer.retry_after;
  }
  for (const RuntimeState::Outcome& outcome : outcomes) {
    if (outcome.result == DeliveryResult::delivered) ++report.delivered;
    if (outcome.result == DeliveryResult::retry) ++report.retried;
    if (outcome.result == DeliveryResult::rejected) ++report.rejected;
    if (!outcome.reason.empty() && std::find(report.reasons.begin(), report.reasons.end(), outcome.reason) == report.reasons.end())
      report.reasons.push_back(outcome.reason);
  }
  state.delivered(name, outcomes);
  report.waiting = state.waiting_count(name);
  return report;
}

}  // namespace kelpie::rules
