#include "rules/testing/file_events.hpp"

#include <algorithm>
#include <filesystem>
#include <span>

#include <fmt/format.h>

#include "tables/builder.hpp"
#include "tables/ingestion_time.hpp"
#include "tables/loader.hpp"

namespace kelpie::rules::testing {

namespace {

using tables::Type;
using tables::Vector;

std::optional<std::int64_t> last_of(const FileTable& table) {
  std::optional<std::int64_t> last;
  const auto column = table.schema.find("TimeGenerated");
  if (!column || table.schema.columns[*column].type != Type::datetime) return last;
  for (const auto& segment : table.segments) {
    for (std::size_t row = 0; row < segment[*column].size(); ++row) {
      const tables::Value value = segment[*column].value_at(row);
      if (!value.is_null() && (!last || value.as_integer() > *last)) last = value.as_integer();
    }
  }
  return last;
}

Vector moved(const Vector& vector, std::int64_t by) {
  tables::ColumnBuilder builder(Type::datetime);
  for (std::size_t row = 0; row < vector.size(); ++row) {
    const tables::Value value = vector.value_at(row);
    builder.append(value.is_null() ? value : tables::Value::datetime(value.as_integer() + by));
  }
  return builder.finish();
}

void shift(FileTable& table, std::int64_t by) {
  for (auto& segment : table.segments) {
    for (std::size_t column = 0; column < segment.size(); ++column) {
      if (table.schema.columns[column].type == Type::datetime) segment[column] = moved(segment[column], by);
    }
  }
  if (table.last_time) *table.last_time += by;
}

FileTable rows_of(const tables::Table& table) {
  FileTable result;
  result.schema = table.schema();
  const auto arrivals = result.schema.find(tables::ingestion_time_column);
  for (const auto& segment : table.segments()) {
    if (segment->size() == 0) continue;
    std::vector<Vector> columns;
    for (std::size_t column = 0; column < result.schema.columns.size(); ++column) {
      if (column != arrivals) columns.push_back(segment->read(column, 0, segment->size()));
    }
    result.segments.push_back(std::move(columns));
  }
  if (arrivals) result.schema.columns.erase(result.schema.columns.begin() + static_cast<std::ptrdiff_t>(*arrivals));
  result.last_time = last_of(result);
  return result;
}

}  // namespace

std::optional<std::vector<FileTable>> load_file_events(const WrittenEvent& event, const tables::SchemaSet& schemas,
                                                       std::optional<std::int64_t> shift_to, TestReader& reader) {
  if (!std::filesystem::exists(event.file)) {
    reader.error(event.span, "KT013", fmt::format("There is no file '{}'.", event.file),
                 "paths count from the folder of the test file");
    return std::nullopt;
  }
  const tables::LoadSource source{event.file, event.table};
  tables::MemoryCatalog catalog;
  tables::LoadOptions options;
  options.threads = 1;
  const tables::LoadReport report = tables::load(std::span(&source, 1), schemas, catalog, options);
  if (report.rejected > 0) {
    const tables::RejectedRecord& first = report.first_rejected.front();
    reader.error(event.span, "KT013",
                 fmt::format("{}:{}: the record was refused: {}", first.file, first.line, first.reason));
    return std::nullopt;
  }
  std::vector<FileTable> result;
  std::optional<std::int64_t> last;
  for (const auto& [name, count] : report.rows) {
    FileTable& table = result.emplace_back(rows_of(*catalog.find(name)));
    if (table.last_time) last = std::max(last.value_or(0), *table.last_time);
  }
  if (result.empty()) {
    reader.error(event.span, "KT013", fmt::format("There are no events in '{}'.", event.file));
    return std::nullopt;
  }
  if (shift_to && last) {
    for (FileTable& table : result) shift(table, *shift_to - *last);
  }
  return result;
}

}  // namespace kelpie::rules::testing
