// Rule files in one style: what moves, what stays, what is left alone.

#include "rules/tooling/format/format_rule.hpp"

#include <filesystem>
#include <fstream>
#include <random>

#include <boost/test/unit_test.hpp>

#include "parser/dump.hpp"
#include "parser/parse.hpp"
#include "rules/load.hpp"
#include "tests/rules/tooling/golden.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;
using tooling::format_rule;
using tooling::FormattedRule;
using Outcome = FormattedRule::Outcome;

const std::string rule = R"(id: 11111111-2222-3333-4444-555555555555
name: Many failures
severity: High
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - InitialAccess
query: |
  SigninLogs
  | where ResultType != "0"
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: UserPrincipalName
version: 1.0.0
kind: Scheduled
)";

std::string told(const FormattedRule& formatted) {
  if (formatted.outcome == Outcome::left) return "left as it is: " + formatted.reason + "\n";
  std::string text;
  for (const RuleDiagnostic& one : formatted.diagnostics) {
    if (formatted.outcome == Outcome::refused && one.diagnostic.severity == parser::Severity::error)
      text += render(one);
  }
  return formatted.outcome == Outcome::refused ? text : formatted.text;
}

std::vector<Rule> rules_of(std::string_view text) {
  LoadedRules loaded;
  read_rule("rule.yaml", text, loaded);
  return std::move(loaded.rules);
}

void check_same(std::string_view before, std::string_view after) {
  const std::vector<Rule> first = rules_of(before), second = rules_of(after);
  BOOST_REQUIRE_EQUAL(first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    BOOST_TEST(first[i].id == second[i].id);
    BOOST_TEST(first[i].name == second[i].name);
    BOOST_TEST(first[i].description == second[i].description);
    BOOST_TEST(first[i].tags == second[i].tags, boost::test_tools::per_element());
    BOOST_TEST(first[i].tactics == second[i].tactics, boost::test_tools::per_element());
    BOOST_TEST(first[i].period == second[i].period);
    BOOST_TEST(first[i].entities.size() == second[i].entities.size());
    BOOST_TEST(parser::dump(parser::parse(first[i].query).query) == parser::dump(parser::parse(second[i].query).query));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_formatting)

BOOST_AUTO_TEST_CASE(golden_files_are_formatted_the_same) {
  const std::size_t files =
      kelpie::tests::check_tooling_goldens("format", [](const std::filesystem::path& path, const std::string& text) {
        const FormattedRule formatted = format_rule(path.filename().string(), text);
        if (formatted.outcome != Outcome::formatted) {
          BOOST_TEST(formatted.text == text);
          return told(formatted);
        }
        check_same(text, formatted.text);
        const FormattedRule again = format_rule(path.filename().string(), formatted.text);
        BOOST_TEST(again.text == formatted.text);
        return formatted.text;
      });
  BOOST_TEST(files >= 10u);
}

BOOST_AUTO_TEST_CASE(formatted_rule_stays_as_it_is) { BOOST_TEST(told(format_rule("rule.yaml", rule)) == rule); }

BOOST_AUTO_TEST_CASE(last_line_end_is_one) {
  BOOST_TEST(told(format_rule("rule.yaml", rule + "\n\n\n")) == rule);
  BOOST_TEST(told(format_rule("rule.yaml", rule.substr(0, rule.size() - 1))) == rule);
}

BOOST_AUTO_TEST_CASE(empty_and_odd_files_are_no_rules) {
  BOOST_TEST(told(format_rule("rule.yaml", "# only a comment\n")) == "left as it is: no rule\n");
  BOOST_TEST((format_rule("rule.yaml", "").outcome == Outcome::left));
  BOOST_TEST((format_rule("rule.yaml", "- a\n- b\n").outcome == Outcome::left));
  BOOST_TEST((format_rule("rule.yaml", "a: [1, 2\nb: 3\n").outcome == Outcome::refused));
  BOOST_TEST((format_rule("rule.yaml", "\xff\xfe").outcome == Outcome::refused));
}

/// Lines are doubled, dropped, indented, commented and cut at random: whatever comes, a formatted text means the same
/// and stays.
BOOST_AUTO_TEST_CASE(damaged_rules_keep_their_meaning_or_are_left) {
  std::mt19937 random(1);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  static const std::string insertions[] = {"# comment\n", "\n",  "   # deeper\n",
                                           "  ",          "\t",  "&a ",
                                           "*a",          "'",   "\"",
                                           "- ",          ": ",  "|",
                                           ">+",          "\r",  "? ",
                                           "{",           "]",   "---\n",
                                           "%YAML 1.2\n", "!t ", "x: |2\n    y\n",
                                           "   \n"};
  std::size_t formatted = 0;
  for (std::size_t round = 0; round < 500; ++round) {
    std::string text = rule;
    for (std::size_t i = below(3) + 1; i > 0; --i) {
      std::size_t at = below(text.size());
      if (below(2) == 0) at = text.rfind('\n', at) + 1;
      if (below(5) == 0)
        text.erase(at, below(4) + 1);
      else
        text.insert(at, insertions[below(std::size(insertions))]);
    }
    BOOST_TEST_CHECKPOINT(text);
    const FormattedRule result = format_rule("rule.yaml", text);
    if (result.outcome != Outcome::formatted) continue;
    ++formatted;
    check_same(text, result.text);
    BOOST_TEST(format_rule("rule.yaml", result.text).text == result.text);
  }
  BOOST_TEST(formatted > 30u);
}

BOOST_AUTO_TEST_CASE(very_long_files_take_their_time_only) {
  std::string comments, text;
  for (int i = 0; i < 60'000; ++i) {
    comments += "    # note\n";
    text += "  more\n";
  }
  BOOST_TEST((format_rule("rule.yaml", rule + comments).outcome == Outcome::formatted));
  BOOST_TEST((format_rule("rule.yaml", rule + "status: text\n" + text).outcome == Outcome::formatted));
}

BOOST_AUTO_TEST_CASE(published_rules_are_formatted_and_mean_the_same) {
  const std::filesystem::path folder = std::filesystem::path(KELPIE_SOURCE_DIR) / "../shared/rules/sentinel";
  if (!std::filesystem::exists(folder)) {
    BOOST_TEST_MESSAGE("skipped: the published rules are not here");
    return;
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    const std::string text = kelpie::tests::read_file(entry.path());
    const FormattedRule formatted = format_rule(entry.path().string(), text);
    BOOST_TEST((formatted.outcome == Outcome::formatted), entry.path() << ": " << told(formatted));
    check_same(text, formatted.text);
    BOOST_TEST(format_rule(entry.path().string(), formatted.text).text == formatted.text);
  }
  BOOST_TEST(files >= 140u);
}

BOOST_AUTO_TEST_SUITE_END()
