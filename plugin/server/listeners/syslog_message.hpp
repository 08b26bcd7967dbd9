#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kelpie::server {

/// The parts of a syslog message, all within its bytes; what is not there is empty.
struct SyslogMessage {
  std::optional<std::uint8_t> priority;  // facility * 8 + severity
  std::optional<std::int64_t> time;      // ticks
  std::string_view host;
  std::string_view process;          // APP-NAME, or the tag without its number
  std::string_view process_id;       // PROCID, or the number in the tag's brackets
  std::string_view message_id;       // MSGID of RFC 5424
  std::string_view structured_data;  // "[id name="value"]...", well-formed; empty for "-"
  std::string_view text;             // MSG, without a byte order mark
};

/// Reads RFC 5424 and what senders call RFC 3164: with a time of RFC 3164 (its year is the one that brings it closest
/// to `now`, its zone UTC) or RFC 3339, with or without a host, tag or priority. Nothing is an error: what has no such
/// form is text. `now` in ticks.
[[nodiscard]] SyslogMessage parse_syslog(std::string_view message, std::int64_t now);

/// "auth", "local0": Azure's names.
[[nodiscard]] std::string_view facility_name(std::uint8_t priority);
/// "emerg" ... "debug"
[[nodiscard]] std::string_view severity_name(std::uint8_t priority);

/// The bytes of structured data at the front of `text` (RFC 5424, section 6.3): whole elements, at most 64 of them with
/// at most 256 parameters in all; 0 when there are none or they are not well-formed.
[[nodiscard]] std::size_t structured_data_size(std::string_view text);

}  // namespace kelpie::server
