// tests/golden/rules/testing/wrong/NAME.test.yaml with what is told of it in NAME.expected. KELPIE_UPDATE_GOLDEN=1
// writes the latter.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <boost/test/unit_test.hpp>

#include "rules/testing/test_suite.hpp"
#include "tables/entra_schemas.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules::testing;

namespace fs = std::filesystem;

/// All that a file's author is told, by reading and by running.
std::string told_of(const std::string& file, const TestEnvironment& environment) {
  const TestSuite suite = load_test_suite({file});
  std::string text;
  for (const rules::RuleDiagnostic& one : suite.rule_diagnostics) text += rules::render(one);
  for (const rules::RuleDiagnostic& one : suite.problems) text += rules::render(one);
  const SuiteReport report = run_test_suite(suite, environment, {}, 1, [](const auto&) { return true; });
  for (const CaseResult& one : report.cases) {
    for (const rules::RuleDiagnostic& problem : one.result.problems) text += rules::render(problem);
  }
  BOOST_TEST((!suite.problems.empty() || report.invalid > 0), file);
  return text;
}

struct InFolder {
  InFolder() : before(fs::current_path()) {
    fs::current_path(fs::path(KELPIE_SOURCE_DIR) / "tests/golden/rules/testing/wrong");
  }
  ~InFolder() { fs::current_path(before); }
  fs::path before;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(wrong_test_files)

BOOST_FIXTURE_TEST_CASE(each_is_told_with_place_and_hint, InFolder) {
  const TestEnvironment environment = make_test_environment(tables::entra_schemas());
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(".")) {
    if (rules::is_test_file(entry.path().string())) files.insert(entry.path().filename().string());
  }
  BOOST_TEST(files.size() >= 15u);
  for (const std::string& file : files) {
    const std::string found = told_of(file, environment);
    const std::string expected_path = file.substr(0, file.find('.')) + ".expected";
    if (std::getenv("KELPIE_UPDATE_GOLDEN") != nullptr) std::ofstream(expected_path, std::ios::binary) << found;
    std::ifstream expected(expected_path, std::ios::binary);
    BOOST_TEST(found == std::string(std::istreambuf_iterator<char>(expected), {}), file << ":\n" << found);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_told) {
  const TestSuite suite = load_test_suite({"nowhere.test.yaml"});
  BOOST_REQUIRE_EQUAL(suite.problems.size(), 1u);
  BOOST_TEST(suite.problems.front().diagnostic.code == "KT001");
}

BOOST_AUTO_TEST_CASE(rules_are_not_looked_for_in_test_files) {
  const auto folder = fs::path(KELPIE_SOURCE_DIR) / "tests/golden/rules/testing/suite";
  const rules::LoadedRules loaded = rules::load_rules(folder.string());
  BOOST_TEST(loaded.files == 4u);
  BOOST_TEST(!rules::has_errors(loaded.diagnostics));
  BOOST_TEST(rules::load_rules((folder / "spray.test.yaml").string()).files == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
