#include "plugin/server/listeners/syslog_message.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "tables/text.hpp"

namespace kelpie::server {

namespace {

constexpr std::array<std::string_view, 24> facilities = {"kern",   "user",   "mail",   "daemon", "auth",     "syslog",
                                                         "lpr",    "news",   "uucp",   "cron",   "authpriv", "ftp",
                                                         "ntp",    "audit",  "alert",  "clock",  "local0",   "local1",
                                                         "local2", "local3", "local4", "local5", "local6",   "local7"};
constexpr std::array<std::string_view, 8> severities = {"emerg",   "alert",  "crit", "err",
                                                        "warning", "notice", "info", "debug"};
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// The number of exactly `digits` digits at `at`; -1 when they are none.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
}

/// What comes before the next blank, which is taken as well.
std::string_view take_word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

std::string_view present(std::string_view word) { return word == "-" ? std::string_view{} : word; }

std::optional<std::uint8_t> take_priority(std::string_view& text) {
  if (text.empty() || text.front() != '<') return std::nullopt;
  std::size_t end = 1;
  int value = 0;
  while (end < text.size() && end < 4 && is_digit(text[end])) value = value * 10 + (text[end++] - '0');
  if (end == 1 || end == text.size() || text[end] != '>' || value > 191) return std::nullopt;
  text.remove_prefix(end + 1);
  return static_cast<std::uint8_t>(value);
}

bool looks_like_date(std::string_view text) {
  return number_at(text, 0, 4) >= 0 && text.size() > 18 && text[4] == '-' && number_at(text, 5, 2) >= 0 &&
         text[7] == '-' && number_at(text, 8, 2) >= 0 && text[10] == 'T';
}

std::optional<std::int64_t> closest_year(tables::CivilTime civil, std::int64_t now) {
  std::optional<std::int64_t> best;
  const int year = tables::civil_of(std::clamp<std::int64_t>(now, 0, tables::max_datetime)).year;
  for (civil.year = year - 1; civil.year <= year + 1; ++civil.year) {
    const auto ticks = tables::ticks_of(civil);
    if (ticks && (!best || std::llabs(*ticks - now) < std::llabs(*best - now))) best = ticks;
  }
  return best;
}

/// "Oct  7 22:14:15", also with a year behind the day or fractions of the second, and what parts it from the next word.
std::optional<std::int64_t> take_old_time(std::string_view& text, std::int64_t now) {
  const auto month = std::find(months.begin(), months.end(), text.substr(0, 3));
  if (month == months.end() || text.size() < 15 || text[3] != ' ') return std::nullopt;
  tables::CivilTime civil;
  civil.month = static_cast<int>(month - months.begin()) + 1;
  std::size_t at = 4;
  if (text[at] == ' ') ++at;
  const std::size_t digits = is_digit(text[at]) && is_digit(text[at + 1]) ? 2 : 1;
  civil.day = number_at(text, at, digits);
  at += digits;
  bool has_year = false;
  if (const int year = number_at(text, at + 1, 4); year > 0 && at + 5 < text.size() && text[at + 5] == ' ') {
    civil.year = year;
    has_year = true;
    at += 5;
  }
  if (at + 9 > text.size() || text[at] != ' ' || text[at + 3] != ':' || text[at + 6] != ':') return std::nullopt;
  civil.hour = number_at(text, at + 1, 2);
  civil.minute = number_at(text, at + 4, 2);
  civil.second = number_at(text, at + 7, 2);
  at += 9;
  if (civil.day < 1 || civil.hour < 0 || civil.minute < 0 || civil.second < 0) return std::nullopt;
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
    std::int32_t unit = static_cast<std::int32_t>(tables::ticks_per_second);
    for (++at; at < text.size() && is_digit(text[at]); ++at) civil.fraction += (unit /= 10) * (text[at] - '0');
  }
  if (at < text.size() && text[at] == ':') ++at;
  if (at < text.size() && text[at] != ' ') return std::nullopt;
  const auto ticks = has_year ? tables::ticks_of(civil) : closest_year(civil, now);
  if (ticks) text.remove_prefix(std::min(at + 1, text.size()));
  return ticks;
}

/// JSON begins here, perhaps behind blanks and a cookie.
bool begins_json(std::string_view text) {
  skip_blanks(text);
  return text.starts_with('{') || text.starts_with("[{") || text.starts_with("@cee:");
}

/// "program[123]:", "program:", and where JSON follows "program" (what rsyslog makes of APP-NAME).
bool take_tag(std::string_view& text, SyslogMessage& message, bool bare) {
  std::size_t end = 0;
  const auto of_tag = [](char letter) {
    return letter > ' ' && letter != '[' && letter != ':' && letter != '{' && letter != '"' && letter != 0x7F;
  };
  while (end < text.size() && end <= 128 && of_tag(text[end])) ++end;
  if (end == 0 || end == text.size() || end > 128) return false;
  const std::string_view process = text.substr(0, end);
  std::string_view id;
  if (text[end] == '[') {
    const auto close = text.substr(0, end + 130).find(']', end);
    if (close == std::string_view::npos) return false;
    id = text.substr(end + 1, close - end - 1);
    if (id.find(' ') != std::string_view::npos) return false;
    end = close + 1;
    if (end < text.size() && text[end] == ':') ++end;
  } else if (text[end] == ':') {
    ++end;
  } else if (!bare || !begins_json(text.substr(end))) {
    return false;
  }
  if (end < text.size() && text[end] != ' ' && text[end] != '{' && text[end] != '@') return false;
  message.process = process;
  message.process_id = id;
  text.remove_prefix(end);
  return true;
}

void parse_old(std::string_view text, SyslogMessage& message, std::int64_t now) {
  bool timed = false;
  if (looks_like_date(text)) {
    std::string_view rest = text;
    if (const auto ticks = tables::parse_datetime(take_word(rest))) {
      message.time = ticks;
      timed = true;
      text = rest;
    }
  } else {
    if (!text.empty() && (text.front() == '*' || text.front() == '.')) {  // a Cisco whose clock is not set
      std::string_view rest = text.substr(1);
      if (take_old_time(rest, now)) text = rest, timed = true;
    }
    if (!timed) {
      message.time = take_old_time(text, now);
      timed = message.time.has_value();
    }
  }
  skip_blanks(text);
  std::string_view rest = text;
  if (!take_tag(text, message, false) && timed && !text.empty() && text.front() != '{' && text.front() != '@') {
    message.host = take_word(rest);
    text = rest;
    skip_blanks(text);
    take_tag(text, message, true);
  }
  if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  message.text = text;
}

bool parse_new(std::string_view text, SyslogMessage& message) {
  if (!text.starts_with("1 ")) return false;
  text.remove_prefix(2);
  SyslogMessage found;
  found.priority = message.priority;
  const std::string_view time = take_word(text);
  if (time != "-") {
    found.time = looks_like_date(time) ? tables::parse_datetime(time) : std::nullopt;
    if (!found.time) return false;
  }
  found.host = present(take_word(text));
  found.process = present(take_word(text));
  found.process_id = present(take_word(text));
  found.message_id = present(take_word(text));
  if (text.empty()) return false;
  if (text.front() == '-') {
    text.remove_prefix(1);
  } else if (const std::size_t size = structured_data_size(text); size > 0) {
    found.structured_data = text.substr(0, size);
    text.remove_prefix(size);
  } else {
    // Not well-formed: it stays where a person sees it.
    found.text = text;
    message = found;
    return true;
  }
  if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  found.text = text;
  message = found;
  return true;
}

}  // namespace

std::string_view facility_name(std::uint8_t priority) {
  const std::size_t facility = priority / 8;
  return facility < facilities.size() ? facilities[facility] : std::string_view{};
}

std::string_view severity_name(std::uint8_t priority) { return severities[priority % 8]; }

std::size_t structured_data_size(std::string_view text) {
  constexpr std::size_t most_elements = 64, most_parameters = 256;
  std::size_t at = 0, elements = 0, parameters = 0;
  const auto name = [&] {
    const std::size_t begin = at;
    while (at < text.size() && text[at] > ' ' && text[at] != '=' && text[at] != ']' && text[at] != '"' &&
           text[at] != 0x7F)
      ++at;
    return at > begin;
  };
  while (at < text.size() && text[at] == '[') {
    ++at;
    if (!name() || ++elements > most_elements) return 0;
    while (at < text.size() && text[at] == ' ') {
      ++at;
      if (!name() || at + 1 >= text.size() || text[at] != '=' || text[at + 1] != '"') return 0;
      if (++parameters > most_parameters) return 0;
      for (at += 2; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
      }
      if (at >= text.size()) return 0;
      ++at;
    }
    if (at >= text.size() || text[at] != ']') return 0;
    ++at;
  }
  return at;
}

SyslogMessage parse_syslog(std::string_view text, std::int64_t now) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  SyslogMessage message;
  message.priority = take_priority(text);
  if (!message.priority || !parse_new(text, message)) parse_old(text, message, now);
  if (message.text.starts_with(mark)) message.text.remove_prefix(mark.size());
  return message;
}

}  // namespace kelpie::server
