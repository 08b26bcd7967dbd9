#include "plugin/adapters/rsyslog/input_lines.hpp"

#include <unistd.h>

namespace kelpie::plugin::rsyslog {

namespace {

constexpr std::size_t read_bytes = std::size_t{64} << 10;
/// What is kept of a line that is too long: as much as a dead letter holds.
constexpr std::size_t kept_bytes = std::size_t{64} << 10;

}  // namespace

InputLines::InputLines(int descriptor, std::size_t max_line_bytes)
    : descriptor_(descriptor), max_line_bytes_(max_line_bytes), read_(read_bytes) {}

bool InputLines::read_more() {
  const ssize_t got = ::read(descriptor_, read_.data(), read_.size());
  if (got > 0) buffer_.append(read_.data(), static_cast<std::size_t>(got));
  return got > 0;
}

InputLines::Found InputLines::next() {
  buffer_.erase(0, begin_);
  begin_ = searched_ = 0;
  bool oversize = false;
  std::size_t kept = 0;
  while (true) {
    const std::size_t end = buffer_.find('\n', searched_);
    if (end != std::string::npos) {
      begin_ = end + 1;
      line_ = std::string_view(buffer_).substr(0, oversize ? kept : end);
      if (!oversize && end > max_line_bytes_) {
        line_ = line_.substr(0, kept_bytes);
        return Found::oversize;
      }
      return oversize ? Found::oversize : Found::line;
    }
    if (buffer_.size() > max_line_bytes_) {
      oversize = true;
      kept = kept_bytes;
    }
    if (oversize) buffer_.resize(kept);
    searched_ = buffer_.size();
    if (!read_more()) return Found::end;
  }
}

}  // namespace kelpie::plugin::rsyslog
