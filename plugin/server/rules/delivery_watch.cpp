#include "plugin/server/rules/delivery_watch.hpp"

namespace kelpie::server {

void DeliveryWatch::look(const std::vector<rules::TriageState::Waiting>& waiting, Moment now) {
  const std::lock_guard lock(mutex_);
  std::map<std::string, Oldest> oldest;
  for (const auto& one : waiting) {
    if (one.oldest == 0) continue;
    const auto known = oldest_.find(one.sink);
    const bool same = known != oldest_.end() && known->second.number == one.oldest;
    oldest[one.sink] = {one.oldest, same ? known->second.since : now};
  }
  oldest_ = std::move(oldest);
}

bool DeliveryWatch::is_stuck(const std::string& sink, std::chrono::seconds after, Moment now) const {
  const std::lock_guard lock(mutex_);
  const auto known = oldest_.find(sink);
  return after.count() > 0 && known != oldest_.end() && now - known->second.since >= after;
}

}  // namespace kelpie::server
