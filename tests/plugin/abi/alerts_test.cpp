#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>

#include <boost/test/unit_test.hpp>

#include "tests/plugin/abi/life.hpp"

using namespace kelpie::plugin::test;

namespace {

template <std::size_t count>
void answers(fake_host* host, const kelpie_delivery (&script)[count]) {
  fake_host_answer(host, script, count);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(abi_alerts)

BOOST_AUTO_TEST_CASE(an_alert_comes_as_its_event_is_stored) {
  OwnLife life;
  life.begin();
  life.store(1, sign_in("good") + sign_in("bad", 1, "50126"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
  const fake_delivery alert = life.deliveries().front();
  BOOST_TEST(alert.title == "Failed");
  BOOST_TEST(alert.rule_id == "0a1b2c3d-0000-4000-8000-000000000001");
  BOOST_TEST(alert.severity == KELPIE_MEDIUM);
  BOOST_TEST(alert.origin == KELPIE_DETECTION);
  BOOST_TEST(alert.row_count == 1);
  const std::unique_ptr<char, void (*)(void*)> json(fake_host_last_json(life.host), std::free);
  const std::string text = json.get();
  for (const char* part : {"\"id\":\"", "\"title\":\"Failed\"", "\"severity\":\"Medium\"", "\"origin\":\"detection\"",
                           "\"rows\":[{", "\"Id\":\"bad\""})
    BOOST_TEST(text.find(part) != std::string::npos, part << " in " << text);
}

BOOST_AUTO_TEST_CASE(an_alert_is_told_until_the_host_has_it) {
  OwnLife life;
  answers(life.host, {KELPIE_RETRY, 4711, -1, KELPIE_DELIVERED});
  life.begin();
  life.store(1, sign_in("bad", 1, "50126"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 2, long_enough));
  const auto told = life.deliveries();
  BOOST_TEST(told[0].id == told[1].id);
  // After about a second, no sooner.
  BOOST_TEST(told[1].at - told[0].at > 700'000'000);
}

BOOST_AUTO_TEST_CASE(alerts_behind_one_that_must_wait_are_not_blamed_on_the_host) {
  OwnLife life;
  answers(life.host, {KELPIE_RETRY, KELPIE_DELIVERED, KELPIE_DELIVERED});
  life.begin();
  life.store(1, sign_in("a", 1, "50126") + sign_in("b", 2, "50126"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 3, long_enough));
  BOOST_TEST(fake_host_logged(life.host, "no answer") == 0u);
  BOOST_TEST(fake_host_logged(life.host, "does not take alerts just now") > 0u);
}

BOOST_AUTO_TEST_CASE(an_alert_waits_for_the_next_start_under_the_same_id) {
  const ScratchFolder folder;
  folder.write("rules/failure.yaml", failure_rule());
  std::string id;
  {
    Life life(folder.path());
    answers(life.host, {KELPIE_RETRY});
    life.begin();
    life.store(1, sign_in("bad", 1, "50126"));
    BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
    id = life.deliveries().front().id;
  }
  {
    // A host that takes no alerts at all leaves them there.
    Life life(folder.path());
    life.services.deliver = nullptr;
    life.begin();
    life.store(1, sign_in("good"));
  }
  {
    Life life(folder.path());
    life.begin();
    BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
    BOOST_TEST(life.deliveries().front().id == id);
  }
  Life life(folder.path());
  life.begin();
  BOOST_TEST(plugin().drain(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(life.deliveries().size() == 0);
}

BOOST_AUTO_TEST_CASE(a_rejected_alert_is_told_once) {
  OwnLife life;
  answers(life.host, {KELPIE_REJECT, KELPIE_DELIVERED});
  life.begin();
  life.store(1, sign_in("bad", 1, "50126") + sign_in("worse", 2, "50053"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 2, long_enough));
  BOOST_TEST(plugin().drain(life.instance, long_enough, nullptr) == KELPIE_OK);
  const auto told = life.deliveries();
  BOOST_REQUIRE(told.size() == 2);
  BOOST_TEST(told[0].id != told[1].id);
  BOOST_TEST(fake_host_logged(life.host, told[0].id) >= 1);
  BOOST_TEST(life.inspect(KELPIE_STATISTICS).find("\"alerts_rejected_total\":1") != std::string::npos,
             life.inspect(KELPIE_STATISTICS));
}

BOOST_AUTO_TEST_CASE(a_slow_host_keeps_neither_events_nor_queries_waiting) {
  OwnLife life;
  fake_host_delay(life.host, 700, 0);
  life.begin();
  life.store(1, sign_in("bad", 1, "50126") + sign_in("worse", 2, "50053"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
  life.store(2, sign_in("good", 3));
  BOOST_TEST(life.query("SigninLogs | count") == "[3]\n");
  BOOST_TEST(life.deliveries().size() == 1);
}

BOOST_AUTO_TEST_CASE(draining_says_whether_alerts_are_left) {
  OwnLife life;
  answers(life.host, {KELPIE_RETRY});
  life.begin();
  life.store(1, sign_in("bad", 1, "50126"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
  BOOST_TEST(plugin().drain(life.instance, 100, nullptr) == KELPIE_TIMEOUT);
  // Still so when it is asked again; and done when the host takes them.
  BOOST_TEST(plugin().drain(life.instance, 100, nullptr) == KELPIE_TIMEOUT);
  answers(life.host, {KELPIE_DELIVERED});
  BOOST_TEST(plugin().drain(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(life.deliveries().back().answer == KELPIE_DELIVERED);
}

BOOST_AUTO_TEST_CASE(quiesced_rules_are_silent_and_events_go_on) {
  OwnLife life;
  life.begin();
  BOOST_TEST(plugin().quiesce(life.instance, long_enough, nullptr) == KELPIE_OK);
  life.store(1, sign_in("bad", 1, "50126"));
  BOOST_TEST(!fake_host_wait_deliveries(life.host, 1, 700));
  BOOST_TEST(plugin().quiesce(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(plugin().resume(life.instance, nullptr) == KELPIE_OK);
  BOOST_TEST(fake_host_wait_deliveries(life.host, 1, long_enough));
  BOOST_TEST(plugin().resume(life.instance, nullptr) == KELPIE_OK);
}

BOOST_AUTO_TEST_SUITE_END()
