#pragma once

#include <filesystem>
#include <string>

#include "tests/golden_files.hpp"

namespace kelpie::tests {

inline std::filesystem::path tooling_golden(const std::string& name) {
  return std::filesystem::path(KELPIE_SOURCE_DIR) / "tests/golden/rules/tooling" / name;
}

/// Calls f(path, text) for each .yaml of a folder there and compares what it gives with the .expected beside it. Gives
/// the number of files.
template <typename F>
std::size_t check_tooling_goldens(const std::string& folder, F&& f) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(tooling_golden(folder))) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    BOOST_TEST_CONTEXT(entry.path()) {
      check_golden(GoldenFile{entry.path()}, f(entry.path(), read_file(entry.path())));
    }
  }
  return files;
}

}  // namespace kelpie::tests
