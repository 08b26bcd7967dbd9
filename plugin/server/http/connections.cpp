#include "plugin/server/http/connection.hpp"

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
  const std::lock_guard lock(mutex_);
  for (Closable* one : open_) one->close(at_once);
}

bool Connections::wait_until_none(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return empty_.wait_until(lock, deadline, [this] { return open_.empty(); });
}

}  // namespace kelpie::server
