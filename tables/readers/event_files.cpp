#include "tables/readers/event_files.hpp"

#include <algorithm>
#include <filesystem>

#include "tables/readers/decompress.hpp"

namespace kelpie::tables::readers {

namespace fs = std::filesystem;

namespace {

bool has_events(const fs::path& path) {
  const std::string extension = fs::path(without_compression(path.native())).extension().string();
  return extension == ".json" || extension == ".jsonl" || extension == ".ndjson" || extension == ".csv";
}

}  // namespace

std::vector<std::string> event_files(const std::string& folder, std::string& error) {
  std::vector<std::string> found;
  std::error_code problem;
  auto entry = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, problem);
  for (; !problem && entry != fs::recursive_directory_iterator(); entry.increment(problem)) {
    std::error_code ignored;
    if (has_events(entry->path()) && entry->is_regular_file(ignored)) found.push_back(entry->path().string());
  }
  if (problem) error = "the folder cannot be read: " + problem.message();
  std::sort(found.begin(), found.end());
  return found;
}

std::string table_hint(const std::string& path) {
  std::string hint = fs::path(path).filename().string();
  for (const auto& folder : fs::path(path).parent_path()) {
    if (folder.native().starts_with("insights-logs-")) hint = folder.string() + "/" + hint;
  }
  return hint;
}

}  // namespace kelpie::tables::readers
