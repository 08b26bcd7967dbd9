#include "plugin/server/listeners/kafka_listener.hpp"

#include "plugin/server/listeners/detail/kafka_consumer.hpp"

namespace kelpie::server {

namespace {

class KafkaListener final : public Listener {
 public:
  KafkaListener(const ListenerHost& host, KafkaListenerOptions options) : consumer_(host, std::move(options)) {}

  void stop(std::chrono::steady_clock::time_point deadline) override { consumer_.stop(deadline); }
  [[nodiscard]] std::string name() const override {
    const auto& options = consumer_.options();
    return "kafka " + (options.cluster.empty() ? options.brokers : options.cluster);
  }
  [[nodiscard]] std::uint16_t port() const override { return 0; }
  [[nodiscard]] ListenerCounts counts() const override { return consumer_.counts(); }

 private:
  listening::KafkaConsumer consumer_;
};

}  // namespace

std::unique_ptr<Listener> make_kafka_listener(const ListenerHost& host, KafkaListenerOptions options) {
  return std::make_unique<KafkaListener>(host, std::move(options));
}

}  // namespace kelpie::server
