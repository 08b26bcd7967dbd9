// A Kafka broker for tests: librdkafka's mock cluster in a process of its own. Prints its address, and ends with its standard input.
//   mock_broker TOPIC=PARTITIONS...

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

int main(int count, char** arguments) {
  char error[512];
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), error, sizeof error);
  if (client == nullptr) {
    std::cerr << error << '\n';
    return 1;
  }
  rd_kafka_mock_cluster_t* cluster = rd_kafka_mock_cluster_new(client, 1);
  if (cluster == nullptr) return 1;
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    const auto equals = argument.find('=');
    rd_kafka_mock_topic_create(cluster, argument.substr(0, equals).c_str(), std::atoi(argument.substr(equals + 1).c_str()), 1);
  }
  std::cout << rd_kafka_mock_cluster_bootstraps(cluster) << std::endl;
  while (std::cin.get() != EOF) continue;
  rd_kafka_mock_cluster_destroy(cluster);
  rd_kafka_destroy(client);
}
