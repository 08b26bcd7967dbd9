#include "rules/testing/test_events.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/testing/event_templates.hpp"
#include "rules/testing/event_values.hpp"
#include "rules/testing/file_events.hpp"
#include "tables/builder.hpp"
#include "tables/ingestion_time.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

using tables::ColumnSchema;
using tables::TableSchema;
using tables::Type;

constexpr std::string_view time_column = "TimeGenerated";
/// Events that are written out or repeated; files may hold more.
constexpr std::uint64_t most_rows = 200'000;

ColumnSchema column_of(std::string name, Type type) {
  ColumnSchema column;
  column.name = std::move(name);
  column.type = type;
  return column;
}

}  // namespace

TestEvents::TestEvents(const RuleTest& test, const TestEnvironment& environment, RuleDiagnostics& diagnostics)
    : environment_(environment),
      reader_(test.source, diagnostics),
      expressions_(environment.empty_tables, environment.functions, environment.stored) {
  guess_schemas(test);
  rebuild();
}

void TestEvents::guess_schemas(const RuleTest& test) {
  for (const TestStep& step : test.steps) {
    for (const WrittenEvent& event : step.events) {
      if (!event.file.empty() || environment_.schemas.find(event.table) != nullptr) continue;
      TableSchema& schema = guessed_[event.table];
      if (schema.columns.empty()) schema.columns.push_back(column_of(std::string(time_column), Type::datetime));
      schema.name = event.table;
      guessed_at_.try_emplace(event.table, event.table_span);
      for (const PlacedMember& member : event.row.members) {
        const auto shown = shown_type(member.value);
        const auto known = schema.find(member.key);
        if (!known)
          schema.columns.push_back(column_of(member.key, shown.value_or(Type::string)));
        else if (Type& type = schema.columns[*known].type; shown && *shown != type && member.key != time_column)
          type = shown == Type::dynamic || type == Type::dynamic ? Type::dynamic : Type::string;
      }
    }
  }
}

void TestEvents::check_tables(const std::vector<std::string>& read) {
  for (const auto& [name, span] : guessed_at_) {
    if (std::find(read.begin(), read.end(), name) != read.end()) continue;
    std::vector<std::string> known = read;
    for (const TableSchema& schema : environment_.schemas.all()) known.push_back(schema.name);
    std::string hint = executor::did_you_mean(name, known);
    if (hint.empty()) hint = "kelpie tables lists those that are known; --schemas brings others";
    reader_.error(span, "KT010", fmt::format("There is no table '{}', and the query does not read it.", name),
                  std::move(hint));
  }
}

TestEvents::ArrivingTable* TestEvents::table_named(const WrittenEvent& event) {
  const TableSchema* known = environment_.schemas.find(event.table);
  const auto guessed = guessed_.find(event.table);
  if (known == nullptr && (guessed == guessed_.end())) return nullptr;
  const TableSchema& schema = known != nullptr ? *known : guessed->second;
  const auto [at, added] = tables_.try_emplace(schema.name);
  if (added) at->second.schema = with_arrivals(schema);
  return &at->second;
}

bool TestEvents::has_columns(const WrittenEvent& event, const PlacedValue& row, const TableSchema& schema) {
  bool all = true;
  for (const PlacedMember& member : row.members) {
    if (schema.find(member.key)) continue;
    all = false;
    std::vector<std::string> names;
    for (const ColumnSchema& column : schema.columns) {
      if (!column.hidden) names.push_back(column.name);
    }
    std::string hint = executor::did_you_mean(member.key, names);
    if (hint.empty()) hint = fmt::format("kelpie tables {} lists the columns", schema.name);
    reader_.error(member.key_span, "KT010", fmt::format("{} has no column '{}'.", event.table, member.key),
                  std::move(hint));
  }
  return all;
}

bool TestEvents::arrive(const std::vector<WrittenEvent>& events, std::int64_t clock) {
  if (events.empty()) return true;
  const std::int64_t arrival = std::max(clock, last_arrival_ + 1);
  last_arrival_ = arrival;
  std::map<ArrivingTable*, Rows> rows;
  bool good = true;
  for (const WrittenEvent& event : events) {
    if (!event.file.empty()) {
      good = add_file(event, clock, arrival) && good;
      continue;
    }
    ArrivingTable* table = table_named(event);
    if (table == nullptr) continue;
    written_ += event.repeat;
    if (written_ > most_rows) {
      reader_.error(event.span, "KT008", fmt::format("The test has more than {} events.", most_rows),
                    "put them into a file");
      return false;
    }
    if (!has_columns(event, event.row, table->schema)) {
      good = false;
      continue;
    }
    Rows expanded = expand_templates(event.row, event.repeat, clock, expressions_, reader_);
    good = good && !expanded.empty();
    Rows& of_table = rows[table];
    std::move(expanded.begin(), expanded.end(), std::back_inserter(of_table));
  }
  for (const auto& [table, of_table] : rows) good = add_rows(*table, of_table, clock, arrival) && good;
  if (good) rebuild();
  return good;
}

bool TestEvents::add_rows(ArrivingTable& table, const Rows& rows, std::int64_t clock, std::int64_t arrival) {
  if (rows.empty()) return true;
  bool good = true;
  std::vector<tables::Vector> columns;
  for (const ColumnSchema& column : table.schema.columns) {
    if (column.name == tables::ingestion_time_column) continue;
    const bool named =
        std::any_of(rows.begin(), rows.end(), [&](const PlacedValue& row) { return row.find(column.name) != nullptr; });
    const bool is_time = column.name == time_column && column.type == Type::datetime;
    if (!named && !is_time) {
      columns.push_back(tables::Vector::null(column.type, rows.size()));
      continue;
    }
    tables::ColumnBuilder builder(column.type);
    for (const PlacedValue& row : rows) {
      const PlacedValue* written = row.find(column.name);
      if (written == nullptr) {
        builder.append(is_time ? tables::Value::datetime(clock - tables::ticks_per_minute)
                               : tables::Value(column.type));
        continue;
      }
      const auto value = event_value(*written, column.name, column.type, clock, reader_);
      // One wrong value of a repeated event is wrong in all of them.
      if (!value) return false;
      builder.append(*value);
      if (is_time && !value->is_null()) last_time_ = std::max(last_time_.value_or(0), value->as_integer());
    }
    columns.push_back(builder.finish());
  }
  if (good) add_columns(table, std::move(columns), arrival);
  return good;
}

bool TestEvents::add_file(const WrittenEvent& event, std::int64_t clock, std::int64_t arrival) {
  std::optional<std::int64_t> shift_to;
  if (event.shift_to) {
    // What happens at the clock's time is not in a window that ends there.
    shift_to =
        event.shift_to->text == "now" ? clock - tables::ticks_per_second : event_time(event.shift_to->text, clock);
    if (!shift_to) {
      reader_.error(event.shift_to->span, "KT008",
                    fmt::format("'shift-to' is '{}', which is no time.", event.shift_to->text),
                    "write now, -10m, or 2026-03-01T12:00:00Z");
      return false;
    }
  }
  auto loaded = load_file_events(event, environment_.schemas, shift_to, reader_);
  if (!loaded) return false;
  for (FileTable& one : *loaded) {
    const auto [at, added] = tables_.try_emplace(one.schema.name);
    if (added) at->second.schema = with_arrivals(one.schema);
    const auto& columns = at->second.schema.columns;
    if (!std::equal(
            one.schema.columns.begin(), one.schema.columns.end(), columns.begin(), columns.end() - 1,
            [](const ColumnSchema& a, const ColumnSchema& b) { return a.name == b.name && a.type == b.type; })) {
      reader_.error(
          event.span, "KT013",
          fmt::format("The file's events of {} have other columns than those that came before.", one.schema.name),
          "give the table a schema: --schemas");
      return false;
    }
    if (one.last_time) last_time_ = std::max(last_time_.value_or(0), *one.last_time);
    for (auto& segment : one.segments) add_columns(at->second, std::move(segment), arrival);
  }
  rebuild();
  return true;
}

void TestEvents::add_columns(ArrivingTable& table, std::vector<tables::Vector> columns, std::int64_t arrival) {
  columns.push_back(tables::Vector::constant(tables::Value::datetime(arrival), columns.front().size()).flattened());
  table.arrivals.push_back(std::move(columns));
}

/// A catalog that was handed out does not change: there is a new one, over the same columns.
void TestEvents::rebuild() {
  auto catalog = std::make_shared<tables::MemoryCatalog>(environment_.empty_tables);
  for (const auto& [name, schema] : guessed_) {
    if (!tables_.contains(name)) catalog->add(std::make_shared<tables::MemoryTable>(with_arrivals(schema)));
  }
  for (const auto& [name, table] : tables_) {
    auto made = std::make_shared<tables::MemoryTable>(table.schema);
    for (const auto& columns : table.arrivals) made->append(columns);
    catalog->add(std::move(made));
  }
  catalog_ = std::move(catalog);
}

std::map<std::string, std::uint64_t> TestEvents::rows() const {
  std::map<std::string, std::uint64_t> rows;
  for (const auto& [name, table] : tables_) {
    for (const auto& columns : table.arrivals) rows[name] += columns.front().size();
  }
  return rows;
}

std::optional<std::int64_t> last_written_time(const RuleTest& test, const TestEnvironment& environment) {
  std::optional<std::int64_t> last;
  const auto add = [&](std::optional<std::int64_t> time) {
    if (time && (!last || *time > *last)) last = time;
  };
  for (const WrittenEvent& event : test.steps.empty() ? std::vector<WrittenEvent>{} : test.steps.front().events) {
    if (!event.file.empty()) {
      if (event.shift_to) continue;
      RuleDiagnostics told_later;
      TestReader reader(test.source, told_later);
      const auto loaded = load_file_events(event, environment.schemas, std::nullopt, reader);
      for (const FileTable& one : loaded.value_or(std::vector<FileTable>{})) add(one.last_time);
      continue;
    }
    const PlacedValue* time = event.row.find(time_column);
    const bool relative = time == nullptr || time->text.empty() || time->text.front() == '-' ||
                          time->text.front() == '+' || time->text == "now";
    if (!relative) add(tables::parse_datetime(time->text));
  }
  return last;
}

}  // namespace kelpie::rules::testing
