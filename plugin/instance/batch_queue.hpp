#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "plugin/instance/host_services.hpp"

namespace kelpie::plugin {

/// Events that were taken and are not on the disk yet.
struct QueuedBatch {
  std::uint64_t cookie = 0;
  std::string table;
  std::string lines;  // JSON values, one a line
};

/// Batches in the order of their cookies, from many threads to one: bounded in bytes, which stay counted until the
/// batch is durable. Thread-safe.
class BatchQueue {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  enum class Put { taken, full, closed, cookie_falls };

  BatchQueue(HostServices& host, std::uint64_t most_bytes) : host_(host), most_bytes_(most_bytes) {}
  ~BatchQueue();
  BatchQueue(const BatchQueue&) = delete;
  BatchQueue& operator=(const BatchQueue&) = delete;

  /// Takes a batch, waiting until the deadline for room. `text` makes it, when there is room.
  template <typename MakeBatch>
  [[nodiscard]] Put put(std::uint64_t cookie, std::uint64_t bytes, Moment deadline, const MakeBatch& make) {
    const Put room = reserve_granted(cookie, bytes, deadline);
    if (room != Put::taken) return room;
    try {
      add(cookie, bytes, make());
    } catch (...) {
      host_.give_memory(bytes);
      abandon(bytes);
      throw;
    }
    return Put::taken;
  }

  /// All that waits, for the one that stores; waits until there is something, the queue is closed or interrupt() was
  /// called. What it gets stays counted until done().
  [[nodiscard]] std::deque<QueuedBatch>& next();
  /// The batches of next() are on the disk.
  void done();
  /// Wakes next().
  void interrupt();
  /// No more is taken; waiting put() calls end.
  void close();

  struct State {
    std::uint64_t bytes = 0;  // that are counted
    std::uint64_t durable = 0;
    std::uint64_t in_flight = 0;
  };
  [[nodiscard]] State state() const;
  [[nodiscard]] std::uint64_t most_bytes() const { return most_bytes_; }
  /// Waits until all that had been taken when it was called is durable. False: the deadline passed.
  [[nodiscard]] bool wait_until_durable(Moment deadline);

 private:
  [[nodiscard]] Put reserve_granted(std::uint64_t cookie, std::uint64_t bytes, Moment deadline);
  [[nodiscard]] Put reserve(std::uint64_t cookie, std::uint64_t bytes, Moment deadline);
  void add(std::uint64_t cookie, std::uint64_t bytes, QueuedBatch batch);
  void abandon(std::uint64_t bytes);

  HostServices& host_;
  const std::uint64_t most_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable room_, more_, durable_changed_;
  std::deque<QueuedBatch> waiting_, taken_;
  std::deque<std::uint64_t> sizes_, taken_sizes_;
  std::uint64_t bytes_ = 0;
  std::uint64_t last_cookie_ = 0, durable_ = 0;
  bool reserving_ = false;  // a put() fills its place: the next one waits for its turn
  bool closed_ = false;
  bool interrupted_ = false;
};

}  // namespace kelpie::plugin
