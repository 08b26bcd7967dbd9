#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tables/table.hpp"

namespace kelpie::tables {

/// Watchlists in files (Microsoft Sentinel: "Use watchlists"): `<alias>.csv`, .json (a list of objects), .jsonl or .ndjson in folders. Every column
/// is a string, as it is in Sentinel. The key that rules join on is the first column, or the one that a file `<alias>.yaml` beside it names
/// (`searchKey: Column`). A file is read when it is first asked for, and kept. Thread-safe.
class Watchlists {
 public:
  /// Lists the folders' files, not those in folders below. Throws std::runtime_error where one is no folder, or an alias has two files.
  explicit Watchlists(std::vector<std::string> folders);

  [[nodiscard]] const std::vector<std::string>& folders() const { return folders_; }
  /// Sorted.
  [[nodiscard]] std::vector<std::string> aliases() const;

  struct Found {
    /// Columns _DTItemId, LastUpdatedTimeUTC, SearchKey, then the file's. nullptr when there is no such watchlist or it cannot be read.
    std::shared_ptr<const Table> table;
    std::string problem;  // why there is no table, or which rows are missing; empty when all is well or the alias is unknown
  };
  [[nodiscard]] Found find(std::string_view alias) const;

 private:
  struct Entry {
    std::string path;
    std::once_flag once;
    Found found;
  };
  std::vector<std::string> folders_;
  std::map<std::string, std::unique_ptr<Entry>, std::less<>> entries_;
};

/// The columns that a watchlist has whatever is in its file.
[[nodiscard]] std::vector<ColumnSchema> watchlist_columns();

}  // namespace kelpie::tables
