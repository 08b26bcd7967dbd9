#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tables/dead_letters.hpp"
#include "tables/memory_table.hpp"
#include "tables/schema_set.hpp"

namespace kelpie::tables {

/// A file or folder with events, or standard input ("-"). Of a folder all .json, .jsonl, .ndjson and .csv files below
/// it are read, in the order of their paths, also those with .gz or .zst behind. What is compressed shows from its
/// bytes, whatever its name.
struct LoadSource {
  std::string path;
  /// The table that its records belong to, by any of its names; a name that no schema has makes a table whose columns
  /// and types show from the data. Empty: the records say it themselves.
  std::string table;
};

struct LoadOptions {
  /// 0: one for each processor.
  unsigned threads = 0;
  /// Log Analytics workspace id: what the column TenantId holds where the event has none.
  std::string workspace_id;
  /// A record beyond this is refused.
  std::size_t max_record_bytes = std::size_t{64} * 1024 * 1024;
  /// Rejected records that the report describes; all are counted.
  std::size_t max_reported = 100;
  /// Where refused records go, each with its bytes; nullptr: nowhere. What goes wrong there it says itself. The letters
  /// may come in another order than the records.
  DeadLetters* dead_letters = nullptr;
  /// Called now and then, from one thread at a time, with bytes read and bytes in all.
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
};

/// A record that could not be read, or a file. The others are kept.
struct RejectedRecord {
  std::string file;
  std::uint64_t line = 0;    // from 1; 0: the whole file
  std::uint64_t offset = 0;  // of the place in the file, in bytes; of a compressed one in what it holds
  std::string reason;
};

/// Values that could not be read as their column's type says; their cells are null.
struct UnreadableValues {
  std::string table;
  std::string column;
  std::uint64_t count = 0;
  std::string example;
};

struct LoadReport {
  std::map<std::string, std::uint64_t> rows;  // by table, without those that got none
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;  // as the files lie on the disk
  std::uint64_t rejected = 0;
  std::vector<RejectedRecord> first_rejected;  // in the order of the input
  std::uint64_t repaired = 0;                  // records in which bytes that are no UTF-8 became U+FFFD
  std::vector<UnreadableValues> unreadable;
};

/// Reads events into the catalog. Form and table are recognised: Azure Monitor records (one a line, in "records", as
/// list or single object, pretty printed), Log Analytics rows (JSON and CSV), pages and objects of Microsoft Graph, and
/// these inside the wrappings of log shippers. A table that got rows replaces the one of the same name; the schemas'
/// other tables are added empty where they are missing, so that queries over them bind. Nothing is thrown for bad
/// input: see the report. Throws std::bad_alloc when memory runs out.
LoadReport load(std::span<const LoadSource> sources, const SchemaSet& schemas, MemoryCatalog& catalog,
                const LoadOptions& options = {});

/// The same for files whose records say where they belong.
LoadReport load_files(std::span<const std::string> paths, const SchemaSet& schemas, MemoryCatalog& catalog,
                      const LoadOptions& options = {});

}  // namespace kelpie::tables
