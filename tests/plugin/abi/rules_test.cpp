#include <boost/test/unit_test.hpp>

#include "tests/plugin/abi/life.hpp"

using namespace kelpie::plugin::test;

namespace {

kelpie_rules* prepared(const Life& life, const std::string& path) {
  const kelpie_text paths = text_of(path);
  kelpie_rules* rules = nullptr;
  Error error;
  BOOST_REQUIRE_MESSAGE(plugin().rules_prepare(life.instance, &paths, 1, &rules, nullptr, error.out()) == KELPIE_OK,
                        error.message());
  BOOST_REQUIRE(rules != nullptr);
  return rules;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(abi_rules)

BOOST_AUTO_TEST_CASE(committed_rules_take_the_place_of_the_old_ones) {
  OwnLife life;
  life.begin();
  life.store(1, sign_in("a", 0, "50126"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
  life.write("rules/failure.yaml", failure_rule("Renamed"));
  kelpie_rules* const dropped = prepared(life, life / "rules");
  kelpie_rules* const rules = prepared(life, life / "rules/failure.yaml");
  plugin().rules_abort(dropped);
  // Prepared, and not committed: the old ones run.
  life.store(2, sign_in("b", 1, "50126"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 2, long_enough));
  BOOST_TEST(life.deliveries()[1].title == "Failed");
  BOOST_TEST(plugin().rules_commit(life.instance, rules, nullptr) == KELPIE_OK);
  life.store(3, sign_in("c", 2, "50126"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 3, long_enough));
  BOOST_TEST(life.deliveries()[2].title == "Renamed");
}

BOOST_AUTO_TEST_CASE(rules_that_are_not_sound_leave_the_old_ones) {
  OwnLife life;
  life.begin();
  std::string wrong = failure_rule("Wrong");
  wrong.replace(wrong.find("ResultType"), 10, "ResultTipe");
  life.write("rules/failure.yaml", wrong);
  kelpie_rules* rules = nullptr;
  kelpie_document* warnings = nullptr;
  Error error;
  BOOST_TEST(plugin().rules_prepare(life.instance, nullptr, 0, &rules, &warnings, error.out()) == KELPIE_REFUSED);
  BOOST_TEST(rules == nullptr);
  BOOST_TEST(warnings == nullptr);
  BOOST_REQUIRE(error.get() != nullptr);
  BOOST_TEST(string_of(error.get()->file).find("failure.yaml") != std::string::npos);
  BOOST_TEST(error.get()->line > 0);
  BOOST_TEST(error.detail().find("ResultTipe") != std::string::npos, error.detail());
  life.store(1, sign_in("a", 0, "50126"));
  BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
  BOOST_TEST(life.deliveries()[0].title == "Failed");
}

BOOST_AUTO_TEST_CASE(all_that_is_wrong_with_rules_is_told_at_once) {
  OwnLife life;
  life.begin();
  std::string wrong = failure_rule("Wrong");
  wrong.replace(wrong.find("ResultType"), 10, "ResultTipe");
  life.write("rules/failure.yaml", wrong);
  life.write("rules/broken.yaml", "id: [\n");
  kelpie_rules* rules = nullptr;
  Error error;
  BOOST_TEST(plugin().rules_prepare(life.instance, nullptr, 0, &rules, nullptr, error.out()) == KELPIE_REFUSED);
  BOOST_TEST(error.detail().find("ResultTipe") != std::string::npos, error.detail());
  BOOST_TEST(error.detail().find("broken.yaml") != std::string::npos, error.detail());
}

BOOST_AUTO_TEST_CASE(rules_that_others_may_write_are_not_prepared) {
  OwnLife life;
  life.begin();
  const std::string path = life.write("other/failure.yaml", failure_rule("Other"), 0666);
  const kelpie_text paths = text_of(path);
  kelpie_rules* rules = nullptr;
  Error error;
  BOOST_TEST(plugin().rules_prepare(life.instance, &paths, 1, &rules, nullptr, error.out()) == KELPIE_REFUSED);
  BOOST_TEST(error.message().find("chmod o-w") != std::string::npos, error.message());
}

BOOST_AUTO_TEST_CASE(rules_of_another_instance_are_refused_and_used_up) {
  OwnLife one, other;
  one.begin();
  other.begin();
  kelpie_rules* const rules = prepared(one, one / "rules");
  Error error;
  BOOST_TEST(plugin().rules_commit(other.instance, rules, error.out()) == KELPIE_WRONG_USE);
  BOOST_TEST(error.message().find("another instance") != std::string::npos, error.message());
  one.end();
  other.store(1, sign_in("a", 0, "50126"));
  BOOST_REQUIRE(fake_host_wait_deliveries(other.host, 1, long_enough));
}

BOOST_AUTO_TEST_CASE(rules_are_used_up_by_a_commit_that_fails) {
  OwnLife life;
  life.begin();
  kelpie_rules* const rules = prepared(life, life / "rules");
  BOOST_TEST(plugin().stop(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(plugin().rules_commit(life.instance, rules, nullptr) == KELPIE_STOPPED);
}

BOOST_AUTO_TEST_SUITE_END()
