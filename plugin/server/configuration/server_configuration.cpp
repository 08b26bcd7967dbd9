#include "plugin/server/configuration/server_configuration.hpp"

#include <optional>
#include <set>

#include "plugin/instance/configuration_keys.hpp"
#include "plugin/server/access/token_gate.hpp"
#include "plugin/sinks/net/stream.hpp"

namespace kelpie::server {

using plugin::Keys;
using plugin::Setting;
using plugin::SettingFault;

namespace {

Keys<ListenSetting> listen_keys() {
  using C = ListenSetting;
  Keys<C> keys = {
      plugin::choice_key<C>("protocol", &C::protocol, {"http", "https", "relp", "relp-tls", "syslog-udp", "syslog-tcp", "syslog-tls"},
                            "What is spoken there. Default: http."),
      plugin::text_key<C>("address", &C::address, "Address in digits with a port: 127.0.0.1:8080, [::1]:8080.", true),
      plugin::text_key<C>("certificate", &C::certificate, "PEM file with the server's certificate and its chain, for TLS."),
      plugin::text_key<C>("key", &C::key, "PEM file with the certificate's key."),
      plugin::text_key<C>("client_ca", &C::client_ca, "PEM file with the authorities of clients' certificates: clients then need one."),
      plugin::text_key<C>("table", &C::table, "Of relp and syslog: the table of events that do not say it."),
      plugin::yes_or_no_key<C>("plain_text_network", &C::plain_text_network,
                               "Whether a protocol without TLS may be spoken on an address that other machines reach. Default: false."),
  };
  return keys;
}

Keys<TokenSetting> token_keys() {
  using C = TokenSetting;
  return {
      plugin::text_key<C>("name", &C::name, "Who has it; stands in the audit log.", true),
      {"sha256", R"("type":"string","pattern":"^[0-9a-fA-F]{64}$")", "SHA-256 of the token in hexadecimal digits, as `kelpie token` prints it.",
       [](C& into, const Setting& value, std::vector<SettingFault>&) -> std::optional<std::string> {
         const bool digits = value.kind == Setting::Kind::word && value.word.size() == 64 &&
                             value.word.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
         if (!digits) return "expected 64 hexadecimal digits, as `kelpie token` prints them; the token itself does not belong here";
         into.sha256 = value.word;
         return std::nullopt;
       },
       true},
      plugin::texts_key<C>("roles", &C::roles, "roles", "What it may do: ingest, query, rules, metrics, admin."),
      plugin::number_key<C>("requests_per_second", &C::requests_per_second, 0, 1'000'000, "How often it may ask in the long run. Default: 0, as often as it likes."),
      plugin::number_key<C>("burst", &C::burst, 0, 1'000'000, "How many requests at once. Default: as many as in a second."),
  };
}

Keys<IssuerSetting> issuer_keys() {
  using C = IssuerSetting;
  return {
      plugin::text_key<C>("issuer", &C::issuer, "The claim iss of the JSON Web Tokens that are let in.", true),
      plugin::text_key<C>("audience", &C::audience, "What their claim aud must hold.", true),
      plugin::text_key<C>("keys", &C::keys, "File with the issuer's JSON Web Key Set (RSA and EC keys).", true),
      plugin::text_key<C>("roles_claim", &C::roles_claim, "The claim that holds roles, a list of texts. Default: roles."),
      plugin::text_key<C>("role_prefix", &C::role_prefix, "What stands before a role's name there: 'Kelpie.' makes query of Kelpie.query."),
      plugin::number_key<C>("requests_per_second", &C::requests_per_second, 0, 1'000'000, "How often each subject may ask. Default: 0, as often as it likes."),
  };
}

Keys<QuerySetting> query_keys() {
  using C = QuerySetting;
  return {
      plugin::number_key<C>("seconds", &C::seconds, 1, 3600, "How long a query may take. Default: 240."),
      plugin::number_key<C>("memory_megabytes", &C::memory_megabytes, 16, 1'000'000, "What it may hold at once. Default: 512."),
      plugin::number_key<C>("result_rows", &C::result_rows, 1, 1'000'000'000, "Rows of its answer, unless the client asks for fewer. Default: 500000."),
      plugin::number_key<C>("result_megabytes", &C::result_megabytes, 1, 100'000, "The answer's size. Default: 64."),
  };
}

Keys<HttpSetting> http_keys() {
  using C = HttpSetting;
  return {
      plugin::number_key<C>("connections", &C::connections, 1, 1'000'000, "Connections at once. Default: 20000."),
      plugin::number_key<C>("header_kilobytes", &C::header_kilobytes, 4, 1024, "Of a request's head. Default: 32."),
      plugin::number_key<C>("header_seconds", &C::header_seconds, 1, 600, "In which a whole head must come. Default: 10."),
      plugin::number_key<C>("idle_seconds", &C::idle_seconds, 1, 86'400, "That a connection may be silent between requests. Default: 120."),
      plugin::number_key<C>("body_seconds", &C::body_seconds, 1, 3600, "In which a body must come, and a second more for each 4 KiB. Default: 20."),
      plugin::number_key<C>("query_threads", &C::query_threads, 2, 256, "Queries that run at once; one caller has three in four of them at most. Default: 32."),
  };
}

Keys<KafkaSetting> kafka_keys() {
  using C = KafkaSetting;
  return {
      plugin::text_key<C>("brokers", &C::brokers, "one:9092,two:9092."),
      plugin::text_key<C>("connection_string_file", &C::connection_string_file, "File with a connection string of Azure Event Hubs, in place of brokers and of what it says."),
      plugin::texts_key<C>("topics", &C::topics, "topics", "Names, or regular expressions that begin with '^'."),
      plugin::text_key<C>("group", &C::group, "Consumer group, this server's own. Default: kelpie."),
      plugin::text_key<C>("cluster", &C::cluster, "What the store calls the cluster. Default: the id that the brokers tell."),
      plugin::text_key<C>("table", &C::table, "The table of events that do not say it."),
      plugin::yes_or_no_key<C>("from_end", &C::from_end, "Whether a partition that was never read begins with what comes, not with what is there. Default: false."),
      plugin::texts_key<C>("settings", &C::settings, "settings such as \"security.protocol=SASL_SSL\"", "Any settings of librdkafka, each 'name=value'."),
  };
}

Keys<ServerConfiguration> server_keys() {
  using C = ServerConfiguration;
  Keys<C> keys = plugin::instance_keys<C>();
  Keys<C> own = {
      plugin::objects_key<C>("listen", &C::listen, listen_keys(), "Where the server listens. Default: http on 127.0.0.1:8080."),
      plugin::objects_key<C>("tokens", &C::tokens, token_keys(), "Who may do what. Without any, everybody on this machine may everything."),
      plugin::object_key<C>("issuer", &C::issuer, issuer_keys(), "Whose JSON Web Tokens are let in."),
      plugin::texts_key<C>("anonymous_roles", &C::anonymous_roles, "roles", "What whoever has no token may do."),
      plugin::texts_key<C>("certificate_roles", &C::certificate_roles, "roles", "What whoever has a client's certificate (client_ca) and no token may do."),
      plugin::object_key<C>("queries", &C::queries, query_keys(), "What one query may cost."),
      plugin::object_key<C>("admin_queries", &C::admin_queries, query_keys(), "What one query of an administrator may cost."),
      plugin::object_key<C>("http", &C::http, http_keys(), "Bounds of HTTP."),
      plugin::objects_key<C>("kafka", &C::kafka, kafka_keys(), "Topics that events are read from."),
      plugin::texts_key<C>("sinks", &C::sinks, "sinks", "Where alerts go, as `kelpie detect --sink` has them: file:alerts.ndjson, webhook+https://..., syslog+tls://..."),
      plugin::text_key<C>("database", &C::database, "The name of the database that clients of Kusto see. Default: Kelpie."),
      plugin::number_key<C>("queue_megabytes", &C::queue_megabytes, 1, 100'000, "Events that are taken and not on the disk yet. Default: 256."),
      plugin::number_key<C>("event_body_megabytes", &C::event_body_megabytes, 1, 1024,
                            "The largest body of Splunk, Elasticsearch and Logs Ingestion, which is read as a whole. Default: 64."),
      plugin::duration_key<C>("keep", &C::keep, "How long alerts that every sink has, and closed incidents, are kept. Default: 90d."),
      plugin::number_key<C>("alert_streams", &C::alert_streams, 0, 10'000, "Clients that may follow alerts at once. Default: 64."),
      plugin::number_key<C>("delivery_stuck_seconds", &C::delivery_stuck_seconds, 0, 86'400,
                            "An alert that a sink does not take for so long makes /readyz say 503. Default: 900; 0: never."),
      plugin::number_key<C>("stop_seconds", &C::stop_seconds, 0, 600, "How long a stop waits for requests and alerts that are under way. Default: 20."),
      plugin::yes_or_no_key<C>("audit", &C::audit, "Whether queries and administration are kept in the table KelpieAudit. Default: true."),
  };
  for (auto& key : own) keys.push_back(std::move(key));
  return keys;
}

const Setting* member(const Setting& object, std::string_view name) {
  for (const auto& [key, value] : object.members) {
    if (key.word == name) return &value;
  }
  return nullptr;
}

/// "host:port" and "[host]:port".
bool split_address(ListenSetting& listen) {
  const auto colon = listen.address.rfind(':');
  if (colon == std::string::npos) return false;
  const auto port = tables::parse_long(listen.address.substr(colon + 1));
  listen.host = listen.address.substr(0, colon);
  if (listen.host.starts_with('[') && listen.host.ends_with(']')) listen.host = listen.host.substr(1, listen.host.size() - 2);
  if (!port || *port < 0 || *port > 65535 || listen.host.empty()) return false;
  if (listen.host == "localhost") listen.host = "127.0.0.1";
  listen.port = *port;
  return true;
}

/// What keys by themselves cannot say.
class Check {
 public:
  Check(const Setting& root, ServerConfiguration& configuration, std::vector<SettingFault>& faults)
      : root_(root), configuration_(configuration), faults_(faults) {}

  void all() {
    for (std::size_t i = 0; i < configuration_.listen.size(); ++i) listener(configuration_.listen[i], i);
    std::set<std::string> names;
    for (std::size_t i = 0; i < configuration_.tokens.size(); ++i) {
      const TokenSetting& token = configuration_.tokens[i];
      roles(token.roles, "tokens", i);
      if (token.roles.empty()) wrong(place("tokens", i, "roles"), "tokens[" + std::to_string(i) + "].roles: a token without a role may do nothing; expected ingest, query, rules, metrics or admin");
      if (!names.insert(token.name).second) wrong(place("tokens", i, "name"), "tokens[" + std::to_string(i) + "].name: '" + token.name + "' is there twice");
    }
    roles(configuration_.anonymous_roles, "anonymous_roles", {});
    roles(configuration_.certificate_roles, "certificate_roles", {});
    for (std::size_t i = 0; i < configuration_.kafka.size(); ++i) {
      const KafkaSetting& kafka = configuration_.kafka[i];
      if (kafka.brokers.empty() && kafka.connection_string_file.empty())
        wrong(place("kafka", i, {}), "kafka[" + std::to_string(i) + "]: expected brokers, or connection_string_file");
    }
  }

 private:
  void listener(ListenSetting& listen, std::size_t number) {
    const std::string path = "listen[" + std::to_string(number) + "]";
    listen.place = place("listen", number, {});
    if (!listen.address.empty() && !split_address(listen)) {
      wrong(place("listen", number, "address"), path + ".address: expected an address in digits with a port such as 127.0.0.1:8080, found '" + listen.address + "'");
      return;
    }
    if (listen.has_tls() && (listen.certificate.empty() || listen.key.empty()))
      wrong(listen.place, path + ": " + listen.protocol + " needs certificate and key");
    if (!listen.has_tls() && !(listen.certificate + listen.key + listen.client_ca).empty())
      wrong(listen.place, path + ": certificate, key and client_ca are for https, relp-tls and syslog-tls; this is " + listen.protocol);
    if (plugin::net::is_loopback(listen.host)) return;
    if (!listen.has_tls() && !listen.plain_text_network)
      wrong(listen.place, path + ": " + listen.protocol + " on " + listen.host + " would send events and tokens through the network as they are; take the protocol with TLS, listen on 127.0.0.1, or say plain_text_network: true");
    const bool asks = !configuration_.tokens.empty() || !configuration_.issuer.issuer.empty() || !listen.client_ca.empty() || !configuration_.anonymous_roles.empty();
    if (listen.is_http() && !asks)
      wrong(listen.place, path + ": other machines reach " + listen.host + ", and nobody is asked for a token; name tokens, an issuer or client_ca (`kelpie token` makes a token)");
  }

  void roles(const std::vector<std::string>& names, const std::string& key, std::optional<std::size_t> number) {
    for (const std::string& name : names) {
      if (role_named(name)) continue;
      const std::string path = number ? key + "[" + std::to_string(*number) + "].roles" : key;
      wrong(place(key, number, "roles"), path + ": there is no role '" + name.substr(0, 80) + "'; expected ingest, query, rules, metrics or admin");
    }
  }

  plugin::SettingPlace place(const std::string& list, std::optional<std::size_t> number, std::string_view key) const {
    const Setting* setting = member(root_, list);
    if (setting == nullptr) return root_.place;
    if (number && *number < setting->items.size()) {
      setting = &setting->items[*number];
      if (!key.empty()) {
        if (const Setting* inner = member(*setting, key)) setting = inner;
      }
    }
    return setting->place;
  }
  void wrong(plugin::SettingPlace at, std::string message) { faults_.push_back({at, std::move(message)}); }

  const Setting& root_;
  ServerConfiguration& configuration_;
  std::vector<SettingFault>& faults_;
};

[[noreturn]] void refuse(const std::vector<SettingFault>& faults, const std::string& file) {
  std::string message;
  for (const SettingFault& fault : faults) {
    message += (message.empty() ? "" : "\n") + file;
    if (fault.place.line > 0) message += ":" + std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column);
    message += ": " + fault.message;
  }
  throw ConfigurationRefused(message);
}

}  // namespace

ServerConfiguration read_server_configuration(std::string_view text, const std::string& file) {
  std::vector<SettingFault> faults;
  const Setting root = plugin::read_settings(text, faults);
  if (!faults.empty()) refuse(faults, file);
  if (root.kind != Setting::Kind::object) refuse({{root.place, "expected keys such as 'store: /var/lib/kelpie/events', found " + root.shown()}}, file);
  ServerConfiguration configuration;
  plugin::take_object(server_keys(), root, {}, configuration, faults);
  Check(root, configuration, faults).all();
  if (!faults.empty()) refuse(faults, file);
  if (configuration.state.empty()) configuration.state = configuration.store + ".state";
  if (configuration.listen.empty()) {
    ListenSetting own;
    own.address = "127.0.0.1:8080";
    split_address(own);
    configuration.listen.push_back(std::move(own));
  }
  return configuration;
}

std::string server_configuration_schema() {
  return R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Kelpie, the server",)" + plugin::object_schema(server_keys()) + "}";
}

}  // namespace kelpie::server
