// Rules over a store whose bytes are damaged: the runs fail with the reason, the others go on.

#include <boost/test/unit_test.hpp>

#include "../executor/operators/recording_table.hpp"
#include "rules/detect.hpp"
#include "rules/load.hpp"

using namespace kelpie;
using namespace kelpie::rules;

namespace {

Rule rule_of(const std::string& query) {
  LoadedRules loaded;
  read_rule(
      "rule.yaml",
      "id: 11111111-2222-3333-4444-555555555555\nname: Test\nseverity: Low\nkind: Scheduled\nversion: 1.0.0\ntactics: "
      "[Discovery]\n"
      "queryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\ndescription: Text\nquery: |\n  " +
          query + "\n",
      loaded);
  return std::move(loaded.rules.at(0));
}

DetectReport detect_over(const std::string& damaged, const std::string& query) {
  executor::test::RecordedEvents events;
  events.table().add(1000);
  events.table().add(1000, {.keeps_paths = false, .damaged = damaged});
  const std::vector<Rule> rules{rule_of(query)};
  return detect(rules, events.engine(), executor::test::RecordedEvents::context(2, tables::block_rows), {});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(damaged_tables)

BOOST_AUTO_TEST_CASE(a_rule_that_reads_what_is_damaged_fails_with_its_place) {
  for (const char* column : {"Extra", "TimeGenerated"}) {
    const DetectReport report = detect_over(column, std::string("Events | where isnotnull(") + column + ")");
    BOOST_TEST(report.failed > 0u);
    BOOST_REQUIRE(!report.diagnostics.empty());
    BOOST_TEST(report.diagnostics.front().diagnostic.code == "KE_DAMAGED_DATA");
    BOOST_TEST(report.diagnostics.front().diagnostic.message.find("events/7.segment") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_rule_that_reads_something_else_goes_on) {
  const DetectReport report = detect_over("Extra", "Events | where Number == 3 | project TimeGenerated, Number");
  BOOST_TEST(report.failed == 0u);
  BOOST_TEST(!report.alerts.empty());
}

BOOST_AUTO_TEST_SUITE_END()
