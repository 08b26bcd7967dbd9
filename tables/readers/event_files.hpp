#pragma once

#include <string>
#include <vector>

namespace kelpie::tables::readers {

/// The files below a folder that hold events by their names (.json, .jsonl, .ndjson, .csv, also with .gz or .zst
/// behind), in the order of their paths. Those that cannot be reached are left out; `error` says why a folder cannot be
/// read.
[[nodiscard]] std::vector<std::string> event_files(const std::string& folder, std::string& error);

/// What a path says of the table: the file's name, and before it that of the container where the file lies in one of
/// a storage account's, called insights-logs- and the category (Azure Monitor, "Resource logs in a storage account").
[[nodiscard]] std::string table_hint(const std::string& path);

}  // namespace kelpie::tables::readers
