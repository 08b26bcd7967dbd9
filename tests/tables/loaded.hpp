#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

#include "tables/entra_schemas.hpp"
#include "tables/loader.hpp"
#include "tables/text.hpp"

namespace kelpie::tables {

/// A folder that goes with its object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    static std::atomic<int> number{0};
    path_ = std::filesystem::temp_directory_path() /
            ("kelpie-test-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string write(const std::string& name, std::string_view content) const {
    const std::filesystem::path path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// What loading gave.
struct Loaded {
  MemoryCatalog catalog;
  LoadReport report;

  [[nodiscard]] std::size_t rows(const std::string& table) const {
    const auto found = report.rows.find(table);
    return found == report.rows.end() ? 0 : found->second;
  }
  /// A cell as tostring() gives it; "(none)" when there is no such table, column or row.
  [[nodiscard]] std::string cell(const std::string& table, const std::string& column, std::size_t row = 0) const {
    const auto found = catalog.find(table);
    if (!found) return "(none)";
    const auto number = found->schema().find(column);
    if (!number) return "(none)";
    for (const auto& segment : found->segments()) {
      if (row < segment->size()) return to_text(segment->read(*number, row, 1).value_at(0));
      row -= segment->size();
    }
    return "(none)";
  }
  [[nodiscard]] Type type(const std::string& table, const std::string& column) const {
    const auto found = catalog.find(table);
    return found->schema().columns[*found->schema().find(column)].type;
  }
};

/// Loads a file of that name and content.
inline Loaded load_text(std::string_view content, const std::string& name = "events.json",
                        const std::string& table = {}, const LoadOptions& options = {}) {
  const TemporaryFolder folder;
  const LoadSource source{folder.write(name, content), table};
  Loaded result;
  result.report = load(std::span(&source, 1), entra_schemas(), result.catalog, options);
  return result;
}

}  // namespace kelpie::tables
