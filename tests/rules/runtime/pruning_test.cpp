// What is old is removed from the state, and nothing that is still needed.

#include <set>

#include "rules/runtime/runtime_state.hpp"
#include "world.hpp"

namespace kelpie::tests {

namespace {

constexpr std::int64_t day = 24 * hour;
const std::string users = rule_text("Events | project User", "incidentConfiguration:\n  createIncident: true\n");

rules::RuntimeOptions keeping(std::int64_t time, const StateFile& file) {
  rules::RuntimeOptions options;
  options.state = file.path();
  options.keep = time;
  options.prune_every = std::chrono::milliseconds(0);
  return options;
}

/// An event, and so an alert, an hour.
void let_pass(RuntimeOfATest& world, std::int64_t& time, std::int64_t until, rules::AlertSink* sink) {
  for (; time < until; time += hour) {
    world.events.arrive(time, {{time + minute, "user" + std::to_string(time), ""}});
    world.at(time + hour + 5 * minute);
    if (sink != nullptr)
      static_cast<void>(
          world.runtime->deliver(*sink, std::chrono::steady_clock::now() + std::chrono::seconds(5), 1000));
  }
}

std::size_t alerts_kept(const StateFile& file) {
  return rules::RuntimeState(file.path()).newest_alerts(100'000).size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(state_pruning)

BOOST_AUTO_TEST_CASE(delivered_alerts_are_kept_for_as_long_as_is_said) {
  const StateFile file;
  RuntimeOfATest world(noon, keeping(day, file));
  world.use({users});
  world.at(noon);
  SinkOfATest sink;
  std::int64_t time = noon;
  let_pass(world, time, noon + 3 * day, &sink);
  BOOST_TEST(sink.got.size() == 72u);
  BOOST_TEST(alerts_kept(file) <= 26u);
  BOOST_TEST(alerts_kept(file) >= 24u);
  BOOST_TEST(world.runtime->states().front().alerts == 72u);
}

BOOST_AUTO_TEST_CASE(alerts_that_wait_for_a_sink_stay_however_old_they_are) {
  const StateFile file;
  RuntimeOfATest world(noon, keeping(day, file));
  world.use({users});
  world.at(noon);
  std::int64_t time = noon;
  let_pass(world, time, noon + 3 * day, nullptr);
  BOOST_TEST(alerts_kept(file) == 72u);
  SinkOfATest sink;
  let_pass(world, time, noon + 3 * day + hour, &sink);
  BOOST_TEST(sink.got.size() == 73u);
  let_pass(world, time, noon + 3 * day + 2 * hour, &sink);
  BOOST_TEST(alerts_kept(file) <= 26u);
}

BOOST_AUTO_TEST_CASE(alerts_that_a_sink_refused_wait_no_more) {
  const StateFile file;
  RuntimeOfATest world(noon, keeping(day, file));
  world.use({users});
  world.at(noon);
  SinkOfATest sink;
  sink.answer = {rules::DeliveryResult::rejected, "too large", {}};
  std::int64_t time = noon;
  let_pass(world, time, noon + 3 * day, &sink);
  BOOST_TEST(alerts_kept(file) <= 26u);
}

BOOST_AUTO_TEST_CASE(what_a_rule_needs_is_kept_however_short_the_time) {
  const StateFile file;
  rules::RuntimeOptions options = keeping(1, file);
  options.reconcile = 10;
  RuntimeOfATest world(noon, options);
  world.use({users});
  world.at(noon);
  SinkOfATest sink;
  std::int64_t time = noon;
  let_pass(world, time, noon + 2 * day, &sink);
  // Windows that are looked at again give alerts that are known.
  std::set<std::string> ids;
  for (const rules::Alert& alert : sink.got) BOOST_TEST(ids.insert(alert.id).second);
  BOOST_TEST(alerts_kept(file) < 20u);
}

BOOST_AUTO_TEST_CASE(closed_incidents_go_and_open_ones_stay) {
  const StateFile file;
  RuntimeOfATest world(noon, keeping(day, file));
  world.use({users});
  world.at(noon);
  SinkOfATest sink;
  std::int64_t time = noon;
  let_pass(world, time, noon + 4 * hour, &sink);
  const auto incidents = world.runtime->incidents();
  BOOST_REQUIRE_EQUAL(incidents.size(), 4u);
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(world.runtime->close_incident(incidents[i].id));
  let_pass(world, time, noon + 2 * day, &sink);
  std::set<std::string> left;
  for (const rules::Incident& incident : world.runtime->incidents()) left.insert(incident.id);
  BOOST_TEST(!left.contains(incidents[0].id));
  BOOST_TEST(!left.contains(incidents[2].id));
  BOOST_TEST(left.contains(incidents[3].id));
}

BOOST_AUTO_TEST_CASE(a_closed_incident_stays_for_as_long_as_it_may_be_opened_again) {
  const StateFile file;
  RuntimeOfATest world(noon, keeping(hour, file));
  world.use({rule_text("Events | project User",
                       "incidentConfiguration:\n  createIncident: true\n  groupingConfiguration:\n    enabled: true\n  "
                       "  lookbackDuration: 7d\n"
                       "    matchingMethod: AnyAlert\n    reopenClosedIncident: true\n")});
  world.at(noon);
  SinkOfATest sink;
  std::int64_t time = noon;
  let_pass(world, time, noon + hour, &sink);
  const std::string id = world.runtime->incidents().at(0).id;
  BOOST_TEST(world.runtime->close_incident(id));
  world.at(noon + 3 * day);
  time = noon + 3 * day;
  let_pass(world, time, noon + 3 * day + hour, &sink);
  BOOST_REQUIRE_EQUAL(world.runtime->incidents().size(), 1u);
  BOOST_TEST(world.runtime->incidents().front().id == id);
  BOOST_TEST((world.runtime->incidents().front().status == rules::IncidentStatus::open));
}

BOOST_AUTO_TEST_CASE(what_rules_left_behind_that_are_gone_goes_too) {
  const StateFile file;
  RuntimeOfATest world(noon, keeping(day, file));
  world.use({users});
  world.at(noon);
  SinkOfATest sink;
  std::int64_t time = noon;
  let_pass(world, time, noon + 3 * hour, &sink);
  world.use({rule_text("Events | where User == 'nobody'", "", "22222222-2222-3333-4444-555555555555")});
  world.at(noon + 4 * hour);
  BOOST_TEST(alerts_kept(file) == 3u);
  world.at(noon + 2 * day);
  BOOST_TEST(alerts_kept(file) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
