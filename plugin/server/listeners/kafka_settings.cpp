#include <array>
#include <stdexcept>

#include "plugin/server/listeners/detail/kafka_handle.hpp"

namespace kelpie::server {

namespace listening {

namespace {

/// What exactly-once stands on, and what has an option of its own.
constexpr std::array<std::pair<const char*, const char*>, 6> own = {{
    {"bootstrap.servers", "brokers"},
    {"metadata.broker.list", "brokers"},
    {"group.id", "group"},
    {"auto.offset.reset", "from_end"},
    {"enable.auto.offset.store", nullptr},
    {"enable.partition.eof", nullptr},
}};

void set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  char error[512];
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error, sizeof error) != RD_KAFKA_CONF_OK)
    throw std::invalid_argument("Kafka setting '" + name + "': " + error);
}

}  // namespace

KafkaConf make_kafka_conf(const KafkaListenerOptions& options) {
  if (options.brokers.empty()) throw std::invalid_argument("Kafka: 'brokers' is missing, such as \"kafka-1:9092,kafka-2:9092\"");
  if (options.topics.empty()) throw std::invalid_argument("Kafka: 'topics' is missing: names, or expressions that begin with '^'");
  if (options.group.empty()) throw std::invalid_argument("Kafka: 'group' must not be empty");
  for (const auto& [name, option] : own) {
    if (options.settings.contains(name))
      throw std::invalid_argument("Kafka setting '" + std::string(name) + "': " +
                                  (option == nullptr ? "it cannot be changed, since Kelpie keeps the offsets with the events"
                                                     : "say it with '" + std::string(option) + "'"));
  }
  KafkaConf conf(rd_kafka_conf_new());
  set(conf.get(), "client.id", "kelpie");
  set(conf.get(), "socket.keepalive.enable", "true");
  // Azure closes connections that were idle for four minutes.
  set(conf.get(), "metadata.max.age.ms", "180000");
  set(conf.get(), "queued.max.messages.kbytes", "32768");
  // After a crash the group waits for so long before it gives our partitions to the next process.
  set(conf.get(), "session.timeout.ms", "10000");
  for (const auto& [name, value] : options.settings) set(conf.get(), name, value);
  set(conf.get(), "bootstrap.servers", options.brokers);
  set(conf.get(), "group.id", options.group);
  set(conf.get(), "enable.auto.offset.store", "false");
  set(conf.get(), "enable.partition.eof", "false");
  // An offset that is not there is ours to judge: see KafkaConsumer::out_of_range().
  set(conf.get(), "auto.offset.reset", "error");
  return conf;
}

}  // namespace listening

namespace {

std::string_view field_of(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const std::string_view field = text.substr(0, text.find(';'));
    if (field.starts_with(name) && field.substr(name.size()).starts_with('=')) return field.substr(name.size() + 1);
    text.remove_prefix(std::min(field.size() + 1, text.size()));
  }
  return {};
}

}  // namespace

void add_event_hubs(const std::string& connection_string, KafkaListenerOptions& options) {
  constexpr std::string_view scheme = "sb://";
  std::string_view endpoint = field_of(connection_string, "Endpoint");
  if (!endpoint.starts_with(scheme) || field_of(connection_string, "SharedAccessKey").empty())
    throw std::invalid_argument(
        "the connection string of Event Hubs is not understood: expected "
        "\"Endpoint=sb://NAME.servicebus.windows.net/;SharedAccessKeyName=...;SharedAccessKey=...\"");
  endpoint.remove_prefix(scheme.size());
  const std::string_view host = endpoint.substr(0, endpoint.find_first_of("/:"));
  const bool emulated = field_of(connection_string, "UseDevelopmentEmulator") == "true";
  if (options.brokers.empty()) options.brokers = std::string(host) + (emulated ? ":9092" : ":9093");
  if (options.cluster.empty()) options.cluster = host;
  if (const auto hub = field_of(connection_string, "EntityPath"); options.topics.empty() && !hub.empty())
    options.topics.emplace_back(hub);
  const auto add = [&](const char* name, std::string value) { options.settings.try_emplace(name, std::move(value)); };
  add("security.protocol", emulated ? "SASL_PLAINTEXT" : "SASL_SSL");
  add("sasl.mechanisms", "PLAIN");
  add("sasl.username", "$ConnectionString");
  add("sasl.password", connection_string);
}

}  // namespace kelpie::server
