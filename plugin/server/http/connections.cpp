#include "plugin/server/http/connection.hpp"

#include <utility>
#include <vector>

namespace kelpie::server {

void Connections::enter(Closable& connection) {
  const std::lock_guard lock(mutex_);
  open_.insert(&connection);
  count_ = open_.size();
}

void Connections::leave(Closable& connection) {
  const std::lock_guard lock(mutex_);
  open_.erase(&connection);
  count_ = open_.size();
  if (open_.empty()) empty_.notify_all();
}

void Connections::close_all(bool at_once) {
  // Let go without the lock, which leave() takes.
  std::vector<std::shared_ptr<Closable>> all;
  {
    const std::lock_guard lock(mutex_);
    all.reserve(open_.size());
    for (Closable* one : open_) {
      if (auto held = one->held()) all.push_back(std::move(held));
    }
  }
  for (const auto& one : all) one->close(at_once);
}

bool Connections::wait_until_none(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return empty_.wait_until(lock, deadline, [this] { return open_.empty(); });
}

}  // namespace kelpie::server
