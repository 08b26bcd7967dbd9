#include "plugin/sinks/syslog_message.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <unistd.h>

#include "rules/payloads/fit.hpp"
#include "rules/payloads/plain_text.hpp"
#include "rules/text_template.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

constexpr std::array<std::string_view, 24> facilities = {"kern",   "user",   "mail",   "daemon", "auth",     "syslog",
                                                         "lpr",    "news",   "uucp",   "cron",   "authpriv", "ftp",
                                                         "ntp",    "audit",  "alert",  "clock",  "local0",   "local1",
                                                         "local2", "local3", "local4", "local5", "local6",   "local7"};

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

int severity_of(rules::AlertSeverity severity) {
  switch (severity) {
    case rules::AlertSeverity::high:
      return 2;
    case rules::AlertSeverity::medium:
      return 4;
    case rules::AlertSeverity::low:
      return 5;
    case rules::AlertSeverity::informational:
      break;
  }
  return 6;
}

/// A value of structured data: UTF-8 in which " \ and ] are escaped (RFC 5424, 6.3.3).
std::string parameter(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  std::string out = " " + std::string(name) + "=\"";
  for (const char c : rules::cut_marked(rules::visible_text(value.substr(0, 256), false), 64)) {
    if (c == '"' || c == '\\' || c == ']') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

int syslog_facility(std::string_view text) {
  const auto found = std::find(facilities.begin(), facilities.end(), text);
  if (found != facilities.end()) return static_cast<int>(found - facilities.begin());
  int number = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && number >= 0 && number <= 23 ? number : -1;
}

std::string syslog_name(std::string_view text, std::size_t most) {
  std::string name(text.substr(0, most));
  for (char& c : name) {
    if (c < 33 || c > 126) c = '_';
  }
  return name.empty() ? "-" : name;
}

std::string syslog_host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "-";
  return syslog_name(name.data(), 255);
}

std::string syslog_cut(std::string text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return text;
  return rules::cut_text(text, most_bytes - 3) + "...";
}

std::string syslog_message(const rules::Alert& alert, const SyslogForm& form) {
  const bool health = alert.origin == rules::AlertOrigin::health;
  std::string message = "<" + std::to_string(form.facility * 8 + severity_of(alert.severity)) + ">1 ";
  std::string time = tables::datetime_text(std::clamp<std::int64_t>(alert.window_end, 0, tables::max_datetime));
  time.erase(26, 1);  // RFC 5424 has microseconds
  message += time + " " + syslog_name(form.host_name, 255) + " " + syslog_name(form.app_name, 48) + " " +
             std::to_string(getpid()) + (health ? " health" : " alert") + " [kelpie@32473" + parameter("id", alert.id) +
             parameter("rule", alert.rule_name) + parameter("severity", rules::name_of(alert.severity)) +
             parameter("incident", alert.incident_id) + "] ";
  const std::size_t room = form.most_bytes > message.size() + byte_order_mark.size()
                               ? form.most_bytes - message.size() - byte_order_mark.size()
                               : 0;
  const std::string payload = form.payload->write(alert, std::max(room, rules::least_payload_bytes));
  const bool ascii =
      std::all_of(payload.begin(), payload.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
  const bool marked = form.byte_order_mark == SyslogForm::ByteOrderMark::always ||
                      (form.byte_order_mark == SyslogForm::ByteOrderMark::automatic && !ascii);
  if (marked) message += byte_order_mark;
  return syslog_cut(message + payload, form.most_bytes);
}

}  // namespace kelpie::plugin
