#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "rules/runtime/runtime.hpp"

namespace kelpie::rules {

/// Hands what waits for one sink over, in a thread of its own: a receiver that is away or slow keeps nobody else waiting. After a failure it waits a second, then
/// twice as long each time up to five minutes, give or take a quarter, or for as long as the receiver asked.
class DeliveryThread {
 public:
  /// Told of the first failure in a row, of refusals, and when it goes well again; called in the thread.
  using Tell = std::function<void(const std::string& sink, const std::string& message)>;

  /// `runtime` is borrowed and must outlive it. Begins at once.
  DeliveryThread(RuleRuntime& runtime, std::unique_ptr<AlertSink> sink, Tell tell);
  /// Ends without waiting for what is left; a call that is under way is waited for.
  ~DeliveryThread();
  DeliveryThread(const DeliveryThread&) = delete;
  DeliveryThread& operator=(const DeliveryThread&) = delete;

  /// Says that there may be new alerts. Thread-safe.
  void wake();
  /// Tries until nothing waits or the time is over, then ends; what is left stays in the outbox. How much that is.
  std::uint64_t finish(std::chrono::steady_clock::time_point deadline);

 private:
  void run();
  /// One attempt; how long to wait before the next one, nothing: until there is more.
  std::optional<std::chrono::milliseconds> attempt();
  [[nodiscard]] std::chrono::milliseconds pause();

  RuleRuntime& runtime_;
  std::unique_ptr<AlertSink> sink_;
  Tell tell_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool more_ = true;
  bool ending_ = false;
  std::chrono::steady_clock::time_point deadline_{};  // when ending
  unsigned failures_ = 0;                             // one after the other
  std::uint64_t waiting_ = 0;
  std::uint32_t random_;
  std::thread thread_;
};

}  // namespace kelpie::rules
