#include <chrono>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "tests/plugin/abi/life.hpp"

using namespace kelpie::plugin::test;

namespace {

/// Runs each hour over the hour before.
const std::string hourly =
    "id: 0a1b2c3d-0000-4000-8000-000000000002\nname: Hourly\ndescription: A rule of a test\nseverity: High\n"
    "version: 1.0.0\nkind: Scheduled\ntactics: [InitialAccess]\nqueryFrequency: 1h\nqueryPeriod: 1h\n"
    "triggerOperator: gt\ntriggerThreshold: 0\n"
    "query: |\n  SigninLogs | summarize Count = count() by UserPrincipalName\n";

constexpr std::int64_t minute = 60 * second;

struct ClockLife : ScratchFolder, Life {
  ClockLife() : Life(ScratchFolder::path()) {
    write("rules/hourly.yaml", hourly);
    more = ",\"delay\":\"0s\"";
  }
};

void give_time() { std::this_thread::sleep_for(std::chrono::milliseconds(500)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(abi_clock)

BOOST_AUTO_TEST_CASE(rules_run_when_the_hosts_clock_says) {
  ClockLife life;
  fake_host_set_time(life.host, nine - 10 * minute);
  life.begin();
  life.store(1, sign_ins("a", 3));
  give_time();
  BOOST_TEST(fake_host_delivery_count(life.host) == 0);
  BOOST_TEST(life.query("print now()") == "[\"2026-03-01T08:50:00.0000000Z\"]\n");
  fake_host_set_time(life.host, nine + second);
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
  BOOST_TEST(life.deliveries().front().title == "Hourly");
}

BOOST_AUTO_TEST_CASE(a_clock_that_goes_back_runs_nothing_twice) {
  ClockLife life;
  fake_host_set_time(life.host, nine - 10 * minute);
  life.begin();
  life.store(1, sign_ins("a", 3));
  give_time();
  fake_host_set_time(life.host, nine + second);
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
  fake_host_set_time(life.host, nine - 50 * minute);
  life.store(2, sign_ins("b", 3));
  give_time();
  fake_host_set_time(life.host, nine + 2 * second);
  give_time();
  BOOST_TEST(fake_host_delivery_count(life.host) == 1);
  // A wildly wrong clock is no reason to end.
  for (const std::int64_t time : {INT64_MIN, std::int64_t{-1}, std::int64_t{1}}) {
    fake_host_set_time(life.host, time);
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    BOOST_TEST(life.query("SigninLogs | count") == "[6]\n");
  }
  fake_host_set_time(life.host, nine + 3 * second);
  BOOST_TEST(fake_host_delivery_count(life.host) == 1);
}

BOOST_AUTO_TEST_CASE(two_weeks_in_a_moment) {
  ClockLife life;
  fake_host_set_time(life.host, nine - 10 * minute);
  life.begin();
  life.store(1, sign_ins("a", 3));
  give_time();
  fake_host_set_time(life.host, nine + 14 * 24 * 60 * minute);
  BOOST_TEST(plugin().drain(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(fake_host_delivery_count(life.host) == 1);
}

BOOST_AUTO_TEST_CASE(a_clock_that_stands_still_delays_no_event_and_no_waiting) {
  ClockLife life;
  fake_host_set_time(life.host, nine);
  life.begin();
  for (std::uint64_t cookie = 1; cookie <= 3; ++cookie) life.store(cookie, sign_in(std::to_string(cookie)));
  BOOST_TEST(life.query("SigninLogs | count") == "[3]\n");
  BOOST_TEST(plugin().quiesce(life.instance, 5'000, nullptr) == KELPIE_OK);
}

BOOST_AUTO_TEST_SUITE_END()
