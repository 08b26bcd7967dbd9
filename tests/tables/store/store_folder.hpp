#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include "tables/builder.hpp"
#include "tables/schema_set.hpp"
#include "tables/store/writer.hpp"

namespace kelpie::tests {

/// A folder of its own for one test, removed afterwards.
class StoreFolder {
 public:
  StoreFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "kelpie-store-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~StoreFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  StoreFolder(const StoreFolder&) = delete;
  StoreFolder& operator=(const StoreFolder&) = delete;
  [[nodiscard]] std::string store() const { return path_ + "/store"; }
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(store())) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
  }

 private:
  std::string path_;
};

inline std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void overwrite(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// A table of events: TimeGenerated, Id, User, Number.
inline tables::TableSchema event_schema() {
  using tables::Type;
  tables::TableSchema schema;
  schema.name = "Events";
  schema.columns = {{"TimeGenerated", Type::datetime, "", ""},
                    {"Id", Type::string, "", ""},
                    {"User", Type::string, "", ""},
                    {"Number", Type::long_, "", ""}};
  schema.identity = {"Id"};
  return schema;
}

inline std::shared_ptr<const tables::SchemaSet> event_schemas() {
  auto schemas = std::make_shared<tables::SchemaSet>();
  schemas->add(event_schema());
  return schemas;
}

inline constexpr std::int64_t day = 864'000'000'000;
inline constexpr std::int64_t first_day = 638'000'000'000'000'000 / day * day;

/// Events first .. first + count - 1: an hour apart, three users, the number itself.
inline tables::store::TableRows events(const tables::TableSchema& schema, std::int64_t first, std::int64_t count) {
  using tables::Type;
  using tables::Value;
  std::vector<tables::ColumnBuilder> columns;
  for (const auto& column : schema.columns) columns.emplace_back(column.type);
  for (std::int64_t i = first; i < first + count; ++i) {
    columns[0].append(Value::datetime(first_day + i * (day / 24)));
    columns[1].append(Value::string("event-" + std::to_string(i)));
    columns[2].append(Value::string("user-" + std::to_string(i % 3)));
    columns[3].append(Value::long_(i));
  }
  tables::store::TableRows rows{&schema, {}};
  for (auto& column : columns) rows.columns.push_back(column.finish());
  return rows;
}

/// The rows of one table, as an append takes them.
inline std::vector<tables::store::TableRows> one(tables::store::TableRows rows) {
  std::vector<tables::store::TableRows> all;
  all.push_back(std::move(rows));
  return all;
}

/// Appends of so many rows become segments at once.
inline tables::store::WriterOptions direct(std::size_t rows) {
  tables::store::WriterOptions options;
  options.direct_rows = rows;
  return options;
}

/// The column Number of all rows of the table, sorted.
inline std::vector<std::int64_t> numbers(const tables::Catalog& catalog, const std::string& name = "Events") {
  std::vector<std::int64_t> found;
  const auto table = catalog.find(name);
  if (!table) return found;
  const std::size_t column = table->schema().find("Number").value();
  for (const auto& segment : table->segments()) {
    const tables::Vector rows = segment->read(column, 0, segment->size());
    for (std::size_t i = 0; i < rows.size(); ++i) found.push_back(rows.value_at(i).as_integer());
  }
  std::sort(found.begin(), found.end());
  return found;
}

inline std::vector<std::int64_t> from_to(std::int64_t first, std::int64_t end) {
  std::vector<std::int64_t> all;
  for (std::int64_t i = first; i < end; ++i) all.push_back(i);
  return all;
}

}  // namespace kelpie::tests
