// Which partitions are ours, and where reading them begins.

#include <algorithm>

#include "plugin/server/listeners/detail/kafka_consumer.hpp"

namespace kelpie::server::listening {

namespace {

constexpr std::chrono::seconds store_pause{1}, revoke_time{10};
constexpr std::chrono::milliseconds step{50};

bool cooperative(rd_kafka_t* client) {
  const char* const protocol = rd_kafka_rebalance_protocol(client);
  return protocol != nullptr && std::string_view(protocol) == "COOPERATIVE";
}

}  // namespace

void KafkaConsumer::rebalance(rd_kafka_t* client, rd_kafka_resp_err_t error,
                              rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  auto* const self = static_cast<KafkaConsumer*>(opaque);
  if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) return self->assign(partitions);
  if (error != RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS)
    self->tell_(self->said(std::string("the partitions cannot be shared out: ") + rd_kafka_err2str(error)));
  (void)client;
  self->revoke(partitions);
}

bool KafkaConsumer::begin_lane(const Key& key, Lane& lane) {
  const std::string source = "kafka:" + cluster_ + "/" + key.first + "/" + std::to_string(key.second);
  // A batch that was under way when the partition was taken from us: what the store says counts when it has ended.
  while (!under_way_->wait_for(source, Clock::now() + step)) {
    if (stopping()) return false;
  }
  lane.reader = std::make_unique<PartitionReader>(source, options_.table, under_way_);
  for (;;) {
    try {
      lane.reader->begin(host_.intake);
      return true;
    } catch (const std::exception& failure) {
      tell_(said("the store does not tell what was read of " + source + ", which is asked again: " + failure.what()));
    }
    const auto again = Clock::now() + store_pause;
    while (Clock::now() < again) {
      if (stopping()) return false;
      std::this_thread::sleep_for(step);
    }
  }
}

void KafkaConsumer::assign(rd_kafka_topic_partition_list_t* partitions) {
  for (int i = 0; i < partitions->cnt; ++i) {
    rd_kafka_topic_partition_t& one = partitions->elems[i];
    const Key key{one.topic, one.partition};
    Lane lane;
    if (!begin_lane(key, lane)) {
      rd_kafka_assign(client_.get(), nullptr);
      return;
    }
    one.offset = lane.reader->position().value_or(options_.from_end ? RD_KAFKA_OFFSET_END : RD_KAFKA_OFFSET_BEGINNING);
    lanes_[key] = std::move(lane);
  }
  open_ = lanes_.size();
  if (cooperative(client_.get())) {
    const KafkaError error(rd_kafka_incremental_assign(client_.get(), partitions));
    if (error != nullptr) tell_(said(rd_kafka_error_string(error.get())));
  } else if (const auto error = rd_kafka_assign(client_.get(), partitions)) {
    tell_(said(rd_kafka_err2str(error)));
  }
}

void KafkaConsumer::revoke(rd_kafka_topic_partition_list_t* partitions) {
  // What is under way is given time to be stored, so that the group's offsets are right for whoever reads on.
  const auto end = stopping() ? deadline_.load() : Clock::now() + revoke_time;
  for (int i = 0; i < partitions->cnt; ++i) {
    const auto lane = lanes_.find({partitions->elems[i].topic, partitions->elems[i].partition});
    if (lane == lanes_.end()) continue;
    while (lane->second.reader->under_way() && Clock::now() < end) {
      under_way_->wait_for_any(std::min(end, Clock::now() + step));
      note_stored(lane->first, lane->second);
    }
    lanes_.erase(lane);
  }
  open_ = lanes_.size();
  if (cooperative(client_.get())) {
    const KafkaError error(rd_kafka_incremental_unassign(client_.get(), partitions));
    if (error != nullptr) tell_(said(rd_kafka_error_string(error.get())));
  } else {
    rd_kafka_assign(client_.get(), nullptr);
  }
}

}  // namespace kelpie::server::listening
