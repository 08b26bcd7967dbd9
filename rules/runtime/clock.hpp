#pragma once

#include <atomic>
#include <cstdint>

namespace kelpie::rules {

/// What time it is, for the runtime of rules: it asks nobody else. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Ticks. May stand still or go back; runs that were made are not made again.
  [[nodiscard]] virtual std::int64_t now() const = 0;
  /// The same in the time that arrivals are stamped with; another one where now() is the time of the events.
  [[nodiscard]] virtual std::int64_t arrivals_now() const { return now(); }
};

/// Goes only where it is set: two weeks in a millisecond.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t now) : now_(now) {}
  [[nodiscard]] std::int64_t now() const override { return now_; }
  void set(std::int64_t now) { now_ = now; }
  void advance(std::int64_t ticks) { now_ += ticks; }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace kelpie::rules
