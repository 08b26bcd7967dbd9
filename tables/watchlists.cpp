#include "tables/watchlists.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "tables/builder.hpp"
#include "tables/loader.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

namespace kelpie::tables {

namespace {

constexpr std::array<std::string_view, 4> extensions{".csv", ".json", ".jsonl", ".ndjson"};
constexpr std::string_view table_name = "Watchlist_";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\"'";
  const std::size_t begin = text.find_first_not_of(blanks);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// The value of `searchKey:` in the file beside a watchlist; nothing where there is none.
std::optional<std::string> named_search_key(const std::filesystem::path& watchlist) {
  std::ifstream file(std::filesystem::path(watchlist).replace_extension(".yaml"));
  std::string line;
  for (std::size_t lines = 0; lines < 1000 && std::getline(file, line); ++lines) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string_view key = trimmed(std::string_view(line).substr(0, colon));
    if (key == "searchKey" || key == "itemsSearchKey") return std::string(trimmed(std::string_view(line).substr(colon + 1)));
  }
  return std::nullopt;
}

std::int64_t written_at(const std::string& path) {
  std::error_code failure;
  const auto time = std::filesystem::last_write_time(path, failure);
  if (failure) return unix_epoch;
  const auto since = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return unix_epoch + std::chrono::duration_cast<std::chrono::microseconds>(since).count() * ticks_per_microsecond;
}

/// Reads the file as a table of strings. `report` says what was refused.
std::shared_ptr<const Table> read_strings(const std::string& path, LoadReport& report) {
  const std::array<LoadSource, 1> source{LoadSource{path, std::string(table_name)}};
  LoadOptions options;
  options.threads = 1;
  // Columns show from the file first; then each is read as text, so that "007" stays what it is.
  MemoryCatalog shown;
  report = load(source, {}, shown, options);
  const auto first = shown.find(table_name);
  if (!first) return nullptr;
  TableSchema schema;
  schema.name = table_name;
  for (const ColumnSchema& column : first->schema().columns) schema.columns.push_back({column.name, Type::string, {}, {}, false});
  SchemaSet schemas;
  schemas.add(std::move(schema));
  MemoryCatalog catalog;
  report = load(source, schemas, catalog, options);
  return catalog.find(table_name);
}

std::shared_ptr<const Table> with_item_columns(const Table& rows, const std::string& alias, const std::string& path, std::size_t key) {
  TableSchema schema;
  schema.name = alias;
  schema.category = "Watchlist";
  schema.columns = watchlist_columns();
  std::vector<std::size_t> own;
  for (std::size_t i = 0; i < rows.schema().columns.size(); ++i) {
    const ColumnSchema& column = rows.schema().columns[i];
    if (schema.find(column.name)) continue;  // the item's column of that name goes first
    schema.columns.push_back(column);
    own.push_back(i);
  }
  auto table = std::make_shared<MemoryTable>(std::move(schema));
  const Value updated = Value::datetime(written_at(path));
  std::uint64_t number = 0;
  for (const auto& segment : rows.segments()) {
    const std::size_t size = segment->size();
    ColumnBuilder ids(Type::string), times(Type::datetime);
    for (std::size_t i = 0; i < size; ++i) {
      ids.append(Value::string(fmt::format("{}-{}", alias, ++number)));
      times.append(updated);
    }
    std::vector<Vector> columns;
    columns.push_back(ids.finish());
    columns.push_back(times.finish());
    columns.push_back(segment->read(key, 0, size));
    for (const std::size_t i : own) columns.push_back(segment->read(i, 0, size));
    table->append(std::move(columns));
  }
  return table;
}

Watchlists::Found read(const std::string& alias, const std::string& path) {
  LoadReport report;
  const auto rows = read_strings(path, report);
  Watchlists::Found found;
  if (report.rejected > 0) {
    const RejectedRecord& first = report.first_rejected.front();
    found.problem = fmt::format("{}: {} row(s) refused, the first {}: {}", path, report.rejected, first.line > 0 ? fmt::format("in line {}", first.line) : "is the file",
                                first.reason);
  }
  if (!rows || rows->schema().columns.empty()) {
    if (found.problem.empty()) found.problem = path + ": there is no row in it";
    return found;
  }
  const auto named = named_search_key(path);
  const auto own = rows->schema().find("SearchKey");
  const auto key = named ? rows->schema().find(*named) : std::optional(own.value_or(0));
  if (!key) {
    found.problem = fmt::format("{}: the search key '{}' is none of its columns", path, *named);
    return found;
  }
  found.table = with_item_columns(*rows, alias, path, *key);
  return found;
}

}  // namespace

std::vector<ColumnSchema> watchlist_columns() {
  return {{"_DTItemId", Type::string, "Names the item: the watchlist's alias and the number of its row.", {}, false},
          {"LastUpdatedTimeUTC", Type::datetime, "When the watchlist's file was written.", {}, false},
          {"SearchKey", Type::string, "The value that queries look items up by.", {}, false}};
}

Watchlists::Watchlists(std::vector<std::string> folders) : folders_(std::move(folders)) {
  for (const std::string& folder : folders_) {
    std::error_code failure;
    std::filesystem::directory_iterator files(folder, failure);
    if (failure) throw std::runtime_error("the folder '" + folder + "' cannot be read: " + failure.message());
    for (const auto& file : files) {
      const std::filesystem::path& path = file.path();
      if (std::find(extensions.begin(), extensions.end(), path.extension().string()) == extensions.end() || !file.is_regular_file(failure)) continue;
      auto entry = std::make_unique<Entry>();
      entry->path = path.string();
      const auto [at, added] = entries_.emplace(path.stem().string(), std::move(entry));
      if (!added) throw std::runtime_error("two files are the watchlist '" + at->first + "': " + std::min(at->second->path, path.string()) + " and " +
                                           std::max(at->second->path, path.string()));
    }
  }
}

std::vector<std::string> Watchlists::aliases() const {
  std::vector<std::string> all;
  for (const auto& [alias, entry] : entries_) all.push_back(alias);
  return all;
}

Watchlists::Found Watchlists::find(std::string_view alias) const {
  const auto at = entries_.find(alias);
  if (at == entries_.end()) return {};
  Entry& entry = *at->second;
  std::call_once(entry.once, [&] { entry.found = read(at->first, entry.path); });
  return entry.found;
}

}  // namespace kelpie::tables
