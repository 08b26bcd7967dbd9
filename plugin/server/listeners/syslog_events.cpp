#include "plugin/server/listeners/syslog_events.hpp"

#include <algorithm>
#include <charconv>

#include <simdjson.h>

#include "plugin/output/json_writer.hpp"
#include "plugin/server/listeners/syslog_message.hpp"
#include "tables/text.hpp"
#include "tables/utf8.hpp"

namespace kelpie::server {

struct SyslogEvents::Parser {
  simdjson::dom::parser parser;
};

SyslogEvents::SyslogEvents(std::string peer, std::string collector)
    : peer_(std::move(peer)), collector_(std::move(collector)), parser_(std::make_unique<Parser>()) {}
SyslogEvents::~SyslogEvents() = default;

namespace {

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\r' || text.front() == '\n'))
    text.remove_prefix(1);
}

void trim_end(std::string_view& text) {
  while (!text.empty() &&
         (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' || text.back() == '\n' || text.back() == 0))
    text.remove_suffix(1);
}

/// MSG without what may stand before JSON.
std::string_view payload_of(std::string_view text) {
  for (const std::string_view before : {"\xEF\xBB\xBF", "kelpie:", "@cee:"}) {
    skip_blanks(text);
    if (text.starts_with(before)) text.remove_prefix(before.size());
  }
  skip_blanks(text);
  trim_end(text);
  return text;
}

/// An object, or a list that begins with one.
bool may_be_events(std::string_view text) {
  if (text.size() < 2) return false;
  if (text.front() == '{') return text.back() == '}';
  if (text.front() != '[' || text.back() != ']') return false;
  text.remove_prefix(1);
  skip_blanks(text);
  return text.front() == '{';
}

void append_replacing_no_utf8(std::string_view text, std::string& out) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const std::size_t size = static_cast<unsigned char>(*at) < 0x80 ? 1 : tables::utf8_sequence(at, end);
    if (size == 0) {
      tables::append_utf8(0xFFFD, out);
      ++at;
    } else {
      out.append(at, size);
      at += size;
    }
  }
}

void append_member(std::string_view key, std::string_view value, std::string& line) {
  if (value.empty()) return;
  line += ",\"";
  line += key;
  line += "\":";
  plugin::append_json_string(value, line);
}

void append_process_id(std::string_view text, std::string& line) {
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && number >= 0) {
    line += ",\"ProcessID\":" + std::to_string(number);
  } else {
    append_member("PROCID", text, line);  // no number: kept in AdditionalFields
  }
}

}  // namespace

bool SyslogEvents::is_json(std::string_view text) {
  simdjson::dom::element value;
  return parser_->parser.parse(text.data(), text.size(), true).get(value) == simdjson::SUCCESS;
}

void SyslogEvents::append(std::string_view text, bool cut, std::int64_t now, SyslogLines& into) {
  const SyslogMessage message = parse_syslog(text, now);
  std::string_view payload = payload_of(message.text);
  if (may_be_events(payload) && !cut) {
    bool json = is_json(payload);
    if (!json) {
      clean_.clear();
      append_replacing_no_utf8(payload, clean_);
      json = clean_ != payload && is_json(clean_);
      if (json) payload = clean_;
    }
    if (json) {
      // A newline in JSON is a blank; one within a line would end it.
      std::string& lines = into.events;
      const std::size_t begin = lines.size();
      lines += payload;
      std::replace_if(
          lines.begin() + static_cast<std::ptrdiff_t>(begin), lines.end(),
          [](char letter) { return letter == '\n' || letter == '\r'; }, ' ');
      lines += '\n';
      return;
    }
  }
  std::string& lines = into.rows;
  lines += R"({"Type":"Syslog","TimeGenerated":")" + tables::datetime_text(now) + '"';
  if (message.time) lines += ",\"EventTime\":\"" + tables::datetime_text(*message.time) + '"';
  append_member("Computer", message.host.empty() ? std::string_view(peer_) : message.host, lines);
  append_member("HostName", message.host, lines);
  append_member("HostIP", peer_, lines);
  append_member("CollectorHostName", collector_, lines);
  if (message.priority) {
    append_member("Facility", facility_name(*message.priority), lines);
    append_member("SeverityLevel", severity_name(*message.priority), lines);
  }
  append_member("ProcessName", message.process, lines);
  if (!message.process_id.empty()) append_process_id(message.process_id, lines);
  append_member("MessageID", message.message_id, lines);
  if (!message.structured_data.empty()) {
    lines += ",\"StructuredData\":";
    append_structured_data(message.structured_data, lines);
  }
  std::string_view shown = message.text;
  trim_end(shown);
  append_member("SyslogMessage", shown, lines);
  if (cut) lines += ",\"Cut\":true";
  lines += "}\n";
}

}  // namespace kelpie::server
