#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "plugin/server/listeners/listener.hpp"

namespace kelpie::server {

/// Of a consumer of Kafka.
struct KafkaListenerOptions {
  std::string brokers;              // "one:9092,two:9092"
  std::vector<std::string> topics;  // names, or regular expressions that begin with '^'
  std::string group = "kelpie";     // a server's own: two servers in one group would each read a part
  /// What the store calls the cluster; empty: the id that the brokers tell. Another name means reading from the start again.
  std::string cluster;
  std::string table;                // of events that do not say it
  bool from_end = false;            // where the store knows nothing of a partition: begin with what comes, not with what is there
  std::size_t window_bytes = std::size_t{8} << 20;  // of a partition, taken and not durable; then it is paused
  /// Any setting of librdkafka, as its CONFIGURATION.md names them: "security.protocol", "ssl.ca.location", "sasl.username", ...
  std::map<std::string, std::string> settings;
};

/// What a connection string of Azure Event Hubs ("Endpoint=sb://NAME.servicebus.windows.net/;SharedAccessKeyName=...;SharedAccessKey=...[;EntityPath=HUB]") says of
/// brokers, topic and settings of its Kafka endpoint, where `options` do not say it (https://learn.microsoft.com/azure/event-hubs/azure-event-hubs-apache-kafka-overview). Throws
/// std::invalid_argument, without the string's secret.
void add_event_hubs(const std::string& connection_string, KafkaListenerOptions& options);

/// Reads topics: a message is an event or Azure's {"records":[...]}. What was read of a partition is stored in the transaction of its rows, under "kafka:CLUSTER/TOPIC/PARTITION", and is
/// where reading begins: every message is stored once, whenever the process ends. What the group has committed with the brokers says nothing but how far we are. Throws
/// std::invalid_argument for settings that librdkafka does not take.
[[nodiscard]] std::unique_ptr<Listener> make_kafka_listener(const ListenerHost& host, KafkaListenerOptions options);

}  // namespace kelpie::server
