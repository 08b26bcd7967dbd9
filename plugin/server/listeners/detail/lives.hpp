#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

namespace kelpie::server::listening {

/// Counts what still runs of a listener: coroutines and callbacks that the intake is going to make. Thread-safe.
class Lives {
 public:
  /// One of them, for as long as it exists.
  class One {
   public:
    explicit One(std::shared_ptr<Lives> lives) : lives_(std::move(lives)) {
      const std::lock_guard lock(lives_->mutex_);
      ++lives_->count_;
    }
    ~One() {
      if (lives_ == nullptr) return;
      const std::lock_guard lock(lives_->mutex_);
      if (--lives_->count_ == 0) lives_->none_.notify_all();
    }
    One(One&&) = default;
    One(const One& other) : One(other.lives_) {}
    One& operator=(const One&) = delete;
    One& operator=(One&&) = delete;

   private:
    std::shared_ptr<Lives> lives_;
  };

  /// False: the deadline passed and something still runs.
  bool wait_for_none(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return none_.wait_until(lock, deadline, [&] { return count_ == 0; });
  }
  void wait_for_none() {
    std::unique_lock lock(mutex_);
    none_.wait(lock, [&] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t count_ = 0;
};

}  // namespace kelpie::server::listening
