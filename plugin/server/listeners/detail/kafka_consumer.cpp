#include "plugin/server/listeners/detail/kafka_consumer.hpp"

#include <stdexcept>

namespace kelpie::server::listening {

namespace {

constexpr int call_milliseconds = 10'000;  // of requests to brokers
constexpr int idle_milliseconds = 100, busy_milliseconds = 5;
constexpr std::size_t most_messages = 10'000;  // before the intake is looked at again
constexpr std::chrono::milliseconds hold_before_pause{500};
constexpr std::chrono::seconds drain_time{10};

}  // namespace

KafkaConsumer::KafkaConsumer(ListenerHost host, KafkaListenerOptions options)
    : host_(std::move(host)), options_(std::move(options)), tell_(host_.tell) {
  KafkaConf conf = make_kafka_conf(options_);
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_rebalance_cb(conf.get(), &KafkaConsumer::rebalance);
  rd_kafka_conf_set_log_cb(conf.get(), &KafkaConsumer::log);
  char error[512];
  client_.reset(rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), error, sizeof error));
  if (client_ == nullptr) throw std::invalid_argument(std::string("Kafka: ") + error);
  (void)conf.release();  // the client's now
  rd_kafka_poll_set_consumer(client_.get());
  thread_ = std::thread([this] { run(); });
}

KafkaConsumer::~KafkaConsumer() { stop(Clock::now()); }

void KafkaConsumer::stop(Clock::time_point deadline) {
  deadline_ = deadline;
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

std::string KafkaConsumer::said(const std::string& what) const {
  return "kafka " + (cluster_.empty() ? options_.brokers : cluster_) + ": " + what;
}

void KafkaConsumer::log(const rd_kafka_t* client, int level, const char*, const char* text) {
  constexpr int warning = 4;
  auto* const self = static_cast<KafkaConsumer*>(rd_kafka_opaque(client));
  if (level <= warning && self != nullptr) self->tell_("kafka " + self->options_.brokers + ": " + text);
}

bool KafkaConsumer::join() {
  cluster_ = options_.cluster;
  while (cluster_.empty()) {
    if (stopping()) return false;
    char* const id = rd_kafka_clusterid(client_.get(), 500);
    if (id == nullptr) continue;
    cluster_ = id;
    rd_kafka_mem_free(client_.get(), id);
  }
  const KafkaPartitions topics(rd_kafka_topic_partition_list_new(static_cast<int>(options_.topics.size())));
  for (const std::string& topic : options_.topics)
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  if (const auto error = rd_kafka_subscribe(client_.get(), topics.get())) {
    tell_(said(std::string("the topics cannot be subscribed to: ") + rd_kafka_err2str(error)));
    return false;
  }
  return true;
}

void KafkaConsumer::run() {
  if (join()) {
    while (!stopping() && !ended_) {
      poll();
      settle();
      hold_back();
    }
  }
  finish();
}

void KafkaConsumer::poll() {
  bool under_way = false;
  for (const auto& [key, lane] : lanes_) under_way |= lane.reader->under_way() || lane.reader->collected() > 0;
  int timeout = under_way ? busy_milliseconds : idle_milliseconds;
  for (std::size_t i = 0; i < most_messages; ++i) {
    const KafkaMessage message(rd_kafka_consumer_poll(client_.get(), timeout));
    if (message == nullptr) return;
    timeout = 0;
    take(*message);
  }
}

void KafkaConsumer::take(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) return out_of_range(message);
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) return tell_(said(rd_kafka_message_errstr(&message)));
  const auto lane = lanes_.find({rd_kafka_topic_name(message.rkt), message.partition});
  if (lane == lanes_.end()) return;
  if (!lane->second.reader->take(message.offset, {static_cast<const char*>(message.payload), message.len})) return;
  ++messages_;
  bytes_ += message.len;
}

void KafkaConsumer::note_stored(const Key& key, Lane& lane) {
  const auto stored = lane.reader->take_stored(Clock::now());
  if (!stored) return;
  stored_ += stored->messages;
  // For those who watch the group; reading begins at what the store says.
  const KafkaPartitions offsets(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(offsets.get(), key.first.c_str(), key.second)->offset = stored->next;
  (void)rd_kafka_offsets_store(client_.get(), offsets.get());
}

void KafkaConsumer::settle() {
  const auto now = Clock::now();
  for (auto& [key, lane] : lanes_) {
    note_stored(key, lane);
    ended_ |= lane.reader->ended();
    lane.reader->offer(host_.intake, now);
    if (lane.paused && lane.reader->collected() < options_.window_bytes / 2) pause(key, lane, false);
  }
}

void KafkaConsumer::hold_back() {
  const auto full = [&](const Lane& lane) { return lane.reader->collected() >= options_.window_bytes; };
  const auto any_full = [&] {
    for (const auto& [key, lane] : lanes_) {
      if (full(lane) && !lane.paused) return true;
    }
    return false;
  };
  // The disk is usually only a moment behind. A pause drops what was fetched ahead, so it is for longer troubles.
  const auto end = Clock::now() + hold_before_pause;
  while (any_full() && Clock::now() < end && !stopping() && !ended_) {
    under_way_->wait_for_any(std::min(end, Clock::now() + std::chrono::milliseconds(busy_milliseconds)));
    settle();
  }
  for (auto& [key, lane] : lanes_) {
    if (full(lane) && !lane.paused) pause(key, lane, true);
  }
}

void KafkaConsumer::pause(const Key& key, Lane& lane, bool paused) {
  const KafkaPartitions one(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(one.get(), key.first.c_str(), key.second);
  const auto error = paused ? rd_kafka_pause_partitions(client_.get(), one.get())
                            : rd_kafka_resume_partitions(client_.get(), one.get());
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) lane.paused = paused;
}

void KafkaConsumer::drain(Lane& lane, Clock::time_point deadline) {
  while (Clock::now() < deadline && !ended_ && (lane.reader->under_way() || lane.reader->collected() > 0)) {
    under_way_->wait_for_any(Clock::now() + std::chrono::milliseconds(busy_milliseconds));
    settle();
  }
}

void KafkaConsumer::out_of_range(const rd_kafka_message_t& message) {
  const Key key{message.rkt == nullptr ? "" : rd_kafka_topic_name(message.rkt), message.partition};
  const auto found = lanes_.find(key);
  if (found == lanes_.end()) return;
  PartitionReader& reader = *found->second.reader;
  std::int64_t low = 0, high = 0;
  if (const auto error = rd_kafka_query_watermark_offsets(client_.get(), key.first.c_str(), key.second, &low, &high,
                                                          call_milliseconds))
    return tell_(said("of " + key.first + "/" + std::to_string(key.second) +
                      " it cannot be told which offsets there are: " + rd_kafka_err2str(error)));
  drain(found->second, Clock::now() + drain_time);
  const std::string what = key.first + "/" + std::to_string(key.second);
  const std::int64_t position = reader.position().value_or(low);
  if (position > high) {
    tell_(said(what + " begins anew: it ends at offset " + std::to_string(high) + ", and was read up to " +
               std::to_string(position) + "; it is read from its beginning"));
    reader.begin_anew();
  } else if (position < low) {
    tell_(said(what + ": messages from offset " + std::to_string(position) + " to " + std::to_string(low) +
               " were deleted before they were read (retention)"));
    reader.skip_to(low);
  } else {
    low = position;
  }
  const KafkaPartitions seek(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(seek.get(), key.first.c_str(), key.second)->offset = low;
  const KafkaError error(rd_kafka_seek_partitions(client_.get(), seek.get(), call_milliseconds));
  if (error != nullptr) tell_(said(what + " cannot be read on: " + rd_kafka_error_string(error.get())));
}

ListenerCounts KafkaConsumer::counts() const {
  ListenerCounts counts;
  counts.open = open_;
  counts.messages = messages_;
  counts.bytes = bytes_;
  counts.stored = stored_;
  return counts;
}

void KafkaConsumer::finish() {
  // What is not with the intake yet is read again next time.
  while (Clock::now() < deadline_.load() && !ended_) {
    bool under_way = false;
    for (auto& [key, lane] : lanes_) {
      note_stored(key, lane);
      under_way |= lane.reader->under_way();
    }
    if (!under_way) break;
    under_way_->wait_for_any(Clock::now() + std::chrono::milliseconds(busy_milliseconds));
  }
  rd_kafka_consumer_close(client_.get());
  client_.reset();
}

}  // namespace kelpie::server::listening
