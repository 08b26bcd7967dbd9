#include "plugin/server/server.hpp"

#include <algorithm>
#include <fstream>
#include <mutex>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

#include "plugin/instance/event_store.hpp"
#include "plugin/instance/host_services.hpp"
#include "plugin/instance/plugin_error.hpp"
#include "plugin/server/access/jwt_issuer.hpp"
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
#include "plugin/server/service/services.hpp"
#include "plugin/trusted_files.hpp"
#include "tables/damaged_data.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::server {

namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t event_bytes = 16 * mebibyte;
/// What connections need beside those of clients: segments, logs, the state.
constexpr rlim_t other_descriptors = 512;
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

Roles roles_of(const std::vector<std::string>& names) {
  Roles roles;
  for (const std::string& name : names) {
    if (const auto role = role_named(name)) roles = roles | *role;
  }
  return roles;
}

/// Nothing where no issuer is named. Throws std::invalid_argument when its keys cannot be used.
std::shared_ptr<const TokenIssuer> issuer_of(const ServerConfiguration& configuration, const plugin::HostServices& host) {
  const IssuerSetting& setting = configuration.issuer;
  if (setting.issuer.empty()) return nullptr;
  // Whoever writes there is let in as anybody.
  if (!configuration.trust_others) {
    if (const auto why = plugin::why_not_trusted(setting.keys)) throw std::invalid_argument("issuer.keys: " + *why + ". Or say trust_others: true");
  }
  return make_jwt_issuer({setting.issuer, setting.audience, setting.keys, setting.roles_claim, setting.role_prefix,
                          [&host] { return (host.now() - tables::unix_epoch) / tables::ticks_per_second; }});
}

TokenGate::Options gate_options(const ServerConfiguration& configuration, const plugin::HostServices& host) {
  TokenGate::Options options;
  for (const TokenSetting& one : configuration.tokens)
    options.tokens.push_back({one.name, one.sha256, roles_of(one.roles), {static_cast<double>(one.requests_per_second), static_cast<double>(one.burst)}});
  options.issuer = issuer_of(configuration, host);
  options.issuer_rate.per_second = static_cast<double>(configuration.issuer.requests_per_second);
  options.anonymous = roles_of(configuration.anonymous_roles);
  options.certificate = roles_of(configuration.certificate_roles);
  // Nothing said: whoever is on this machine is who runs the server. Other machines are not listened to then.
  if (configuration.tokens.empty() && configuration.issuer.issuer.empty() && configuration.anonymous_roles.empty() && configuration.certificate_roles.empty())
    options.anonymous = Role::admin;
  return options;
}

QueryBounds bounds_of(const QuerySetting& setting) {
  QueryBounds bounds;
  bounds.time = std::chrono::seconds(setting.seconds);
  bounds.memory_bytes = static_cast<std::uint64_t>(setting.memory_megabytes) * mebibyte;
  bounds.result_rows = static_cast<std::uint64_t>(setting.result_rows);
  bounds.result_bytes = static_cast<std::uint64_t>(setting.result_megabytes) * mebibyte;
  bounds.most_result_rows = std::max(bounds.most_result_rows, bounds.result_rows);
  bounds.most_result_bytes = std::max(bounds.most_result_bytes, bounds.result_bytes);
  return bounds;
}

HttpLimits limits_of(const HttpSetting& setting, std::uint64_t descriptors) {
  HttpLimits limits;
  limits.connections = static_cast<std::size_t>(std::min<std::uint64_t>(static_cast<std::uint64_t>(setting.connections),
                                                                        descriptors > 2 * other_descriptors ? descriptors - other_descriptors : descriptors / 2));
  limits.header_bytes = static_cast<std::size_t>(setting.header_kilobytes) << 10;
  limits.header_time = std::chrono::seconds(setting.header_seconds);
  limits.idle_time = std::chrono::seconds(setting.idle_seconds);
  limits.body_grace = std::chrono::seconds(setting.body_seconds);
  return limits;
}

WorkerPools::Sizes pool_sizes(const ServerConfiguration& configuration) {
  WorkerPools::Sizes sizes;
  sizes.query = static_cast<unsigned>(configuration.http.query_threads);
  return sizes;
}

RuleServiceOptions rule_options(const ServerConfiguration& configuration) {
  RuleServiceOptions options;
  options.rules = configuration.rules;
  options.state = configuration.state;
  options.sinks = configuration.sinks;
  options.delay = configuration.delay;
  options.reconcile = static_cast<unsigned>(configuration.reconcile);
  if (configuration.start > 0) options.start = configuration.start;
  options.events_clock = configuration.clock == "events";
  options.trust_others = configuration.trust_others;
  options.keep = configuration.keep;
  options.most_streams = static_cast<std::size_t>(configuration.alert_streams);
  options.stuck_after = std::chrono::seconds(configuration.delivery_stuck_seconds);
  options.budget.time = std::chrono::seconds(configuration.run_seconds);
  return options;
}

plugin::EventStore::Options store_options(const ServerConfiguration& configuration, const plugin::HostServices& host) {
  plugin::EventStore::Options options;
  options.folder = configuration.store;
  options.holder = "kelpie serve, process " + std::to_string(::getpid()) + ",";
  options.workspace_id = configuration.workspace_id;
  options.source = "the server";
  options.event_bytes = event_bytes;
  options.dead_letters = configuration.dead_letters;
  options.now = [&host] { return host.now(); };
  options.max_reported = 100;
  return options;
}

void check_trust(const ServerConfiguration& configuration) {
  if (configuration.trust_others) return;
  for (const auto& [key, paths] : {std::pair("schemas", &configuration.schemas), std::pair("functions", &configuration.functions)}) {
    if (const auto why = plugin::why_not_trusted(*paths)) throw ServerError(std::string(key) + ": " + *why + ". Or say trust_others: true");
  }
}

/// Threads for sockets: handlers have threads of their own, and on few processors more would only take turns with those.
unsigned socket_threads() { return std::clamp(std::thread::hardware_concurrency() / 2, 1u, 4u); }

/// Of a file that holds a secret.
std::string first_line_of(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || line.empty()) throw ServerError("'" + path + "' cannot be read, or its first line is empty");
  return line;
}

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
  KafkaListenerOptions options;
  options.brokers = setting.brokers;
  options.topics = setting.topics;
  options.group = setting.group;
  options.cluster = setting.cluster;
  options.table = setting.table;
  options.from_end = setting.from_end;
  for (const std::string& one : setting.settings) {
    const auto equals = one.find('=');
    if (equals == std::string::npos) throw ServerError("kafka.settings: expected 'name=value', found '" + one.substr(0, 60) + "'");
    options.settings[one.substr(0, equals)] = one.substr(equals + 1);
  }
  if (!setting.connection_string_file.empty()) add_event_hubs(first_line_of(setting.connection_string_file), options);
  listeners_.push_back(make_kafka_listener(listener_host(), std::move(options)));
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
