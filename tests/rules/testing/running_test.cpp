// Suites: what runs, what is expected, what is asked of rules.

#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "rules/testing/test_suite.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/text.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules::testing;

const TestEnvironment& environment() {
  static const TestEnvironment made = make_test_environment(tables::entra_schemas());
  return made;
}

std::string rule_text(std::string_view more, std::string_view query) {
  return "id: 5f0c5f5e-0000-4000-8000-000000000009\nname: Rule\ndescription: d\nseverity: Medium\n" +
         std::string(more) + "query: |\n  " + std::string(query) + "\n";
}
const std::string hourly =
    "kind: Scheduled\nqueryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\n";

/// The result of the only test of a file, for a rule of that text.
TestResult result_of(const std::string& rule, const std::string& tests) {
  rules::LoadedRules loaded;
  rules::read_rule("rule.yaml", rule, loaded);
  for (const auto& one : loaded.diagnostics) BOOST_TEST_MESSAGE(rules::render(one));
  BOOST_REQUIRE_EQUAL(loaded.rules.size(), 1u);
  rules::RuleDiagnostics problems;
  const auto read =
      read_tests(std::make_shared<const rules::SourceFile>(rules::SourceFile{"rule.test.yaml", tests}), problems);
  for (const auto& one : problems) BOOST_ERROR(rules::render(one));
  BOOST_REQUIRE_EQUAL(read.size(), 1u);
  TestResult result = run_test(read.front(), loaded.rules.front(), environment());
  for (const auto& one : result.problems) BOOST_TEST_MESSAGE(rules::render(one));
  for (const auto& failure : result.failures) {
    for (const auto& one : failure.differences)
      BOOST_TEST_MESSAGE(one.path << ": expected " << one.expected << ", found " << one.found);
    for (const auto& note : failure.notes) BOOST_TEST_MESSAGE(note);
  }
  return result;
}
bool passes(const std::string& rule, const std::string& tests) {
  return result_of(rule, tests).status == TestStatus::passed;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(running_tests)

BOOST_AUTO_TEST_CASE(one_run_ends_at_the_clocks_time_and_sees_what_was_before) {
  const std::string rule =
      rule_text(hourly, "SigninLogs | summarize N = count(), From = min(TimeGenerated), Now = take_any(now())");
  BOOST_TEST(passes(rule, R"(
tests:
  - name: t
    clock: 2026-03-01T12:00:00Z
    events: {SigninLogs: [{TimeGenerated: -10m}, {TimeGenerated: -59m}, {TimeGenerated: -61m}, {}]}
    expect:
      runs: 1
      rows: {exactly: [{N: 3, From: 2026-03-01T11:01:00Z, Now: 2026-03-01T12:00:00Z}]}
      alerts: {exactly: [{windowStart: 2026-03-01T11:00:00Z, windowEnd: 2026-03-01T12:00:00Z}]}
)"));
}

BOOST_AUTO_TEST_CASE(further_runs_are_made_until_every_event_was_seen) {
  const std::string rule = rule_text(hourly, "SigninLogs");
  BOOST_TEST(passes(rule, R"(
tests:
  - name: t
    clock: 2026-03-01T12:00:00Z
    events: {SigninLogs: [{TimeGenerated: -10m}, {TimeGenerated: +90m}]}
    expect: {runs: 3, alerts: 2}
)"));
}

BOOST_AUTO_TEST_CASE(without_a_clock_the_rule_runs_after_the_last_event) {
  const std::string rule = rule_text(hourly, "SigninLogs");
  BOOST_TEST(passes(rule, R"(
tests:
  - name: t
    events: {SigninLogs: [{TimeGenerated: 2025-06-01T09:13:00Z}, {TimeGenerated: 2025-06-01T09:47:00Z}]}
    expect: {runs: 1, alerts: [{windowEnd: 2025-06-01T10:00:00Z, rowCount: 2}]}
)"));
}

BOOST_AUTO_TEST_CASE(events_that_come_late_are_seen_by_later_runs_only) {
  const std::string rule = rule_text(hourly + "", "SigninLogs");
  BOOST_TEST(passes(rule, R"(
tests:
  - name: t
    clock: 2026-03-01T12:00:00Z
    steps:
      - advance: 5m
      - expect: {runs: 1, alerts: none}
      - late: {SigninLogs: {TimeGenerated: -10m}}
      - run
      - expect: {runs: 1, alerts: none}
)"));
}

BOOST_AUTO_TEST_CASE(a_restart_forgets_nothing) {
  const std::string rule = rule_text(hourly, "SigninLogs");
  BOOST_TEST(passes(rule, R"(
tests:
  - name: t
    steps:
      - events: {SigninLogs: {}}
      - run
      - expect: {alerts: 1}
      - restart
      - expect: {alerts: none, runs: 0}
      - advance: 1h
      - expect: {alerts: none, runs: 1}
    expect: {alerts: 1, runs: 2}
)"));
}

BOOST_AUTO_TEST_CASE(incidents_group_alerts_and_open_again) {
  const std::string rule = rule_text(hourly +
                                         "incidentConfiguration:\n  createIncident: true\n  groupingConfiguration:\n   "
                                         " enabled: true\n    reopenClosedIncident: true\n"
                                         "    lookbackDuration: 1d\n    matchingMethod: AnyAlert\n",
                                     "SigninLogs");
  BOOST_TEST(passes(rule, R"(
tests:
  - name: t
    steps:
      - events: {SigninLogs: [{}, {TimeGenerated: +30m}, {TimeGenerated: +90m}]}
      - advance: 70m
      - expect: {incidents: {exactly: [{status: open, alertCount: 2}]}}
      - close-incidents
      - expect: {incidents: [{status: closed}]}
      - advance: 1h
      - expect: {incidents: {exactly: [{status: open, alertCount: 3}]}}
)"));
}

BOOST_AUTO_TEST_CASE(an_nrt_rule_looks_at_what_arrived) {
  const std::string rule = rule_text("kind: NRT\n", "SigninLogs | project TimeGenerated, UserPrincipalName");
  BOOST_TEST(passes(
      rule,
      "tests: [{name: t, expect: {alerts: 1}, events: {SigninLogs: {TimeGenerated: -1d, UserPrincipalName: a@b.c}}}]"));
  BOOST_TEST(passes(rule, "tests: [{name: t, expect: no alerts}]"));
}

BOOST_AUTO_TEST_CASE(tables_without_a_schema_show_theirs) {
  const std::string rule =
      rule_text(hourly, "Doors_CL | where Opened and Count > 2 and Tags has 'x' | project TimeGenerated, Who, Count");
  BOOST_TEST(passes(rule, R"(
tests:
  - name: t
    events: {Doors_CL: [{Who: ada, Opened: true, Count: 3, Tags: [x]}, {Who: bo, Opened: false, Count: 3, Tags: [x]}]}
    expect: {rows: {exactly: [{Who: ada, Count: 3}]}}
)"));
}

BOOST_AUTO_TEST_CASE(watchlists_of_a_test) {
  const std::string rule = rule_text(hourly,
                                     "SigninLogs | join kind=inner (_GetWatchlist('VIP') | project UserPrincipalName = "
                                     "SearchKey) on UserPrincipalName");
  BOOST_TEST(passes(rule, R"(
watchlists: {VIP: [{Who: ada@contoso.com, Why: boss}]}
tests:
  - name: t
    events: {SigninLogs: [{UserPrincipalName: ada@contoso.com}, {UserPrincipalName: bo@contoso.com}]}
    expect: {alerts: [{rowCount: 1}]}
)"));
}

BOOST_AUTO_TEST_CASE(templates_are_expressions) {
  const std::string rule =
      rule_text(hourly, "SigninLogs | project TimeGenerated, UserPrincipalName, DeviceDetail, IPAddress");
  BOOST_TEST(passes(rule, R"(
tests:
  - name: t
    clock: 2026-03-01T12:00:00Z
    events:
      SigninLogs:
        repeat: 3
        event:
          TimeGenerated: "{{clock - index * 1m - 1m}}"
          UserPrincipalName: "{{iff(index == 1, 'bo', 'ada')}}@contoso.com"
          IPAddress: "10.0.{{index}}.{{index + 1}}"
          DeviceDetail: {trustType: "{{index * 2}}"}
    expect:
      rows:
        exactly:
          - {TimeGenerated: 2026-03-01T11:59:00Z, UserPrincipalName: ada@contoso.com, IPAddress: 10.0.0.1, DeviceDetail: {trustType: 0}}
          - {TimeGenerated: 2026-03-01T11:58:00Z, UserPrincipalName: bo@contoso.com, IPAddress: 10.0.1.2, DeviceDetail: {trustType: 2}}
          - {TimeGenerated: 2026-03-01T11:57:00Z, UserPrincipalName: ada@contoso.com, IPAddress: 10.0.2.3, DeviceDetail: {trustType: 4}}
)"));
}

BOOST_AUTO_TEST_CASE(what_is_asked_of_rules) {
  const TestSuite suite = load_test_suite({std::string(KELPIE_SOURCE_DIR) + "/tests/golden/rules/testing/suite"});
  const auto all = [](const auto&) { return true; };
  const SuiteReport asked = run_test_suite(suite, environment(), {2, true}, 1, all);
  // broken has one test, untested none; the hunting query is not asked; spray has all.
  BOOST_REQUIRE_EQUAL(asked.untested.size(), 2u);
  BOOST_TEST(asked.untested.front().why == "It has 1 of 2 tests.");
  BOOST_TEST(asked.untested.back().why == "It has 0 of 2 tests.");
  BOOST_TEST(run_test_suite(suite, environment(), {1, true}, 1, all).untested.front().why ==
             "No test expects no alerts.");
  BOOST_TEST(run_test_suite(suite, environment(), {}, 1, all).untested.empty());
}

BOOST_AUTO_TEST_CASE(the_number_of_threads_does_not_matter) {
  const TestSuite suite = load_test_suite({std::string(KELPIE_SOURCE_DIR) + "/tests/golden/rules/testing/suite"});
  const auto all = [](const auto&) { return true; };
  const SuiteReport one = run_test_suite(suite, environment(), {}, 1, all);
  const SuiteReport four = run_test_suite(suite, environment(), {}, 4, all);
  BOOST_REQUIRE_EQUAL(one.cases.size(), four.cases.size());
  for (std::size_t i = 0; i < one.cases.size(); ++i) {
    BOOST_TEST(one.cases[i].test == four.cases[i].test);
    BOOST_TEST((one.cases[i].result.status == four.cases[i].result.status));
  }
  BOOST_TEST(one.failed > 5u);
}

BOOST_AUTO_TEST_CASE(every_example_rule_passes_its_tests) {
  const TestSuite suite = load_test_suite({std::string(KELPIE_SOURCE_DIR) + "/examples/rules"});
  for (const auto& one : suite.problems) BOOST_ERROR(rules::render(one));
  const SuiteReport report = run_test_suite(suite, environment(), {2, true}, 1, [](const auto&) { return true; });
  for (const CaseResult& one : report.cases)
    BOOST_TEST((one.result.status == TestStatus::passed), one.test->rule_path << ": " << one.test->test.name);
  for (const UntestedRule& one : report.untested) BOOST_ERROR(one.rule->source->path << ": " << one.why);
  BOOST_TEST(report.passed >= 40u);
}

BOOST_AUTO_TEST_SUITE_END()
