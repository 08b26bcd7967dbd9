// .kelpie.yaml: what is read, what is refused and where; patterns of paths.

#include "rules/configuration.hpp"

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include "rules/path_patterns.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

std::vector<std::string> told(const std::string& text) {
  std::vector<std::string> result;
  for (const RuleDiagnostic& one : read_configuration("repo/.kelpie.yaml", text).diagnostics) {
    BOOST_TEST((one.diagnostic.severity == parser::Severity::error));
    result.push_back(std::to_string(one.position().line) + ":" + std::to_string(one.position().column) + " " +
                     one.diagnostic.code + " " + one.diagnostic.hint);
  }
  return result;
}
void check_told(const std::string& text, const std::vector<std::string>& expected) {
  const auto found = told(text);
  BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
}

bool matches(const std::string& pattern, const std::string& path) {
  return PathPatterns({pattern}, "repo").match(path);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(configuration)

BOOST_AUTO_TEST_CASE(every_key_is_read) {
  const ConfigurationReading reading = read_configuration("repo/.kelpie.yaml", R"(
severities:
  KR012: error
  KR104: off
  KS142: "note"
exclude: [drafts/, "**/old/*.yaml"]
schemas: schemas
functions: [functions, ../shared]
watchlists: [watchlists]
baseline: .kelpie-baseline.json
strict: true
helpUri: https://example.org/pages
test:
  minimum: 2
)");
  BOOST_TEST(reading.diagnostics.empty());
  const Configuration& found = reading.configuration;
  BOOST_TEST(found.folder == "repo");
  BOOST_TEST((found.severities.at("KR012") == parser::Severity::error));
  BOOST_TEST(!found.severities.at("KR104").has_value());
  BOOST_TEST((found.severities.at("KS142") == parser::Severity::note));
  BOOST_TEST(found.exclude == (std::vector<std::string>{"drafts/", "**/old/*.yaml"}), boost::test_tools::per_element());
  BOOST_TEST(found.schemas == (std::vector<std::string>{"repo/schemas"}), boost::test_tools::per_element());
  BOOST_TEST(found.functions == (std::vector<std::string>{"repo/functions", "shared"}),
             boost::test_tools::per_element());
  BOOST_TEST(found.watchlists == (std::vector<std::string>{"repo/watchlists"}), boost::test_tools::per_element());
  BOOST_TEST(found.baseline == "repo/.kelpie-baseline.json");
  BOOST_TEST(found.strict);
  BOOST_TEST(found.help_uri == "https://example.org/pages");
  BOOST_TEST(found.test.minimum == 2u);
}

BOOST_AUTO_TEST_CASE(an_empty_file_changes_nothing) {
  for (const std::string text : {"", "# nothing\n", "strict:\nexclude: null\n"}) check_told(text, {});
}

BOOST_AUTO_TEST_CASE(unknown_keys_get_the_nearest_one) {
  check_told("severitys:\n  KR012: error\n", {"1:1 KR004 did you mean 'severities'?"});
  check_told("test:\n  minimun: 1\n", {"2:3 KR004 did you mean 'minimum'?"});
}

BOOST_AUTO_TEST_CASE(wrong_values_are_told_with_their_place) {
  check_told("severities:\n  KR012: eror\n  kr: error\n", {"2:10 KR008 did you mean 'error'?", "3:3 KR008 "});
  check_told("strict: perhaps\n", {"1:9 KR007 "});
  check_told("exclude: {a: b}\n", {"1:10 KR007 "});
  check_told("test:\n  minimum: -1\n", {"2:12 KR008 "});
  check_told("- list\n", {"1:1 KR007 "});
  check_told("strict: true\nstrict: false\n", {"2:1 KR005 keep one of them"});
  BOOST_TEST(told("helpUri: docs/\n").size() == 1u);
  BOOST_TEST(told("a: [1\nb: 2\n").front().starts_with("2:"));
  BOOST_TEST(told(std::string(5000, '[')).front().find("KR003") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_nearest_folder_above_counts) {
  const std::filesystem::path top =
      std::filesystem::temp_directory_path() / ("kelpie-configuration-" + std::to_string(::getpid()));
  std::filesystem::create_directories(top / "a/b/c");
  std::ofstream(top / "a/.kelpie.yaml") << "strict: true\n";
  BOOST_TEST(find_configuration((top / "a/b/c").string()) == "../../.kelpie.yaml");
  BOOST_TEST(find_configuration((top / "a").string()) == ".kelpie.yaml");
  std::ofstream(top / "a/b/.kelpie.yaml") << "strict: false\n";
  BOOST_TEST(find_configuration((top / "a/b/c").string()) == "../.kelpie.yaml");
  BOOST_TEST(read_configuration((top / "nowhere.yaml").string()).diagnostics.size() == 1u);
  BOOST_TEST(read_configuration(top.string()).diagnostics.size() == 1u);
  std::filesystem::remove_all(top);
}

BOOST_AUTO_TEST_CASE(patterns_without_a_slash_match_anywhere) {
  BOOST_TEST(matches("drafts", "repo/drafts/a.yaml"));
  BOOST_TEST(matches("drafts/", "repo/rules/drafts/deep/a.yaml"));
  BOOST_TEST(matches("*.draft.yaml", "repo/rules/a.draft.yaml"));
  BOOST_TEST(!matches("drafts", "repo/drafts2/a.yaml"));
  BOOST_TEST(!matches("drafts", "drafts/a.yaml"));
}

BOOST_AUTO_TEST_CASE(patterns_with_a_slash_begin_at_the_folder) {
  BOOST_TEST(matches("rules/old", "repo/rules/old/a.yaml"));
  BOOST_TEST(matches("./rules/*.yaml", "repo/./rules/a.yaml"));
  BOOST_TEST(!matches("rules/*.yaml", "repo/rules/deep/a.yaml"));
  BOOST_TEST(!matches("old/", "repo/older/a.yaml"));
  BOOST_TEST(!matches("rules/old", "repo/more/rules/old/a.yaml"));
  BOOST_TEST(matches("**/old/*.yaml", "repo/old/a.yaml"));
  BOOST_TEST(matches("**/old/*.yaml", "repo/x/y/old/a.yaml"));
  BOOST_TEST(matches("rules/**", "repo/rules/x/y.yaml"));
}

BOOST_AUTO_TEST_CASE(patterns_take_letters_as_they_are) {
  BOOST_TEST(matches("a+(b).yaml", "repo/a+(b).yaml"));
  BOOST_TEST(!matches("a.yaml", "repo/aXyaml"));
  BOOST_TEST(matches("?.yaml", "repo/a.yaml"));
  BOOST_TEST(!PathPatterns({}, "").match("a.yaml"));
  BOOST_TEST(PathPatterns({"a.yaml"}, "").match("a.yaml"));
  BOOST_TEST(PathPatterns({"[", "x"}, "").match("x"));
}

BOOST_AUTO_TEST_SUITE_END()
