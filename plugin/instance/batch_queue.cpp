#include "plugin/instance/batch_queue.hpp"

#include <algorithm>
#include <numeric>
#include <thread>

namespace kelpie::plugin {

namespace {

/// The host's memory account may be asked again after so long.
constexpr std::chrono::milliseconds between_questions{10};

}  // namespace

BatchQueue::~BatchQueue() {
  if (bytes_ > 0) host_.give_memory(bytes_);
}

/// A place, and the host's leave to use the memory. The host is asked without a lock: it may ask back.
BatchQueue::Put BatchQueue::reserve_granted(std::uint64_t cookie, std::uint64_t bytes, Moment deadline) {
  for (;;) {
    const Put room = reserve(cookie, bytes, deadline);
    if (room != Put::taken || host_.take_memory(bytes)) return room;
    abandon(bytes);
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline) return Put::full;
    std::this_thread::sleep_until(std::min(deadline, now + between_questions));
  }
}

BatchQueue::Put BatchQueue::reserve(std::uint64_t cookie, std::uint64_t bytes, Moment deadline) {
  std::unique_lock lock(mutex_);
  // A batch that is larger than the queue has its turn when the queue is empty.
  const auto has_room = [&] { return closed_ || (!reserving_ && (bytes_ == 0 || bytes_ + bytes <= most_bytes_)); };
  if (!closed_ && cookie <= last_cookie_) return Put::cookie_falls;
  if (!room_.wait_until(lock, deadline, has_room)) return Put::full;
  if (closed_) return Put::closed;
  if (cookie <= last_cookie_) return Put::cookie_falls;
  reserving_ = true;
  bytes_ += bytes;
  return Put::taken;
}

void BatchQueue::add(std::uint64_t cookie, std::uint64_t bytes, QueuedBatch batch) {
  const std::lock_guard lock(mutex_);
  sizes_.push_back(bytes);
  try {
    waiting_.push_back(std::move(batch));
  } catch (...) {
    sizes_.pop_back();
    throw;
  }
  waiting_.back().cookie = cookie;
  last_cookie_ = cookie;
  reserving_ = false;
  more_.notify_one();
  room_.notify_all();
}

void BatchQueue::abandon(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  bytes_ -= bytes;
  reserving_ = false;
  room_.notify_all();
}

std::deque<QueuedBatch>& BatchQueue::next() {
  std::unique_lock lock(mutex_);
  more_.wait(lock, [this] { return !waiting_.empty() || closed_ || interrupted_; });
  interrupted_ = false;
  if (taken_.empty()) {
    taken_.swap(waiting_);
    taken_sizes_.swap(sizes_);
  }
  return taken_;
}

void BatchQueue::done() {
  std::uint64_t bytes = 0;
  std::deque<QueuedBatch> done;
  {
    const std::lock_guard lock(mutex_);
    bytes = std::accumulate(taken_sizes_.begin(), taken_sizes_.end(), std::uint64_t{0});
    if (!taken_.empty()) durable_ = taken_.back().cookie;
    done.swap(taken_);
    taken_sizes_.clear();
    bytes_ -= bytes;
    room_.notify_all();
    durable_changed_.notify_all();
  }
  if (bytes > 0) host_.give_memory(bytes);
}

void BatchQueue::interrupt() {
  const std::lock_guard lock(mutex_);
  interrupted_ = true;
  more_.notify_one();
}

void BatchQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  room_.notify_all();
  more_.notify_all();
}

BatchQueue::State BatchQueue::state() const {
  const std::lock_guard lock(mutex_);
  return {bytes_, durable_, waiting_.size() + taken_.size()};
}

bool BatchQueue::wait_until_durable(Moment deadline) {
  std::unique_lock lock(mutex_);
  const std::uint64_t wanted = last_cookie_;
  return durable_changed_.wait_until(lock, deadline, [&] { return durable_ >= wanted; });
}

}  // namespace kelpie::plugin
