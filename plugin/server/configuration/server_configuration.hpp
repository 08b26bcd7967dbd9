#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/configuration/settings.hpp"
#include "plugin/instance/configuration.hpp"

namespace kelpie::server {

/// One address that the server listens on.
struct ListenSetting {
  std::string protocol = "http";  // https, relp, relp-tls, syslog-udp, syslog-tcp, syslog-tls
  std::string address;            // "127.0.0.1:8080", "[::1]:8080"
  std::string certificate, key, client_ca;
  std::string table;           // of events that do not say it
  bool plain_text_network = false;  // a plain protocol on an address that others can reach
  std::string host;            // of `address`, filled by read_server_configuration()
  std::int64_t port = 0;
  plugin::SettingPlace place;

  [[nodiscard]] bool has_tls() const { return protocol == "https" || protocol == "relp-tls" || protocol == "syslog-tls"; }
  [[nodiscard]] bool is_http() const { return protocol == "http" || protocol == "https"; }
};

struct TokenSetting {
  std::string name;
  std::string sha256;
  std::vector<std::string> roles;
  std::int64_t requests_per_second = 0;  // 0: as often as it likes
  std::int64_t burst = 0;
};

/// Whose JSON Web Tokens are let in.
struct IssuerSetting {
  std::string issuer;    // the claim iss; empty: none is let in
  std::string audience;  // one of the claim aud
  std::string keys;      // file: a JSON Web Key Set
  std::string roles_claim = "roles";
  std::string role_prefix;  // "Kelpie." makes a role `query` of "Kelpie.query"
  std::int64_t requests_per_second = 0;
};

/// What one query of a role may cost.
struct QuerySetting {
  std::int64_t seconds = 240;
  std::int64_t memory_megabytes = 512;
  std::int64_t result_rows = 500'000;
  std::int64_t result_megabytes = 64;
};

struct HttpSetting {
  std::int64_t connections = 20'000;
  std::int64_t header_kilobytes = 32;
  std::int64_t header_seconds = 10;
  std::int64_t idle_seconds = 120;
  std::int64_t body_seconds = 20;
  std::int64_t query_threads = 32;
};

struct KafkaSetting {
  std::string brokers, connection_string_file, group = "kelpie", cluster, table;
  std::vector<std::string> topics, settings;  // settings: "name=value"
  bool from_end = false;
};

/// What `kelpie serve` is told.
struct ServerConfiguration : plugin::InstanceConfiguration {
  std::vector<ListenSetting> listen;
  std::vector<TokenSetting> tokens;
  IssuerSetting issuer;
  std::vector<std::string> anonymous_roles;    // of whoever has no token; nothing said and no token: all, on this machine only
  std::vector<std::string> certificate_roles;  // of whoever has a client's certificate
  QuerySetting queries, admin_queries;
  HttpSetting http;
  std::vector<KafkaSetting> kafka;
  std::vector<std::string> sinks;
  std::string database = "Kelpie";
  std::int64_t queue_megabytes = 256;
  std::int64_t event_body_megabytes = 64;
  std::int64_t keep = 90ll * 24 * 3600 * 10'000'000;  // ticks
  std::int64_t alert_streams = 64;
  std::int64_t delivery_stuck_seconds = 900;
  std::int64_t stop_seconds = 20;
  bool audit = true;
};

/// The server's configuration cannot be used: what, where, each on a line "FILE:LINE:COLUMN: ...".
class ConfigurationRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads YAML. `file` names it in messages. Throws ConfigurationRefused with everything that is wrong.
[[nodiscard]] ServerConfiguration read_server_configuration(std::string_view text, const std::string& file);

/// Its JSON Schema (draft 2020-12).
[[nodiscard]] std::string server_configuration_schema();

}  // namespace kelpie::server
