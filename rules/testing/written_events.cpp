#include "rules/testing/written_events.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

constexpr std::int64_t most_repeats = 100'000;

class EventReader {
 public:
  explicit EventReader(TestReader& reader) : reader_(reader) {}

  std::vector<WrittenEvent> read(const PlacedValue& value, const EventDefaults& defaults) {
    std::vector<WrittenEvent> events;
    if (value.is_list()) {  // files
      for (const PlacedValue& one : value.elements) add_file({}, {}, one, events);
      return events;
    }
    if (value.find("file") != nullptr) {
      add_file({}, {}, value, events);
      return events;
    }
    if (!value.is_map()) {
      reader_.expected(value, "'events'", "a map of tables and their events, or file: PATH");
      return events;
    }
    for (const PlacedMember& table : value.members) {
      const auto base = defaults.find(table.key);
      const PlacedValue* completed = base == defaults.end() ? nullptr : &base->second;
      const bool one = table.value.is_map();
      for (const PlacedValue& event : one ? std::vector{table.value} : table.value.elements)
        add_event(table, event, completed, events);
      if (!one && !table.value.is_list())
        reader_.expected(table.value, fmt::format("'{}'", table.key), "a list of events");
    }
    return events;
  }

 private:
  void add_file(const std::string& table, parser::Span table_span, const PlacedValue& value,
                std::vector<WrittenEvent>& events) {
    const PlacedValue* file = value.is_text() ? &value : value.find("file");
    if (file == nullptr || !file->is_text())
      return reader_.expected(value, "A file of events", "a path, or a map with 'file'");
    if (value.is_map()) reader_.only(value, "A file of events", {"file", "shift-to"});
    WrittenEvent event;
    event.table = table;
    event.table_span = table_span;
    event.span = file->span;
    event.file = (std::filesystem::path(reader_.source()->path).parent_path() / file->text).lexically_normal().string();
    if (const PlacedValue* shift = value.find("shift-to")) event.shift_to = *shift;
    events.push_back(std::move(event));
  }

  void add_event(const PlacedMember& table, const PlacedValue& value, const PlacedValue* defaults,
                 std::vector<WrittenEvent>& events) {
    if (value.find("file") != nullptr) return add_file(table.key, table.key_span, value, events);
    WrittenEvent event;
    event.table = table.key;
    event.table_span = table.key_span;
    event.span = value.span;
    event.row = value;
    if (const PlacedValue* repeat = value.find("repeat")) {
      reader_.only(value, "A repeated event", {"repeat", "event"});
      const auto times = repeat->is_text() ? tables::parse_long(repeat->text) : std::nullopt;
      if (!times || *times < 1 || *times > most_repeats) {
        reader_.error(
            repeat->span, "KT008",
            fmt::format("'repeat' is '{}'; a whole number from 1 to {} is expected.", repeat->text, most_repeats));
      }
      event.repeat = static_cast<std::uint64_t>(times.value_or(1));
      const PlacedValue* row = value.find("event");
      if (row == nullptr)
        return reader_.error(value.span, "KT006", "A repeated event needs the key 'event'.",
                             "{repeat: 10, event: {...}}");
      event.row = *row;
    }
    if (!event.row.is_map()) return reader_.expected(event.row, "An event", "a map of columns and values");
    if (defaults != nullptr) complete(event.row, *defaults);
    events.push_back(std::move(event));
  }

  static void complete(PlacedValue& row, const PlacedValue& defaults) {
    for (const PlacedMember& member : defaults.members) {
      if (row.find(member.key) == nullptr) row.members.push_back(member);
    }
  }

  TestReader& reader_;
};

}  // namespace

std::vector<WrittenEvent> read_events(const PlacedValue& value, const EventDefaults& defaults, TestReader& reader) {
  return EventReader(reader).read(value, defaults);
}

}  // namespace kelpie::rules::testing
