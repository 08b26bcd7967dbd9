#include "plugin/server/intake/waiting_batches.hpp"

namespace kelpie::server {

std::uint64_t WaitingBatches::bytes_of(const IntakeBatch& batch) {
  std::uint64_t bytes = sizeof(One) + batch.events.size() + batch.table.size() + batch.from.size();
  for (const auto& range : batch.sources) bytes += sizeof range + range.source.size();
  return bytes;
}

WaitingBatches::Put WaitingBatches::put(One& one, Moment deadline) {
  const std::uint64_t bytes = bytes_of(one.batch);
  std::unique_lock lock(mutex_);
  const auto has_room = [&] { return closed_ || bytes_ == 0 || bytes_ + bytes <= most_; };
  if (!has_room() && !room_.wait_until(lock, deadline, has_room)) return Put::full;
  if (closed_) return Put::closed;
  waiting_.push_back(std::move(one));
  bytes_ += bytes;
  if (waiting_.size() == 1) more_.notify_one();
  return Put::taken;
}

std::deque<WaitingBatches::One> WaitingBatches::next(Moment deadline) {
  std::unique_lock lock(mutex_);
  more_.wait_until(lock, deadline, [this] { return !waiting_.empty() || closed_; });
  return std::exchange(waiting_, {});
}

void WaitingBatches::release(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  bytes_ -= bytes;
  room_.notify_all();
}

void WaitingBatches::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  room_.notify_all();
  more_.notify_all();
}

bool WaitingBatches::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

std::uint64_t WaitingBatches::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace kelpie::server
