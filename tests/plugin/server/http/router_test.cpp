// Which route answers a path, and what matches nothing.

#include <boost/test/unit_test.hpp>

#include "plugin/server/http/router.hpp"

namespace kelpie::server {

namespace {

Route route(std::string methods, std::string pattern) {
  Route made;
  made.methods = std::move(methods);
  made.pattern = std::move(pattern);
  made.handler = [](const Request&) { return Response::text("here"); };
  return made;
}

std::string pattern_of(const Router::Found& found) { return found.route == nullptr ? "" : found.route->pattern; }

Router a_router() {
  Router router;
  router.add(route("POST", "/v1/ingest"));
  router.add(route("POST", "/v1/ingest/{table}"));
  router.add(route("GET", "/v1/ingest/help"));
  router.add(route("GET", "/v1.0/{rest*}"));
  return router;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(routes)

BOOST_AUTO_TEST_CASE(the_most_literal_route_answers) {
  const Router router = a_router();
  BOOST_TEST(pattern_of(router.find("POST", "/v1/ingest")) == "/v1/ingest");
  BOOST_TEST(pattern_of(router.find("POST", "/v1/ingest/")) == "/v1/ingest");
  BOOST_TEST(pattern_of(router.find("GET", "/v1/ingest/help")) == "/v1/ingest/help");
  const auto table = router.find("POST", "/v1/ingest/Signin%4Cogs");
  BOOST_TEST(pattern_of(table) == "/v1/ingest/{table}");
  BOOST_TEST(table.parameters.at(0).second == "SigninLogs");
  const auto rest = router.find("GET", "/v1.0/auditLogs/signIns('a%20b')");
  BOOST_TEST(rest.rest == "auditLogs/signIns('a b')");
}

BOOST_AUTO_TEST_CASE(head_is_answered_where_get_is) { BOOST_TEST(pattern_of(a_router().find("HEAD", "/v1/ingest/help")) == "/v1/ingest/help"); }

BOOST_AUTO_TEST_CASE(another_method_is_told_which_ones_there_are) {
  const auto found = a_router().find("DELETE", "/v1/ingest");
  BOOST_TEST(pattern_of(found).empty());
  BOOST_TEST(found.allowed == "POST");
}

BOOST_AUTO_TEST_CASE(a_path_that_others_could_read_otherwise_matches_nothing) {
  const Router router = a_router();
  for (const char* path : {"/v1/ingest/a%2Fb", "/v1/ingest/%2e%2e", "/v1/ingest/..", "/v1.0/a/../b", "/v1/ingest/%00", "/v1/ingest/%zz", "/v1/ingest/%4", "v1/ingest", "", "*"})
    BOOST_TEST(pattern_of(router.find("POST", path)).empty(), path);
}

BOOST_AUTO_TEST_CASE(the_form_of_a_problem_is_that_of_the_longest_prefix) {
  Router router = a_router();
  router.add_problem_form("/v1.0", [](const Problem&, const Request&) { return Response::text("graph", 404); });
  router.add_problem_form("/v1", plain_problem);
  BOOST_TEST(router.find("GET", "/v1.0x").problem({}, {}).body == "graph");
  BOOST_TEST(router.find("GET", "/v1/nothing").problem({404, "NotFound", "a \"text\"", {}}, {}).body == R"({"error":{"code":"NotFound","message":"a \"text\""}})");
}

BOOST_AUTO_TEST_CASE(a_pattern_that_is_there_or_is_none_is_a_mistake_of_ours) {
  Router router = a_router();
  BOOST_CHECK_THROW(router.add(route("POST", "/v1/ingest")), std::logic_error);
  BOOST_CHECK_THROW(router.add(route("POST", "v1")), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(texts_of_addresses)

BOOST_AUTO_TEST_CASE(percents_are_decoded_and_encoded) {
  BOOST_TEST(percent_decoded("a%2Bb+c").value() == "a+b+c");
  BOOST_TEST(percent_decoded("a%2Bb+c", true).value() == "a+b c");
  BOOST_TEST(!percent_decoded("%"));
  BOOST_TEST(!percent_decoded("%4"));
  BOOST_TEST(!percent_decoded("%g0"));
  BOOST_TEST(percent_decoded("%41").value() == "A");
  BOOST_TEST(percent_encoded("a b/\xC3\xA4~") == "a%20b%2F%C3%A4~");
}

BOOST_AUTO_TEST_CASE(headers_are_found_without_case) {
  const Headers headers = {{"X-One", "1"}, {"x-one", "2"}};
  BOOST_TEST(find_header(headers, "x-ONE").value() == "1");
  BOOST_TEST(!find_header(headers, "x-on"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server
