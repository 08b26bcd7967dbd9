#include "rules/runtime/runtime.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "rules/alert_json.hpp"
#include "rules/runtime/arrivals.hpp"
#include "rules/runtime/incident_grouping.hpp"
#include "rules/runtime/on_arrival.hpp"
#include "rules/runtime/prepared_rules.hpp"
#include "rules/runtime/rule_runner.hpp"
#include "rules/runtime/runtime_state.hpp"
#include "rules/schedule.hpp"

namespace kelpie::rules {

namespace {

/// After so many runs, or so much time, what they gave is written, whatever else is due.
constexpr std::size_t most_runs_a_change = 1000;
constexpr std::chrono::milliseconds longest_change{1000};

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
        arrivals_(state_.arrivals()) {}

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
      forgotten_.push_back(known.first);
      return true;
    });
  }

  StepReport step() {
    StepReport report;
    const std::shared_ptr<const tables::Catalog> snapshot = stream_.snapshot();
    catalog_.set(snapshot);
    const StepTime time{clock_.now(), clock_.arrivals_now(), snapshot == measured_ ? newest_ : newest_arrival(*snapshot)};
    const bool arrived = time.newest_arrival && (!arrivals_ || *time.newest_arrival > *arrivals_);
    measured_ = snapshot;
    newest_ = time.newest_arrival;
    begin_new_rules(time, *snapshot);
    if (arrived && arrivals_) look_at_arrivals(time, snapshot, report);
    while (!stopped() && run_some(time, snapshot, report)) {
    }
    if (arrived && !stopped()) {
      arrivals_ = time.newest_arrival;
      write(report, true);
    } else if (!change_.empty() || !forgotten_.empty()) {
      write(report, false);
    }
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
  /// What the next transaction will hold.
  struct Change {
    std::set<RuleRunner*> runners;
    std::vector<Alert> alerts;
    std::set<std::string> alert_ids;
    std::map<std::string, Incident> incidents;  // by id
    std::vector<std::string> incident_order;
    [[nodiscard]] bool empty() const { return runners.empty(); }
  };

  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  void begin_new_rules(const StepTime& time, const tables::Catalog& snapshot) {
    const std::lock_guard lock(mutex_);
    for (const auto& runner : runners_) {
      if (runner->begun()) continue;
      const bool nrt = runner->rule().kind == RuleKind::nrt;
      std::optional<std::int64_t> start = options_.start;
      if (!start && options_.start_with_events) {
        start = nrt ? oldest_arrival(snapshot) : std::nullopt;
        if (!start) start = oldest_event(snapshot);
        if (!start) continue;
      }
      if (!start && time.now <= 0) continue;
      runner->begin(start.value_or(nrt ? time.arrivals_now : time.now), !start);
      change_.runners.insert(runner.get());
    }
  }

  /// Late rows are counted; rules that can tell of a row when it arrives do.
  void look_at_arrivals(const StepTime& time, const std::shared_ptr<const tables::Catalog>& snapshot, StepReport& report) {
    std::map<std::string, std::vector<std::int64_t>> times;  // of each table's new rows
    for (std::size_t i = 0; i < runners_.size(); ++i) {
      RuleRunner& runner = *runners_[i];
      if (!runner.begun() || runner.progress().state.disabled) continue;
      const bool tells = tells_on_arrival(runner.compiled());
      std::uint64_t late = 0;
      std::vector<std::int64_t> events;
      for (const std::string& name : *reads_[i]) {
        const auto [at, added] = times.try_emplace(name);
        if (added) {
          if (const auto table = snapshot->find(name)) at->second = event_times_since(*table, *arrivals_, *time.newest_arrival);
        }
        // An NRT rule looks at whatever arrives, however old it is.
        const bool nrt = runner.rule().kind == RuleKind::nrt;
        const auto needed = nrt ? at->second.begin() : std::lower_bound(at->second.begin(), at->second.end(), runner.earliest_needed());
        late += static_cast<std::uint64_t>(needed - at->second.begin());
        if (tells) events.insert(events.end(), needed, at->second.end());
      }
      if (late > 0) {
        const std::lock_guard lock(mutex_);
        runner.add_late_rows(late);
        change_.runners.insert(&runner);
      }
      if (!events.empty()) tell_on_arrival(runner, events, time, snapshot, report);
    }
    catalog_.set(snapshot);
  }

  /// Alerts about rows that have just arrived, in windows that are still to be looked at as a whole.
  void tell_on_arrival(RuleRunner& runner, const std::vector<std::int64_t>& events, const StepTime& time, const std::shared_ptr<const tables::Catalog>& snapshot,
                       StepReport& report) {
    for (const ArrivedWindow& arrived : arrived_windows(runner.rule(), events, *arrivals_ + 1, *time.newest_arrival + 1, runner.next_end())) {
      catalog_.set(arrived_between(snapshot, arrived.arrived_from, arrived.arrived_to));
      const Evaluation evaluation = evaluate(runner.compiled(), engine_, run_context(), arrived.window,
                                             runner.rule().kind == RuleKind::nrt ? Visible::all_arrived : Visible::in_window);
      // What failed is told when the whole window is looked at.
      if (has_errors(evaluation.diagnostics)) return;
      std::size_t room = most_alerts(runner.rule().kind) - 1;
      if (evaluation.alerts.empty()) continue;
      room -= std::min(room, state_.alerts_of(runner.rule().id, arrived.window.to).size());
      std::vector<Alert> alerts;
      for (const Alert& alert : evaluation.alerts) {
        if (alerts.size() < room && alert.row_count == 1 && is_new(alert)) alerts.push_back(alert);
      }
      {
        const std::lock_guard lock(mutex_);
        runner.add_alerts(alerts.size());
      }
      take(runner, std::move(alerts), report);
    }
  }

  /// Makes runs that are due, the earliest windows first, until a change is worth writing. False: nothing is due any more.
  bool run_some(const StepTime& time, const std::shared_ptr<const tables::Catalog>& snapshot, StepReport& report) {
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t runs = 0; runs < most_runs_a_change && std::chrono::steady_clock::now() - begin < longest_change; ++runs) {
      RuleRunner* next = nullptr;
      for (const auto& runner : runners_) {
        if (runner->is_due(time) && (next == nullptr || runner->next_end() < next->next_end())) next = runner.get();
      }
      if (next == nullptr || stopped()) return false;
      run(*next, time, snapshot, report);
    }
    write(report, false);
    return true;
  }

  void run(RuleRunner& runner, const StepTime& time, const std::shared_ptr<const tables::Catalog>& snapshot, StepReport& report) {
    const bool nrt = runner.rule().kind == RuleKind::nrt;
    const auto look = [&](executor::TimeWindow window) {
      catalog_.set(nrt ? arrived_between(snapshot, window.from, window.to) : snapshot);
      return evaluate(runner.compiled(), engine_, run_context(), window, nrt ? Visible::all_arrived : Visible::in_window);
    };
    RuleRunner::Run run;
    {
      const std::lock_guard lock(mutex_);
      run = runner.run(time, look, [this](const Alert& alert) { return is_new(alert); });
    }
    catalog_.set(snapshot);
    if (run.interrupted) return;
    change_.runners.insert(&runner);
    report.runs += run.looked ? 1 : 0;
    report.suppressed += run.suppressed ? 1 : 0;
    report.diagnostics.insert(report.diagnostics.end(), run.diagnostics.begin(), run.diagnostics.end());
    take(runner, std::move(run.alerts), report);
  }

  [[nodiscard]] executor::QueryContext run_context() const {
    executor::QueryContext context;
    context.threads = options_.threads;
    context.stop = options_.stop;
    context.limits.memory_bytes = options_.budget.memory_bytes;
    context.limits.result_rows = options_.budget.result_rows;
    context.limits.deadline = std::chrono::steady_clock::now() + options_.budget.time;
    return context;
  }

  [[nodiscard]] bool is_new(const Alert& alert) { return !change_.alert_ids.contains(alert.id) && !state_.has_alert(alert.id); }

  void take(RuleRunner& runner, std::vector<Alert> alerts, StepReport& report) {
    change_.runners.insert(&runner);
    for (Alert& alert : alerts) {
      if (!is_new(alert)) continue;
      change_.alert_ids.insert(alert.id);
      if (alert.origin == AlertOrigin::detection) {
        auto incident = group_alert(runner.rule(), alert, [&](std::string_view key) { return youngest_incident(runner.rule().id, key); });
        if (incident) {
          if (!change_.incidents.contains(incident->id)) change_.incident_order.push_back(incident->id);
          change_.incidents[incident->id] = std::move(*incident);
        }
      }
      change_.alerts.push_back(alert);
      report.alerts.push_back(std::move(alert));
    }
  }

  std::optional<Incident> youngest_incident(const std::string& rule, std::string_view key) {
    for (auto id = change_.incident_order.rbegin(); id != change_.incident_order.rend(); ++id) {
      const Incident& incident = change_.incidents.at(*id);
      if (incident.rule_id == rule && incident.grouping_key == key) return incident;
    }
    return state_.incident(rule, key);
  }

  void write(StepReport& report, bool with_arrivals) {
    StateChange change;
    for (const RuleRunner* runner : change_.runners) change.rules.push_back(&runner->progress());
    change.forgotten = forgotten_;
    change.alerts = change_.alerts;
    for (const std::string& id : change_.incident_order) change.incidents.push_back(change_.incidents.at(id));
    if (with_arrivals) change.arrivals = arrivals_;
    state_.apply(change, sinks_);
    report.incidents.insert(report.incidents.end(), change.incidents.begin(), change.incidents.end());
    change_ = {};
    forgotten_.clear();
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
  std::vector<std::string> forgotten_;
  std::optional<std::int64_t> arrivals_;  // dealt with, in ticks
  std::shared_ptr<const tables::Catalog> measured_;
  std::optional<std::int64_t> newest_;
  Change change_;
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
