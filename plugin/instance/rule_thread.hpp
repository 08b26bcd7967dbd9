#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "plugin/instance/event_store.hpp"
#include "plugin/instance/host_services.hpp"
#include "plugin/instance/statistics.hpp"
#include "rules/runtime/delivery_thread.hpp"
#include "rules/runtime/runtime.hpp"

namespace kelpie::plugin {

/// Runs an instance's rules and delivers their alerts, in two threads.
class RuleThread {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  /// All are borrowed. `stop` is the flag that the runtime and its runs were made with; `looked` is called in the rules' thread after each step.
  RuleThread(rules::RuleRuntime& runtime, HostServices& host, Statistics& statistics, std::atomic<bool>& stop, std::function<void()> looked);
  /// Ends a run that is under way; it is made again at the next start.
  ~RuleThread();
  RuleThread(const RuleThread&) = delete;
  RuleThread& operator=(const RuleThread&) = delete;

  /// Events have become visible.
  void wake();
  /// The prepared rules run from the next step on.
  void commit(std::shared_ptr<rules::PreparedRules> rules);
  /// Waits until everything that is due now has run. False: the deadline passed.
  [[nodiscard]] bool settle(Moment deadline);
  /// Why the last step counted for nothing; empty: it was made.
  [[nodiscard]] std::string failure();
  /// Delivers what waits, and then no more. False: the deadline passed and alerts are left.
  [[nodiscard]] bool finish_delivery(Moment deadline);
  /// No step and no delivery until resume(). False: the deadline passed while one was under way; none will begin.
  [[nodiscard]] bool quiesce(Moment deadline);
  void resume();

 private:
  void run();
  /// False: nothing of it counts.
  bool step();
  void start_delivery();
  std::unique_ptr<rules::DeliveryThread> take_delivery();

  rules::RuleRuntime& runtime_;
  HostServices& host_;
  Statistics& statistics_;
  std::atomic<bool>& stop_;
  std::function<void()> looked_;

  std::mutex mutex_;  // over what follows
  std::condition_variable changed_;
  std::shared_ptr<rules::PreparedRules> pending_;
  std::unique_ptr<rules::DeliveryThread> delivery_;
  bool woken_ = false;
  bool ending_ = false;
  bool quiet_ = false;
  bool stepping_ = false;
  std::uint64_t wanted_ = 0, settled_ = 0;  // settle() calls, and up to which of them nothing was due
  std::string failure_;
  bool state_fails_ = false;  // of the rule thread
  std::thread thread_;
};

}  // namespace kelpie::plugin
