#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "plugin/instance/event_store.hpp"
#include "plugin/instance/host_services.hpp"
#include "plugin/instance/retention.hpp"
#include "plugin/server/intake/waiting_batches.hpp"
#include "plugin/server/service/intake_service.hpp"

namespace kelpie::server {

/// What the intake counts since it was made. Thread-safe.
struct IntakeCounters {
  std::atomic<std::uint64_t> batches{0};      // that are durable
  std::atomic<std::uint64_t> bytes{0};        // of their events
  std::atomic<std::uint64_t> rows{0};         // that were stored
  std::atomic<std::uint64_t> duplicates{0};   // events that were there before
  std::atomic<std::uint64_t> refused{0};      // records that could not be read
  std::atomic<std::uint64_t> writes{0};       // of the store: batches share them
  std::atomic<std::uint64_t> failures{0};     // writes that failed
  std::atomic<std::uint64_t> turned_away{0};  // batches for which there was no room
  std::atomic<bool> failing{false};           // the last write failed: the store is tried every second
};

/// The intake over a store, with one thread: all that waits goes with one write. When the store fails, the batches that
/// it was given are answered `failed`, and it is opened again, once a second at most, until it takes events.
/// Thread-safe.
class StoreIntakeService final : public IntakeService {
 public:
  struct Options {
    std::uint64_t most_bytes = std::uint64_t{256} << 20;  // that wait
    std::int64_t retention = 0;                           // ticks; 0: everything is kept
    /// Called on the intake's thread after each write that changed something. Short, throws nothing. May be empty.
    std::function<void()> stored;
    std::chrono::milliseconds between_attempts{1000};  // to open a store that failed
  };
  /// Begins at once. Store and host must outlive it; nobody else may use the store's intake.
  StoreIntakeService(plugin::EventStore& store, plugin::HostServices& host, Options options);
  /// stop().
  ~StoreIntakeService() override;

  [[nodiscard]] bool offer(IntakeBatch batch, std::function<void(IntakeAnswer)> done) override;
  [[nodiscard]] bool offer_from(IntakeBatch& batch, std::function<void(IntakeAnswer)> done) override;
  [[nodiscard]] IntakeAnswer put(IntakeBatch batch, std::chrono::steady_clock::time_point deadline) override;
  [[nodiscard]] Load load() const override { return {waiting_.bytes(), waiting_.most()}; }
  [[nodiscard]] std::string failure() const override {
    return counters_.failing ? "the store does not take events; the log says why, and it is tried again every second" : "";
  }
  [[nodiscard]] const tables::SchemaSet& schemas() const override { return store_.schemas(); }
  [[nodiscard]] std::uint64_t event_bytes() const override { return store_.event_bytes(); }
  [[nodiscard]] tables::store::SourceProgress progress(const std::string& source) override;

  [[nodiscard]] const IntakeCounters& counters() const { return counters_; }
  /// Stores what waits, with one attempt, and ends: what comes later is answered `ending`. Once it has returned,
  /// nothing is called any more.
  void stop();

 private:
  class Group;
  void run();
  void store(std::deque<WaitingBatches::One>& batches);
  void read(WaitingBatches::One& one, Group& group);
  /// Stores what the group has read, and answers.
  void write(Group& group);
  void open_again();
  void fail(const std::exception& failure);
  void answer(WaitingBatches::One& one, IntakeAnswer answer);
  void tell_refused(const Group& group);

  plugin::EventStore& store_;
  plugin::HostServices& host_;
  const std::function<void()> stored_;
  const std::chrono::milliseconds between_attempts_;
  plugin::Retention retention_;
  WaitingBatches waiting_;
  IntakeCounters counters_;
  std::chrono::steady_clock::time_point next_attempt_, next_word_;  // about the store; about refused events
  std::uint64_t refused_since_ = 0;                                 // the last word about refused events
  bool told_ = false;                                               // that the store fails
  std::thread thread_;
};

}  // namespace kelpie::server
