#include "plugin/server/api/splunk/collector_events.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "plugin/output/json_object.hpp"
#include "plugin/server/intake/numbered_events.hpp"
#include "plugin/server/intake/table_names.hpp"
#include "tables/readers/json_scan.hpp"
#include "tables/readers/json_text.hpp"
#include "tables/readers/recognise.hpp"
#include "tables/text.hpp"

namespace kelpie::server {

namespace {

using namespace tables::readers;

/// Bytes as json_scan.hpp wants them.
class Padded {
 public:
  explicit Padded(std::string_view text) : size_(text.size()) {
    bytes_.reserve(text.size() + scan_padding);
    bytes_ = text;
    bytes_.append(scan_padding, '\n');
  }
  [[nodiscard]] const char* begin() const { return bytes_.data(); }
  [[nodiscard]] const char* end() const { return bytes_.data() + size_; }

 private:
  std::size_t size_;
  std::string bytes_;
};

/// A string's text, a number as it stands; "" for anything else.
std::string text_of(std::string_view value) {
  if (!value.starts_with('"'))
    return value.starts_with('{') || value.starts_with('[') || value == "null" ? std::string() : std::string(value);
  std::string text;
  if (!unescape(value.substr(1, value.size() - 2), text)) text.clear();
  return text;
}

struct Envelope {
  std::optional<std::string_view> event, fields;
  EventMetadata metadata;
};

Envelope read_envelope(const std::vector<Member>& members, const EventMetadata& defaults) {
  Envelope envelope{{}, {}, defaults};
  for (const Member& member : members) {
    if (member.key == "event")
      envelope.event = member.value;
    else if (member.key == "fields")
      envelope.fields = member.value;
    else if (member.key == "index")
      envelope.metadata.index = text_of(member.value);
    else if (member.key == "sourcetype")
      envelope.metadata.sourcetype = text_of(member.value);
    else if (member.key == "source")
      envelope.metadata.source = text_of(member.value);
    else if (member.key == "host")
      envelope.metadata.host = text_of(member.value);
    else if (member.key == "time")
      envelope.metadata.time = text_of(member.value);
  }
  return envelope;
}

bool is_own_table(const std::string& table, const tables::SchemaSet& schemas) {
  return !table.empty() && schemas.find(table) == nullptr;
}

/// Ticks of an event's time; nothing when it is none.
std::optional<std::string> time_of(const std::string& seconds) {
  double value = 0;
  const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), value);
  if (error != std::errc() || end != seconds.data() + seconds.size() || !std::isfinite(value) || value < 0 ||
      value > 2e11)
    return std::nullopt;
  return tables::datetime_text(tables::unix_epoch + static_cast<std::int64_t>(std::llround(value * 1e6)) * 10);
}

/// The object with further members, those that it has not.
std::string with_members(std::string_view object, std::string_view more) {
  const Padded inside(object), outside(more);
  const auto own = read_members(inside.begin(), inside.end());
  const auto others = read_members(outside.begin(), outside.end());
  std::string result(object);
  if (!own || !others || result.empty() || result.back() != '}') return result;
  result.pop_back();
  bool first = own->empty();
  for (const Member& other : *others) {
    if (std::any_of(own->begin(), own->end(), [&](const Member& member) { return member.key == other.key; })) continue;
    if (!first) result += ',';
    first = false;
    result += '"' + std::string(other.key) + "\":" + std::string(other.value);
  }
  return result + '}';
}

/// What a line of text becomes in a table of its own.
std::string text_record(std::string_view text, const EventMetadata& metadata) {
  plugin::JsonObject record;
  if (const auto time = time_of(metadata.time)) record.text("TimeGenerated", *time);
  record.text("RawData", text);
  for (const auto& [name, value] : {std::pair("Computer", &metadata.host), std::pair("Source", &metadata.source),
                                    std::pair("SourceType", &metadata.sourcetype)})
    if (!value->empty()) record.text(name, *value);
  return record.done();
}

/// The record of an object: in a table of its own with the time that the sender gave it.
std::string object_record(std::string_view object, const EventMetadata& metadata, bool own) {
  if (!own) return std::string(object);
  plugin::JsonObject more;
  if (const auto time = time_of(metadata.time)) more.text("TimeGenerated", *time);
  if (!metadata.host.empty()) more.text("Computer", metadata.host);
  return with_members(object, more.done());
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

void add_text(std::string_view text, const EventMetadata& metadata, const tables::SchemaSet& schemas,
              NumberedEvents& events) {
  const std::string table = table_of(metadata, schemas);
  const bool own = is_own_table(table, schemas);
  const std::string_view inside = trimmed(text);
  if (inside.starts_with('{') && inside.ends_with('}'))
    events.add(object_record(inside, metadata, own), table);
  else if (own)
    events.add(text_record(text, metadata), table);
  else
    events.add(inside.empty() ? "\"\"" : inside, table);
}

CollectorAnswer wrong(int code, std::string text, std::uint64_t number) {
  return {400, code, std::move(text), static_cast<std::int64_t>(number)};
}

}  // namespace

std::string table_of(const EventMetadata& metadata, const tables::SchemaSet& schemas) {
  for (const std::string* name : {&metadata.index, &metadata.sourcetype, &metadata.source}) {
    if (name->empty()) continue;
    if (std::string table = table_of_name(*name, schemas); !table.empty()) return table;
  }
  return {};
}

CollectorAnswer read_collector_events(std::string_view body, const EventMetadata& defaults,
                                      const tables::SchemaSet& schemas, NumberedEvents& events) {
  const Padded padded(body);
  const char* const end = padded.end();
  const auto next = [&](const char* p) {
    // A list of events is taken, too.
    while (p < end && (is_blank(*p) || *p == ',' || *p == '[' || *p == ']')) ++p;
    return p;
  };
  const char* p = next(padded.begin());
  if (p == end) return {400, 5, "No data", -1};
  while (p < end) {
    const std::uint64_t number = events.count();
    const char* behind = *p == '{' ? find_container_end(p, end) : nullptr;
    const auto members = behind == nullptr ? std::nullopt : read_members(p, behind);
    if (!members) return wrong(6, "Invalid data format", number);
    const Envelope envelope = read_envelope(*members, defaults);
    if (!envelope.event) return wrong(12, "Event field is required", number);
    if (*envelope.event == "null" || *envelope.event == "\"\"") return wrong(13, "Event field cannot be blank", number);
    if (envelope.fields && !envelope.fields->starts_with('{'))
      return wrong(15, "Error in handling indexed fields", number);
    if (envelope.event->starts_with('{')) {
      const std::string table = table_of(envelope.metadata, schemas);
      std::string record = object_record(*envelope.event, envelope.metadata, is_own_table(table, schemas));
      if (envelope.fields) record = with_members(record, *envelope.fields);
      events.add(record, table);
    } else if (envelope.event->starts_with('"')) {
      add_text(text_of(*envelope.event), envelope.metadata, schemas, events);
    } else {
      add_text(*envelope.event, envelope.metadata, schemas, events);
    }
    p = next(behind);
  }
  return {};
}

void read_raw_lines(std::string_view body, const EventMetadata& metadata, const tables::SchemaSet& schemas,
                    NumberedEvents& events) {
  while (!body.empty()) {
    const std::size_t newline = body.find('\n');
    const std::string_view line = body.substr(0, newline);
    if (!trimmed(line).empty())
      add_text(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line, metadata, schemas, events);
    if (newline == std::string_view::npos) return;
    body.remove_prefix(newline + 1);
  }
}

}  // namespace kelpie::server
