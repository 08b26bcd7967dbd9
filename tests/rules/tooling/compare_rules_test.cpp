// Differences of rule sets: what counts as one, what it asks of the version, how it is told.

#include "rules/tooling/diff/compare_rules.hpp"

#include <boost/test/unit_test.hpp>

#include "rules/tooling/diff/difference_output.hpp"
#include "tables/dynamic.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/loader.hpp"
#include "tests/rules/tooling/golden.hpp"
#include "tests/rules/tooling/rule_texts.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules::tooling;
using tests::replaced;
using tests::rules_of;
using tests::spray_rule;

/// The two sets live as long as what is said of them.
struct Compared {
  std::vector<rules::Rule> before, after;
  tables::MemoryCatalog catalog;
  std::optional<executor::Engine> engine;
  RuleSetDifference difference;

  Compared(const std::vector<std::string>& old, const std::vector<std::string>& now)
      : before(rules_of(old)), after(rules_of(now)) {
    (void)tables::load_files(std::vector<std::string>{}, tables::entra_schemas(), catalog, {});
    engine.emplace(catalog);
    difference = compare_rules(before, after, *engine, {});
  }
};

/// "severity minor, query minor; minor, behind" of a changed rule.
std::string changes(const std::string& now) {
  const Compared compared({spray_rule}, {now});
  if (compared.difference.rules.empty()) return "unchanged";
  const RuleDifference& rule = compared.difference.rules.front();
  std::string text;
  for (const FieldChange& change : rule.changes)
    text += (text.empty() ? "" : ", ") + change.field + " " + std::string(name_of(change.weight));
  return text + "; " + std::string(name_of(rule.deserved)) + (rule.version_is_behind ? ", behind" : "");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_differences)

BOOST_AUTO_TEST_CASE(layout_comments_and_spellings_are_no_difference) {
  BOOST_TEST(changes(spray_rule) == "unchanged");
  BOOST_TEST(changes(replaced(spray_rule, " // wrong password", "\n\n  // the password")) == "unchanged");
  BOOST_TEST(changes(replaced(replaced(spray_rule, "queryPeriod: 1h", "queryPeriod: PT60M"), "triggerOperator: gt",
                              "triggerOperator: GreaterThan")) == "unchanged");
  BOOST_TEST(changes(replaced(replaced(spray_rule, "version: 1.2.3\n", ""), "id:", "version: '1.2.3'\nid:")) ==
             "unchanged");
}

BOOST_AUTO_TEST_CASE(each_field_has_its_weight) {
  BOOST_TEST(changes(replaced(spray_rule, "name: Password", "name: A password")) == "name patch; patch, behind");
  BOOST_TEST(changes(replaced(spray_rule, "Many accounts", "Very many accounts")) ==
             "description patch; patch, behind");
  BOOST_TEST(changes(replaced(spray_rule, "  - T1110.003", "  - T1110.003\n  - T1078")) ==
             "relevantTechniques patch; patch, behind");
  BOOST_TEST(changes(replaced(spray_rule, "severity: Medium", "severity: High")) == "severity minor; minor, behind");
  BOOST_TEST(changes(replaced(spray_rule, "queryPeriod: 1h", "queryPeriod: 2h")) == "queryPeriod minor; minor, behind");
  BOOST_TEST(changes(replaced(spray_rule, "triggerThreshold: 0", "triggerThreshold: 3")) ==
             "triggerThreshold minor; minor, behind");
  BOOST_TEST(changes(replaced(spray_rule, "entityType: IP\n    fieldMappings:\n      - identifier: Address",
                              "entityType: Host\n    fieldMappings:\n      - identifier: HostName")) ==
             "entityMappings minor; minor, behind");
  BOOST_TEST(changes(replaced(spray_rule, "Users > 10", "Users > 20")) == "query minor; minor, behind");
  BOOST_TEST(changes(spray_rule + "suppressionEnabled: true\nsuppressionDuration: 5h\n") ==
             "suppressionEnabled minor, suppressionDuration minor; minor, behind");
  BOOST_TEST(changes(spray_rule + "incidentConfiguration:\n  createIncident: false\n") ==
             "incidentConfiguration minor; minor, behind");
}

BOOST_AUTO_TEST_CASE(the_files_version_is_compared_with_what_is_due) {
  const std::string higher = replaced(spray_rule, "severity: Medium", "severity: High");
  BOOST_TEST(changes(replaced(higher, "1.2.3", "1.3.0")) == "severity minor; minor");
  BOOST_TEST(changes(replaced(higher, "1.2.3", "2.0.0")) == "severity minor; minor");
  BOOST_TEST(changes(replaced(higher, "1.2.3", "1.2.4")) == "severity minor; minor, behind");
  BOOST_TEST(changes(replaced(higher, "version: 1.2.3\n", "")) == "severity minor; minor, behind");
  BOOST_TEST(changes(replaced(spray_rule, "1.2.3", "1.2.4")) == "; none");
  BOOST_TEST(changes(replaced(spray_rule, "1.2.3", "1.2.2")) == "; none, behind");
}

BOOST_AUTO_TEST_CASE(lost_column_that_the_rule_named_is_major) {
  const std::string renamed =
      replaced(replaced(spray_rule, "by IPAddress, AppDisplayName", "by IPAddress, App = AppDisplayName"),
               "Application: AppDisplayName", "Application: App");
  BOOST_TEST(changes(renamed) == "query minor, result columns major, customDetails minor; major, behind");
  const Compared compared({spray_rule}, {renamed});
  BOOST_TEST(compared.difference.rules.front().lost_columns == std::vector<std::string>{"AppDisplayName"},
             boost::test_tools::per_element());
  BOOST_TEST(changes(replaced(replaced(spray_rule, "Users = dcount", "Accounts = dcount"), "Users >", "Accounts >")) ==
             "query minor, result columns minor; minor, behind");
  // Of tables that nobody knows no columns are known.
  BOOST_TEST(changes(replaced(renamed, "  SigninLogs\n", "  Elsewhere\n")) ==
             "query minor, customDetails minor; minor, behind");
}

BOOST_AUTO_TEST_CASE(another_id_is_major_and_the_rule_is_found_by_name_or_file) {
  const std::string other = replaced(spray_rule, "555555555501", "555555555502");
  BOOST_TEST(changes(other) == "id major; major");
  BOOST_TEST(changes(replaced(other, "name: Password", "name: A password")) == "id major, name patch; major");
}

BOOST_AUTO_TEST_CASE(added_and_removed_rules_are_told_once) {
  const std::string other = replaced(replaced(spray_rule, "555555555501", "555555555502"), "Password spray", "Another");
  const Compared added({spray_rule}, {spray_rule, other});
  BOOST_REQUIRE_EQUAL(added.difference.rules.size(), 1u);
  BOOST_TEST((added.difference.rules.front().kind == RuleDifference::Kind::added));
  BOOST_TEST((added.difference.deserved == VersionBump::minor));
  const Compared removed({spray_rule, other}, {spray_rule});
  BOOST_REQUIRE_EQUAL(removed.difference.rules.size(), 1u);
  BOOST_TEST((removed.difference.rules.front().kind == RuleDifference::Kind::removed));
  BOOST_TEST((removed.difference.deserved == VersionBump::major));
  BOOST_TEST(removed.difference.unchanged == 1u);
}

BOOST_AUTO_TEST_CASE(query_with_errors_is_compared_as_text) {
  const std::string broken = replaced(spray_rule, "Users > 10", "Users > (");
  BOOST_TEST(changes(broken) == "query minor; minor, behind");
  const Compared same({broken}, {broken});
  BOOST_TEST(same.difference.unchanged == 1u);
}

BOOST_AUTO_TEST_CASE(a_reviewer_sees_fields_and_lines) {
  const std::string gone = replaced(replaced(spray_rule, "555555555501", "555555555503"), "Password spray", "Gone");
  std::string fresh = replaced(replaced(spray_rule, "555555555501", "555555555504"), "Password spray", "Fresh");
  std::string now = replaced(spray_rule, "severity: Medium", "severity: High");
  now = replaced(now, "Users > 10", "Users > 20 and IPAddress != \"\"");
  now = replaced(now, "description: Many accounts fail from one address.",
                 "description: |\n  Many accounts fail\n  from one address.");
  now = replaced(now, "relevantTechniques:\n  - T1110.003\n", "");
  now = replaced(now, "by IPAddress, AppDisplayName", "by IPAddress");
  now += "alertDetailsOverride:\n  alertDisplayNameFormat: Spray from {{IPAddress}}\n";
  const std::string pad = replaced(replaced(spray_rule, "555555555501", "555555555505"), "Password spray", "Stays");
  const std::string fell =
      replaced(replaced(spray_rule, "555555555501", "555555555506"), "Password spray", "Version fell");
  const Compared compared({spray_rule, gone, pad, fell}, {now, pad, replaced(fell, "1.2.3", "1.2.0"), fresh});
  const auto check = [](const char* name, const std::string& text) {
    tests::check_golden(tests::GoldenFile{tests::tooling_golden("diff") / name}, text);
  };
  check("review", difference_text(compared.difference));
  check("review-json", difference_json(compared.difference) + '\n');
  BOOST_TEST(tables::parse_json(difference_json(compared.difference)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
