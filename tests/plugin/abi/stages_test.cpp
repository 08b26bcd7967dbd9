#include <array>
#include <chrono>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "tests/plugin/abi/life.hpp"

using namespace kelpie::plugin::test;

BOOST_AUTO_TEST_SUITE(abi_stages)

BOOST_AUTO_TEST_CASE(calls_before_start) {
  OwnLife life;
  BOOST_REQUIRE(life.init() == KELPIE_OK);
  Error error;
  BOOST_TEST(life.push(1, sign_in("a"), 0, error.out()) == KELPIE_STOPPED);
  BOOST_TEST(error.message() == "push: the instance was not started");
  BOOST_TEST(plugin().drain(life.instance, 0, nullptr) == KELPIE_STOPPED);
  BOOST_TEST(plugin().quiesce(life.instance, 0, nullptr) == KELPIE_STOPPED);
  BOOST_TEST(plugin().resume(life.instance, nullptr) == KELPIE_STOPPED);
  BOOST_TEST(plugin().flush(life.instance, 0, nullptr) == KELPIE_OK);
  BOOST_TEST(life.credit().in_flight == 0);
  BOOST_TEST(life.query("SigninLogs | count") == "[0]\n");
  BOOST_TEST(life.inspect(KELPIE_TABLES).find("SigninLogs") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_instance_is_started_once) {
  OwnLife life;
  life.begin();
  BOOST_TEST(plugin().start(life.instance, nullptr) == KELPIE_WRONG_USE);
  life.store(1, sign_in("a"));
  BOOST_TEST(plugin().stop(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(plugin().stop(life.instance, 0, nullptr) == KELPIE_OK);
  Error error;
  BOOST_TEST(plugin().start(life.instance, error.out()) == KELPIE_STOPPED);
  BOOST_TEST(life.push(2, sign_in("b"), 0) == KELPIE_STOPPED);
  BOOST_TEST(plugin().drain(life.instance, 0, nullptr) == KELPIE_STOPPED);
  BOOST_TEST(life.query("SigninLogs | count").starts_with("7 "));
}

BOOST_AUTO_TEST_CASE(draining_takes_nothing_more_and_finishes_what_was_taken) {
  OwnLife life;
  life.begin();
  for (std::uint64_t cookie = 1; cookie <= 20; ++cookie)
    BOOST_REQUIRE(life.push(cookie, sign_in(std::to_string(cookie), 1, "50126")) == KELPIE_OK);
  BOOST_TEST(plugin().drain(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(life.credit().durable == 20);
  BOOST_TEST(life.deliveries().size() == 20);
  BOOST_TEST(life.push(21, sign_in("x"), 0) == KELPIE_STOPPED);
  BOOST_TEST(life.query("SigninLogs | count") == "[20]\n");
}

BOOST_AUTO_TEST_CASE(closing_without_stopping) {
  OwnLife life;
  life.begin();
  life.store(1, sign_in("a"));
  fake_host_answer(life.host, std::array<kelpie_delivery, 1>{KELPIE_RETRY}.data(), 1);
  plugin().close(life.instance);
  life.instance = nullptr;
  fake_host_seal(life.host);
}

BOOST_AUTO_TEST_CASE(stop_says_when_batches_are_not_durable) {
  OwnLife life;
  fake_host_hold_durable(life.host, 1);
  life.begin();
  BOOST_REQUIRE(life.push(1, sign_in("a")) == KELPIE_OK);
  BOOST_REQUIRE(fake_host_wait_durable(life.host, 1, long_enough));
  BOOST_REQUIRE(life.push(2, sign_in("b")) == KELPIE_OK);
  std::thread release([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    fake_host_hold_durable(life.host, 0);
  });
  BOOST_TEST(life.end(50) == KELPIE_TIMEOUT);
  release.join();
}

BOOST_AUTO_TEST_CASE(stop_waits_for_a_drain_of_another_thread) {
  OwnLife life;
  fake_host_answer(life.host, std::array<kelpie_delivery, 1>{KELPIE_RETRY}.data(), 1);
  life.begin();
  life.store(1, sign_in("bad", 1, "50126"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
  std::thread drain([&] { static_cast<void>(plugin().drain(life.instance, 1'500, nullptr)); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(plugin().stop(life.instance, 100, nullptr) == KELPIE_OK);
  const auto took = std::chrono::steady_clock::now() - begin;
  drain.join();
  BOOST_TEST(std::chrono::duration_cast<std::chrono::milliseconds>(took).count() < 5'000);
}

BOOST_AUTO_TEST_CASE(two_instances_on_two_stores) {
  OwnLife one, other;
  one.begin();
  other.begin();
  one.store(1, sign_in("a"));
  other.store(1, sign_ins("b", 2));
  BOOST_TEST(one.query("SigninLogs | count") == "[1]\n");
  BOOST_TEST(other.query("SigninLogs | count") == "[2]\n");
  one.end();
  other.store(2, sign_in("c"));
  BOOST_TEST(other.query("SigninLogs | count") == "[3]\n");
}

BOOST_AUTO_TEST_CASE(a_second_instance_on_one_store_is_refused_by_name) {
  const ScratchFolder folder;
  folder.write("rules/failure.yaml", failure_rule());
  Life one(folder.path()), other(folder.path());
  one.begin();
  Error error;
  BOOST_TEST(other.init(error.out()) == KELPIE_UNAVAILABLE);
  BOOST_TEST(other.instance == nullptr);
  BOOST_TEST(error.message().find("fake host 1") != std::string::npos, error.message());
  BOOST_TEST(error.message().find(std::to_string(getpid())) != std::string::npos, error.message());
  one.end();
  other.begin();
}

BOOST_AUTO_TEST_CASE(limits_that_are_too_small_name_what_is_needed) {
  struct Case {
    kelpie_limits limits;
    const char* least;
  };
  for (const auto& [limits, least] :
       {Case{{sizeof(kelpie_limits), 2, 0, 0, 0, 0}, "3"}, Case{{sizeof(kelpie_limits), 0, 1024, 0, 0, 0}, "67108864"},
        Case{{sizeof(kelpie_limits), 0, 0, 1, 0, 0}, "256"}, Case{{sizeof(kelpie_limits), 0, 0, 0, 1, 0}, "1024"},
        Case{{sizeof(kelpie_limits), 0, 0, 0, 0, 1}, "4096"}}) {
    OwnLife life;
    life.limits = limits;
    Error error;
    BOOST_TEST(life.init(error.out()) == KELPIE_LIMIT);
    BOOST_TEST(error.message().find(least) != std::string::npos, error.message());
  }
}

BOOST_AUTO_TEST_CASE(a_configuration_that_is_wrong_says_where) {
  Error error;
  BOOST_TEST(plugin().configuration_check(text_of("{\n \"store\": \"s\",\n \"rulse\": []}"), error.out()) ==
             KELPIE_REFUSED);
  BOOST_REQUIRE(error.get() != nullptr);
  BOOST_TEST(error.get()->code == KELPIE_REFUSED);
  BOOST_TEST(error.get()->line == 3);
  BOOST_TEST(error.message().find("rulse") != std::string::npos, error.message());
  BOOST_TEST(error.detail().starts_with("[{"), error.detail());
  BOOST_TEST(plugin().configuration_check(text_of("{\"store\": \"s\"}"), error.out()) == KELPIE_OK);
  BOOST_TEST(error.get() == nullptr);
  kelpie_document* schema = nullptr;
  BOOST_REQUIRE(plugin().configuration_schema(&schema, nullptr) == KELPIE_OK);
  BOOST_TEST(taken(schema).find("2020-12") != std::string::npos);
  kelpie_document* description = nullptr;
  BOOST_REQUIRE(plugin().describe(&description, nullptr) == KELPIE_OK);
  BOOST_TEST(taken(description).find("\"abi\":\"1.0\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(rules_that_others_may_write_are_refused) {
  OwnLife life;
  life.write("rules/failure.yaml", failure_rule(), 0666);
  Error error;
  BOOST_TEST(life.init(error.out()) == KELPIE_REFUSED);
  BOOST_TEST(error.message().find("chmod o-w") != std::string::npos, error.message());
  life.more = ",\"trust_others\":true";
  life.begin();
}

BOOST_AUTO_TEST_SUITE_END()
