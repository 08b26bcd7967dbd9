// Every format over every rule file of tests/golden/rules/findings and tests/golden/rules/checks. What is expected is
// in tests/golden/rules/findings/expected/FOLDER/NAME.FORMAT; `-- --record` writes it.

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "rules/findings/formats/formats.hpp"
#include "tests/golden_files.hpp"
#include "tests/rules/findings/validated.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

const std::filesystem::path golden = std::filesystem::path(KELPIE_SOURCE_DIR) / "tests/golden/rules";

std::vector<std::filesystem::path> rule_files(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator(golden / folder, absent)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void check(const std::filesystem::path& expected, const std::string& found) {
  if (kelpie::tests::recording()) {
    std::filesystem::create_directories(expected.parent_path());
    std::ofstream(expected, std::ios::binary) << found;
  }
  BOOST_TEST(std::filesystem::exists(expected), expected.string()
                                                    << " is missing: kelpie_rules_tests -- --record writes it");
  BOOST_TEST(found == kelpie::tests::read_file(expected), expected.string() << ":\n" << found);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(findings_golden)

BOOST_AUTO_TEST_CASE(every_rule_file_in_every_format) {
  std::size_t files = 0;
  for (const std::string folder : {"findings", "checks"}) {
    for (const std::filesystem::path& file : rule_files(folder)) {
      ++files;
      ReportOptions options;
      options.help_uri = "https://example.org/kelpie/docs/diagnostics";
      const FindingsReport report =
          rules::tests::validated({{"rules/" + file.filename().string(), kelpie::tests::read_file(file)}}, options);
      for (const FindingsFormat& format : findings_formats()) {
        check(golden / "findings/expected" / folder / (file.stem().string() + "." + std::string(format.name)),
              format.write(report, false));
      }
    }
  }
  BOOST_TEST(files >= 8u);
}

BOOST_AUTO_TEST_SUITE_END()
