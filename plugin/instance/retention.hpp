#pragma once

#include <cstdint>

#include "plugin/instance/event_store.hpp"

namespace kelpie::plugin {

/// How long events are kept: what is older is dropped, not more often than once an hour. For one thread.
class Retention {
 public:
  /// In ticks; 0: everything is kept.
  explicit Retention(std::int64_t keep) : keep_(keep) {}
  /// Drops what is due at `now` (ticks). Throws StoreError.
  void drop_old(EventStore& store, std::int64_t now);

 private:
  const std::int64_t keep_;
  std::int64_t dropped_at_ = 0;
};

}  // namespace kelpie::plugin
