#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "plugin/instance/batch_queue.hpp"
#include "plugin/instance/event_store.hpp"
#include "plugin/instance/retention.hpp"
#include "plugin/instance/statistics.hpp"

namespace kelpie::plugin {

/// Puts what the queue has into the store, all that waits with one write, and says so to the host. A store that fails
/// is opened again, every second, and the batches read again: nothing that was taken is lost while the process lives.
class IntakeThread {
 public:
  /// All are borrowed. `stored` is called after each write.
  IntakeThread(BatchQueue& queue, EventStore& store, HostServices& host, Statistics& statistics, std::int64_t retention,
               std::function<void()> stored);
  /// Ends after what it is at; what waits stays in the queue.
  ~IntakeThread();
  IntakeThread(const IntakeThread&) = delete;
  IntakeThread& operator=(const IntakeThread&) = delete;

 private:
  void run();
  /// False: the store failed.
  bool store(const std::deque<QueuedBatch>& batches);
  void report(const tables::Stored& stored, std::uint64_t refused, std::uint64_t cookie);

  BatchQueue& queue_;
  EventStore& store_;
  HostServices& host_;
  Statistics& statistics_;
  Retention retention_;
  std::function<void()> stored_;
  bool failing_ = false;
  std::atomic<bool> ending_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
};

}  // namespace kelpie::plugin
