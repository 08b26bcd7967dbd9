// What an instance is told, and how wrong words are told.

#include "plugin/instance/configuration.hpp"

#include <boost/test/unit_test.hpp>

#include "plugin/instance/plugin_error.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

using namespace kelpie;
using namespace kelpie::plugin;

namespace {

std::string refusal_of(std::string_view text) {
  try {
    static_cast<void>(read_configuration(text));
  } catch (const PluginError& wrong) {
    BOOST_TEST(wrong.code() == KELPIE_REFUSED);
    BOOST_TEST(tables::parse_json(wrong.detail()).has_value(), "the detail is JSON: " << wrong.detail());
    return wrong.what();
  }
  return "nothing was refused";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(instance_configuration)

BOOST_AUTO_TEST_CASE(a_store_is_enough) {
  const InstanceConfiguration read = read_configuration(R"({"store": "/var/lib/kelpie"})");
  BOOST_TEST(read.store == "/var/lib/kelpie");
  BOOST_TEST(read.state == "/var/lib/kelpie.state");
  BOOST_TEST(read.delay == 5 * tables::ticks_per_minute);
  BOOST_TEST(read.clock == "wall");
  BOOST_TEST(!read.trust_others);
}

BOOST_AUTO_TEST_CASE(every_key_is_taken) {
  const InstanceConfiguration read = read_configuration(R"({
    "store": "s", "state": "t", "rules": ["a", "b"], "schemas": ["c"], "functions": ["d"], "watchlists": ["e"], "external": ["f"], "maxmind": "g",
    "workspace_id": "h", "dead_letters": "i", "retention": "90d", "delay": "0s", "reconcile": 2, "query_seconds": 10, "run_seconds": 20,
    "start": "2026-03-01T08:00:00Z", "clock": "events", "rules_must_be_sound": true, "trust_others": true})");
  BOOST_TEST(read.state == "t");
  BOOST_TEST((read.rules == std::vector<std::string>{"a", "b"}));
  BOOST_TEST(read.retention == 90 * tables::ticks_per_day);
  BOOST_TEST(read.delay == 0);
  BOOST_TEST(read.reconcile == 2);
  BOOST_TEST(read.start == tables::parse_datetime("2026-03-01T08:00:00Z").value());
  BOOST_TEST(read.rules_must_be_sound);
  BOOST_TEST(read.trust_others);
}

BOOST_AUTO_TEST_CASE(everything_that_is_wrong_is_told_with_its_place) {
  const std::string refusal =
      refusal_of("{\"store\": \"s\",\n \"rule\": [],\n \"reconcile\": 101,\n \"clock\": \"sun\"}");
  BOOST_TEST(refusal ==
             "configuration:2:2: there is no key 'rule'; did you mean 'rules' or 'rules_must_be_sound'?\n"
             "configuration:3:15: reconcile: expected a whole number from 0 to 100, found '101'\n"
             "configuration:4:11: clock: expected 'wall' or 'events', found 'sun'");
}

BOOST_AUTO_TEST_CASE(a_configuration_without_a_store_is_refused) {
  BOOST_TEST(refusal_of("{}") == "configuration:1:1: the key 'store' is missing: Folder of the events; it is made when there is none.");
  BOOST_TEST(refusal_of(R"({"store": ""})") == "configuration:1:11: store: expected a text that is not empty, found ''");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_is_refused) {
  BOOST_TEST(refusal_of("").find("found nothing") != std::string::npos);
  BOOST_TEST(refusal_of("[1]").find("found a list") != std::string::npos);
  BOOST_TEST(refusal_of("{\"store\": ").starts_with("configuration:1:"));
  BOOST_TEST(refusal_of(R"({"store": "a", "store": "b"})").find("there twice") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_number_is_no_path) {
  BOOST_TEST(refusal_of(R"({"store": 7})").starts_with("configuration:1:11: store: expected a text that is not empty, found '7'"));
  BOOST_TEST(refusal_of(R"({"store": true})").find("expected a text that is not empty, found 'true'") != std::string::npos);
  BOOST_TEST(refusal_of(R"({"store": "s", "rules": [1]})").find("rules: expected a list of paths, found '1' in it") != std::string::npos);
  BOOST_TEST(read_configuration(R"({"store": "7"})").store == "7");
  BOOST_TEST(read_configuration("store: /var/lib/kelpie").store == "/var/lib/kelpie");
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused) {
  BOOST_TEST(refusal_of(std::string(100'000, '[')).starts_with("configuration:"));
  BOOST_TEST(refusal_of("{\"rules\": " + std::string(100'000, '{')).starts_with("configuration:"));
}

BOOST_AUTO_TEST_CASE(the_schema_is_json_and_knows_every_key) {
  const std::string schema = configuration_schema();
  const auto bytes = tables::parse_json(schema);
  BOOST_REQUIRE(bytes.has_value());
  for (const char* key : {"store", "rules", "retention", "delay", "clock", "trust_others"})
    BOOST_TEST(schema.find("\"" + std::string(key) + "\":{") != std::string::npos, key);
}

BOOST_AUTO_TEST_SUITE_END()
