#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/unit_test.hpp>

namespace kelpie::tests {

/// A text in a directory of golden files: NAME.kql, with NAME.expected beside it.
struct GoldenFile {
  std::filesystem::path path;

  [[nodiscard]] std::string name() const { return path.stem().string(); }
  [[nodiscard]] std::filesystem::path expected_path() const {
    return std::filesystem::path(path).replace_extension(".expected");
  }
};
inline std::ostream& operator<<(std::ostream& out, const GoldenFile& file) { return out << file.name(); }

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The files of tests/golden/DIRECTORY whose stem ends with `ending`, sorted.
inline std::vector<GoldenFile> golden_files(std::string_view directory, std::string_view ending = {}) {
  std::vector<GoldenFile> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(KELPIE_SOURCE_DIR) / "tests/golden" / directory)) {
    if (entry.path().extension() == ".kql" && entry.path().stem().string().ends_with(ending))
      files.push_back({entry.path()});
  }
  std::sort(files.begin(), files.end(), [](const GoldenFile& a, const GoldenFile& b) { return a.path < b.path; });
  return files;
}

/// True after `-- --record` on the command line: expected files are rewritten instead of compared.
inline bool recording() {
  const auto& suite = boost::unit_test::framework::master_test_suite();
  return std::any_of(suite.argv, suite.argv + suite.argc,
                     [](const char* word) { return std::string_view(word) == "--record"; });
}

inline void check_golden(const GoldenFile& file, const std::string& actual) {
  if (recording()) std::ofstream(file.expected_path(), std::ios::binary) << actual;
  BOOST_TEST(std::filesystem::exists(file.expected_path()));
  BOOST_TEST(actual == read_file(file.expected_path()));
}

}  // namespace kelpie::tests
