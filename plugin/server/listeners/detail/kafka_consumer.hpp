#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "plugin/server/listeners/detail/kafka_handle.hpp"
#include "plugin/server/listeners/detail/partition_reader.hpp"
#include "plugin/server/listeners/detail/sparing_tell.hpp"
#include "plugin/server/listeners/listener.hpp"

namespace kelpie::server::listening {

/// A member of a consumer group with a thread of its own, which everything but the constructor, the destructor and what is atomic runs on.
class KafkaConsumer {
 public:
  /// Throws std::invalid_argument for settings.
  KafkaConsumer(ListenerHost host, KafkaListenerOptions options);
  ~KafkaConsumer();
  KafkaConsumer(const KafkaConsumer&) = delete;
  KafkaConsumer& operator=(const KafkaConsumer&) = delete;

  /// See Listener::stop().
  void stop(std::chrono::steady_clock::time_point deadline);
  [[nodiscard]] ListenerCounts counts() const;
  [[nodiscard]] const KafkaListenerOptions& options() const { return options_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Lane {
    std::unique_ptr<PartitionReader> reader;
    bool paused = false;
  };
  using Key = std::pair<std::string, std::int32_t>;

  void run();
  [[nodiscard]] bool join();
  void poll();
  void take(const rd_kafka_message_t& message);
  void note_stored(const Key& key, Lane& lane);
  void settle();
  void hold_back();
  void pause(const Key& key, Lane& lane, bool paused);
  void out_of_range(const rd_kafka_message_t& message);
  void finish();
  void drain(Lane& lane, Clock::time_point deadline);

  void assign(rd_kafka_topic_partition_list_t* partitions);
  void revoke(rd_kafka_topic_partition_list_t* partitions);
  [[nodiscard]] bool begin_lane(const Key& key, Lane& lane);
  static void rebalance(rd_kafka_t* client, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions,
                        void* self);
  static void log(const rd_kafka_t* client, int level, const char* facility, const char* text);
  [[nodiscard]] bool stopping() const { return stopping_.load(); }
  [[nodiscard]] std::string said(const std::string& what) const;

  ListenerHost host_;
  const KafkaListenerOptions options_;
  std::string cluster_;
  SparingTell tell_;
  std::shared_ptr<SourcesUnderWay> under_way_ = std::make_shared<SourcesUnderWay>();
  KafkaClient client_;
  std::map<Key, Lane> lanes_;
  bool ended_ = false;  // the intake ends
  std::atomic<bool> stopping_{false};
  std::atomic<Clock::time_point> deadline_{Clock::time_point::max()};
  std::atomic<std::uint64_t> open_{0}, messages_{0}, bytes_{0}, stored_{0};
  std::thread thread_;
};

}  // namespace kelpie::server::listening
