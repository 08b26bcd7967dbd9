// Windows, each run once, whatever happens to the process.

#include <algorithm>

#include "world.hpp"

namespace kelpie::tests {

using rules::StepReport;

namespace {

std::vector<std::string> rows_of(const StepReport& report) {
  std::vector<std::string> rows;
  for (const rules::Alert& alert : report.alerts) rows.insert(rows.end(), alert.rows.begin(), alert.rows.end());
  return rows;
}

const std::string users = rule_text("Events | project User");

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_runtime)

BOOST_AUTO_TEST_CASE(a_window_is_run_when_it_has_ended_and_the_delay_is_over) {
  RuntimeOfATest world(noon + 10 * minute);
  world.use({users});
  world.at(noon + 10 * minute);
  world.events.arrive(noon + 20 * minute, {{noon + 20 * minute, "ann", ""}});
  BOOST_TEST(world.at(noon + hour).runs == 0u);
  BOOST_TEST(world.runtime->next_due().value() == noon + hour + 5 * minute);
  BOOST_TEST(world.at(noon + hour + 5 * minute - 1).runs == 0u);
  const StepReport report = world.at(noon + hour + 5 * minute);
  BOOST_TEST(report.runs == 1u);
  BOOST_REQUIRE_EQUAL(report.alerts.size(), 1u);
  BOOST_TEST(report.alerts.front().window_end == noon + hour);
  BOOST_TEST(world.at(noon + hour + 6 * minute).runs == 0u);
}

BOOST_AUTO_TEST_CASE(a_rule_that_is_new_looks_at_the_window_that_has_just_ended) {
  RuntimeOfATest world(noon + 10 * minute);
  world.events.arrive(noon - hour, {{noon - 30 * minute, "ann", ""}, {noon - 90 * minute, "too old", ""}});
  world.use({users});
  BOOST_TEST(rows_of(world.at(noon + 10 * minute)) == (std::vector<std::string>{R"({"User":"ann"})"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(windows_that_were_missed_are_made_up_for_in_their_order) {
  RuntimeOfATest world(noon);
  world.use({users});
  world.at(noon);
  for (int i = 0; i < 4; ++i) world.events.arrive(noon + i * hour, {{noon + i * hour + minute, "user" + std::to_string(i), ""}});
  const StepReport report = world.at(noon + 4 * hour + 5 * minute);
  BOOST_TEST(report.runs == 5u);
  BOOST_TEST(rows_of(report) == (std::vector<std::string>{R"({"User":"user0"})", R"({"User":"user1"})", R"({"User":"user2"})", R"({"User":"user3"})"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_has_much_to_make_up_for_keeps_nobody_waiting_and_tells_meanwhile) {
  RuntimeOfATest world(noon);
  const std::string busy = rule_text("Events | summarize Seen = count() | where Seen > 0", "kind: NRT");
  world.use({busy});
  world.events.arrive(noon, {{noon, "ann", ""}});
  world.at(noon);
  // Two days later the near-real-time rule has 2,880 windows, and another one that is new has one.
  world.use({busy, rule_text("Events | project User", {}, "11111111-1111-1111-1111-111111111111")});
  world.events.arrive(noon + 48 * hour, {{noon + 47 * hour + 30 * minute, "bob", ""}});
  rules::StepReport report = world.at(noon + 48 * hour + 5 * minute);
  BOOST_TEST(report.more);
  BOOST_TEST(report.runs < 2'880u);
  std::uint64_t runs = report.runs;
  const std::vector<std::string> told = rows_of(report);
  BOOST_TEST((std::find(told.begin(), told.end(), R"({"User":"bob"})") != told.end()));
  for (int steps = 0; report.more && steps < 100; ++steps) {
    report = world.at(noon + 48 * hour + 5 * minute);
    runs += report.runs;
  }
  BOOST_TEST(!report.more);
  BOOST_TEST(runs >= 2'880u);
}

BOOST_AUTO_TEST_CASE(a_near_real_time_rule_does_not_look_at_the_time_before_anything_arrived) {
  rules::RuntimeOptions options;
  options.start = noon - 300 * 24 * hour;
  RuntimeOfATest world(noon, options);
  world.use({rule_text("Events | summarize Seen = count() | where Seen > 0", "kind: NRT")});
  world.events.arrive(noon, {{noon - 200 * 24 * hour, "ann", ""}});
  world.at(noon);
  const StepReport report = world.at(noon + 3 * minute);
  BOOST_TEST(report.runs <= 2u);
  BOOST_TEST(report.alerts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_clock_that_goes_back_makes_no_run_again) {
  RuntimeOfATest world(noon);
  world.use({users});
  world.events.arrive(noon, {{noon + minute, "ann", ""}});
  world.at(noon);
  BOOST_TEST(world.at(noon + hour + 5 * minute).alerts.size() == 1u);
  BOOST_TEST(world.at(noon + 5 * minute).runs == 0u);
  BOOST_TEST(world.at(noon + hour + 5 * minute).runs == 0u);
}

BOOST_AUTO_TEST_CASE(a_process_that_begins_again_goes_on_where_the_last_one_was) {
  const StateFile file;
  rules::RuntimeOptions options;
  options.state = file.path();
  RuntimeOfATest world(noon, options);
  world.use({users});
  world.events.arrive(noon, {{noon + minute, "ann", ""}});
  world.at(noon);
  BOOST_TEST(world.at(noon + hour + 5 * minute).alerts.size() == 1u);
  world.restart();
  BOOST_TEST(world.at(noon + hour + 5 * minute).runs == 0u);
  BOOST_TEST(world.runtime->states().front().alerts == 1u);
  world.events.arrive(noon + hour, {{noon + hour + minute, "bob", ""}});
  BOOST_TEST(rows_of(world.at(noon + 2 * hour + 5 * minute)) == (std::vector<std::string>{R"({"User":"bob"})"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_alert_waits_for_its_sink_until_it_is_delivered) {
  const StateFile file;
  rules::RuntimeOptions options;
  options.state = file.path();
  RuntimeOfATest world(noon, options);
  world.use({users});
  world.events.arrive(noon, {{noon + minute, "ann", ""}});
  world.at(noon);
  const rules::Alert alert = world.at(noon + hour + 5 * minute).alerts.at(0);
  SinkOfATest sink;
  const auto soon = [] { return std::chrono::steady_clock::now() + std::chrono::seconds(1); };
  sink.answer = {rules::DeliveryResult::retry, "nobody there", {}};
  const auto refused = world.runtime->deliver(sink, soon());
  BOOST_TEST(refused.retried == 1u);
  BOOST_TEST(refused.waiting == 1u);
  BOOST_TEST(refused.reasons == (std::vector<std::string>{"nobody there"}), boost::test_tools::per_element());
  world.restart();
  sink.answer = {};
  BOOST_TEST(world.runtime->deliver(sink, soon()).delivered == 1u);
  BOOST_REQUIRE_EQUAL(sink.got.size(), 1u);
  BOOST_TEST(sink.got.front().id == alert.id);
  BOOST_TEST(sink.got.front().rows == alert.rows, boost::test_tools::per_element());
  BOOST_TEST(world.runtime->deliver(sink, soon()).delivered == 0u);
  BOOST_TEST(sink.got.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_alert_that_its_sink_refuses_is_not_offered_again) {
  RuntimeOfATest world(noon);
  world.use({users});
  world.events.arrive(noon, {{noon + minute, "ann", ""}});
  world.at(noon);
  world.at(noon + hour + 5 * minute);
  SinkOfATest sink;
  sink.answer = {rules::DeliveryResult::rejected, "too large", {}};
  const auto soon = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  BOOST_TEST(world.runtime->deliver(sink, soon).rejected == 1u);
  const auto after = world.runtime->deliver(sink, soon);
  BOOST_TEST(after.rejected == 0u);
  BOOST_TEST(after.waiting == 0u);
}

BOOST_AUTO_TEST_CASE(a_rule_with_suppression_sleeps_after_an_alert) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User", "suppressionEnabled: true\nsuppressionDuration: 3h\n")});
  world.at(noon);
  for (int i = 0; i < 6; ++i) world.events.arrive(noon + i * hour, {{noon + i * hour + minute, "user" + std::to_string(i), ""}});
  const StepReport report = world.at(noon + 6 * hour + 5 * minute);
  BOOST_TEST(rows_of(report) == (std::vector<std::string>{R"({"User":"user0"})", R"({"User":"user3"})"}), boost::test_tools::per_element());
  BOOST_TEST(report.suppressed == 4u);
}

BOOST_AUTO_TEST_CASE(an_event_that_is_late_within_the_delay_is_in_its_window) {
  RuntimeOfATest world(noon);
  world.use({users});
  world.at(noon);
  world.events.arrive(noon + hour + 4 * minute, {{noon + 59 * minute, "late", ""}});
  BOOST_TEST(rows_of(world.at(noon + hour + 5 * minute)) == (std::vector<std::string>{R"({"User":"late"})"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_event_that_is_later_is_counted) {
  RuntimeOfATest world(noon);
  world.use({users});
  world.events.arrive(noon, {{noon + minute, "first", ""}});
  world.at(noon);
  world.at(noon + hour + 5 * minute);
  world.events.arrive(noon + hour + 10 * minute, {{noon + 50 * minute, "late", ""}, {noon + hour + 9 * minute, "on time", ""}});
  world.at(noon + hour + 11 * minute);
  BOOST_TEST(world.runtime->states().front().late_rows == 1u);
}

BOOST_AUTO_TEST_CASE(a_window_is_looked_at_again_for_late_events_when_asked_to) {
  rules::RuntimeOptions options;
  options.reconcile = 1;
  RuntimeOfATest world(noon, options);
  world.use({users});
  world.events.arrive(noon, {{noon + minute, "first", ""}});
  world.at(noon);
  BOOST_TEST(world.at(noon + hour + 5 * minute).alerts.size() == 1u);
  // The window has an alert already: the same id, which is not told again.
  world.events.arrive(noon + hour + 10 * minute, {{noon + 50 * minute, "late", ""}});
  BOOST_TEST(world.at(noon + 2 * hour + 5 * minute).alerts.size() == 0u);
  world.events.arrive(noon + 2 * hour + 20 * minute, {{noon + hour + 30 * minute, "late in an empty window", ""}});
  const StepReport report = world.at(noon + 3 * hour + 5 * minute);
  BOOST_REQUIRE_EQUAL(report.alerts.size(), 1u);
  BOOST_TEST(report.alerts.front().window_end == noon + 2 * hour);
  BOOST_TEST(world.runtime->states().front().late_rows == 0u);
}

BOOST_AUTO_TEST_CASE(a_near_real_time_rule_sees_each_event_in_one_run_by_its_arrival) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User", "kind: NRT")});
  world.at(noon);
  // Old by its own time, yet it has just arrived.
  world.events.arrive(noon + 10, {{noon - 3 * hour, "old", ""}});
  BOOST_TEST(world.at(noon + 30).runs == 0u);
  world.events.arrive(noon + minute + 10, {{noon + minute, "new", ""}});
  const StepReport first = world.at(noon + minute + 20);
  BOOST_TEST(rows_of(first) == (std::vector<std::string>{R"({"User":"old"})"}), boost::test_tools::per_element());
  const StepReport second = world.at(noon + 4 * minute);
  BOOST_TEST(rows_of(second) == (std::vector<std::string>{R"({"User":"new"})"}), boost::test_tools::per_element());
  BOOST_TEST(world.at(noon + 60 * minute).alerts.empty());
}

BOOST_AUTO_TEST_CASE(a_rule_that_looks_at_each_row_alone_tells_when_a_row_arrives) {
  const StateFile file;
  rules::RuntimeOptions options;
  options.state = file.path();
  RuntimeOfATest world(noon, options);
  world.use({rule_text("Events | where Result == 'bad' | project TimeGenerated, User", "eventGroupingSettings:\n  aggregationKind: AlertPerResult\n")});
  world.events.arrive(noon + 1, {{noon + 1, "nobody", "good"}});
  world.at(noon + minute);
  world.events.arrive(noon + 2 * minute, {{noon + 2 * minute, "ann", "bad"}, {noon + 2 * minute, "bob", "good"}});
  const StepReport at_once = world.at(noon + 2 * minute);
  BOOST_REQUIRE_EQUAL(at_once.alerts.size(), 1u);
  BOOST_TEST(at_once.alerts.front().window_end == noon + hour);
  world.restart();
  world.events.arrive(noon + 3 * minute, {{noon + 3 * minute, "cid", "bad"}});
  BOOST_TEST(world.at(noon + 3 * minute).alerts.size() == 1u);
  // The whole window says the same.
  const StepReport whole = world.at(noon + hour + 5 * minute);
  BOOST_TEST(whole.runs == 2u);  // and the window before, which had just ended
  BOOST_TEST(whole.alerts.empty());
}

BOOST_AUTO_TEST_CASE(a_near_real_time_rule_tells_of_an_old_event_when_it_arrives) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User", "kind: NRT\neventGroupingSettings:\n  aggregationKind: AlertPerResult\n")});
  world.events.arrive(noon + 1, {{noon, "first", ""}});
  BOOST_TEST(rows_of(world.at(noon + 1)) == (std::vector<std::string>{R"({"User":"first"})"}), boost::test_tools::per_element());
  world.events.arrive(noon + 2, {{noon - 300 * hour, "old", ""}});
  BOOST_TEST(rows_of(world.at(noon + 2)) == (std::vector<std::string>{R"({"User":"old"})"}), boost::test_tools::per_element());
  BOOST_TEST(world.at(noon + 3 * minute).alerts.empty());
}

BOOST_AUTO_TEST_CASE(rows_that_arrive_while_the_process_is_away_are_told_with_their_window) {
  const StateFile file;
  rules::RuntimeOptions options;
  options.state = file.path();
  RuntimeOfATest world(noon, options);
  world.use({rule_text("Events | project User", "eventGroupingSettings:\n  aggregationKind: AlertPerResult\n")});
  world.events.arrive(noon + 1, {{noon + 1, "ann", ""}});
  BOOST_TEST(world.at(noon + minute).alerts.size() == 1u);
  world.runtime.reset();
  world.events.arrive(noon + 2 * minute, {{noon + 2 * minute, "bob", ""}});
  world.restart();
  const StepReport report = world.at(noon + hour + 5 * minute);
  BOOST_TEST(rows_of(report) == (std::vector<std::string>{R"({"User":"bob"})"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_rule_that_fails_for_a_reason_of_its_own_is_disabled_and_an_alert_says_so) {
  RuntimeOfATest world(noon);
  world.options.failures_until_disabled = 3;
  world.options.budget.result_rows = 1;
  world.restart();
  world.use({rule_text("Events | project User"), rule_text("Events | count", "", "22222222-2222-3333-4444-555555555555")});
  world.at(noon);
  for (int i = 0; i < 5; ++i) world.events.arrive(noon + i * hour, {{noon + i * hour, "a", ""}, {noon + i * hour, "b", ""}});
  const StepReport report = world.at(noon + 5 * hour + 5 * minute);
  std::vector<const rules::Alert*> health;
  for (const rules::Alert& alert : report.alerts) {
    if (alert.origin == rules::AlertOrigin::health) health.push_back(&alert);
  }
  BOOST_REQUIRE_EQUAL(health.size(), 1u);
  BOOST_TEST(health.front()->title == "AUTO DISABLED Test rule");
  BOOST_TEST(health.front()->description.find("E_QUERY_RESULT_SET_TOO_LARGE") != std::string::npos);
  const auto states = world.runtime->states();
  BOOST_TEST(states.at(0).disabled);
  BOOST_TEST(!states.at(1).disabled);
  BOOST_TEST(states.at(1).runs == 6u);
  // Another version gets another chance.
  world.use({rule_text("Events | take 1 | project User", "version: 1.0.1\n")});
  BOOST_TEST(!world.runtime->states().front().disabled);
  BOOST_TEST(world.at(noon + 6 * hour + 5 * minute).runs > 0u);
}

BOOST_AUTO_TEST_CASE(a_run_that_took_too_long_is_tried_again_and_then_given_up) {
  RuntimeOfATest world(noon);
  world.options.budget.time = std::chrono::milliseconds(0);
  world.restart();
  world.use({users});
  world.events.arrive(noon, {{noon - minute, "a", ""}});
  std::int64_t now = noon + 5 * minute;
  StepReport report = world.at(now);
  BOOST_TEST(report.runs == 1u);
  BOOST_REQUIRE(!report.diagnostics.empty());
  BOOST_TEST(report.diagnostics.back().diagnostic.code == "E_QUERY_TIMEOUT");
  BOOST_TEST(world.at(now + 30 * tables::ticks_per_second).runs == 0u);
  for (int i = 0; i < 4; ++i) {
    now += minute << i;
    report = world.at(now);
    BOOST_TEST(report.runs == 1u);
  }
  BOOST_REQUIRE_EQUAL(report.alerts.size(), 1u);
  BOOST_TEST(report.alerts.front().title == "NOT EVALUATED Test rule");
  BOOST_TEST(world.runtime->states().front().next_end == noon + hour);
  BOOST_TEST(!world.runtime->states().front().disabled);
}

BOOST_AUTO_TEST_CASE(rules_that_do_not_bind_leave_those_that_run_alone) {
  RuntimeOfATest world(noon);
  world.use({users});
  world.at(noon);
  rules::LoadedRules loaded;
  rules::read_rule("rule.yaml", rule_text("Events | where Usr == 'x'"), loaded);
  const rules::Preparation prepared = world.runtime->prepare(loaded.rules);
  BOOST_TEST(prepared.rules == nullptr);
  BOOST_TEST(rules::has_errors(prepared.diagnostics));
  world.events.arrive(noon, {{noon + minute, "ann", ""}});
  BOOST_TEST(world.at(noon + hour + 5 * minute).alerts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_rule_of_another_frequency_goes_on_behind_what_it_has_seen) {
  RuntimeOfATest world(noon);
  world.use({users});
  world.at(noon + 3 * hour + 5 * minute);
  BOOST_TEST(world.runtime->states().front().next_end == noon + 4 * hour);
  world.use({rule_text("Events | project User", "queryFrequency: 2h\nqueryPeriod: 2h\n")});
  BOOST_TEST(world.runtime->states().front().next_end == noon + 4 * hour);
  world.use({rule_text("Events | project User", "queryFrequency: 30m\nqueryPeriod: 1h\n")});
  BOOST_TEST(world.runtime->states().front().next_end == noon + 2 * hour + 30 * minute);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_state_is_refused_with_its_name) {
  const StateFile file;
  std::FILE* out = std::fopen(file.path().c_str(), "w");
  std::fputs("this is no database, whatever it may look like to others\n", out);
  std::fclose(out);
  rules::RuntimeOptions options;
  options.state = file.path();
  BOOST_CHECK_EXCEPTION(RuntimeOfATest(noon, options), rules::RuntimeStateError,
                        [&](const rules::RuntimeStateError& error) { return std::string(error.what()).find(file.path()) != std::string::npos; });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
