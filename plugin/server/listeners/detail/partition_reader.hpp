#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/server/service/intake_service.hpp"

namespace kelpie::server::listening {

/// Which sources have a batch that the intake has and that is not answered. It outlives the readers. Thread-safe.
class SourcesUnderWay {
 public:
  void begin(const std::string& source);
  void end(const std::string& source);
  /// Waits until nothing of the source is under way. False: the deadline passed.
  [[nodiscard]] bool wait_for(const std::string& source, std::chrono::steady_clock::time_point deadline);
  /// Waits until something ends.
  void wait_for_any(std::chrono::steady_clock::time_point deadline);

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  std::map<std::string, std::size_t> sources_;
  std::uint64_t endings_ = 0, seen_ = 0;
};

/// One partition of a topic: collects its messages while the batch before them is being stored. One batch at a time is with the intake, so that what is stored of a source has no gaps. For
/// one thread.
class PartitionReader {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  /// `source`: "kafka:CLUSTER/TOPIC/PARTITION".
  PartitionReader(std::string source, std::string table, std::shared_ptr<SourcesUnderWay> under_way);

  /// Begins where the store is. Nothing of the source may be under way. Throws StoreError.
  void begin(IntakeService& intake);
  /// The offset to read next; nothing: the store knows none.
  [[nodiscard]] std::optional<std::int64_t> position() const { return position_; }
  /// The messages up to `offset` are not there any more.
  void skip_to(std::int64_t offset) { position_ = offset; }
  /// The partition is another one than before, of the same name: its offsets count anew.
  void begin_anew();

  /// Takes a message: JSON values. False: it was taken before.
  bool take(std::int64_t offset, std::string_view payload);
  /// Bytes that are collected.
  [[nodiscard]] std::size_t collected() const { return events_.size(); }
  /// Hands over what is collected, or again what was not taken. Does nothing while a batch is under way.
  void offer(IntakeService& intake, Moment now);

  struct Stored {
    std::uint64_t messages = 0;
    std::int64_t next = 0;  // offset
  };
  /// What has become durable since the last call.
  [[nodiscard]] std::optional<Stored> take_stored(Moment now);
  [[nodiscard]] bool under_way() const { return batch_ != nullptr && offered_; }
  /// The intake ends.
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  struct Answer {
    std::mutex mutex;
    std::optional<IntakeAnswer::Outcome> outcome;
  };
  void make_batch();

  const std::string source_, table_;
  std::shared_ptr<SourcesUnderWay> under_way_;
  std::optional<std::int64_t> position_;
  std::uint64_t incarnation_ = 0;  // SourceRange::head_hash: another one means another partition of the name
  std::string events_;
  std::int64_t begin_ = 0;
  std::uint64_t messages_ = 0, batch_messages_ = 0;
  std::unique_ptr<IntakeBatch> batch_;  // until it is durable
  bool offered_ = false, ended_ = false;
  Moment again_{};
  std::shared_ptr<Answer> answer_;
};

}  // namespace kelpie::server::listening
