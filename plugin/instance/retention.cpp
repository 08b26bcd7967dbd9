#include "plugin/instance/retention.hpp"

#include "tables/text.hpp"

namespace kelpie::plugin {

void Retention::drop_old(EventStore& store, std::int64_t now) {
  if (keep_ <= 0) return;
  if (now >= dropped_at_ && now - dropped_at_ < tables::ticks_per_hour) return;
  dropped_at_ = now;
  store.drop_before(now - keep_);
}

}  // namespace kelpie::plugin
