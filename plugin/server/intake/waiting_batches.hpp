#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

#include "plugin/server/service/intake_service.hpp"

namespace kelpie::server {

/// Batches that were taken and are not answered yet, from many threads to one: bounded in bytes, which stay counted
/// until release(). Thread-safe.
class WaitingBatches {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  struct One {
    IntakeBatch batch;
    std::function<void(IntakeAnswer)> done;
  };
  enum class Put { taken, full, closed };

  explicit WaitingBatches(std::uint64_t most_bytes) : most_(most_bytes) {}

  /// Takes the batch, waiting for room until the deadline; one that is larger than all the room has its turn when
  /// nothing else waits. What is not taken stays the caller's.
  [[nodiscard]] Put put(One& one, Moment deadline);
  /// All that waits; waits itself until there is something, the deadline passes, or it is closed.
  [[nodiscard]] std::deque<One> next(Moment deadline);
  /// Batches of so many bytes are answered.
  void release(std::uint64_t bytes);
  /// No more is taken; what waits can still be fetched.
  void close();

  [[nodiscard]] bool closed() const;
  [[nodiscard]] std::uint64_t bytes() const;
  [[nodiscard]] std::uint64_t most() const { return most_; }
  /// What a batch counts: its text, and what holding it costs.
  [[nodiscard]] static std::uint64_t bytes_of(const IntakeBatch& batch);

 private:
  const std::uint64_t most_;
  mutable std::mutex mutex_;
  std::condition_variable room_, more_;
  std::deque<One> waiting_;
  std::uint64_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace kelpie::server
