// Alerts that are told on arrival: of more rows than are told one by one they are the same, whenever the process began
// and however often it began again.

#include <set>

#include "world.hpp"

namespace kelpie::tests {

namespace {

const std::string near_real_time = "kind: NRT\neventGroupingSettings:\n  aggregationKind: AlertPerResult\n";
const std::string hourly = "eventGroupingSettings:\n  aggregationKind: AlertPerResult\n";

/// When a process of the test does what.
struct Course {
  std::size_t first_step = 0;      // appends before the first step
  std::size_t steps_every = 1;     // appends between two steps
  std::size_t restarts_every = 0;  // steps between two processes; 0: there is one
};

std::set<std::string> ids_of(const rules::StepReport& report) {
  std::set<std::string> ids;
  for (const rules::Alert& alert : report.alerts) ids.insert(alert.id);
  return ids;
}

/// All alerts about these users, one an append, a tick apart, when their window is over.
std::set<std::string> alerts_of(const std::string& rule, const std::vector<std::string>& users, const Course& course) {
  const StateFile file;
  rules::RuntimeOptions options;
  options.state = file.path();
  options.start = noon;
  RuntimeOfATest world(noon, options);
  world.use({rule});
  std::set<std::string> ids;
  std::size_t steps = 0;
  for (std::size_t i = 0; i < users.size(); ++i) {
    const std::int64_t time = noon + 1 + static_cast<std::int64_t>(i);
    if (i >= course.first_step && (i - course.first_step) % course.steps_every == 0) {
      ids.merge(ids_of(world.at(time)));
      if (course.restarts_every > 0 && ++steps % course.restarts_every == 0) world.restart();
    }
    world.events.arrive(time, {{time, users[i], i % 3 == 0 ? "bad" : "good"}});
  }
  ids.merge(ids_of(world.at(noon + 2 * hour)));
  return ids;
}

void check_courses(const std::string& rule, const std::vector<std::string>& users, std::size_t expected) {
  const std::set<std::string> undisturbed = alerts_of(rule, users, {});
  BOOST_TEST(undisturbed.size() == expected);
  for (const Course& course : {Course{20, 1, 0}, Course{users.size(), 1, 0}, Course{3, 7, 1}, Course{0, 1, 1},
                               Course{41, 13, 2}, Course{0, 50, 1}}) {
    BOOST_TEST_CONTEXT("first step after " << course.first_step << ", then after each " << course.steps_every) {
      BOOST_TEST((alerts_of(rule, users, course) == undisturbed));
    }
  }
}

std::vector<std::string> different_users(std::size_t count) {
  std::vector<std::string> users;
  for (std::size_t i = 0; i < count; ++i) users.push_back("user" + std::to_string(i * 7919 % 1000));
  return users;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(alerts_on_arrival)

BOOST_AUTO_TEST_CASE(rows_of_an_open_window_that_were_there_before_the_first_step_are_told_at_it) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User", hourly)});
  world.events.arrive(noon + 1, {{noon + 1, "ann", ""}});
  world.events.arrive(noon + 2, {{noon - 2 * hour, "of a window that nobody looks at", ""}});
  const rules::StepReport report = world.at(noon + minute);
  BOOST_REQUIRE_EQUAL(report.alerts.size(), 1u);
  BOOST_TEST(report.alerts.front().window_end == noon + hour);
  BOOST_TEST(world.runtime->states().front().late_rows == 0u);
  BOOST_TEST(world.at(noon + hour + 5 * minute).alerts.empty());
}

BOOST_AUTO_TEST_CASE(a_rule_that_joins_others_is_told_of_what_its_open_windows_hold) {
  RuntimeOfATest world(noon);
  world.use({rule_text("Events | project User, Result", hourly)});
  world.events.arrive(noon + 1, {{noon + 1, "ann", ""}});
  world.at(noon + 2);
  world.use({rule_text("Events | project User, Result", hourly),
             rule_text("Events | project User", hourly, "22222222-2222-3333-4444-555555555555")});
  BOOST_TEST(world.at(noon + 3).alerts.size() == 1u);
  BOOST_TEST(world.at(noon + 4).alerts.empty());
}

BOOST_AUTO_TEST_CASE(the_first_rows_are_told_one_by_one_whenever_a_near_real_time_rule_began) {
  check_courses(rule_text("Events | project User", near_real_time), different_users(80), 30);
}

BOOST_AUTO_TEST_CASE(the_first_rows_are_told_one_by_one_whenever_a_scheduled_rule_began) {
  check_courses(rule_text("Events | project TimeGenerated, User", hourly), different_users(230), 150);
}

BOOST_AUTO_TEST_CASE(the_first_to_arrive_are_told_in_whatever_order_the_query_gives_them) {
  check_courses(rule_text("Events | project User | sort by User asc", near_real_time), different_users(80), 30);
}

BOOST_AUTO_TEST_CASE(rows_that_are_equal_are_told_apart_by_their_number) {
  std::vector<std::string> users;
  for (std::size_t i = 0; i < 80; ++i) users.push_back(i % 5 == 4 ? "other" + std::to_string(i) : "ann");
  check_courses(rule_text("Events | project User", near_real_time), users, 30);
  users.resize(20);
  check_courses(rule_text("Events | project User", near_real_time), users, 20);
}

BOOST_AUTO_TEST_CASE(an_append_of_more_rows_than_there_is_room_for_is_told_in_part) {
  const auto alerts = [](bool at_once) {
    rules::RuntimeOptions options;
    options.start = noon;
    RuntimeOfATest world(noon, options);
    world.use({rule_text("Events | project User | sort by User asc", near_real_time)});
    std::set<std::string> ids;
    for (const std::int64_t time : {noon + 1, noon + 2}) {
      std::vector<EventsOfATest::Event> events;
      for (const std::string& user : different_users(50))
        events.push_back({time, user + (time > noon + 1 ? "b" : "a"), ""});
      world.events.arrive(time, events);
      if (!at_once) ids.merge(ids_of(world.at(time)));
    }
    ids.merge(ids_of(world.at(noon + 5 * minute)));
    BOOST_TEST(ids.size() == 30u);
    return ids;
  };
  BOOST_TEST((alerts(true) == alerts(false)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
