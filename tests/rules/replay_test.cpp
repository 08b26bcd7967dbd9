// A rule over past events: runs, what if, who returns.

#include "rules/replay.hpp"

#include <boost/test/unit_test.hpp>

#include "rules/load.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/loader.hpp"
#include "tables/text.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

Rule rule_of(const std::string& more = "") {
  LoadedRules loaded;
  read_rule("rule.yaml",
            "id: 5f0c5f5e-0000-4000-8000-000000000009\nname: Rule\ndescription: d\nseverity: Medium\nkind: "
            "Scheduled\nqueryFrequency: 1h\nqueryPeriod: 1h\n"
            "triggerOperator: gt\ntriggerThreshold: 0\nquery: SigninLogs | where ResultType != '0'\n"
            "entityMappings: [{entityType: IP, fieldMappings: [{identifier: Address, columnName: IPAddress}]}]\n" +
                more,
            loaded);
  BOOST_REQUIRE_EQUAL(loaded.rules.size(), 1u);
  return loaded.rules.front();
}

struct Events {
  Events() {
    const std::vector<std::string> paths{std::string(KELPIE_SOURCE_DIR) + "/examples/events/password-spray/raises"};
    tables::LoadOptions options;
    options.threads = 1;
    tables::load_files(paths, tables::entra_schemas(), catalog, options);
  }
  tables::MemoryCatalog catalog;
  executor::Engine engine{catalog};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(replaying, Events)

BOOST_AUTO_TEST_CASE(every_run_is_counted_and_who_returns) {
  const ReplayReport report = replay(rule_of(), engine, {}, {});
  BOOST_TEST(report.diagnostics.empty());
  BOOST_REQUIRE(!report.runs.empty());
  std::uint64_t rows = 0, alerts = 0;
  for (const ReplayRun& run : report.runs) {
    rows += run.rows;
    alerts += run.alerts;
    BOOST_TEST((run.alerts == 1) == (run.rows > 0));
    BOOST_TEST(run.window.to - run.window.from == tables::ticks_per_hour);
  }
  BOOST_TEST(rows >= 10u);
  BOOST_TEST(alerts == report.alerts.size());
  BOOST_REQUIRE(!report.entities.empty());
  BOOST_TEST(report.entities.front().entity.type == "IP");
}

BOOST_AUTO_TEST_CASE(a_higher_threshold_raises_nothing_and_the_rows_stay) {
  Rule rule = rule_of();
  rule.threshold = 10'000;
  const ReplayReport report = replay(rule, engine, {}, {});
  BOOST_TEST(report.alerts.empty());
  BOOST_TEST(std::any_of(report.runs.begin(), report.runs.end(), [](const ReplayRun& run) { return run.rows > 0; }));
}

BOOST_AUTO_TEST_CASE(the_last_runs_are_made_where_there_are_too_many) {
  ReplayOptions options;
  options.from = *tables::parse_datetime("2026-03-01");
  options.to = *tables::parse_datetime("2026-03-08");
  const ReplayReport report = replay(rule_of(), engine, {}, options);
  BOOST_TEST(report.runs.size() == 50u);
  BOOST_TEST(report.left_out == 118u);
  BOOST_TEST(report.runs.back().window.to == *options.to);
  options.most_runs = 0;
  BOOST_TEST(replay(rule_of(), engine, {}, options).runs.size() == 168u);
}

BOOST_AUTO_TEST_CASE(runs_that_a_rule_sleeps_through_are_marked) {
  ReplayOptions options;
  options.from = *tables::parse_datetime("2026-03-02T08:00:00Z");
  options.to = *tables::parse_datetime("2026-03-02T12:00:00Z");
  const ReplayReport report =
      replay(rule_of("suppressionEnabled: true\nsuppressionDuration: 2h\n"), engine, {}, options);
  BOOST_REQUIRE_EQUAL(report.runs.size(), 4u);
  BOOST_TEST(report.runs[0].alerts == 1u);
  BOOST_TEST(report.runs[1].suppressed);
  BOOST_TEST(!report.runs[2].suppressed);
}

BOOST_AUTO_TEST_CASE(a_rule_that_does_not_bind_is_told) {
  Rule rule = rule_of();
  rule.query = "Nowhere | take 1";
  rule.query_offsets.resize(rule.query.size() + 1);
  const ReplayReport report = replay(rule, engine, {}, {});
  BOOST_TEST(has_errors(report.diagnostics));
  BOOST_TEST(report.runs.empty());
}

BOOST_AUTO_TEST_SUITE_END()
