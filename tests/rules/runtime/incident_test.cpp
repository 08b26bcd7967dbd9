// Which alerts become one incident.

#include "world.hpp"

namespace kelpie::tests {

using rules::Incident;
using rules::IncidentStatus;

namespace {

const std::string account = "entityMappings:\n  - entityType: Account\n    fieldMappings:\n      - identifier: FullName\n        columnName: User\n";

std::string grouped(const std::string& settings, const std::string& lookback = "5h") {
  return "eventGroupingSettings:\n  aggregationKind: AlertPerResult\ncustomDetails:\n  Outcome: Result\n" + account +
         "incidentConfiguration:\n  createIncident: true\n  groupingConfiguration:\n    enabled: true\n    lookbackDuration: " + lookback + "\n" + settings;
}

/// An alert an hour from these users, the first at noon.
std::vector<Incident> incidents_of(const std::string& settings, const std::vector<std::string>& users) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User, Result", settings)});
  world.at(noon);
  std::int64_t time = noon;
  for (const std::string& user : users) {
    world.events.arrive(time, {{time + minute, user, user == "ann" ? "bad" : "good"}});
    time += hour;
  }
  world.at(time + 5 * minute);
  return world.runtime->incidents();
}

std::vector<std::size_t> sizes(const std::vector<Incident>& incidents) {
  std::vector<std::size_t> sizes;
  for (const Incident& incident : incidents) sizes.push_back(incident.alert_ids.size());
  return sizes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_incidents)

BOOST_AUTO_TEST_CASE(an_alert_is_an_incident_where_nothing_is_grouped) {
  BOOST_TEST(sizes(incidents_of("", {"ann", "ann", "bob"})) == (std::vector<std::size_t>{1, 1, 1}), boost::test_tools::per_element());
  BOOST_TEST(incidents_of("incidentConfiguration:\n  createIncident: false\n", {"ann"}).empty());
}

BOOST_AUTO_TEST_CASE(alerts_about_the_same_entities_are_one_incident) {
  const auto incidents = incidents_of(grouped("    matchingMethod: AllEntities\n"), {"ann", "bob", "ann", "bob", "ann"});
  BOOST_TEST(sizes(incidents) == (std::vector<std::size_t>{3, 2}), boost::test_tools::per_element());
  BOOST_TEST(incidents.front().title == "Test rule");
}

BOOST_AUTO_TEST_CASE(any_alert_of_the_rule_joins_where_it_is_told_to) {
  BOOST_TEST(sizes(incidents_of(grouped("    matchingMethod: AnyAlert\n"), {"ann", "bob", "cid"})) == (std::vector<std::size_t>{3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_selected_decides) {
  BOOST_TEST(sizes(incidents_of(grouped("    matchingMethod: Selected\n    groupByCustomDetails: [Outcome]\n"), {"ann", "bob", "cid", "ann"})) ==
                 (std::vector<std::size_t>{2, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(sizes(incidents_of(grouped("    matchingMethod: Selected\n    groupByEntities: [Account]\n"), {"ann", "bob", "ann"})) ==
                 (std::vector<std::size_t>{2, 1}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_incident_takes_alerts_for_as_long_as_its_rule_looks_back) {
  BOOST_TEST(sizes(incidents_of(grouped("    matchingMethod: AnyAlert\n", "2h"), {"a", "b", "c", "d", "e", "f"})) == (std::vector<std::size_t>{3, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_incident_that_is_full_is_followed_by_another) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User", grouped("    matchingMethod: AnyAlert\n", "7d"))});
  world.at(noon);
  std::vector<EventsOfATest::Event> events;
  for (int i = 0; i < 100; ++i) events.push_back({noon + minute, "user" + std::to_string(i), ""});
  world.events.arrive(noon, events);
  for (auto& event : events) event.time += hour;
  world.events.arrive(noon + hour, events);
  world.at(noon + 2 * hour + 5 * minute);
  BOOST_TEST(sizes(world.runtime->incidents()) == (std::vector<std::size_t>{150, 50}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_closed_incident_is_opened_again_or_left_as_the_rule_says) {
  for (const bool reopen : {true, false}) {
    RuntimeOfATest world(noon);
    world.use({rule_text("Events | project User", grouped(std::string("    matchingMethod: AnyAlert\n    reopenClosedIncident: ") + (reopen ? "true" : "false") + "\n"))});
    world.at(noon);
    world.events.arrive(noon, {{noon + minute, "ann", ""}});
    const auto report = world.at(noon + hour + 5 * minute);
    BOOST_REQUIRE_EQUAL(report.incidents.size(), 1u);
    BOOST_TEST(report.alerts.front().incident_id == report.incidents.front().id);
    BOOST_TEST(world.runtime->close_incident(report.incidents.front().id));
    world.events.arrive(noon + hour, {{noon + hour + minute, "bob", ""}});
    world.at(noon + 2 * hour + 5 * minute);
    const auto incidents = world.runtime->incidents();
    BOOST_TEST(incidents.size() == (reopen ? 1u : 2u));
    BOOST_TEST((incidents.front().status == (reopen ? IncidentStatus::open : IncidentStatus::closed)));
  }
  RuntimeOfATest world(noon);
  BOOST_TEST(!world.runtime->close_incident("nothing of the kind"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
