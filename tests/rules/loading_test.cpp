// Rule files: what is read, what is tolerated, what is told.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "rules/load.hpp"
#include "tables/text.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

const std::string whole_rule = R"(id: 11111111-2222-3333-4444-55555555ABCD
name: Many failures
description: |
  'Somebody fails to sign in.'
severity: high
kind: Scheduled
version: 1.2.3
status: Available
tags: [first, second]
requiredDataConnectors:
  - connectorId: AzureActiveDirectory
    dataTypes:
      - SigninLogs
queryFrequency: 1h
queryPeriod: PT2H
triggerOperator: GreaterThan
triggerThreshold: 5
tactics: InitialAccess, Credential Access
relevantTechniques:
  - T1078.004
query: |
  SigninLogs
  | where ResultType != "0"
entityMappings:
  - entityType: account
    fieldMappings:
      - identifier: FullName
        columnName: UserPrincipalName
customDetails:
  Application: AppDisplayName
alertDetailsOverride:
  alertDisplayNameFormat: Failures of {{UserPrincipalName}}
  alertSeverityColumnName: Level
  alertDynamicProperties:
    - alertProperty: ProductName
      value: AppDisplayName
eventGroupingSettings:
  aggregationKind: AlertPerResult
suppressionEnabled: true
suppressionDuration: PT5H
incidentConfiguration:
  createIncident: false
  groupingConfiguration:
    enabled: true
    reopenClosedIncident: false
    lookbackDuration: 5h
    matchingMethod: Selected
    groupByEntities: [Account]
)";

LoadedRules read(std::string_view text) {
  LoadedRules loaded;
  read_rule("rule.yaml", text, loaded);
  return loaded;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// "6:11 error KR008" of each diagnostic.
std::vector<std::string> told(const LoadedRules& loaded) {
  std::vector<std::string> result;
  for (const RuleDiagnostic& one : loaded.diagnostics) {
    const auto position = one.position();
    result.push_back(std::to_string(position.line) + ":" + std::to_string(position.column) + " " +
                     (one.diagnostic.severity == parser::Severity::error ? "error " : "warning ") + one.diagnostic.code);
  }
  return result;
}

void check_told(const LoadedRules& loaded, const std::vector<std::string>& expected) {
  const auto found = told(loaded);
  BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_loading)

BOOST_AUTO_TEST_CASE(every_key_of_the_format_is_read) {
  const LoadedRules loaded = read(whole_rule);
  check_told(loaded, {});
  BOOST_REQUIRE_EQUAL(loaded.rules.size(), 1u);
  const Rule& rule = loaded.rules.front();
  BOOST_TEST(rule.id == "11111111-2222-3333-4444-55555555abcd");
  BOOST_TEST(rule.name == "Many failures");
  BOOST_TEST(rule.description == "Somebody fails to sign in.");
  BOOST_TEST((rule.severity == AlertSeverity::high));
  BOOST_TEST((rule.kind == RuleKind::scheduled));
  BOOST_TEST(rule.version == "1.2.3");
  BOOST_TEST(rule.tags.size() == 2u);
  BOOST_TEST(rule.frequency == tables::ticks_per_hour);
  BOOST_TEST(rule.period == 2 * tables::ticks_per_hour);
  BOOST_TEST((rule.trigger == TriggerOperator::greater_than));
  BOOST_TEST(rule.threshold == 5u);
  BOOST_TEST(rule.tactics == (std::vector<std::string>{"InitialAccess", "CredentialAccess"}), boost::test_tools::per_element());
  BOOST_TEST(rule.techniques.front() == "T1078.004");
  BOOST_TEST(rule.query == "SigninLogs\n| where ResultType != \"0\"\n");
  BOOST_TEST(rule.entities.front().type == "Account");
  BOOST_TEST(rule.entities.front().fields.front().column.column == "UserPrincipalName");
  BOOST_TEST(rule.custom_details.front().name == "Application");
  BOOST_TEST(rule.details.title.text == "Failures of {{UserPrincipalName}}");
  BOOST_TEST(rule.details.severity.column == "Level");
  BOOST_TEST(rule.details.properties.front().name == "ProductName");
  BOOST_TEST((rule.grouping == EventGrouping::alert_per_result));
  BOOST_TEST(rule.suppression);
  BOOST_TEST(rule.suppression_duration == 5 * tables::ticks_per_hour);
  BOOST_TEST(!rule.incident.create);
  BOOST_TEST(rule.incident.grouping.matching_method == "Selected");
  BOOST_TEST(rule.connectors.front().data_types.front() == "SigninLogs");
}

BOOST_AUTO_TEST_CASE(null_is_as_if_the_key_were_absent) {
  const LoadedRules loaded = read(replaced(whole_rule, "tags: [first, second]", "tags: null"));
  check_told(loaded, {});
  BOOST_TEST(loaded.rules.front().tags.empty());
  check_told(read(replaced(whole_rule, "severity: high", "severity:")), {"1:1 error KR006"});
}

BOOST_AUTO_TEST_CASE(unknown_key_is_a_warning_with_the_nearest_known_one) {
  const LoadedRules loaded = read(replaced(whole_rule, "status:", "statuss:"));
  check_told(loaded, {"8:1 warning KR004"});
  BOOST_TEST(loaded.diagnostics.front().diagnostic.hint == "did you mean 'status'?");
  BOOST_TEST(loaded.rules.size() == 1u);
}

BOOST_AUTO_TEST_CASE(all_problems_of_a_file_are_told_at_once) {
  std::string text = replaced(whole_rule, "11111111-2222-3333-4444-55555555ABCD", "eleven");
  text = replaced(text, "severity: high", "severity: terrible");
  text = replaced(text, "queryFrequency: 1h", "queryFrequency: soon");
  text = replaced(text, "triggerThreshold: 5", "triggerThreshold: -5");
  text = replaced(text, "createIncident: false", "createIncident: perhaps");
  const LoadedRules loaded = read(text);
  check_told(loaded, {"1:5 error KR008", "5:11 error KR008", "14:17 error KR008", "17:19 error KR008", "42:19 error KR007"});
  BOOST_TEST(loaded.rules.empty());
}

BOOST_AUTO_TEST_CASE(missing_keys_are_told_one_by_one) {
  check_told(read("id: 11111111-2222-3333-4444-555555555555\nqueryPeriod: 1h\n"),
             std::vector<std::string>(6, "1:1 error KR006"));
}

BOOST_AUTO_TEST_CASE(hunting_query_needs_no_schedule) {
  const LoadedRules loaded = read("id: 11111111-2222-3333-4444-555555555555\nname: Hunt\nquery: SigninLogs\n");
  check_told(loaded, {});
  BOOST_TEST((loaded.rules.front().kind == RuleKind::hunting));
}

BOOST_AUTO_TEST_CASE(scheduled_rule_without_a_schedule_is_a_hunting_query_with_a_warning) {
  const LoadedRules loaded = read("id: 11111111-2222-3333-4444-555555555555\nname: Hunt\nkind: Scheduled\nquery: SigninLogs\n");
  check_told(loaded, {"3:1 warning KR011"});
  BOOST_TEST((loaded.rules.front().kind == RuleKind::hunting));
}

BOOST_AUTO_TEST_CASE(wrong_types_are_told) {
  check_told(read("- a\n- b\n"), {"1:1 error KR007"});
  check_told(read("just text"), {"1:1 error KR007"});
  check_told(read(""), {"1:1 error KR006"});
  check_told(read(replaced(whole_rule, "name: Many failures", "name: [Many, failures]")), {"2:7 error KR007"});
  check_told(read(replaced(whole_rule, "tags: [first, second]", "tags: first")), {"9:7 error KR007"});
}

BOOST_AUTO_TEST_CASE(a_key_twice_is_an_error_at_the_second) {
  check_told(read(replaced(whole_rule, "status: Available", "name: Another")), {"8:1 error KR005"});
}

BOOST_AUTO_TEST_CASE(broken_yaml_is_told_with_its_place) {
  // The YAML library closes the quotes at the end of the file: what stands inside is missing.
  check_told(read("name: \"open\nquery: |\n  x\n"), {"1:1 error KR006", "1:1 error KR006"});
  check_told(read("id: \xff\n"), {"1:5 error KR002"});
  check_told(read("a: [1, 2\nb: 3\n"), {"2:2 error KR002"});
}

BOOST_AUTO_TEST_CASE(depth_and_aliases_are_bounded) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "[";
  const LoadedRules refused = read(deep);
  BOOST_REQUIRE_EQUAL(refused.diagnostics.size(), 1u);
  BOOST_TEST(refused.diagnostics.front().diagnostic.code == "KR003");
  std::string bomb = "a: &a [x, x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    bomb += std::string(1, c) + ": &" + c + " [*" + static_cast<char>(c - 1) + ", *" + static_cast<char>(c - 1) + "]\n";
  }
  check_told(read(bomb), {"3:8 error KR003"});
  check_told(read("a: &a [*a]\n"), {"1:8 error KR003"});
}

BOOST_AUTO_TEST_CASE(alias_of_a_value_is_its_value) {
  const LoadedRules loaded = read(replaced(replaced(whole_rule, "name: Many failures", "name: &n Many failures"), "status: Available", "status: *n"));
  check_told(loaded, {});
  BOOST_TEST(loaded.rules.front().status == "Many failures");
}

BOOST_AUTO_TEST_CASE(contradictions_and_limits_are_warnings) {
  check_told(read(replaced(whole_rule, "queryPeriod: PT2H", "queryPeriod: 30m")), {"15:1 warning KR015"});
  check_told(read(replaced(whole_rule, "queryPeriod: PT2H", "queryPeriod: 15d")), {"15:14 warning KR106"});
  check_told(read(replaced(whole_rule, "identifier: FullName", "identifier: UPN")), {"27:21 warning KR014", "25:5 warning KR014"});
  check_told(read(replaced(whole_rule, "tactics: InitialAccess", "tactics: InitalAccess")), {"18:10 warning KR008"});
  check_told(read(replaced(whole_rule, "suppressionDuration: PT5H\n", "")), {"39:1 error KR011"});
}

BOOST_AUTO_TEST_CASE(second_rule_of_an_id_is_refused) {
  const auto folder = std::filesystem::temp_directory_path() / "kelpie_rule_loading";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "inner");
  std::ofstream(folder / "a.yaml") << whole_rule;
  std::ofstream(folder / "inner" / "b.yml") << whole_rule;
  std::ofstream(folder / "inner" / "notes.txt") << "no rule";
  const LoadedRules loaded = load_rules(folder.string());
  BOOST_TEST(loaded.files == 2u);
  BOOST_TEST(loaded.rules.size() == 1u);
  check_told(loaded, {"1:1 error KR010"});
  std::filesystem::remove_all(folder);
  check_told(load_rules(folder.string()), {"1:1 error KR001"});
}

BOOST_AUTO_TEST_CASE(second_rule_of_an_id_is_refused_in_one_text_too) {
  LoadedRules loaded;
  read_rule("standard input", whole_rule + "---\n" + whole_rule, loaded);
  refuse_repeated_ids(loaded);
  BOOST_TEST(loaded.rules.size() == 1u);
  BOOST_REQUIRE_EQUAL(loaded.diagnostics.size(), 1u);
  BOOST_TEST(loaded.diagnostics.front().diagnostic.code == "KR010");
  BOOST_TEST(loaded.diagnostics.front().diagnostic.message.find("at standard input:1, too") != std::string::npos);
  refuse_repeated_ids(loaded);
  BOOST_TEST(loaded.diagnostics.size() == 1u);
}

/// tests/golden/rules/*.yaml with what is told of each in *.expected. KELPIE_UPDATE_GOLDEN=1 writes the latter.
BOOST_AUTO_TEST_CASE(golden_files_are_told_the_same) {
  const std::filesystem::path folder = std::filesystem::path(KELPIE_SOURCE_DIR) / "tests/golden/rules";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    LoadedRules loaded;
    read_rule(entry.path().filename().string(), text, loaded);
    std::string found;
    for (const RuleDiagnostic& one : loaded.diagnostics) found += render(one);
    auto expected_path = entry.path();
    expected_path.replace_extension(".expected");
    if (std::getenv("KELPIE_UPDATE_GOLDEN") != nullptr) std::ofstream(expected_path, std::ios::binary) << found;
    std::ifstream expected(expected_path, std::ios::binary);
    BOOST_TEST(found == std::string(std::istreambuf_iterator<char>(expected), {}), entry.path().filename().string() << ":\n" << found);
  }
  BOOST_TEST(files >= 5u);
}

BOOST_AUTO_TEST_SUITE_END()
