#include "plugin/cli/follow.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>

#include "plugin/cli/command.hpp"
#include "plugin/cli/own_schemas.hpp"
#include "plugin/cli/rule_files.hpp"
#include "plugin/sinks/make_sink.hpp"
#include "plugin/trusted_files.hpp"
#include "rules/load.hpp"
#include "rules/runtime/delivery_thread.hpp"
#include "rules/runtime/event_clock.hpp"
#include "rules/runtime/runtime.hpp"
#include "tables/damaged_data.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

/// How long what waits for sinks is tried for when the process is to end.
constexpr std::chrono::seconds last_delivery{10};

std::atomic<bool> hang_up{false};
void note_hang_up(int) { hang_up = true; }

class WallClock final : public rules::Clock {
 public:
  [[nodiscard]] std::int64_t now() const override { return ticks_of_clock(); }
};

rules::RuntimeOptions runtime_options(const FollowOptions& options) {
  rules::RuntimeOptions runtime;
  runtime.state = options.state;
  runtime.reconcile = options.reconcile;
  runtime.stop = &interrupted();
  runtime.threads = options.shared.threads > 0 ? options.shared.threads : std::max(1u, std::thread::hardware_concurrency());
  if (!options.delay.empty()) runtime.scheduled_delay = options.delay == "0" ? 0 : duration_argument("--delay", options.delay);
  if (!options.keep.empty()) runtime.keep = duration_argument("--keep", options.keep);
  // What is waited for at the end of an NRT rule's minute is an append under way, not a late event.
  runtime.nrt_delay = std::min(runtime.nrt_delay, runtime.scheduled_delay);
  if (!options.from.empty()) runtime.start = time_argument("--from", options.from);
  runtime.start_with_events = options.clock == "events";
  return runtime;
}

std::vector<std::unique_ptr<rules::AlertSink>> sinks_of(const FollowOptions& options) {
  std::vector<std::unique_ptr<rules::AlertSink>> sinks;
  const std::vector<std::string> specs = options.sinks.empty() ? std::vector<std::string>{"-"} : options.sinks;
  for (const std::string& spec : specs) {
    try {
      sinks.push_back(make_sink(spec));
    } catch (const SinkError& wrong) {
      throw UsageError(std::string("--sink: ") + wrong.what());
    }
    for (std::size_t i = 0; i + 1 < sinks.size(); ++i) {
      if (sinks[i]->name() == sinks.back()->name()) throw UsageError("--sink: '" + sinks.back()->name() + "' is there twice");
    }
  }
  return sinks;
}

/// UsageError where others decide what a process that runs for long does.
void check_trust(const FollowOptions& options) {
  if (options.trust_others) return;
  const auto check = [](const std::string& option, const std::vector<std::string>& paths) {
    if (const auto why = why_not_trusted(paths)) throw UsageError(option + ": " + *why + ". Or say --trust-others");
  };
  check("--rules", options.rules);
  check("--schemas", options.shared.schemas);
  check("--functions", options.shared.functions);
}

/// Whether rules may be read again: what is wrong is told.
bool are_still_trusted(const FollowOptions& options) {
  const auto why = options.trust_others ? std::nullopt : why_not_trusted(options.rules);
  if (why) std::cerr << "kelpie: " << *why << "\nkelpie: the rules were not read again; those that run go on\n";
  return !why;
}

/// Reads the rules and, where there is one that is sound, hands them to the runtime. The first time, rules that are refused are left out; later, they leave
/// the rules that run as they are.
bool load(const FollowOptions& options, rules::RuleRuntime& runtime, bool first) {
  rules::LoadedRules loaded = rules::load_rules(options.rules);
  tell(loaded.diagnostics);
  if (loaded.files == 0) {
    if (first) throw UsageError("--rules: there is no .yaml or .yml file in what was given");
    std::cerr << "kelpie: there are no rule files any more; the rules that run go on\n";
    return false;
  }
  const bool unread = rules::has_errors(loaded.diagnostics);
  const rules::Preparation prepared = runtime.prepare(std::move(loaded.rules), first ? rules::Refused::only_itself : rules::Refused::all);
  tell(prepared.diagnostics);
  if (!first && (unread || prepared.rules == nullptr)) {
    std::cerr << "kelpie: not all rules are sound; the rules that run go on\n";
    return false;
  }
  runtime.commit(prepared.rules);
  std::cerr << "kelpie: " << prepared.count << (prepared.count == 1 ? " rule runs" : " rules run") << '\n';
  return !unread && !rules::has_errors(prepared.diagnostics);
}

/// What a person should know of rules when the process ends.
void tell_states(const rules::RuleRuntime& runtime) {
  for (const rules::RuleState& state : runtime.states()) {
    if (state.late_rows > 0) {
      std::cerr << "kelpie: " << state.late_rows << (state.late_rows == 1 ? " event" : " events") << " came too late for " << harmless(state.name)
                << "; a longer --delay, or --reconcile, waits for them\n";
    }
    if (state.disabled) std::cerr << "kelpie: disabled: " << harmless(state.name) << " (" << harmless(state.failure) << ")\n";
  }
}

/// The rules' steps until a signal comes, or nothing is to be done any more.
class Following {
 public:
  Following(const FollowOptions& options, rules::RuleRuntime& runtime, rules::EventStream& stream,
            std::vector<std::unique_ptr<rules::DeliveryThread>>& deliveries)
      : options_(options), runtime_(runtime), stream_(stream), deliveries_(deliveries) {}

  /// Whether every run went well.
  bool run() {
    while (!interrupted()) {
      if (hang_up.exchange(false) && are_still_trusted(options_)) load(options_, runtime_, false);
      const auto before = stream_.snapshot();
      if (step()) continue;
      if (options_.drain && stream_.snapshot() == before && !runtime_.is_due()) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(options_.poll_milliseconds));
    }
    return sound_;
  }

 private:
  /// Whether there is more to do at once.
  bool step() {
    const rules::StepReport report = runtime_.step();
    sound_ = sound_ && report.diagnostics.empty();
    tell(report.diagnostics);
    if (!report.alerts.empty()) {
      for (const auto& delivery : deliveries_) delivery->wake();
    }
    return report.more;
  }
  const FollowOptions& options_;
  rules::RuleRuntime& runtime_;
  rules::EventStream& stream_;
  std::vector<std::unique_ptr<rules::DeliveryThread>>& deliveries_;
  bool sound_ = true;
};

}  // namespace

std::optional<std::int64_t> StoreStream::newest_arrival(const tables::Catalog& snapshot) const {
  // What a store gives is its own.
  const std::int64_t newest = static_cast<const tables::store::Snapshot&>(snapshot).state().last_stored;
  return newest > 0 ? std::optional(newest) : std::nullopt;
}

int follow(const FollowOptions& options) {
  if (options.shared.store.empty()) throw UsageError("--follow needs --store; 'kelpie ingest --store DIR --follow PATH' fills it meanwhile");
  if (options.state.empty()) throw UsageError("--follow needs --state FILE: how far each rule is, alerts that wait for their sinks, incidents");
  if (options.clock != "wall" && options.clock != "events") throw UsageError("--clock: '" + options.clock + "' is neither wall nor events");
  check_trust(options);
  std::signal(SIGINT, stop_at_signal);
  std::signal(SIGTERM, stop_at_signal);
  std::signal(SIGHUP, note_hang_up);
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<std::unique_ptr<rules::AlertSink>> sinks = sinks_of(options);
  std::vector<std::string> names;
  for (const auto& sink : sinks) names.push_back(sink->name());

  tables::store::Store store(options.shared.store, std::make_shared<const tables::SchemaSet>(schemas_of(options.shared)));
  StoreStream stream(store);
  rules::CurrentCatalog catalog(stream.snapshot());
  const auto engine = make_engine(options.shared, catalog);
  const WallClock wall;
  const rules::EventClock events(stream, wall);
  const rules::Clock& clock = options.clock == "wall" ? static_cast<const rules::Clock&>(wall) : events;
  rules::RuleRuntime runtime(*engine, catalog, stream, clock, names, runtime_options(options));
  bool sound = load(options, runtime, true);

  std::mutex telling;
  std::vector<std::unique_ptr<rules::DeliveryThread>> deliveries;
  for (auto& sink : sinks) {
    deliveries.push_back(std::make_unique<rules::DeliveryThread>(runtime, std::move(sink), [&telling](const std::string& name, const std::string& message) {
      const std::lock_guard lock(telling);
      std::cerr << "kelpie: " << harmless(name) << ": " << harmless(message) << '\n';
    }));
  }
  sound = Following(options, runtime, stream, deliveries).run() && sound;

  tell_states(runtime);
  std::uint64_t waiting = 0;
  const auto deadline = std::chrono::steady_clock::now() + last_delivery;
  for (const auto& delivery : deliveries) waiting += delivery->finish(deadline);
  if (waiting > 0) std::cerr << "kelpie: " << waiting << (waiting == 1 ? " alert waits" : " alerts wait") << " in " << options.state << " for the next start\n";
  return sound && waiting == 0 ? exit_ok : exit_refused;
}

}  // namespace kelpie::plugin
