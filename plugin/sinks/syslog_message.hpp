#pragma once

#include <string>

#include "rules/alert.hpp"
#include "rules/payloads/payload.hpp"

namespace kelpie::plugin {

/// How alerts become messages of RFC 5424.
struct SyslogForm {
  enum class ByteOrderMark { automatic, always, never };

  int facility = 16;  // local0
  std::string host_name;
  std::string app_name = "kelpie";
  const rules::Payload* payload = nullptr;
  ByteOrderMark byte_order_mark = ByteOrderMark::automatic;
  std::size_t most_bytes = 8192;  // of a message, without its frame
};

/// local0 and the like (RFC 5424, table 1), or a number 0 to 23; -1 for all else.
[[nodiscard]] int syslog_facility(std::string_view text);
/// This machine's name as RFC 5424 wants it: printable ASCII, "-" when it has none.
[[nodiscard]] std::string syslog_host_name();
/// As a HOSTNAME, APP-NAME: printable ASCII of at most so many characters; others become "_", an empty text "-".
[[nodiscard]] std::string syslog_name(std::string_view text, std::size_t most);

/// The message of an alert: severity critical (High), warning, notice or informational; the time is the end of the
/// alert's window, so that the same alert is the same message; MSGID is "alert" or "health"; the structured data
/// [kelpie@32473 id rule severity incident] hold what receivers filter by. The payload is made to fit into
/// `most_bytes`. A byte order mark stands before UTF-8 beyond ASCII, as the form says (RFC 5424, 6.4).
[[nodiscard]] std::string syslog_message(const rules::Alert& alert, const SyslogForm& form);

/// The text in at most so many bytes of UTF-8, with "..." at its end when something is missing.
[[nodiscard]] std::string syslog_cut(std::string text, std::size_t most_bytes);

}  // namespace kelpie::plugin
