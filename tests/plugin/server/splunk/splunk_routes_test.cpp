// Splunk's event collector as shippers speak it.

#include <boost/test/unit_test.hpp>

#include "../intake/routed.hpp"
#include "plugin/server/api/routes.hpp"

namespace kelpie::tests {

namespace {

struct Collector : Routed {
  explicit Collector(std::uint64_t most_bytes = std::uint64_t{64} << 20)
      : Routed(server::add_splunk_routes, most_bytes) {}
};

std::string event_of(int number) {
  return "{\"sourcetype\":\"azure:aad:signin\",\"event\":" + sign_in(number).substr(0, sign_in(number).size() - 1) +
         "}";
}
bool has(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }
constexpr const char* success = "{\"text\":\"Success\",\"code\":0}";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(splunk_routes, Collector)

BOOST_AUTO_TEST_CASE(event_objects_that_follow_each_other_are_stored) {
  for (const char* path : {"/services/collector", "/services/collector/event", "/services/collector/event/1.0"}) {
    const server::Response response = ask("POST", path, event_of(1) + event_of(2) + "\n\r " + event_of(3));
    BOOST_TEST(response.status == 200);
    BOOST_TEST(response.body == success);
  }
  BOOST_TEST(rows("SigninLogs") == 3u);
}

BOOST_AUTO_TEST_CASE(an_event_may_be_text_that_is_json_and_span_lines) {
  BOOST_TEST(
      ask("POST", "/services/collector", R"({"event":"{\"category\":\"SignInLogs\",\"properties\":{\"id\":\"1\"}}"})")
          .body == success);
  BOOST_TEST(ask("POST", "/services/collector",
                 "{\n\"event\":\n{\"category\":\"SignInLogs\",\n\"properties\":{\"id\":\"2\"}}\n}")
                 .body == success);
  BOOST_TEST(rows("SigninLogs") == 2u);
}

BOOST_AUTO_TEST_CASE(index_sourcetype_and_source_name_the_table) {
  BOOST_TEST(
      ask("POST", "/services/collector",
          R"({"index":"vpn_cl","event":{"n":1}}{"sourcetype":"Vpn_CL","event":{"n":2}}{"source":"x","index":"main","sourcetype":"Vpn_CL","event":{"n":3}})")
          .body == success);
  BOOST_TEST(rows("vpn_cl") == 1u);
  BOOST_TEST(rows("Vpn_CL") == 2u);
  BOOST_TEST(ask("POST", "/services/collector?sourcetype=Vpn_CL", R"({"event":{"n":4}})").body == success);
  BOOST_TEST(rows("Vpn_CL") == 3u);
}

BOOST_AUTO_TEST_CASE(a_table_of_its_own_has_the_time_host_fields_and_text_of_its_events) {
  BOOST_TEST(
      ask("POST", "/services/collector",
          R"({"time":1772352000.5,"host":"h","index":"Mine_CL","event":"hello \"you\"","fields":{"a":"b"}}{"time":"1772352000","index":"Mine_CL","event":{"n":1},"fields":{"n":2,"zone":"x"}})")
          .body == success);
  const auto table = store.snapshot()->find("Mine_CL");
  BOOST_REQUIRE(table != nullptr);
  for (const char* column : {"TimeGenerated", "RawData", "Computer", "n", "zone"})
    BOOST_TEST(table->schema().find(column).has_value(), column);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_has_the_codes_of_splunk_and_the_events_number) {
  for (const auto& [body, answer] : {
           std::pair("", R"({"text":"No data","code":5})"),
           std::pair(" \n", R"({"text":"No data","code":5})"),
           std::pair("hello", R"({"text":"Invalid data format","code":6,"invalid-event-number":0})"),
           std::pair("{\"event\":{}", R"({"text":"Invalid data format","code":6,"invalid-event-number":0})"),
           std::pair("{\"fields\":{}}", R"({"text":"Event field is required","code":12,"invalid-event-number":0})"),
           std::pair("{\"event\":\"\"}",
                     R"({"text":"Event field cannot be blank","code":13,"invalid-event-number":0})"),
           std::pair("{\"event\":null}",
                     R"({"text":"Event field cannot be blank","code":13,"invalid-event-number":0})"),
           std::pair("{\"event\":{\"a\":1},\"fields\":3}",
                     R"({"text":"Error in handling indexed fields","code":15,"invalid-event-number":0})"),
           std::pair("{\"event\":\"plain text of no table\"}",
                     R"({"text":"Invalid data format","code":6,"invalid-event-number":0})"),
       }) {
    const server::Response response = ask("POST", "/services/collector", body);
    BOOST_TEST(response.status == 400);
    BOOST_TEST(response.body == answer);
  }
}

BOOST_AUTO_TEST_CASE(events_before_a_malformed_one_are_stored) {
  const server::Response response =
      ask("POST", "/services/collector", event_of(1) + event_of(2) + "{oops" + event_of(3));
  BOOST_TEST(response.body == R"({"text":"Invalid data format","code":6,"invalid-event-number":2})");
  BOOST_TEST(rows("SigninLogs") == 2u);
}

BOOST_AUTO_TEST_CASE(an_event_that_nobody_can_store_does_not_hold_up_the_others) {
  BOOST_TEST(ask("POST", "/services/collector", event_of(1) + R"({"event":"no event"})" + event_of(2)).body == success);
  BOOST_TEST(rows("SigninLogs") == 2u);
  BOOST_TEST(has(contents(folder.store() + ".refused"), "splunk of tester"));
}

BOOST_AUTO_TEST_CASE(raw_lines_are_events) {
  BOOST_TEST(ask("POST", "/services/collector/raw?channel=00000000-0000-0000-0000-000000000001",
                 sign_in(1) + "\r\n" + sign_in(2))
                 .status == 200);
  BOOST_TEST(rows("SigninLogs") == 2u);
  BOOST_TEST(ask("POST", "/services/collector/raw/1.0?index=Raw_CL&host=h", "one\ntwo, \"2\"\r\n\n").body == success);
  BOOST_TEST(rows("Raw_CL") == 2u);
  BOOST_TEST(has(ask("POST", "/services/collector/raw", "\n").body, "\"code\":5"));
}

BOOST_AUTO_TEST_CASE(acknowledgements_are_numbered_by_channel_and_true_as_soon_as_they_are_given) {
  const server::Headers channel = {{"X-Splunk-Request-Channel", "FE0ECFAD-13D5-401B-847D-77833BD77131"}};
  const server::Response response = ask("POST", "/services/collector", event_of(1), channel);
  const auto at = response.body.find("\"ackId\":");
  BOOST_REQUIRE(at != std::string::npos);
  const std::string number = response.body.substr(at + 8, response.body.size() - at - 9);
  BOOST_TEST(ask("POST", "/services/collector/ack", "{\"acks\":[" + number + ",9007199254740991]}", channel).body ==
             "{\"acks\":{\"" + number + "\":true,\"9007199254740991\":false}}");
  BOOST_TEST(has(ask("POST", "/services/collector/ack?channel=x", "{}").body, "\"code\":6"));
  BOOST_TEST(has(ask("POST", "/services/collector/ack", "{\"acks\":[0]}").body, "\"code\":10"));
  BOOST_TEST(has(ask("POST", "/services/collector/ack?channel=a b", "{\"acks\":[0]}").body, "\"code\":11"));
}

BOOST_AUTO_TEST_CASE(a_disk_that_fails_is_a_busy_server) {
  disk_fails = true;
  const server::Response response = ask("POST", "/services/collector", event_of(1));
  BOOST_TEST(response.status == 503);
  BOOST_TEST(response.body == R"({"text":"Server is busy","code":9})");
}

BOOST_AUTO_TEST_CASE(health_is_for_anybody) {
  BOOST_TEST(ask("GET", "/services/collector/health").body == R"({"text":"HEC is healthy","code":17})");
  BOOST_TEST(!router.find("GET", "/services/collector/health/1.0").route->role.has_value());
}

BOOST_AUTO_TEST_CASE(problems_of_the_server_are_in_the_collectors_words) {
  const auto problem = router.find("POST", "/services/collector/nothing").problem;
  server::Request request;
  BOOST_TEST(problem({401, "Unauthorized", "", {}}, request).body == R"({"text":"Token is required","code":2})");
  request.headers = {{"Authorization", "Splunk wrong"}};
  BOOST_TEST(problem({401, "Unauthorized", "", {}}, request).status == 403);
  BOOST_TEST(problem({401, "Unauthorized", "", {}}, request).body == R"({"text":"Invalid token","code":4})");
  BOOST_TEST(problem({413, "PayloadTooLarge", "too large", {}}, request).status == 413);
  BOOST_TEST(problem({429, "TooManyRequests", "", {}}, request).body == R"({"text":"Server is busy","code":9})");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
