#include "../rules/rule_world.hpp"

namespace kelpie::tests {

namespace {

/// The check of that name.
tables::DynamicView check(const Answer& answer, std::string_view name) {
  const auto checks = answer.json().find("checks");
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (checks.element(i).find("name").as_string() == name) return checks.element(i);
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(server_operation)

BOOST_AUTO_TEST_CASE(a_server_is_ready_when_its_rules_run) {
  RuleWorld world;
  const Answer before = world.get("/readyz");
  BOOST_TEST(before.response.status == 503);
  BOOST_TEST(!check(before, "rules").find("ok").as_bool());
  world.rules->start();
  const Answer after = world.get("/readyz");
  BOOST_TEST(after.response.status == 200);
  BOOST_TEST(check(after, "rules").find("detail").as_string() == "1 rule runs");
  BOOST_TEST(world.get("/healthz").response.status == 200);
  (void)world.rules->stop(std::chrono::steady_clock::now());
  BOOST_TEST(world.get("/readyz").response.status == 503);
}

BOOST_AUTO_TEST_CASE(alerts_that_a_sink_does_not_take_make_it_unready_in_the_end) {
  RuleWorld world([](server::RuleServiceOptions& options) {
    options.sinks = {"syslog+tcp://127.0.0.1:1"};
    options.stuck_after = std::chrono::seconds(1);
  });
  world.rules->start();
  world.raise({"203.0.113.1"});
  BOOST_TEST(world.get("/readyz").response.status == 200);
  world.run_until(world.clock.now(), [&] { return world.get("/readyz").response.status == 503; });
  BOOST_TEST(check(world.get("/readyz"), "delivery").find("detail").as_string().find("1 sink has not taken") !=
             std::string::npos);
  BOOST_TEST(
      world.get("/metrics").response.body.find("\nkelpie_alerts_waiting{sink=\"syslog+tcp://127.0.0.1:1\"} 1\n") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(metrics_tell_what_the_rules_did) {
  RuleWorld world;
  world.rules->start();
  world.raise({"203.0.113.1"});
  const Answer answer = world.get("/metrics");
  BOOST_TEST(server::find_header(answer.response.headers, "Content-Type").value() ==
             "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line : {"kelpie_alerts_raised_total 1", "kelpie_rules{state=\"running\"} 1",
                           "kelpie_rules{state=\"failing\"} 0", "kelpie_incidents_open 1"}) {
    BOOST_TEST(answer.response.body.find("\n" + std::string(line) + "\n") != std::string::npos, line);
  }
  BOOST_TEST((world.router.find("GET", "/metrics").route->role == server::Role::metrics));
}

BOOST_AUTO_TEST_CASE(the_openapi_document_holds_every_route_that_has_a_summary) {
  RuleWorld world;
  world.router.add({.methods = "GET POST",
                    .pattern = "/things/{kind}/{rest*}",
                    .handler = [](const server::Request&) { return server::Response::empty(); },
                    .stream = {},
                    .role = server::Role::query,
                    .summary = "Things",
                    .parameters = R"("requestBody":{"content":{"application/json":{"schema":{"type":"object"}}}})"});
  // The same path to OpenAPI, which does not tell names apart.
  world.router.add({.methods = "PUT",
                    .pattern = "/things/{type}/{name}",
                    .handler = [](const server::Request&) { return server::Response::empty(); },
                    .stream = {},
                    .role = server::Role::query,
                    .problem = server::plain_problem,
                    .summary = "A thing",
                    .parameters = {}});
  const Answer answer = world.get("/openapi.json");
  BOOST_TEST(answer.response.status == 200);
  BOOST_TEST(answer.text("openapi") == "3.1.0");
  const auto paths = answer.json().find("paths");
  for (const auto& route : world.router.routes()) {
    std::string path = route->pattern;
    if (const auto star = path.find("*}"); star != std::string::npos) path.erase(star, 1);
    BOOST_TEST((!paths.find(path).is_null() || path == "/things/{type}/{name}"), path);
  }
  const auto things = paths.find("/things/{kind}/{rest}");
  BOOST_TEST(things.find("get").find("requestBody").is_null());
  BOOST_TEST(!things.find("post").find("requestBody").is_null());
  BOOST_TEST(things.find("post").find("parameters").size() == 2u);
  BOOST_TEST(things.find("post").find("parameters").element(1).find("name").as_string() == "rest");
  BOOST_TEST(things.find("put").find("parameters").element(0).find("name").as_string() == "kind");
  const auto incident = paths.find("/v1/incidents/{id}").find("patch");
  BOOST_TEST(incident.find("operationId").as_string() == "patch_v1_incidents_id");
  BOOST_TEST(incident.find("parameters").element(0).find("name").as_string() == "id");
  BOOST_TEST(incident.find("security").element(0).find("bearer").element(0).as_string() == "rules");
  BOOST_TEST(paths.find("/healthz").find("get").find("security").size() == 0u);
  const auto problem =
      incident.find("responses").find("default").find("content").find("application/json").find("example");
  BOOST_TEST(problem.find("error").find("code").as_string() == "Code");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
