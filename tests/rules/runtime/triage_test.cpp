#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <sqlite3.h>

#include "rules/runtime/triage_state.hpp"
#include "world.hpp"

namespace kelpie::tests {

namespace {

using rules::Actor;
using rules::IncidentStage;
using rules::IncidentUpdate;
using rules::TriageOutcome;
using rules::TriageState;

constexpr std::size_t plenty = std::size_t{1} << 20;

const std::string entities =
    "eventGroupingSettings:\n  aggregationKind: AlertPerResult\nentityMappings:\n  - entityType: Account\n    "
    "fieldMappings:\n      - identifier: Name\n"
    "        columnName: Name\n      - identifier: UPNSuffix\n        columnName: Suffix\n";
const std::string each_user =
    rule_text("Events | extend Name = tostring(split(User, '@')[0]), Suffix = tostring(split(User, '@')[1])", entities);

rules::RuntimeOptions in(const StateFile& file) {
  rules::RuntimeOptions options;
  options.state = file.path();
  return options;
}

/// Three alerts, of Ann, Bob and Cid, in this order, each with an incident.
void raise_three(RuntimeOfATest& world) {
  world.use({each_user});
  world.at(noon);
  world.events.arrive(
      noon + 4,
      {{noon + 1, "Ann@contoso.com", "0"}, {noon + 2, "Bob@contoso.com", "0"}, {noon + 3, "Cid@fabrikam.com", "0"}});
  world.at(noon + hour + 6 * minute);
}

void run_sql(const StateFile& file, const std::string& sql) {
  sqlite3* database = nullptr;
  BOOST_REQUIRE_EQUAL(sqlite3_open(file.path().c_str(), &database), SQLITE_OK);
  sqlite3_exec(database, "PRAGMA foreign_keys = ON", nullptr, nullptr, nullptr);
  char* error = nullptr;
  const int result = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error);
  BOOST_REQUIRE_MESSAGE(result == SQLITE_OK, (error != nullptr ? error : "") + sql);
  sqlite3_close(database);
}

std::vector<std::int64_t> numbers(TriageState& state, const rules::AlertFilter& filter, std::size_t most = 100) {
  std::vector<std::int64_t> found;
  for (const auto& alert : state.alerts(filter, most, plenty)) found.push_back(alert.number);
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(triage)

BOOST_AUTO_TEST_CASE(alerts_are_found_by_what_they_say) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  raise_three(world);
  TriageState state(file.path());
  using Numbers = std::vector<std::int64_t>;
  BOOST_TEST(numbers(state, {}) == (Numbers{3, 2, 1}));
  BOOST_TEST(numbers(state, {.rule = "11111111-2222-3333-4444-555555555555"}).size() == 3u);
  BOOST_TEST(numbers(state, {.rule = "another"}).empty());
  BOOST_TEST(numbers(state, {.severity = "Low"}).size() == 3u);
  BOOST_TEST(numbers(state, {.severity = "High"}).empty());
  BOOST_TEST(numbers(state, {.entity = "BOB"}) == (Numbers{2}));
  BOOST_TEST(numbers(state, {.entity = "bob@contoso.com"}) == (Numbers{2}));
  BOOST_TEST(numbers(state, {.entity = "contoso.com"}) == (Numbers{2, 1}));
  BOOST_TEST(numbers(state, {.entity = "Account"}).empty());
  BOOST_TEST(numbers(state, {.from = noon + hour}).size() == 3u);
  BOOST_TEST(numbers(state, {.to = noon + hour}).empty());
  BOOST_TEST(numbers(state, {.below = 3}, 1) == (Numbers{2}));
  BOOST_TEST(state.alerts({}, 100, 1).size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_alert_is_acknowledged_once) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  raise_three(world);
  TriageState state(file.path());
  const std::string id = state.alerts({}, 1, plenty).at(0).id;
  BOOST_TEST((state.acknowledge_alert(id, Actor{"ann", 5}, 0) == TriageOutcome::done));
  BOOST_TEST((state.acknowledge_alert(id, Actor{"bob", 6}, 0) == TriageOutcome::outdated));
  BOOST_TEST((state.acknowledge_alert(id, Actor{"bob", 6}, std::nullopt) == TriageOutcome::done));
  BOOST_TEST((state.acknowledge_alert("none", Actor{"bob", 6}, std::nullopt) == TriageOutcome::missing));
  const auto alert = state.alert(id);
  BOOST_REQUIRE(alert && alert->acknowledged);
  BOOST_TEST(alert->acknowledged->name == "ann");
  BOOST_TEST(alert->acknowledged->at == 5);
  BOOST_TEST(numbers(state, {.acknowledged = true}).size() == 1u);
  BOOST_TEST(numbers(state, {.acknowledged = false}).size() == 2u);
}

BOOST_AUTO_TEST_CASE(comments_are_kept_with_who_and_when_and_are_not_without_end) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  raise_three(world);
  TriageState state(file.path());
  const std::string id = state.alerts({}, 1, plenty).at(0).id;
  for (std::size_t i = 0; i < rules::most_comments; ++i) {
    BOOST_TEST_REQUIRE(
        (state.comment_on_alert(id, Actor{"ann", 7}, "'; DROP TABLE alerts; --", std::nullopt) == TriageOutcome::done));
  }
  BOOST_TEST((state.comment_on_alert(id, Actor{"ann", 7}, "one more", std::nullopt) == TriageOutcome::full));
  const auto log = state.log_of_alert(id);
  BOOST_REQUIRE_EQUAL(log.size(), rules::most_comments);
  BOOST_TEST(log.front().text == "'; DROP TABLE alerts; --");
  BOOST_TEST(log.front().by.name == "ann");
  BOOST_TEST(state.alert(id)->comments == rules::most_comments);
  BOOST_TEST(state.log_of_alert(state.alerts({}, 2, plenty).at(1).id).empty());
}

BOOST_AUTO_TEST_CASE(an_incident_goes_from_new_over_active_to_closed_and_back) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  raise_three(world);
  TriageState state(file.path());
  const std::string id = state.incidents({}, 1).at(0).incident.id;
  BOOST_TEST((state.incident(id)->stage == IncidentStage::fresh));
  BOOST_TEST((state.update_incident(id, Actor{"ann", 5}, {.stage = IncidentStage::active, .owner = "ann"},
                                    state.incident(id)->tag()) == TriageOutcome::done));
  BOOST_TEST((state.incident(id)->stage == IncidentStage::active));
  BOOST_TEST(state.incidents({.owner = "ann"}, 10).size() == 1u);
  IncidentUpdate closing{.stage = IncidentStage::closed,
                         .classification = "FalsePositive",
                         .classification_reason = "InaccurateData",
                         .what = "close"};
  BOOST_TEST((state.update_incident(id, Actor{"ann", 6}, closing, std::nullopt) == TriageOutcome::done));
  BOOST_TEST(state.incident(id)->classification == "FalsePositive");
  BOOST_TEST(state.incidents({.stage = IncidentStage::closed}, 10).size() == 1u);
  BOOST_TEST(state.incidents({.stage = IncidentStage::fresh}, 10).size() == 2u);
  // What the runtime sees is the same.
  BOOST_TEST((world.runtime->incidents().at(2).status == rules::IncidentStatus::closed));
  BOOST_TEST((state.update_incident(id, Actor{"bob", 7}, {.stage = IncidentStage::active, .what = "reopen"},
                                    std::nullopt) == TriageOutcome::done));
  BOOST_TEST((world.runtime->incidents().at(2).status == rules::IncidentStatus::open));
  BOOST_TEST(state.incident(id)->classification.empty());
  const auto log = state.log_of_incident(id);
  BOOST_REQUIRE_EQUAL(log.size(), 3u);
  BOOST_TEST(log[0].text == "status: Active, owner: ann");
  BOOST_TEST(log[1].text == "status: Closed, classification: FalsePositive, reason: InaccurateData");
  BOOST_TEST(log[2].what == "reopen");
}

BOOST_AUTO_TEST_CASE(two_analysts_do_not_overwrite_each_other) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  raise_three(world);
  TriageState state(file.path());
  const std::string id = state.incidents({}, 1).at(0).incident.id;
  const std::string seen = state.incident(id)->tag();
  BOOST_TEST((state.update_incident(id, Actor{"ann", 5}, {.owner = "ann"}, seen) == TriageOutcome::done));
  BOOST_TEST((state.update_incident(id, Actor{"bob", 6}, {.owner = "bob"}, seen) == TriageOutcome::outdated));
  BOOST_TEST((state.comment_on_incident(id, Actor{"bob", 6}, "mine", seen) == TriageOutcome::outdated));
  BOOST_TEST(state.incident(id)->owner == "ann");
}

BOOST_AUTO_TEST_CASE(an_alert_that_comes_meanwhile_is_noticed_by_who_closes) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  world.use({rule_text("Events | project User",
                       "incidentConfiguration:\n  createIncident: true\n  groupingConfiguration:\n    enabled: true\n  "
                       "  lookbackDuration: 7d\n"
                       "    matchingMethod: AnyAlert\n    reopenClosedIncident: true\n")});
  world.at(noon);
  world.events.arrive(noon + 1, {{noon + 1, "ann", "0"}});
  world.at(noon + hour + 6 * minute);
  TriageState state(file.path());
  const auto before = state.incidents({}, 1).at(0);
  world.events.arrive(noon + hour + 7 * minute, {{noon + hour + 1, "bob", "0"}});
  world.at(noon + 2 * hour + 6 * minute);
  const std::string id = before.incident.id;
  BOOST_TEST((state.update_incident(id, Actor{"ann", 5}, {.stage = IncidentStage::closed}, before.tag()) ==
              TriageOutcome::outdated));
  BOOST_TEST((state.update_incident(id, Actor{"ann", 5}, {.stage = IncidentStage::closed}, std::nullopt) ==
              TriageOutcome::done));
  // Its rule opens it again: somebody has seen it, so it is not new.
  world.events.arrive(noon + 2 * hour + 7 * minute, {{noon + 2 * hour + 1, "cid", "0"}});
  world.at(noon + 3 * hour + 6 * minute);
  BOOST_TEST((state.incident(id)->stage == IncidentStage::active));
  BOOST_TEST(state.incident(id)->classification.empty());
  BOOST_TEST(state.incidents({.entity = "nobody"}, 10).empty());
}

BOOST_AUTO_TEST_CASE(incidents_are_found_by_whom_their_alerts_are_about) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  raise_three(world);
  TriageState state(file.path());
  BOOST_TEST(state.incidents({.entity = "cid@fabrikam.com"}, 10).size() == 1u);
  BOOST_TEST(state.incidents({.entity = "contoso.com"}, 10).size() == 2u);
  BOOST_TEST(state.incidents({.severity = rules::AlertSeverity::low}, 10).size() == 3u);
  BOOST_TEST(state.incidents({.severity = rules::AlertSeverity::high}, 10).empty());
  BOOST_TEST(state.incidents({.below = 2}, 10).size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_analysts_did_goes_with_what_they_did_it_to) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  raise_three(world);
  {
    TriageState state(file.path());
    const std::string alert = state.alerts({}, 1, plenty).at(0).id;
    const std::string incident = state.incidents({}, 1).at(0).incident.id;
    state.acknowledge_alert(alert, Actor{"ann", 5}, std::nullopt);
    state.comment_on_alert(alert, Actor{"ann", 5}, "gone soon", std::nullopt);
    state.comment_on_incident(incident, Actor{"ann", 5}, "gone soon", std::nullopt);
    state.update_incident(incident, Actor{"ann", 5}, {.stage = IncidentStage::closed}, std::nullopt);
  }
  // As pruning does it, of this version and of those that know nothing of it.
  run_sql(file, "DELETE FROM outbox; DELETE FROM alerts; DELETE FROM incident_alerts; DELETE FROM incidents");
  run_sql(file,
          "CREATE TABLE nothing_left (one CHECK (one = 0)); INSERT INTO nothing_left SELECT (SELECT count(*) FROM "
          "alert_triage) + (SELECT count(*) FROM "
          "incident_triage) + (SELECT count(*) FROM triage_log) + (SELECT count(*) FROM alert_entities)");
}

BOOST_AUTO_TEST_CASE(a_file_of_before_gets_what_it_lacks) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  raise_three(world);
  world.runtime.reset();
  run_sql(file,
          "DROP TRIGGER alert_entities_come; DROP TABLE alert_entities; DROP TABLE triage_log; DROP TABLE "
          "alert_triage; DROP TABLE incident_triage; DROP INDEX "
          "alerts_by_severity");
  run_sql(file, "INSERT INTO alerts (id, rule, window_end, json) VALUES ('broken', 'r', 1, 'no JSON')");
  world.restart();
  TriageState state(file.path());
  BOOST_TEST(state.alerts({.entity = "ann@contoso.com"}, 10, plenty).size() == 1u);
  BOOST_TEST(state.alerts({.severity = "Low"}, 10, plenty).size() == 3u);
  BOOST_TEST(state.alerts({}, 10, plenty).size() == 4u);
}

BOOST_AUTO_TEST_CASE(alerts_are_followed_in_the_order_in_which_they_were_raised) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  TriageState state(file.path());
  BOOST_TEST(state.newest_number() == 0);
  raise_three(world);
  BOOST_TEST(state.newest_number() == 3);
  const auto two = state.alerts_after(0, 2, plenty);
  BOOST_REQUIRE_EQUAL(two.size(), 2u);
  BOOST_TEST(two[0].number == 1);
  BOOST_TEST(state.alerts_after(two[1].number, 10, plenty).size() == 1u);
  BOOST_TEST(state.alerts_after(3, 10, plenty).empty());
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_sink_is_told_with_its_reason) {
  const StateFile file;
  RuntimeOfATest world(noon, in(file));
  raise_three(world);
  TriageState state(file.path());
  BOOST_TEST(state.waiting().at(0).waiting == 3u);
  BOOST_TEST(state.waiting().at(0).reason == "");
  SinkOfATest sink;
  sink.answer = {rules::DeliveryResult::retry, "nobody listens", {}};
  (void)world.runtime->deliver(sink, std::chrono::steady_clock::now() + std::chrono::seconds(1));
  const auto waiting = state.waiting();
  BOOST_REQUIRE_EQUAL(waiting.size(), 1u);
  BOOST_TEST(waiting[0].oldest == 1);
  BOOST_TEST(waiting[0].reason == "nobody listens");
  BOOST_TEST(state.counts().open_incidents == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
