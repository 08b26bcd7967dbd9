#include "plugin/server/server_settings.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <unistd.h>

#include "plugin/instance/engine_parts.hpp"
#include "plugin/server/access/jwt_issuer.hpp"
#include "plugin/server/audit/audit_log.hpp"
#include "plugin/trusted_files.hpp"

namespace kelpie::server {

namespace {

constexpr std::uint64_t event_bytes = 16 * mebibyte;
/// What connections need beside those of clients: segments, logs, the state.
constexpr std::uint64_t other_descriptors = 512;

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

/// Of a file that holds a secret.
std::string first_line_of(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || line.empty()) throw ServerError("kafka.connection_string_file: '" + path + "' cannot be read, or its first line is empty");
  return line;
}

}  // namespace

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

KafkaListenerOptions kafka_options(const KafkaSetting& setting) {
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
  return options;
}

std::vector<std::string> problems_of_files(const ServerConfiguration& configuration, const Server::Log& log) {
  kelpie_host table{};
  table.struct_size = sizeof table;
  table.abi_version = KELPIE_ABI_VERSION;
  table.context = const_cast<Server::Log*>(&log);
  table.name = plugin::text_of("kelpie serve");
  table.log = [](void* context, kelpie_log_level level, kelpie_text message) { (*static_cast<const Server::Log*>(context))(level, plugin::view_of(message)); };
  const plugin::HostServices host(table);
  std::vector<std::string> problems;
  const auto attempt = [&](const std::string& place, const auto& f) {
    try {
      f();
    } catch (const std::runtime_error& wrong) {
      problems.push_back(place + wrong.what());
    } catch (const std::invalid_argument& wrong) {
      problems.push_back(place + wrong.what());
    }
  };
  attempt("", [&] { check_trust(configuration); });
  attempt("", [&] { static_cast<void>(gate_options(configuration, host)); });
  for (const ListenSetting& one : configuration.listen) {
    if (one.has_tls()) attempt(one.address + ": ", [&] { static_cast<void>(make_tls({one.certificate, one.key, one.client_ca})); });
  }
  for (const KafkaSetting& one : configuration.kafka) attempt("", [&] { static_cast<void>(kafka_options(one)); });
  attempt("", [&] { static_cast<void>(plugin::EngineParts(configuration, host, {audit_schema()})); });
  return problems;
}

}  // namespace kelpie::server
