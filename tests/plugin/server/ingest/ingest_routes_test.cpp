// Our own way in, and Azure Monitor's.

#include <boost/test/unit_test.hpp>

#include "../intake/routed.hpp"
#include "plugin/server/api/routes.hpp"

namespace kelpie::tests {

namespace {

struct Ingest : Routed {
  Ingest() : Routed(server::add_ingest_routes) {}
};

bool has(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

/// Events of a table whose events have no identity.
std::string visit(int number) {
  return "{\"TimeGenerated\":\"2026-03-01T08:00:00Z\",\"n\":" + std::to_string(number) + "}\n";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ingest_routes, Ingest)

BOOST_AUTO_TEST_CASE(lines_are_stored_and_counted) {
  const server::Response response = ask("POST", "/v1/ingest", sign_in(1) + sign_in(2));
  BOOST_TEST(response.status == 200);
  BOOST_TEST(response.body == "{\"received\":2,\"stored\":2,\"refused\":0,\"errors\":[]}\n");
  BOOST_TEST(rows("SigninLogs") == 2u);
}

BOOST_AUTO_TEST_CASE(every_form_that_files_have_is_taken) {
  const std::string one = sign_in(1).substr(0, sign_in(1).size() - 1);
  for (const std::string& body :
       {"[" + one + "," + sign_in(2) + "]", "{\n  \"records\": [\n" + one + ",\n" + sign_in(3) + "\n]\n}",
        "{\"records\":[" + one + "]}",
        std::string("{\"@odata.context\":\"x\",\"value\":[{\"id\":\"g\",\"createdDateTime\":\"2026-03-01T08:00:00Z\","
                    "\"appId\":\"a\",\"ipAddress\":\"1.2.3.4\","
                    "\"correlationId\":\"c\",\"clientAppUsed\":\"Browser\",\"isInteractive\":true,\"status\":{"
                    "\"errorCode\":0}}]}")}) {
    const server::Response response = ask("POST", "/v1/ingest", body);
    BOOST_TEST(response.status == 200, response.body);
    BOOST_TEST(has(response.body, "\"refused\":0"));
  }
  BOOST_TEST(rows("SigninLogs") == 4u);
}

BOOST_AUTO_TEST_CASE(csv_goes_into_the_table_of_the_path) {
  BOOST_TEST(
      ask("POST", "/v1/ingest/Vpn_CL", "user;n\na;1\nb;2\n", {{"Content-Type", "text/csv; charset=utf-8"}}).status ==
      200);
  BOOST_TEST(rows("Vpn_CL") == 2u);
}

BOOST_AUTO_TEST_CASE(a_refused_record_is_told_with_its_line_and_does_not_stop_the_others) {
  const server::Response response = ask("POST", "/v1/ingest", sign_in(1) + "\n{\"time\":oops}\n" + sign_in(2));
  BOOST_TEST(response.status == 200);
  BOOST_TEST(has(response.body, "\"received\":3,\"stored\":2,\"refused\":1,\"errors\":[{\"line\":3,\"offset\":"));
  BOOST_TEST(has(response.body, "\"reason\":\""));
}

BOOST_AUTO_TEST_CASE(where_no_record_is_an_event_the_answer_says_that_sending_again_is_no_use) {
  const server::Response response = ask("POST", "/v1/ingest", "hello\nworld\n");
  BOOST_TEST(response.status == 422);
  BOOST_TEST(has(response.body, "\"code\":\"NoEvents\""));
  BOOST_TEST(has(response.body, "\"refused\":2"));
}

BOOST_AUTO_TEST_CASE(nothing_is_no_error) {
  BOOST_TEST(ask("POST", "/v1/ingest", "").body == "{\"received\":0,\"stored\":0,\"refused\":0,\"errors\":[]}\n");
  BOOST_TEST(ask("POST", "/v1/ingest", "[]").status == 200);
}

BOOST_AUTO_TEST_CASE(what_is_no_text_is_a_bad_request) {
  const server::Response response = ask("POST", "/v1/ingest", "PAR1....");
  BOOST_TEST(response.status == 400);
  BOOST_TEST(has(response.body, "Parquet"));
}

BOOST_AUTO_TEST_CASE(a_name_that_can_be_no_table_is_refused) {
  BOOST_TEST(ask("POST", "/v1/ingest/a b", visit(1)).status == 400);
  BOOST_TEST(ask("POST", "/v1/ingest/" + std::string(200, 'a'), visit(1)).status == 400);
  BOOST_TEST(ask("POST", "/v1/ingest/signinlogs", sign_in(1)).status == 200);
  BOOST_TEST(rows("SigninLogs") == 1u);
}

BOOST_AUTO_TEST_CASE(a_body_of_many_pieces_has_one_answer_with_lines_of_the_whole) {
  std::string body;
  for (int i = 0; i < 60'000; ++i) body += sign_in(i);
  const std::size_t lines = 60'000;
  body += "oops\n";
  const server::Response response = ask("POST", "/v1/ingest", body, {}, 100'000);
  BOOST_TEST(has(response.body, "\"stored\":60000,\"refused\":1,\"errors\":[{\"line\":" + std::to_string(lines + 1)));
  BOOST_TEST(rows("SigninLogs") == 60'000u);
}

BOOST_AUTO_TEST_CASE(a_disk_that_fails_is_503_and_nothing_is_acknowledged) {
  disk_fails = true;
  const server::Response response = ask("POST", "/v1/ingest", sign_in(1));
  BOOST_TEST(response.status == 503);
  BOOST_TEST(has(response.body, "StorageFailed"));
  disk_fails = false;
  BOOST_TEST(ask("POST", "/v1/ingest", sign_in(1)).status == 200);
  BOOST_TEST(rows("SigninLogs") == 1u);
}

BOOST_AUTO_TEST_CASE(a_server_that_stops_is_503) {
  intake.stop();
  const server::Response response = ask("POST", "/v1/ingest/", sign_in(1));
  BOOST_TEST(response.status != 200);
}

BOOST_AUTO_TEST_CASE(a_numbered_request_is_stored_once_also_where_events_have_no_identity) {
  const server::Headers key = {{"Idempotency-Key", "shipper-1/0"}};
  BOOST_TEST(ask("POST", "/v1/ingest/Visits_CL", visit(1) + visit(2), key).status == 200);
  const server::Response again = ask("POST", "/v1/ingest/Visits_CL", visit(1) + visit(2), key);
  BOOST_TEST(again.status == 200);
  BOOST_TEST(has(again.body, "\"repeated\":true"));
  BOOST_TEST(rows("Visits_CL") == 2u);
  BOOST_TEST(ask("POST", "/v1/ingest/Visits_CL", visit(1), {{"Idempotency-Key", "\"shipper-1/1\""}}).status == 200);
  BOOST_TEST(ask("POST", "/v1/ingest/Visits_CL", visit(1), {{"Idempotency-Key", "shipper-2/1"}}).status == 200);
  BOOST_TEST(rows("Visits_CL") == 4u);
  // Numbers that follow each other cost one run.
  BOOST_TEST(intake.progress("http tester shipper-1").done.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_of_a_numbered_request_was_stored_before_it_failed_is_not_stored_again) {
  std::string body;
  for (int i = 0; i < 150'000; ++i) body += visit(i);
  const server::Headers key = {{"Idempotency-Key", "large/7"}};
  // The client goes in the middle: its first pieces are stored.
  {
    server::Request request;
    request.method = "POST";
    request.headers = key;
    request.caller.name = "tester";
    const auto found = router.find("POST", "/v1/ingest/Visits_CL");
    request.parameters = found.parameters;
    const auto receiver = found.route->stream(request);
    receiver->take(std::string_view(body).substr(0, 6 << 20));
    BOOST_TEST(ask("POST", "/v1/ingest/Visits_CL", body, key).status == 409);
  }
  while (intake.load().bytes > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const std::uint64_t before = rows("Visits_CL");
  BOOST_TEST(before > 0u);
  BOOST_TEST(before < 150'000u);
  BOOST_TEST(has(ask("POST", "/v1/ingest/Visits_CL", body, key, 10'000).body, "\"repeated\":true"));
  BOOST_TEST(rows("Visits_CL") == 150'000u);
}

BOOST_AUTO_TEST_CASE(keys_of_another_form_are_refused_with_the_form) {
  for (const char* key :
       {"3f2504e0-4f89-11d3-9a0c-0305e82c3301", "a/", "/1", "a/-1", "a/1x", "a b/1", "a/99999999999"}) {
    const server::Response response = ask("POST", "/v1/ingest", sign_in(1), {{"Idempotency-Key", key}});
    BOOST_TEST(response.status == 400);
    BOOST_TEST(has(response.body, "NAME/NUMBER"));
  }
  BOOST_TEST(rows("SigninLogs") == 0u);
}

BOOST_AUTO_TEST_CASE(azure_monitors_streams_go_into_their_tables) {
  const std::string rule = "/dataCollectionRules/dcr-0123/streams/";
  BOOST_TEST(ask("POST", rule + "Custom-Vpn?api-version=2023-01-01", "[{\"n\":1},{\"n\":2}]").status == 204);
  BOOST_TEST(rows("Vpn_CL") == 2u);
  BOOST_TEST(ask("POST", rule + "Custom-Vpn_CL", "[{\"n\":3}]").status == 204);
  BOOST_TEST(rows("Vpn_CL") == 3u);
  BOOST_TEST(ask("POST", rule + "Microsoft-SigninLogs", "[{\"TimeGenerated\":\"2026-03-01T08:00:00Z\",\"Id\":\"x\"}]")
                 .body.empty());
  BOOST_TEST(rows("SigninLogs") == 1u);
  BOOST_TEST(ask("POST", "/DATACOLLECTIONRULES/dcr-0123/Streams/Custom-SigninLogs", "[" + sign_in(1) + "]").status ==
             204);
  BOOST_TEST(rows("SigninLogs") == 2u);
}

BOOST_AUTO_TEST_CASE(azure_monitors_refusals_have_its_form) {
  const std::string rule = "/dataCollectionRules/dcr-0123/streams/";
  for (const auto& [stream, body, code] :
       {std::tuple("Microsoft-Nothing", "[]", "InvalidStream"), std::tuple("SigninLogs", "[]", "InvalidStream"),
        std::tuple("Custom-Vpn", "{\"n\":1}", "InvalidPayload"), std::tuple("Custom-Vpn", "", "InvalidPayload"),
        std::tuple("Custom-Vpn", "[1,2]", "InvalidPayload")}) {
    const server::Response response = ask("POST", rule + stream, body);
    BOOST_TEST(response.status == 400);
    BOOST_TEST(has(response.body, std::string("{\"error\":{\"code\":\"") + code + "\",\"message\":\""), response.body);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
