#include "plugin/server/rules/rule_service.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>

#include "plugin/instance/host_services.hpp"
#include "plugin/instance/rule_thread.hpp"
#include "plugin/server/metrics/metrics.hpp"
#include "plugin/server/rules/counted_sink.hpp"
#include "plugin/server/rules/delivery_watch.hpp"
#include "plugin/sinks/make_sink.hpp"
#include "plugin/trusted_files.hpp"
#include "rules/findings/formats/formats.hpp"
#include "rules/runtime/delivery_thread.hpp"
#include "rules/runtime/event_clock.hpp"
#include "rules/validate.hpp"

namespace kelpie::server {

namespace {

using Moment = std::chrono::steady_clock::time_point;

/// How often what the rules' states say is read again although no rule has run.
constexpr std::chrono::seconds between_looks{1};

void check_trust(const RuleServiceOptions& options) {
  if (options.trust_others) return;
  if (const auto why = plugin::why_not_trusted(options.rules)) throw std::invalid_argument("rules: " + *why);
}

RuleServiceOptions checked(RuleServiceOptions options) {
  check_trust(options);
  return options;
}

std::string checked_state(const RuleServiceOptions& options) {
  if (options.state.empty() || options.state == ":memory:")
    throw std::invalid_argument("rules: a file for the state is needed: how far each rule is, alerts, incidents");
  return options.state;
}

std::vector<std::unique_ptr<rules::AlertSink>> make_sinks(const RuleServiceOptions& options, Metrics& metrics) {
  std::vector<std::unique_ptr<rules::AlertSink>> sinks;
  std::set<std::string> names;
  for (const std::string& spec : options.sinks) {
    try {
      sinks.push_back(std::make_unique<CountedSink>(plugin::make_sink(spec), metrics));
    } catch (const plugin::SinkError& wrong) {
      throw std::invalid_argument(std::string("sinks: ") + wrong.what());
    }
    if (!names.insert(sinks.back()->name()).second)
      throw std::invalid_argument("sinks: '" + sinks.back()->name() + "' is there twice");
  }
  return sinks;
}

std::vector<std::string> names_of(const std::vector<std::unique_ptr<rules::AlertSink>>& sinks) {
  std::vector<std::string> names;
  for (const auto& sink : sinks) names.push_back(sink->name());
  return names;
}

rules::RuntimeOptions runtime_options(const RuleServiceOptions& options, const std::atomic<bool>& stop) {
  rules::RuntimeOptions runtime;
  runtime.state = checked_state(options);
  runtime.scheduled_delay = options.delay.value_or(runtime.scheduled_delay);
  runtime.nrt_delay = std::min(runtime.nrt_delay, runtime.scheduled_delay);
  runtime.reconcile = options.reconcile;
  runtime.keep = options.keep.value_or(runtime.keep);
  runtime.start = options.start;
  runtime.start_with_events = options.events_clock;
  runtime.budget = options.budget;
  runtime.threads = options.threads;
  runtime.stop = &stop;
  return runtime;
}

std::string count_text(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

}  // namespace

class RuleService::Inside {
 public:
  Inside(rules::EventStream& stream, MakeEngine make_engine, Metrics& metrics, RuleServiceOptions options, Log log)
      : options_(checked(std::move(options))),
        log_(std::move(log)),
        host_(own_host()),
        stream_(stream),
        make_engine_(std::move(make_engine)),
        sinks_(make_sinks(options_, metrics)),
        catalog_(stream.snapshot()),
        engine_(make_engine_(catalog_)),
        event_clock_(options_.events_clock ? std::make_unique<rules::EventClock>(stream, clock()) : nullptr),
        runtime_(*engine_, catalog_, stream, event_clock_ ? *event_clock_ : clock(), names_of(sinks_),
                 runtime_options(options_, stop_)),
        triage_(options_.state),
        newest_(triage_.newest_number()) {
    read_first_rules();
    look();
    add_metrics(metrics);
  }

  ~Inside() { (void)stop(std::chrono::steady_clock::now()); }

  void start() {
    for (auto& sink : sinks_) {
      const plugin::SignalsBlocked blocked;
      deliveries_.push_back(std::make_unique<rules::DeliveryThread>(
          runtime_, std::move(sink), [this](const std::string& name, const std::string& message) {
            log_(KELPIE_LOG_WARNING, "alerts to " + name + ": " + message);
          }));
    }
    sinks_.clear();
    thread_ = std::make_unique<plugin::RuleThread>(runtime_, host_, statistics_, stop_, [this] { after_step(); });
  }

  std::uint64_t stop(Moment deadline) {
    stop_ = true;
    std::unique_ptr<plugin::RuleThread> thread;
    {
      const std::lock_guard lock(mutex_);
      thread = std::move(thread_);
    }
    thread.reset();
    std::uint64_t left = 0;
    for (const auto& delivery : deliveries_) left += delivery->finish(deadline);
    deliveries_.clear();
    return left;
  }

  void wake() {
    const std::lock_guard lock(mutex_);
    if (thread_ != nullptr) thread_->wake();
  }

  std::shared_ptr<const RuleListing> listing() const {
    const std::lock_guard lock(mutex_);
    return listing_;
  }

  std::shared_ptr<const RunningStates> states() const {
    const std::lock_guard lock(mutex_);
    return states_;
  }

  Reload reload() {
    const std::unique_lock lock(reloading_, std::try_to_lock);
    if (!lock.owns_lock())
      return {Reload::Outcome::under_way, "another reload is under way; ask again when it is done", {}, 0};
    Reload answer = read_again();
    reloads_.at(answer.outcome == Reload::Outcome::done ? 0 : 1)->add();
    log_(answer.outcome == Reload::Outcome::done ? KELPIE_LOG_INFO : KELPIE_LOG_WARNING, answer.message);
    return answer;
  }

  Health health() {
    const auto now = std::chrono::steady_clock::now();
    const auto waiting = triage_.waiting();
    watch_.look(waiting, now);
    Health health;
    {
      const std::lock_guard lock(mutex_);
      if (thread_ != nullptr) health.failure = thread_->failure();
      if (thread_ == nullptr) health.failure = stop_ ? "the server stops" : "the rules have not been started";
      health.running = listing_->count(RuleStanding::running);
      health.refused = listing_->count(RuleStanding::refused);
      for (const auto& [id, running] : *states_) {
        health.disabled += running.state.disabled ? 1 : 0;
        health.failing += !running.state.disabled && running.state.failures > 0 ? 1 : 0;
      }
    }
    for (const auto& one : waiting) {
      const bool stuck = watch_.is_stuck(one.sink, options_.stuck_after, now);
      health.sinks.push_back({one.sink, one.waiting, one.rejected, stuck, one.reason});
    }
    return health;
  }

  std::shared_ptr<void> take_stream() {
    if (streams_.fetch_add(1) >= options_.most_streams) {
      --streams_;
      return nullptr;
    }
    // The count may outlive the service: a connection ends when it ends.
    return {static_cast<void*>(this), [streams = streams_alive_](void*) { --*streams; }};
  }

  rules::TriageState& triage() { return triage_; }
  const rules::Clock& rules_clock() const { return event_clock_ ? *event_clock_ : clock(); }
  std::int64_t newest() const { return newest_; }
  std::size_t most_streams() const { return options_.most_streams; }

 private:
  const rules::Clock& clock() const { return options_.clock != nullptr ? *options_.clock : host_; }

  kelpie_host own_host() {
    kelpie_host host{};
    host.struct_size = sizeof host;
    host.abi_version = KELPIE_ABI_VERSION;
    host.context = this;
    host.name = plugin::text_of("kelpie serve");
    host.log = [](void* context, kelpie_log_level level, kelpie_text message) {
      static_cast<Inside*>(context)->log_(level, plugin::view_of(message));
    };
    return host;
  }

  void read_first_rules() {
    rules::LoadedRules loaded = rules::load_rules(options_.rules);
    if (!options_.rules.empty() && loaded.files == 0 && !rules::has_errors(loaded.diagnostics))
      throw std::invalid_argument("rules: there is no .yaml or .yml file in " + options_.rules.front());
    const rules::Preparation prepared = runtime_.prepare(loaded.rules, rules::Refused::only_itself);
    rules::RuleDiagnostics all = loaded.diagnostics;
    all.insert(all.end(), prepared.diagnostics.begin(), prepared.diagnostics.end());
    for (const rules::RuleDiagnostic& one : all) {
      const bool error = one.diagnostic.severity == parser::Severity::error;
      log_(error ? KELPIE_LOG_ERROR : KELPIE_LOG_WARNING, rules::render(one));
    }
    listing_ = std::make_shared<const RuleListing>(loaded, *prepared.rules, all);
    log_(KELPIE_LOG_INFO, count_text(prepared.count, "rule") + (prepared.count == 1 ? " runs" : " run"));
    runtime_.commit(prepared.rules);
  }

  Reload read_again() {
    Reload answer;
    const auto why = options_.trust_others ? std::nullopt : plugin::why_not_trusted(options_.rules);
    if (why) return {Reload::Outcome::untrusted, *why + ". The rules that run go on", {}, 0};
    const rules::LoadedRules loaded = rules::load_rules(options_.rules);
    const auto snapshot = stream_.snapshot();
    const auto engine = make_engine_(*snapshot);
    rules::ValidateOptions validating;
    validating.context.now = rules_clock().now();
    answer.findings =
        rules::findings_as_json(rules::make_report(loaded, rules::validate(loaded, *engine, validating), {}), false);
    const rules::Preparation prepared = runtime_.prepare(loaded.rules);
    answer.rules = prepared.count;
    const bool none = loaded.files == 0 && !options_.rules.empty();
    if (none || rules::has_errors(loaded.diagnostics) || prepared.rules == nullptr) {
      answer.outcome = Reload::Outcome::refused;
      answer.message = none ? "there is no rule file any more; the rules that run go on"
                            : "not all rules are sound; the rules that run go on";
      return answer;
    }
    rules::RuleDiagnostics all = loaded.diagnostics;
    all.insert(all.end(), prepared.diagnostics.begin(), prepared.diagnostics.end());
    auto listing = std::make_shared<const RuleListing>(loaded, *prepared.rules, all);
    answer.message = count_text(answer.rules, "rule") + (answer.rules == 1 ? " runs" : " run");
    const std::lock_guard lock(mutex_);
    listing_ = std::move(listing);
    if (thread_ != nullptr)
      thread_->commit(prepared.rules);
    else
      runtime_.commit(prepared.rules);
    return answer;
  }

  /// In the rules' thread.
  void after_step() {
    if (statistics_.alerts_raised != told_) {
      told_ = statistics_.alerts_raised;
      try {
        newest_ = triage_.newest_number();
      } catch (const rules::RuntimeStateError&) {
        told_ = 0;  // asked again after the next step
      }
      for (const auto& delivery : deliveries_) delivery->wake();
    }
    const auto now = std::chrono::steady_clock::now();
    if (statistics_.rule_runs == runs_seen_ && now - looked_at_ < between_looks) return;
    looked_at_ = now;
    runs_seen_ = statistics_.rule_runs;
    look();
  }

  /// Takes the states that others read.
  void look() {
    const std::int64_t now = rules_clock().now();
    auto states = std::make_shared<RunningStates>();
    const auto before = this->states();
    for (rules::RuleState& state : runtime_.states()) {
      RunningState running{std::move(state), std::nullopt};
      const auto known = before->find(running.state.id);
      if (known != before->end())
        running.ran_at = known->second.state.runs == running.state.runs ? known->second.ran_at : std::optional(now);
      std::string id = running.state.id;
      states->emplace(std::move(id), std::move(running));
    }
    const std::lock_guard lock(mutex_);
    states_ = std::move(states);
  }

  void add_metrics(Metrics& metrics);

  const RuleServiceOptions options_;
  const Log log_;
  plugin::HostServices host_;
  rules::EventStream& stream_;
  const MakeEngine make_engine_;
  plugin::Statistics statistics_;
  std::atomic<bool> stop_{false};
  std::vector<std::unique_ptr<rules::AlertSink>> sinks_;  // until start()
  rules::CurrentCatalog catalog_;
  std::unique_ptr<executor::Engine> engine_;
  std::unique_ptr<rules::Clock> event_clock_;
  rules::RuleRuntime runtime_;
  rules::TriageState triage_;
  DeliveryWatch watch_;
  std::mutex reloading_;
  std::vector<Counter*> reloads_;  // done, refused
  std::shared_ptr<std::atomic<std::size_t>> streams_alive_ = std::make_shared<std::atomic<std::size_t>>(0);
  std::atomic<std::size_t>& streams_ = *streams_alive_;
  std::atomic<std::int64_t> newest_;

  // Of the rules' thread.
  std::uint64_t told_ = 0, runs_seen_ = 0;
  Moment looked_at_{};

  mutable std::mutex mutex_;  // over what follows
  std::shared_ptr<const RuleListing> listing_ = std::make_shared<const RuleListing>();
  std::shared_ptr<const RunningStates> states_ = std::make_shared<const RunningStates>();
  std::vector<std::unique_ptr<rules::DeliveryThread>> deliveries_;  // from start() to stop()
  std::unique_ptr<plugin::RuleThread> thread_;
};

void RuleService::Inside::add_metrics(Metrics& metrics) {
  const std::string reload_help = "Reloads of the rules that were asked for, by what became of them.";
  for (const char* result : {"done", "refused"})
    reloads_.push_back(&metrics.counter("kelpie_rule_reloads_total", reload_help, {{"result", result}}));
  metrics.callback_counter("kelpie_rule_runs_total", "Runs of rules.",
                           [this] { return static_cast<double>(statistics_.rule_runs); });
  metrics.callback_counter("kelpie_alerts_raised_total", "Alerts that rules raised.",
                           [this] { return static_cast<double>(statistics_.alerts_raised); });
  metrics.callback_gauges(
      "kelpie_rules", "Rules, by what they do; disabled and failing ones are running ones.", [this] {
        const auto listed = listing();
        const auto states = this->states();
        std::vector<MetricSample> samples;
        for (const auto standing :
             {RuleStanding::running, RuleStanding::off, RuleStanding::hunting, RuleStanding::refused})
          samples.push_back(
              {{{"state", std::string(name_of(standing))}}, static_cast<double>(listed->count(standing))});
        double disabled = 0, failing = 0;
        for (const auto& [id, one] : *states) {
          disabled += one.state.disabled ? 1 : 0;
          failing += !one.state.disabled && one.state.failures > 0 ? 1 : 0;
        }
        samples.push_back({{{"state", "disabled"}}, disabled});
        samples.push_back({{{"state", "failing"}}, failing});
        return samples;
      });
  metrics.callback_counter("kelpie_rule_late_events_total",
                           "Events that came when every window that holds them had been looked at.", [this] {
                             double late = 0;
                             for (const auto& [id, one] : *states()) late += static_cast<double>(one.state.late_rows);
                             return late;
                           });
  metrics.callback_gauges("kelpie_rule_last_run_seconds", "How long the last run of a rule took.", [this] {
    std::vector<MetricSample> samples;
    for (const auto& [id, one] : *states()) {
      if (one.state.runs == 0) continue;
      samples.push_back({{{"rule", id}}, static_cast<double>(one.state.last_run_microseconds) / 1e6});
    }
    return samples;
  });
  metrics.callback_gauges("kelpie_alerts_waiting", "Alerts that wait for a sink.", [this] {
    std::vector<MetricSample> samples;
    for (const auto& one : triage_.waiting())
      samples.push_back({{{"sink", one.sink}}, static_cast<double>(one.waiting)});
    return samples;
  });
  metrics.callback_gauge("kelpie_incidents_open", "Incidents that are not closed.",
                         [this] { return static_cast<double>(triage_.counts().open_incidents); });
  metrics.callback_gauge("kelpie_alerts_kept", "Alerts in the rules' state.",
                         [this] { return static_cast<double>(triage_.counts().alerts); });
  metrics.callback_gauge("kelpie_alert_streams", "Clients that follow alerts.",
                         [this] { return static_cast<double>(streams_.load()); });
}

RuleService::RuleService(rules::EventStream& stream, MakeEngine make_engine, Metrics& metrics,
                         RuleServiceOptions options, Log log)
    : inside_(std::make_unique<Inside>(stream, std::move(make_engine), metrics, std::move(options), std::move(log))) {}
RuleService::~RuleService() = default;

void RuleService::start() { inside_->start(); }
std::uint64_t RuleService::stop(Moment deadline) { return inside_->stop(deadline); }
void RuleService::wake() { inside_->wake(); }
std::shared_ptr<const RuleListing> RuleService::listing() const { return inside_->listing(); }
std::shared_ptr<const RunningStates> RuleService::states() const { return inside_->states(); }
RuleService::Reload RuleService::reload() { return inside_->reload(); }
rules::TriageState& RuleService::triage() { return inside_->triage(); }
std::int64_t RuleService::now() const { return inside_->rules_clock().now(); }
std::int64_t RuleService::newest_alert() const { return inside_->newest(); }
std::shared_ptr<void> RuleService::take_stream() { return inside_->take_stream(); }
std::size_t RuleService::most_streams() const { return inside_->most_streams(); }
RuleService::Health RuleService::health() { return inside_->health(); }

}  // namespace kelpie::server
