#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>

#include "plugin/server/listeners/kafka_listener.hpp"

namespace kelpie::server::listening {

struct KafkaFree {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
};
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaFree>;
using KafkaClient = std::unique_ptr<rd_kafka_t, KafkaFree>;
using KafkaMessage = std::unique_ptr<rd_kafka_message_t, KafkaFree>;
using KafkaPartitions = std::unique_ptr<rd_kafka_topic_partition_list_t, KafkaFree>;
using KafkaError = std::unique_ptr<rd_kafka_error_t, KafkaFree>;

/// The options as librdkafka takes them, without callbacks. Throws std::invalid_argument.
[[nodiscard]] KafkaConf make_kafka_conf(const KafkaListenerOptions& options);

}  // namespace kelpie::server::listening
