#include "tables/readers/line_numbers.hpp"

namespace kelpie::tables::readers {

void LineNumbers::finish(std::size_t part, std::uint64_t lines) {
  const std::lock_guard lock(mutex_);
  waiting_.emplace(part, lines);
  for (auto next = waiting_.begin(); next != waiting_.end() && next->first + 1 == before_.size();
       next = waiting_.begin()) {
    before_.push_back(before_.back() + next->second);
    waiting_.erase(next);
  }
  finished_.notify_all();
}

std::uint64_t LineNumbers::before(std::size_t part) {
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [&] { return part < before_.size(); });
  return before_[part];
}

}  // namespace kelpie::tables::readers
