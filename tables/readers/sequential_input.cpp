#include "tables/readers/sequential_input.hpp"

#include <algorithm>
#include <stdexcept>

namespace kelpie::tables::readers {

std::size_t SequentialInput::read(std::uint64_t offset, char* to, std::size_t count, std::string& error) {
  std::size_t done = 0;
  if (offset < head_.size()) {
    done = std::min(count, head_.size() - static_cast<std::size_t>(offset));
    std::copy_n(head_.data() + offset, done, to);
  }
  if (done == count) return done;
  if (offset + done != position_) throw std::logic_error("a sequential input is read out of its order");
  if (!ended_) {
    const std::size_t got = next(to + done, count - done, failure_);
    ended_ = got < count - done;
    if (position_ == head_.size() && offset == 0) {
      const std::size_t kept = std::min(got, head_bytes - std::min(head_bytes, head_.size()));
      head_.insert(head_.end(), to + done, to + done + kept);
    }
    position_ += got;
    done += got;
    if (offset > 0 && position_ > head_.size()) head_ = {};
  }
  if (done < count && !failure_.empty()) error = failure_;
  return done;
}

}  // namespace kelpie::tables::readers
