#include "plugin/server/listeners/syslog_frames.hpp"

namespace kelpie::server {

namespace {

constexpr std::size_t most_digits = 9;
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

constexpr std::string_view ends("\n\0", 2);

}  // namespace

SyslogFrames::Found SyslogFrames::next_counted(std::string_view& bytes) {
  for (;;) {
    if (!in_message_) {
      // Some senders end a counted message with LF all the same.
      while (!bytes.empty() && (bytes.front() == '\n' || bytes.front() == '\r')) bytes.remove_prefix(1);
      std::size_t digits = 0;
      std::uint64_t size = 0;
      while (digits < bytes.size() && digits < most_digits && is_digit(bytes[digits]))
        size = size * 10 + static_cast<std::uint64_t>(bytes[digits++] - '0');
      if (digits == bytes.size() && digits < most_digits) return Found::more;
      if (digits == 0 || (digits < bytes.size() && bytes[digits] != ' ')) {
        problem_ =
            "a message's length and a blank are expected, since the connection's first message had them (RFC 6587)";
        return Found::broken;
      }
      if (digits == bytes.size()) return Found::more;
      counted_.begin(size);
      if (!counted_.cut() && bytes.size() < digits + 1 + size) return Found::more;
      bytes.remove_prefix(digits + 1);
      in_message_ = true;
    }
    if (!counted_.take(bytes)) return Found::more;
    in_message_ = false;
    message_ = counted_.message();
    cut_ = counted_.cut();
    if (!message_.empty()) return Found::message;
  }
}

SyslogFrames::Found SyslogFrames::next_line(std::string_view& bytes) {
  for (;;) {
    const auto end = bytes.find_first_of(ends, searched_);
    if (end == std::string_view::npos) {
      searched_ = bytes.size();
      if (!beginning_.empty() || bytes.size() > most_bytes_) {
        beginning_ += bytes.substr(0, CountedBytes::kept_bytes - beginning_.size());
        bytes.remove_prefix(bytes.size());
        searched_ = 0;
      }
      return Found::more;
    }
    searched_ = 0;
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    cut_ = !beginning_.empty() || line.size() > most_bytes_;
    if (cut_) {
      beginning_ += line.substr(0, CountedBytes::kept_bytes - beginning_.size());
      kept_.swap(beginning_);
      beginning_.clear();
      message_ = kept_;
      return Found::message;
    }
    message_ = line;
    if (message_.ends_with('\r')) message_.remove_suffix(1);
    if (!message_.empty()) return Found::message;
  }
}

SyslogFrames::Found SyslogFrames::next(std::string_view& bytes) {
  if (form_ == Form::unknown) {
    if (bytes.empty()) return Found::more;
    form_ = is_digit(bytes.front()) ? Form::counted : Form::lines;
  }
  return form_ == Form::counted ? next_counted(bytes) : next_line(bytes);
}

SyslogFrames::Found SyslogFrames::last(std::string_view bytes) {
  if (form_ != Form::lines) return Found::more;
  if (beginning_.empty() && bytes.empty()) return Found::more;
  // What stands there is the message, as if LF were behind it.
  cut_ = !beginning_.empty();
  kept_ = cut_ ? beginning_ : std::string(bytes);
  beginning_.clear();
  message_ = kept_;
  if (message_.ends_with('\r')) message_.remove_suffix(1);
  return message_.empty() ? Found::more : Found::message;
}

}  // namespace kelpie::server
