#include "tables/readers/line_stretches.hpp"

#include <cstring>
#include <utility>

namespace kelpie::tables::readers {

namespace {

constexpr std::size_t stretch_bytes = std::size_t{4} << 20;

}  // namespace

/// Appends to the stretch what the input has; false at its end.
bool LineStretches::read(LineStretch& stretch) {
  if (stretch.buffer.size() < stretch.size + stretch_bytes) stretch.buffer.resize(stretch.size + stretch_bytes);
  const std::size_t got =
      input_.read(offset_ + stretch.size, stretch.buffer.data() + stretch.size, stretch_bytes, failure_);
  stretch.size += got;
  ended_ = got < stretch_bytes;
  return !ended_;
}

/// Drops bytes to the end of the line that was too long.
void LineStretches::skip_line(LineStretch& stretch) {
  while (inside_) {
    const void* newline = std::memchr(stretch.buffer.data(), '\n', stretch.size);
    const std::size_t gone =
        newline == nullptr ? stretch.size
                           : static_cast<std::size_t>(static_cast<const char*>(newline) + 1 - stretch.buffer.data());
    std::memmove(stretch.buffer.data(), stretch.buffer.data() + gone, stretch.size - gone);
    offset_ += gone;
    stretch.size -= gone;
    inside_ = newline == nullptr;
    if (inside_ && ended_) return;
    if (inside_) read(stretch);
  }
}

bool LineStretches::next(LineStretch& stretch) {
  const std::lock_guard lock(mutex_);
  if (ended_ && rest_.empty() && failure_.empty()) return false;
  stretch.number = number_++;
  stretch.failure.clear();
  stretch.long_line = false;
  stretch.size = rest_.size();
  if (stretch.buffer.size() < rest_.size()) stretch.buffer.resize(rest_.size());
  std::copy(rest_.begin(), rest_.end(), stretch.buffer.begin());
  rest_.clear();
  if (!ended_) read(stretch);
  skip_line(stretch);
  std::size_t lines = 0;  // bytes of them
  for (;;) {
    const void* newline = stretch.size == 0 ? nullptr : ::memrchr(stretch.buffer.data(), '\n', stretch.size);
    if (newline != nullptr)
      lines = static_cast<std::size_t>(static_cast<const char*>(newline) + 1 - stretch.buffer.data());
    if (ended_ || lines > 0 || stretch.size > max_record_) break;
    read(stretch);
  }
  stretch.offset = offset_;
  if (ended_) {
    stretch.failure = std::exchange(failure_, {});
    if (!stretch.failure.empty()) {
      stretch.failure.insert(0, "the input cannot be read further: ");
      stretch.size = lines;  // a line that an error cuts off is the error's
    }
  } else if (lines == 0) {
    inside_ = stretch.long_line = true;
    stretch.failure = "the line is longer than the largest record, " + std::to_string(max_record_) + " bytes";
  } else {
    rest_.assign(stretch.buffer.begin() + static_cast<std::ptrdiff_t>(lines),
                 stretch.buffer.begin() + static_cast<std::ptrdiff_t>(stretch.size));
    stretch.size = lines;
  }
  offset_ += stretch.size;
  return true;
}

}  // namespace kelpie::tables::readers
