#include "plugin/instance/instance.hpp"

#include <algorithm>

#include <unistd.h>

#include "plugin/instance/host_sink.hpp"
#include "plugin/instance/plugin_error.hpp"
#include "plugin/instance/query_cursor.hpp"
#include "plugin/trusted_files.hpp"
#include "rules/load.hpp"
#include "rules/runtime/event_clock.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
constexpr std::uint32_t threads_needed = 3;            // storing, rules, alerts
constexpr std::int64_t between_metrics = 250'000'000;  // nanoseconds

std::uint64_t allowed(std::uint64_t by_host, std::uint64_t own) { return by_host == 0 ? own : std::min(by_host, own); }

void need(const char* name, std::uint64_t value, std::uint64_t least) {
  if (value < least)
    throw PluginError(KELPIE_LIMIT, std::string("limits.") + name + " is " + std::to_string(value) +
                                        "; the least that works is " + std::to_string(least));
}

kelpie_limits agreed(const kelpie_limits& host) {
  need("threads", allowed(host.threads, threads_needed), threads_needed);
  kelpie_limits limits{};
  limits.struct_size = sizeof limits;
  limits.threads = static_cast<std::uint32_t>(allowed(host.threads, 4));
  limits.memory_bytes = host.memory_bytes == 0 ? 2048 * mebibyte : host.memory_bytes;
  need("memory_bytes", limits.memory_bytes, 64 * mebibyte);
  limits.queue_bytes = std::min(allowed(host.queue_bytes, 256 * mebibyte), limits.memory_bytes / 4);
  need("queue_bytes", limits.queue_bytes, 4096);
  limits.batch_bytes = std::min(allowed(host.batch_bytes, 64 * mebibyte), limits.queue_bytes);
  need("batch_bytes", limits.batch_bytes, 1024);
  limits.event_bytes = std::min(allowed(host.event_bytes, 16 * mebibyte), limits.batch_bytes);
  need("event_bytes", limits.event_bytes, 256);
  return limits;
}

void check_trust(const char* what, const std::vector<std::string>& paths) {
  if (const auto why = why_not_trusted(paths))
    throw PluginError(KELPIE_REFUSED, std::string(what) + ": " + *why + ". Or say \"trust_others\": true");
}

/// Who may write what the configuration names decides what is detected.
InstanceConfiguration trusted(InstanceConfiguration configuration) {
  if (configuration.trust_others) return configuration;
  check_trust("rules", configuration.rules);
  check_trust("schemas", configuration.schemas);
  check_trust("functions", configuration.functions);
  return configuration;
}

std::string holder_of(const HostServices& host) {
  return "kelpie in " + host.name() + ", process " + std::to_string(::getpid()) + ",";
}

EventStore::Options store_options(const InstanceConfiguration& configuration, const HostServices& host,
                                  std::uint64_t event_bytes) {
  return {configuration.store,
          holder_of(host),
          configuration.workspace_id,
          host.name(),
          event_bytes,
          configuration.dead_letters,
          [&host] { return host.now(); }};
}

std::chrono::steady_clock::time_point moment_after(Instance::Milliseconds wait) {
  return std::chrono::steady_clock::now() + std::min<Instance::Milliseconds>(wait, std::chrono::hours(24));
}

}  // namespace

Instance::Instance(const kelpie_host& host, std::string_view configuration, const kelpie_limits& limits)
    : host_(host),
      configuration_(trusted(read_configuration(configuration))),
      limits_(agreed(limits)),
      made_at_(host_.monotonic()),
      parts_(configuration_, host_),
      store_(store_options(configuration_, host_, limits_.event_bytes), parts_.schemas()),
      catalog_(store_.snapshot()),
      engine_(parts_.engine(catalog_)),
      event_clock_(configuration_.clock == "events" ? std::make_unique<rules::EventClock>(store_, host_) : nullptr),
      runtime_(*engine_, catalog_, store_, event_clock_ ? *event_clock_ : static_cast<const rules::Clock&>(host_),
               {host_sink_name}, runtime_options()),
      queue_(host_, limits_.queue_bytes) {
  read_first_rules();
}

Instance::~Instance() { static_cast<void>(stop(Milliseconds(0))); }

rules::RuntimeOptions Instance::runtime_options() {
  rules::RuntimeOptions options;
  options.state = configuration_.state;
  options.scheduled_delay = configuration_.delay;
  options.nrt_delay = std::min(options.nrt_delay, options.scheduled_delay);
  options.reconcile = static_cast<unsigned>(configuration_.reconcile);
  options.budget.memory_bytes = (limits_.memory_bytes - limits_.queue_bytes) / 2;
  options.budget.time = std::chrono::seconds(configuration_.run_seconds);
  if (configuration_.start > 0) options.start = configuration_.start;
  options.start_with_events = configuration_.clock == "events";
  options.threads = limits_.threads - threads_needed + 1;
  options.stop = &stop_runs_;
  return options;
}

/// Reads and compiles; all that there is to say is appended.
rules::Preparation Instance::load(const std::vector<std::string>& paths, rules::Refused refused, rules::RuleDiagnostics& told) {
  rules::LoadedRules loaded = rules::load_rules(paths);
  rules::Preparation prepared = runtime_.prepare(std::move(loaded.rules), refused);
  told = std::move(loaded.diagnostics);
  told.insert(told.end(), prepared.diagnostics.begin(), prepared.diagnostics.end());
  return prepared;
}

void Instance::read_first_rules() {
  rules::RuleDiagnostics told;
  const rules::Preparation prepared = load(configuration_.rules, rules::Refused::only_itself, told);
  if (configuration_.rules_must_be_sound && rules::has_errors(told)) throw rules_refused(told);
  for (const rules::RuleDiagnostic& one : told)
    host_.log(one.diagnostic.severity == parser::Severity::error ? KELPIE_LOG_ERROR : KELPIE_LOG_WARNING,
              rules::render(one));
  host_.log(KELPIE_LOG_INFO,
            std::to_string(prepared.count) + (prepared.count == 1 ? " rule is ready" : " rules are ready"));
  runtime_.commit(prepared.rules);
}

void Instance::start() {
  const std::lock_guard lock(mutex_);
  if (stage_ == Stage::running || stage_ == Stage::draining)
    throw PluginError(KELPIE_WRONG_USE, "start: the instance was started before");
  if (stage_ == Stage::stopped)
    throw PluginError(KELPIE_STOPPED, "start: the instance was stopped; close it and make another one");
  rules_ = std::make_shared<RuleThread>(runtime_, host_, statistics_, stop_runs_, [this] { tell_metrics(); });
  try {
    intake_ = std::make_unique<IntakeThread>(queue_, store_, host_, statistics_, configuration_.retention,
                                             [this, rules = std::weak_ptr(rules_)] {
                                               if (const auto running = rules.lock()) running->wake();
                                               tell_metrics();
                                             });
  } catch (...) {
    rules_.reset();
    throw;
  }
  stage_ = Stage::running;
}

/// What has changed since it was told last; a few times a second at most, but for the last time.
void Instance::tell_metrics(bool last) {
  const std::lock_guard lock(telling_);
  const std::int64_t now = host_.monotonic();
  if (!last && metrics_told_at_ && now - *metrics_told_at_ < between_metrics) return;
  metrics_told_at_ = now;
  for (const StatisticsEntry& entry : entries_of(statistics_)) {
    const auto [told, is_new] = metrics_told_.try_emplace(entry.name, 0);
    if (!is_new && told->second == entry.value) continue;
    told->second = entry.value;
    host_.metric(entry.name, entry.kind, static_cast<double>(entry.value));
  }
}

kelpie_code Instance::drain(Milliseconds deadline) {
  if (PluginThread::is_current())
    throw PluginError(KELPIE_WRONG_USE, "drain: called from within a function of the host");
  const auto until = moment_after(deadline);
  std::shared_ptr<RuleThread> rules;
  {
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::made || stage_ == Stage::stopped)
      throw PluginError(KELPIE_STOPPED, "drain: the instance does not run");
    stage_ = Stage::draining;
    rules = rules_;
  }
  queue_.close();
  const bool done = queue_.wait_until_durable(until) && rules->settle(until) && rules->finish_delivery(until);
  return done ? KELPIE_OK : KELPIE_TIMEOUT;
}

kelpie_code Instance::stop(Milliseconds deadline) {
  if (PluginThread::is_current())
    throw PluginError(KELPIE_WRONG_USE, "stop: called from within a function of the host");
  const auto until = moment_after(deadline);
  std::unique_ptr<IntakeThread> intake;
  std::shared_ptr<RuleThread> rules;
  {
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::stopped) return KELPIE_OK;
    const bool running = stage_ == Stage::running || stage_ == Stage::draining;
    stage_ = Stage::stopped;
    for (QueryCursor* cursor : cursors_) cursor->cancel();
    if (!running) return KELPIE_OK;
    intake = std::move(intake_);
    rules = std::move(rules_);
  }
  stop_runs_ = true;
  queue_.close();
  const bool durable = queue_.wait_until_durable(until);
  intake.reset();
  // A drain() or quiesce() in another thread may hold the rules yet; it ends with its deadline.
  while (rules.use_count() > 1) std::this_thread::sleep_for(Milliseconds(1));
  rules.reset();
  tell_metrics(true);
  return durable ? KELPIE_OK : KELPIE_TIMEOUT;
}

kelpie_code Instance::quiesce(Milliseconds deadline) {
  if (PluginThread::is_current())
    throw PluginError(KELPIE_WRONG_USE, "quiesce: called from within a function of the host");
  std::shared_ptr<RuleThread> rules;
  {
    const std::lock_guard lock(mutex_);
    if (rules_ == nullptr) throw PluginError(KELPIE_STOPPED, "quiesce: the instance does not run");
    rules = rules_;
  }
  return rules->quiesce(moment_after(deadline)) ? KELPIE_OK : KELPIE_TIMEOUT;
}

void Instance::resume() {
  const std::lock_guard lock(mutex_);
  if (rules_ == nullptr) throw PluginError(KELPIE_STOPPED, "resume: the instance does not run");
  rules_->resume();
}

namespace {

/// The batch as lines: events with line breaks between their values get blanks there, which mean the same in JSON.
std::string lines_of(const kelpie_batch& batch, std::uint64_t bytes) {
  if (batch.form == KELPIE_LINES) return std::string(view_of(batch.lines));
  std::string lines;
  lines.reserve(bytes);
  for (std::size_t i = 0; i < batch.event_count; ++i) {
    const std::size_t begin = lines.size();
    lines += view_of(batch.events[i]);
    std::replace(lines.begin() + static_cast<std::ptrdiff_t>(begin), lines.end(), '\n', ' ');
    lines += '\n';
  }
  return lines;
}

std::uint64_t bytes_of(const kelpie_batch& batch) {
  if (batch.form == KELPIE_LINES) {
    if (batch.lines.data == nullptr && batch.lines.size > 0)
      throw PluginError(KELPIE_WRONG_USE, "push: lines.data is NULL");
    return batch.lines.size;
  }
  if (batch.form != KELPIE_EVENTS)
    throw PluginError(KELPIE_WRONG_USE, "push: there is no form " + std::to_string(batch.form) + " of batches");
  if (batch.events == nullptr && batch.event_count > 0) throw PluginError(KELPIE_WRONG_USE, "push: events is NULL");
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < batch.event_count; ++i) {
    if (batch.events[i].data == nullptr && batch.events[i].size > 0)
      throw PluginError(KELPIE_WRONG_USE, "push: the data of event " + std::to_string(i) + " is NULL");
    if (__builtin_add_overflow(bytes, std::uint64_t{batch.events[i].size}, &bytes) ||
        __builtin_add_overflow(bytes, std::uint64_t{1}, &bytes))
      throw PluginError(KELPIE_LIMIT, "push: the sizes of the events add up to more than there can be");
  }
  return bytes;
}

}  // namespace

kelpie_code Instance::push(const kelpie_batch& batch, Milliseconds deadline) {
  if (batch.cookie == 0) throw PluginError(KELPIE_WRONG_USE, "push: the cookie is 0");
  const std::uint64_t bytes = bytes_of(batch);
  if (bytes > limits_.batch_bytes)
    throw PluginError(KELPIE_LIMIT, "push: the batch has " + std::to_string(bytes) + " bytes; " +
                                        std::to_string(limits_.batch_bytes) + " were agreed on, so split it");
  if (batch.table.size > 1024)
    throw PluginError(KELPIE_REFUSED, "push: the name of the table has more than 1024 bytes");
  {
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::made) throw PluginError(KELPIE_STOPPED, "push: the instance was not started");
    if (stage_ != Stage::running) throw PluginError(KELPIE_STOPPED, "push: the instance takes no events any more");
  }
  // An empty batch, too, has its turn and its acknowledgement.
  const auto put = queue_.put(batch.cookie, bytes + 1, moment_after(deadline), [&] {
    return QueuedBatch{batch.cookie, std::string(view_of(batch.table)), lines_of(batch, bytes)};
  });
  switch (put) {
    case BatchQueue::Put::taken:
      return KELPIE_OK;
    case BatchQueue::Put::full:
      return KELPIE_BUSY;
    case BatchQueue::Put::closed:
      throw PluginError(KELPIE_STOPPED, "push: the instance takes no events any more");
    case BatchQueue::Put::cookie_falls:
      throw PluginError(KELPIE_WRONG_USE, "push: the cookie " + std::to_string(batch.cookie) +
                                              " is not higher than that of a batch that was taken before");
  }
  throw std::logic_error("a new way for a queue to answer");
}

kelpie_credit Instance::credit() const {
  const BatchQueue::State state = queue_.state();
  kelpie_credit credit{};
  credit.struct_size = sizeof credit;
  credit.bytes = state.bytes >= limits_.queue_bytes ? 0 : limits_.queue_bytes - state.bytes;
  credit.bytes_of = limits_.queue_bytes;
  credit.durable = state.durable;
  credit.in_flight = state.in_flight;
  return credit;
}

kelpie_code Instance::flush(Milliseconds deadline) {
  if (PluginThread::is_current())
    throw PluginError(KELPIE_WRONG_USE, "flush: called from within a function of the host");
  return queue_.wait_until_durable(moment_after(deadline)) ? KELPIE_OK : KELPIE_TIMEOUT;
}

std::shared_ptr<rules::PreparedRules> Instance::prepare(std::span<const std::string> paths,
                                                        rules::RuleDiagnostics& warnings) {
  const std::vector<std::string> files =
      paths.empty() ? configuration_.rules : std::vector<std::string>(paths.begin(), paths.end());
  if (!configuration_.trust_others) check_trust("rules", files);
  const rules::Preparation prepared = load(files, rules::Refused::all, warnings);
  if (prepared.rules == nullptr || rules::has_errors(warnings)) throw rules_refused(warnings);
  return prepared.rules;
}

void Instance::commit(std::shared_ptr<rules::PreparedRules> rules) {
  const std::lock_guard lock(mutex_);
  if (stage_ == Stage::stopped) throw PluginError(KELPIE_STOPPED, "rules_commit: the instance was stopped");
  if (rules_ != nullptr)
    rules_->commit(std::move(rules));
  else
    runtime_.commit(std::move(rules));
}

void Instance::close_incident(std::string_view id) {
  if (!runtime_.close_incident(id))
    throw PluginError(KELPIE_REFUSED, "there is no open incident '" + std::string(id.substr(0, 80)) + "'");
}

std::unique_ptr<QueryCursor> Instance::open_query(const kelpie_query& query) {
  {
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::stopped) throw PluginError(KELPIE_STOPPED, "query: the instance was stopped");
  }
  auto catalog = store_.snapshot();
  auto engine = parts_.engine(*catalog);
  const std::uint64_t memory = (limits_.memory_bytes - limits_.queue_bytes) / 2 / QuerySlots::most;
  return std::make_unique<QueryCursor>(*this, std::move(catalog), std::move(engine), query,
                                       std::chrono::seconds(configuration_.query_seconds), memory);
}

void Instance::enter(QueryCursor& cursor) {
  const std::lock_guard lock(mutex_);
  cursors_.insert(&cursor);
  if (stage_ == Stage::stopped) cursor.cancel();
}

void Instance::leave(QueryCursor& cursor) {
  const std::lock_guard lock(mutex_);
  cursors_.erase(&cursor);
}

}  // namespace kelpie::plugin
