#include "plugin/server/server.hpp"

#include <algorithm>
#include <mutex>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

#include "plugin/instance/event_store.hpp"
#include "plugin/instance/host_services.hpp"
#include "plugin/instance/plugin_error.hpp"
#include "plugin/server/access/token_gate.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/audit/audit_log.hpp"
#include "plugin/server/http/http_server.hpp"
#include "plugin/server/intake/store_intake_service.hpp"
#include "plugin/server/listeners/kafka_listener.hpp"
#include "plugin/server/listeners/stream_listeners.hpp"
#include "plugin/server/metrics/metrics.hpp"
#include "plugin/server/query/query_runner.hpp"
#include "plugin/server/rules/rule_service.hpp"
#include "plugin/server/server_settings.hpp"
#include "plugin/server/service/services.hpp"
#include "tables/damaged_data.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::server {

namespace {

/// Refusals that the audit log keeps in a second: who guesses tokens must not fill the disk.
constexpr std::uint64_t most_refusals = 20;

std::uint64_t soft_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
    static_cast<void>(::getrlimit(RLIMIT_NOFILE, &limit));
  }
  return limit.rlim_cur;
}

/// Threads for sockets: handlers have threads of their own, and on few processors more would only take turns with those.
unsigned socket_threads() { return std::clamp(std::thread::hardware_concurrency() / 2, 1u, 4u); }

/// The certificates of one address, which a reload may replace.
class CurrentCertificates {
 public:
  explicit CurrentCertificates(const ListenSetting& setting) { read(setting); }
  void read(const ListenSetting& setting) {
    auto made = make_tls({setting.certificate, setting.key, setting.client_ca});
    const std::lock_guard lock(mutex_);
    tls_ = std::move(made);
  }
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> get() {
    const std::lock_guard lock(mutex_);
    return tls_;
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
};

}  // namespace

class Server::Inside {
 public:
  Inside(ServerConfiguration configuration, Log log)
      : configuration_(checked(std::move(configuration))),
        log_(std::move(log)),
        host_(host_table()),
        descriptors_(soft_descriptors()),
        parts_(configuration_, host_, {audit_schema()}),
        store_(store_options(configuration_, host_), parts_.schemas()),
        intake_(store_, host_, intake_options()),
        audit_(intake_, [this] { return host_.now(); }, [this](const std::string& message) { log_(KELPIE_LOG_ERROR, message); }),
        queries_(query_options(), parts_, store_),
        rules_(store_, [this](const tables::Catalog& catalog) { return parts_.engine(catalog); }, metrics_, rule_options(configuration_), log_),
        services_{queries_, intake_, rules_, metrics_, configuration_.workspace_id, configuration_.database, [this] { return host_.now(); },
                  static_cast<std::size_t>(configuration_.event_body_megabytes) * mebibyte},
        gate_(gate_options(configuration_, host_)),
        pools_(pool_sizes(configuration_)),
        io_(socket_threads()),
        http_(io_, router_, gate_, pools_, limits_of(configuration_.http, descriptors_), [this](const Exchange& exchange) { observe(exchange); }) {
    check_rules();
    add_routes();
    add_metrics();
    rules_.start();
    started_ = true;
    for (const ListenSetting& one : configuration_.listen) listen(one);
    for (const KafkaSetting& one : configuration_.kafka) read_topics(one);
  }
  ~Inside() { static_cast<void>(stop()); }

  void reload(ServerConfiguration configuration);
  std::uint64_t stop();
  [[nodiscard]] const std::vector<std::string>& addresses() const { return addresses_; }

 private:
  static ServerConfiguration checked(ServerConfiguration configuration) {
    check_trust(configuration);
    return configuration;
  }
  kelpie_host host_table();
  StoreIntakeService::Options intake_options();
  QueryRunner::Options query_options();
  void check_rules() const;
  void add_routes();
  void add_metrics();
  [[nodiscard]] ListenerHost listener_host();
  void listen(const ListenSetting& setting);
  void read_topics(const KafkaSetting& setting);
  void observe(const Exchange& exchange);
  void audit_query(const EndedQuery& ended);

  const ServerConfiguration configuration_;
  const Log log_;
  plugin::HostServices host_;
  const std::uint64_t descriptors_;
  Metrics metrics_;
  plugin::EngineParts parts_;
  plugin::EventStore store_;
  std::atomic<bool> started_{false};  // the rules are there to be woken
  StoreIntakeService intake_;
  AuditLog audit_;
  QueryRunner queries_;
  RuleService rules_;
  Services services_;
  Router router_;
  TokenGate gate_;
  WorkerPools pools_;
  Io io_;
  std::vector<std::pair<std::string, std::unique_ptr<CurrentCertificates>>> certificates_;  // by address
  HttpServer http_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::vector<std::string> addresses_;
  std::atomic<std::int64_t> refusal_second_{0};
  std::atomic<std::uint64_t> refusals_{0};
  bool stopped_ = false;
};

kelpie_host Server::Inside::host_table() {
  kelpie_host host{};
  host.struct_size = sizeof host;
  host.abi_version = KELPIE_ABI_VERSION;
  host.context = this;
  host.name = plugin::text_of("kelpie serve");
  host.log = [](void* context, kelpie_log_level level, kelpie_text message) { static_cast<Inside*>(context)->log_(level, plugin::view_of(message)); };
  return host;
}

StoreIntakeService::Options Server::Inside::intake_options() {
  StoreIntakeService::Options options;
  options.most_bytes = static_cast<std::uint64_t>(configuration_.queue_megabytes) * mebibyte;
  options.retention = configuration_.retention;
  options.stored = [this] {
    if (started_) rules_.wake();
  };
  return options;
}

QueryRunner::Options Server::Inside::query_options() {
  QueryRunner::Options options;
  options.bounds = bounds_of(configuration_.queries);
  options.admin_bounds = bounds_of(configuration_.admin_queries);
  options.now = [this] { return host_.now(); };
  options.ended = [this](const EndedQuery& ended) { audit_query(ended); };
  return options;
}

void Server::Inside::audit_query(const EndedQuery& ended) {
  const std::string_view word = name_of(ended.answer.outcome);
  metrics_
      .histogram("kelpie_query_seconds", "How long queries took, by interface and result.", Metrics::durations(),
                 {{"api", std::string(ended.wish.face)}, {"result", std::string(word)}})
      .observe((ended.answer.bind_milliseconds + ended.answer.run_milliseconds) / 1e3);
  if (!configuration_.audit) return;
  AuditEntry entry;
  entry.operation = "Query";
  entry.caller = &ended.caller;
  entry.face = ended.wish.face;
  entry.id = ended.answer.id;
  entry.text = ended.wish.text;
  entry.result = word;
  const std::string reason = ended.answer.message(ended.wish.text);
  entry.reason = reason;
  entry.milliseconds = ended.answer.bind_milliseconds + ended.answer.run_milliseconds;
  entry.rows = ended.answer.rows;
  audit_.add(entry);
}

void Server::Inside::observe(const Exchange& exchange) {
  const std::string pattern = exchange.route == nullptr ? "none" : exchange.route->pattern;
  metrics_.histogram("kelpie_http_request_seconds", "How long requests took, by route.", Metrics::durations(), {{"route", pattern}})
      .observe(static_cast<double>(exchange.time.count()) / 1e6);
  metrics_.counter("kelpie_http_requests_total", "Requests by their answer's status.", {{"status", std::to_string(exchange.status)}}).add();
  if (!configuration_.audit || exchange.request == nullptr) return;
  const Request& request = *exchange.request;
  const bool refused = exchange.status == 401 || exchange.status == 403;
  const bool changes = exchange.route != nullptr && request.method != "GET" && request.method != "HEAD" && exchange.route->role &&
                       (*exchange.route->role == Role::rules || *exchange.route->role == Role::admin);
  if (!refused && !changes) return;
  if (refused) {
    const std::int64_t second = host_.now() / tables::ticks_per_second;
    if (refusal_second_.exchange(second) != second) refusals_ = 0;
    if (++refusals_ > most_refusals) return;
  }
  AuditEntry entry;
  const std::string what = request.method + " " + request.path;
  const std::string status = std::to_string(exchange.status);
  entry.operation = refused ? "Refused" : "Administration";
  entry.caller = &request.caller;
  entry.face = "http";
  entry.id = request.id;
  entry.text = what;
  entry.result = status;
  entry.milliseconds = static_cast<double>(exchange.time.count()) / 1e3;
  audit_.add(entry);
}

void Server::Inside::check_rules() const {
  if (!configuration_.rules_must_be_sound) return;
  std::string wrong;
  for (const ListedRule& one : rules_.listing()->rules()) {
    if (one.standing == RuleStanding::refused) wrong += "\n" + one.problem;
  }
  if (!wrong.empty()) throw ServerError("not all rules are sound, and rules_must_be_sound says they must be:" + wrong);
}

void Server::Inside::add_routes() {
  add_ingest_routes(router_, services_);
  add_splunk_routes(router_, services_);
  add_elasticsearch_routes(router_, services_);
  add_kusto_routes(router_, services_);
  add_log_analytics_routes(router_, services_);
  add_graph_routes(router_, services_);
  add_rule_routes(router_, services_);
  add_operation_routes(router_, services_);
}

void Server::Inside::add_metrics() {
  metrics_.callback_gauge("kelpie_http_connections", "Connections of HTTP that are open.", [this] { return static_cast<double>(http_.connections()); });
  metrics_.callback_gauge("kelpie_queries_running", "Queries that run.", [this] { return static_cast<double>(queries_.running().size()); });
  metrics_.callback_gauge("kelpie_intake_bytes", "Bytes of events that are taken and not on the disk yet.",
                          [this] { return static_cast<double>(intake_.load().bytes); });
  const auto counter = [this](const char* name, const char* help, const std::atomic<std::uint64_t>& value) {
    metrics_.callback_counter(name, help, [&value] { return static_cast<double>(value); });
  };
  const IntakeCounters& counts = intake_.counters();
  counter("kelpie_intake_batches_total", "Batches of events that are on the disk.", counts.batches);
  counter("kelpie_intake_events_total", "Events that were stored.", counts.rows);
  counter("kelpie_intake_duplicates_total", "Events that came again and were left out.", counts.duplicates);
  counter("kelpie_intake_refused_total", "Records that could not be read.", counts.refused);
  counter("kelpie_intake_failures_total", "Writes of the store that failed.", counts.failures);
  counter("kelpie_intake_turned_away_total", "Batches for which there was no room.", counts.turned_away);
  metrics_.callback_counters("kelpie_listener_messages_total", "Messages by listener.", [this] {
    std::vector<MetricSample> samples;
    for (const auto& one : listeners_) samples.push_back({{{"listener", one->name()}}, static_cast<double>(one->counts().messages)});
    return samples;
  });
}

ListenerHost Server::Inside::listener_host() {
  return {io_, intake_, [this] { return host_.now(); }, [this](const std::string& message) { log_(KELPIE_LOG_WARNING, message); }};
}

void Server::Inside::listen(const ListenSetting& setting) {
  const auto port = static_cast<std::uint16_t>(setting.port);
  CurrentTls tls;
  if (setting.has_tls()) {
    certificates_.emplace_back(setting.address, std::make_unique<CurrentCertificates>(setting));
    tls = [current = certificates_.back().second.get()] { return current->get(); };
  }
  if (setting.is_http()) {
    const std::uint16_t bound = http_.listen(setting.host, port, std::move(tls));
    const std::string host = setting.host.find(':') == std::string::npos ? setting.host : "[" + setting.host + "]";
    addresses_.push_back(setting.protocol + "://" + host + ":" + std::to_string(bound));
    return;
  }
  const ListenerHost host = listener_host();
  if (setting.protocol == "syslog-udp") {
    DatagramListenerOptions options;
    options.address = setting.host;
    options.port = port;
    options.table = setting.table;
    listeners_.push_back(make_syslog_listener(host, std::move(options)));
  } else {
    StreamListenerOptions options;
    options.address = setting.host;
    options.port = port;
    options.table = setting.table;
    options.tls = std::move(tls);
    const bool relp = setting.protocol == "relp" || setting.protocol == "relp-tls";
    listeners_.push_back(relp ? make_relp_listener(host, std::move(options)) : make_syslog_listener(host, std::move(options)));
  }
  addresses_.push_back(listeners_.back()->name());
}

void Server::Inside::read_topics(const KafkaSetting& setting) {
  listeners_.push_back(make_kafka_listener(listener_host(), kafka_options(setting)));
  addresses_.push_back(listeners_.back()->name());
}

void Server::Inside::reload(ServerConfiguration configuration) {
  try {
    gate_.replace(gate_options(configuration, host_));
    log_(KELPIE_LOG_INFO, std::to_string(configuration.tokens.size()) + " tokens are known" + (configuration.issuer.issuer.empty() ? "" : ", and the issuer's keys"));
  } catch (const std::exception& wrong) {
    log_(KELPIE_LOG_ERROR, std::string("tokens stay as they were: ") + wrong.what());
  }
  for (const ListenSetting& one : configuration.listen) {
    const auto at = std::find_if(certificates_.begin(), certificates_.end(), [&](const auto& known) { return known.first == one.address; });
    if (at == certificates_.end()) continue;
    try {
      at->second->read(one);
    } catch (const std::exception& wrong) {
      log_(KELPIE_LOG_ERROR, "the certificate of " + one.address + " stays as it was: " + wrong.what());
    }
  }
  if (configuration.rules != configuration_.rules) log_(KELPIE_LOG_WARNING, "other paths of rules need a new start; those of the start are read again");
  const RuleService::Reload rules = rules_.reload();
  log_(rules.outcome == RuleService::Reload::Outcome::done ? KELPIE_LOG_INFO : KELPIE_LOG_ERROR, "rules: " + rules.message);
}

std::uint64_t Server::Inside::stop() {
  if (std::exchange(stopped_, true)) return 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(configuration_.stop_seconds);
  for (const auto& one : listeners_) one->stop(deadline);
  http_.stop(deadline);
  queries_.stop();
  const std::uint64_t waiting = rules_.stop(deadline);
  started_ = false;
  return waiting;
}

Server::Server(ServerConfiguration configuration, Log log) {
  try {
    inside_ = std::make_unique<Inside>(std::move(configuration), std::move(log));
  } catch (const plugin::PluginError& wrong) {
    throw ServerError(wrong.what());
  } catch (const tables::store::StoreError& wrong) {
    throw ServerError(std::string("store: ") + wrong.what());
  } catch (const tables::DamagedData& wrong) {
    throw ServerError(std::string("store: ") + wrong.what());
  } catch (const rules::RuntimeStateError& wrong) {
    throw ServerError(wrong.what());
  } catch (const std::invalid_argument& wrong) {
    throw ServerError(wrong.what());
  } catch (const std::runtime_error& wrong) {
    // Addresses, and what libraries say.
    throw ServerError(wrong.what());
  }
}
Server::~Server() = default;
std::vector<std::string> Server::addresses() const { return inside_->addresses(); }
void Server::reload(ServerConfiguration configuration) { inside_->reload(std::move(configuration)); }
std::uint64_t Server::stop() { return inside_->stop(); }

}  // namespace kelpie::server
