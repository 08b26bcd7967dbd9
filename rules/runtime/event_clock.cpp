#include "rules/runtime/event_clock.hpp"

#include <algorithm>

#include "rules/runtime/arrivals.hpp"

namespace kelpie::rules {

std::int64_t EventClock::now() const {
  const auto snapshot = stream_.snapshot();
  const std::lock_guard lock(mutex_);
  if (snapshot != seen_) {
    seen_ = snapshot;
    now_ = std::max(now_, newest_event(*snapshot).value_or(0));
  }
  return now_;
}

}  // namespace kelpie::rules
