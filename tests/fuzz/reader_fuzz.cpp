// Any bytes as events: nothing crashes, and every table's rows are there to be read. The first byte says how the file is named and how it
// is read.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <unistd.h>

#include "tables/dynamic.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/loader.hpp"

using namespace kelpie::tables;

namespace {

void require(bool good, const char* what) {
  if (good) return;
  std::fputs(what, stderr);
  std::abort();
}

/// Reads every cell as the vector holds it.
void read_all(const Table& table, std::uint64_t rows) {
  std::uint64_t seen = 0;
  for (const auto& segment : table.segments()) {
    seen += segment->size();
    for (std::size_t column = 0; column < table.schema().columns.size(); ++column) {
      const Vector vector = segment->read(column, 0, segment->size());
      require(vector.size() == segment->size(), "a column is shorter than its segment\n");
      for (std::size_t row = 0; row < vector.size(); ++row) {
        const Value value = vector.value_at(row);
        if (value.type() == Type::dynamic && !value.is_null()) static_cast<void>(to_json(DynamicView(value.as_text())));
      }
    }
  }
  require(seen == rows, "the table does not hold the rows that the report counts\n");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SchemaSet schemas = entra_schemas();
  static const std::string folder = [] {
    const auto path = std::filesystem::temp_directory_path() / ("kelpie-reader-fuzz-" + std::to_string(::getpid()));
    std::filesystem::create_directories(path);
    return path.string();
  }();
  if (size == 0) return 0;
  const std::uint8_t how = data[0];
  LoadSource source{folder + ((how & 1) != 0 ? "/events.csv" : "/events.json"), {}};
  if ((how & 2) != 0) source.table = (how & 4) != 0 ? "SigninLogs" : "Own";
  std::ofstream(source.path, std::ios::binary).write(reinterpret_cast<const char*>(data + 1), static_cast<std::streamsize>(size - 1));
  LoadOptions options;
  options.threads = 1;
  if ((how & 8) != 0) options.max_record_bytes = 64;
  MemoryCatalog catalog;
  const LoadReport report = load(std::span(&source, 1), schemas, catalog, options);
  require(report.first_rejected.size() <= report.rejected, "more rejections are described than counted\n");
  for (const auto& [name, rows] : report.rows) {
    require(rows > 0, "a table without rows is reported\n");
    const auto table = catalog.find(name);
    require(table != nullptr, "a reported table is not in the catalog\n");
    read_all(*table, rows);
  }
  return 0;
}
