#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugin/server/listeners/counted_bytes.hpp"

namespace kelpie::server {

/// Parts a stream into syslog messages (RFC 6587). A stream that begins with a digit counts octets (section 3.4.1, as
/// RFC 5425 does over TLS); in any other a message ends with LF or NUL (section 3.4.2).
class SyslogFrames {
 public:
  /// Of a message that is longer than `most_bytes` only the beginning is kept.
  explicit SyslogFrames(std::size_t most_bytes) : most_bytes_(most_bytes), counted_(most_bytes) {}

  enum class Found { message, more, broken };
  /// Takes the next message from the front of `bytes`. More: what is left of them must come again, with more behind it.
  /// Broken: see problem().
  [[nodiscard]] Found next(std::string_view& bytes);
  /// The last message where the stream ends without LF.
  [[nodiscard]] Found last(std::string_view bytes);

  /// Never empty; valid until `bytes` change.
  [[nodiscard]] std::string_view message() const { return message_; }
  [[nodiscard]] bool cut() const { return cut_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  /// A message has begun of which nothing has to come again.
  [[nodiscard]] bool within_message() const { return in_message_ || !beginning_.empty(); }

 private:
  [[nodiscard]] Found next_counted(std::string_view& bytes);
  [[nodiscard]] Found next_line(std::string_view& bytes);

  enum class Form { unknown, counted, lines };
  std::size_t most_bytes_;
  CountedBytes counted_;
  Form form_ = Form::unknown;
  bool in_message_ = false;
  std::size_t searched_ = 0;  // of the bytes that come again, without an end in them
  std::string beginning_;     // of a line that is too long
  std::string kept_;          // the same, when the line is complete; or the last one
  std::string_view message_;
  bool cut_ = false;
  std::string problem_;
};

}  // namespace kelpie::server
