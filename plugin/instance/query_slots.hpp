#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace kelpie::plugin {

/// How many queries may run at once; the others wait their turn. Thread-safe.
class QuerySlots {
 public:
  static constexpr unsigned most = 4;

  /// False: the deadline passed or `stop` was set meanwhile.
  [[nodiscard]] bool take(std::chrono::steady_clock::time_point deadline, const std::atomic<bool>& stop) {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (stop) return false;
      if (taken_ < most) break;
      const auto now = std::chrono::steady_clock::now();
      if (now >= deadline) return false;
      freed_.wait_until(lock, std::min(deadline, now + std::chrono::milliseconds(50)));
    }
    ++taken_;
    return true;
  }
  void give() {
    const std::lock_guard lock(mutex_);
    --taken_;
    freed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  unsigned taken_ = 0;
};

}  // namespace kelpie::plugin
