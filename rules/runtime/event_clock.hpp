#pragma once

#include <memory>
#include <mutex>

#include "rules/runtime/clock.hpp"
#include "rules/runtime/event_stream.hpp"

namespace kelpie::rules {

/// The time of the latest event that has arrived: what happened long ago is looked at as fast as it can be read.
/// Arrivals are in another clock's time.
class EventClock final : public Clock {
 public:
  /// Both are borrowed.
  EventClock(EventStream& stream, const Clock& arrivals) : stream_(stream), arrivals_(arrivals) {}
  [[nodiscard]] std::int64_t now() const override;
  [[nodiscard]] std::int64_t arrivals_now() const override { return arrivals_.now(); }

 private:
  EventStream& stream_;
  const Clock& arrivals_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const tables::Catalog> seen_;
  mutable std::int64_t now_ = 0;
};

}  // namespace kelpie::rules
