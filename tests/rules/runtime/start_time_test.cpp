// startTimeUtc: a scheduled rule is first run at that time, and then at whole
// frequencies from it.

#include "rules/detect.hpp"
#include "rules/schedule.hpp"
#include "world.hpp"

namespace kelpie::tests {

namespace {

const std::string hourly = "eventGroupingSettings:\n  aggregationKind: AlertPerResult\nstartTimeUtc: ";

std::vector<std::int64_t> window_ends(const std::vector<rules::Alert>& alerts) {
  std::vector<std::int64_t> ends;
  for (const rules::Alert& alert : alerts) ends.push_back(alert.window_end);
  return ends;
}

rules::Rule rule_of(const std::string& text) {
  rules::LoadedRules loaded;
  rules::read_rule("rule.yaml", text, loaded);
  BOOST_REQUIRE_EQUAL(loaded.rules.size(), 1u);
  return loaded.rules.front();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_start_time)

BOOST_AUTO_TEST_CASE(a_rule_waits_for_its_start_and_goes_on_from_there) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User", "startTimeUtc: 2026-03-02T14:20:00Z\n")});
  world.at(noon);
  BOOST_TEST(world.runtime->next_due().value() == noon + 145 * minute);
  world.events.arrive(noon + minute, {{noon + minute, "of a time that no run looks at", ""}});
  world.events.arrive(noon + 90 * minute, {{noon + 90 * minute, "ann", ""}, {noon + 141 * minute, "bob", ""}});
  BOOST_TEST(world.at(noon + 144 * minute).runs == 0u);
  BOOST_TEST(window_ends(world.at(noon + 205 * minute).alerts) ==
                 (std::vector<std::int64_t>{noon + 140 * minute, noon + 200 * minute}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_start_that_is_past_says_when_in_the_hour_the_rule_is_run) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User", "startTimeUtc: 2025-01-01T00:20:00Z\n")});
  world.at(noon);
  BOOST_TEST(world.runtime->states().front().next_end == noon + 20 * minute);
}

BOOST_AUTO_TEST_CASE(a_row_that_arrives_is_told_with_the_window_that_it_is_in) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User", hourly + "2025-01-01T00:20:00Z\n")});
  world.at(noon);
  world.events.arrive(noon + 1, {{noon + 1, "ann", ""}, {noon + 25 * minute, "bob", ""}});
  BOOST_TEST(
      window_ends(world.at(noon + 2).alerts) == (std::vector<std::int64_t>{noon + 20 * minute, noon + 80 * minute}),
      boost::test_tools::per_element());
  BOOST_TEST(world.at(noon + 90 * minute).alerts.empty());
}

BOOST_AUTO_TEST_CASE(a_rule_that_gets_another_start_goes_on_behind_what_it_has_seen) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User")});
  world.at(noon + 3 * hour + 5 * minute);
  world.use({rule_text("Events | project User", "startTimeUtc: 2025-01-01T00:20:00Z\n")});
  BOOST_TEST(world.runtime->states().front().next_end == noon + 3 * hour + 20 * minute);
  world.use({rule_text("Events | project User", "startTimeUtc: 2026-03-05T12:10:00Z\n")});
  BOOST_TEST(world.runtime->states().front().next_end == noon + 72 * hour + 10 * minute);
}

BOOST_AUTO_TEST_CASE(a_near_real_time_rule_has_no_schedule_to_start) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User", "kind: NRT\nstartTimeUtc: 2027-01-01T00:00:20Z\n")});
  world.at(noon);
  BOOST_TEST(world.runtime->states().front().next_end == noon + minute);
}

BOOST_AUTO_TEST_CASE(what_has_happened_is_looked_at_in_the_same_windows_whenever_the_rule_was_deployed) {
  const rules::Rule rule = rule_of(rule_text("Events | project User", "startTimeUtc: 2027-01-01T00:20:00Z\n"));
  const rules::RuleSchedule schedule(rule, noon, noon + 2 * hour);
  BOOST_TEST(schedule.runs() == 2u);
  BOOST_TEST(schedule.time() == noon + 20 * minute);
  BOOST_TEST(rules::run_that_sees(rule, noon, noon + 2 * hour) == noon + 140 * minute);
  BOOST_TEST(rules::run_that_sees(rule, noon, noon + 20 * minute) == noon + 20 * minute);
  EventsOfATest events;
  events.arrive(noon, {{noon + 10 * minute, "ann", ""}, {noon + 50 * minute, "bob", ""}});
  const auto catalog = events.snapshot();
  const executor::Engine engine(*catalog);
  const rules::DetectReport report = rules::detect(std::vector{rule}, engine, {}, {});
  BOOST_TEST(window_ends(report.alerts) == (std::vector<std::int64_t>{noon + 20 * minute, noon + 80 * minute}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_a_start_runs_are_counted_from_where_time_begins) {
  const rules::Rule rule = rule_of(rule_text("Events | project User"));
  BOOST_TEST(rules::RuleSchedule(rule, noon + 7 * minute, noon + 3 * hour).runs() == 2u);
  BOOST_TEST(rules::RuleSchedule(rule, noon + 7 * minute, noon + 3 * hour).time() == noon + 67 * minute);
  BOOST_TEST(rules::RuleSchedule(rule, noon, noon).runs() == 0u);
  BOOST_TEST(rules::run_that_sees(rule, noon, noon + hour + 1) == noon + 2 * hour);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
