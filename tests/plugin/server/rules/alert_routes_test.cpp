#include "rule_world.hpp"

namespace kelpie::tests {

namespace {

std::string first_id(const Answer& list) { return std::string(list.value().element(0).find("id").as_string()); }

}  // namespace

BOOST_AUTO_TEST_SUITE(server_alerts)

BOOST_AUTO_TEST_CASE(alerts_come_newest_first_in_pages_that_miss_none) {
  RuleWorld world;
  world.rules->start();
  for (const char* address : {"203.0.113.1", "203.0.113.2", "203.0.113.3"}) world.raise({address});
  const Answer first = world.get("/v1/alerts?limit=2");
  BOOST_REQUIRE_EQUAL(first.value().size(), 2u);
  BOOST_TEST(first.value().element(0).find("number").as_integer() == 3);
  const std::string next = first.text("nextLink");
  BOOST_TEST(next.starts_with("http://kelpie.test/v1/alerts?limit=2&cursor="));
  // One that comes meanwhile moves nothing.
  world.raise({"203.0.113.4"});
  const Answer second = world.get(next.substr(std::string("http://kelpie.test").size()));
  BOOST_REQUIRE_EQUAL(second.value().size(), 1u);
  BOOST_TEST(second.value().element(0).find("number").as_integer() == 1);
  BOOST_TEST(second.json().find("nextLink").is_null());
}

BOOST_AUTO_TEST_CASE(alerts_are_filtered) {
  RuleWorld world;
  world.rules->start();
  world.raise({"203.0.113.1"});
  world.raise({"203.0.113.2"});
  const auto count = [&](const std::string& query) { return world.get("/v1/alerts?" + query).value().size(); };
  BOOST_TEST(count("entity=203.0.113.2") == 1u);
  BOOST_TEST(count("entity=203.0.113.9") == 0u);
  BOOST_TEST(count("severity=low") == 2u);
  BOOST_TEST(count("severity=High") == 0u);
  BOOST_TEST(count("rule=5d1f7a0e-3b7e-4c39-9a44-0c8f3f5a9a01") == 2u);
  BOOST_TEST(count("status=new") == 2u);
  BOOST_TEST(count("from=2026-03-02T08:10:00Z") == 1u);
  BOOST_TEST(count("to=2026-03-02T08:10:00Z") == 1u);
  BOOST_TEST(count("from=-1m") == 1u);
  BOOST_TEST(world.get("/v1/alerts?from=yesterday").response.status == 400);
  BOOST_TEST(world.get("/v1/alerts?cursor=-1").response.status == 400);
  BOOST_TEST(world.get("/v1/alerts?limit=201").response.status == 400);
  BOOST_TEST(world.get("/v1/alerts?status=open").response.status == 400);
}

BOOST_AUTO_TEST_CASE(an_alert_is_acknowledged_with_who_and_when) {
  RuleWorld world;
  world.rules->start();
  world.raise({"203.0.113.1"});
  const std::string path = "/v1/alerts/" + first_id(world.get("/v1/alerts"));
  BOOST_TEST(world.get(path).text("status") == "new");
  const Answer done = world.send("POST", path + "/acknowledge");
  BOOST_TEST(done.response.status == 200);
  BOOST_TEST(done.text("status") == "acknowledged");
  BOOST_TEST(done.text("acknowledgedBy") == "ann");
  BOOST_TEST(done.text("acknowledgedTime") == tables::datetime_text(world.clock.now()));
  BOOST_TEST(world.send("POST", path + "/acknowledge", {}, {}, "bob").text("acknowledgedBy") == "ann");
  BOOST_TEST(world.get("/v1/alerts?status=acknowledged").value().size() == 1u);
  BOOST_TEST(world.send("POST", "/v1/alerts/none/acknowledge").response.status == 404);
}

BOOST_AUTO_TEST_CASE(comments_are_kept_and_bad_ones_refused) {
  RuleWorld world;
  world.rules->start();
  world.raise({"203.0.113.1"});
  const std::string path = "/v1/alerts/" + first_id(world.get("/v1/alerts"));
  const Answer done = world.send("POST", path + "/comments", R"({"text":"called the user: \"it was me\"\n"})");
  BOOST_TEST(done.response.status == 201);
  const auto activity = done.json().find("activity");
  BOOST_REQUIRE_EQUAL(activity.size(), 1u);
  BOOST_TEST(activity.element(0).find("text").as_string() == "called the user: \"it was me\"\n");
  BOOST_TEST(activity.element(0).find("by").as_string() == "ann");
  BOOST_TEST(done.json().find("commentCount").as_integer() == 1);
  for (const char* wrong : {"", "{}", "[]", "no JSON", R"({"text":""})", R"({"text":"  "})", R"({"text":7})",
                            R"({"text":"a","by":"somebody else"})"}) {
    BOOST_TEST(world.send("POST", path + "/comments", wrong).response.status == 400, wrong);
  }
  const std::string longest = R"({"text":")" + std::string(30'000, 'a');
  BOOST_TEST(world.send("POST", path + "/comments", longest + "\"}").response.status == 201);
  BOOST_TEST(world.send("POST", path + "/comments", longest + "a\"}").response.status == 400);
  BOOST_TEST(world.get(path).json().find("activity").size() == 2u);
}

BOOST_AUTO_TEST_CASE(who_has_not_seen_the_latest_is_told) {
  RuleWorld world;
  world.rules->start();
  world.raise({"203.0.113.1"});
  const std::string path = "/v1/alerts/" + first_id(world.get("/v1/alerts"));
  const std::string tag(server::find_header(world.get(path).response.headers, "ETag").value());
  BOOST_TEST(world.send("POST", path + "/comments", R"({"text":"mine"})", tag).response.status == 201);
  const Answer late = world.send("POST", path + "/acknowledge", {}, tag, "bob");
  BOOST_TEST(late.response.status == 412);
  BOOST_TEST(late.error() == "PreconditionFailed");
  BOOST_TEST(world.send("POST", path + "/acknowledge", {}, "W/\"1\"", "bob").response.status == 412);
  BOOST_TEST(world.send("POST", path + "/acknowledge", {}, "\"7\", \"1\"", "bob").response.status == 200);
  BOOST_TEST(world.send("POST", path + "/comments", R"({"text":"any"})", "*").response.status == 201);
}

BOOST_AUTO_TEST_CASE(an_incident_is_taken_closed_and_opened_again) {
  RuleWorld world;
  world.rules->start();
  world.raise({"203.0.113.1"});
  const Answer list = world.get("/v1/incidents?status=New");
  BOOST_REQUIRE_EQUAL(list.value().size(), 1u);
  const std::string path = "/v1/incidents/" + first_id(list);
  const Answer taken = world.send("POST", path + "/acknowledge");
  BOOST_TEST(taken.text("status") == "Active");
  BOOST_TEST(taken.text("owner") == "ann");
  BOOST_TEST(world.send("POST", path + "/acknowledge", {}, {}, "bob").text("owner") == "ann");
  const Answer closed = world.send(
      "POST", path + "/close",
      R"({"classification":"falsepositive","classificationReason":"InaccurateData","classificationComment":"a test"})");
  BOOST_TEST(closed.response.status == 200);
  BOOST_TEST(closed.text("status") == "Closed");
  BOOST_TEST(closed.text("classification") == "FalsePositive");
  BOOST_TEST(world.send("POST", path + "/acknowledge").response.status == 409);
  BOOST_TEST(world.get("/v1/incidents?status=closed").value().size() == 1u);
  const Answer open = world.send("POST", path + "/reopen", {}, {}, "bob");
  BOOST_TEST(open.text("status") == "Active");
  BOOST_TEST(open.json().find("classification").is_null());
  BOOST_TEST(open.text("changedBy") == "bob");
  BOOST_TEST(open.json().find("activity").size() == 3u);
  BOOST_TEST(world.send("POST", path + "/comments", R"({"text":"looked at it"})").response.status == 201);
}

BOOST_AUTO_TEST_CASE(an_incident_is_changed_by_members_and_bad_ones_are_refused) {
  RuleWorld world;
  world.rules->start();
  world.raise({"203.0.113.1"});
  const std::string path = "/v1/incidents/" + first_id(world.get("/v1/incidents?entity=203.0.113.1"));
  BOOST_TEST(world.send("PATCH", path, R"({"owner":"bob","status":"Active"})").text("owner") == "bob");
  BOOST_TEST(world.get("/v1/incidents?owner=bob").value().size() == 1u);
  for (const char* wrong :
       {R"({"status":"Done"})", R"({"state":"Active"})", R"({"classification":"TruePositive"})", R"({"owner":1})",
        R"({"status":"Closed","classificationReason":"InaccurateData"})",
        R"({"status":"Closed","classification":"Nonsense"})",
        R"({"status":"Closed","classification":"TruePositive","classificationReason":"InaccurateData"})"}) {
    BOOST_TEST(world.send("PATCH", path, wrong).response.status == 400, wrong);
  }
  BOOST_TEST(world.get(path).text("status") == "Active");
  const std::string tag(server::find_header(world.get(path).response.headers, "ETag").value());
  BOOST_TEST(
      world
          .send("PATCH", path,
                R"({"status":"Closed","classification":"TruePositive","classificationReason":"SuspiciousActivity"})",
                tag)
          .text("status") == "Closed");
  BOOST_TEST(world.send("PATCH", path, R"({"owner":"cid"})", tag).response.status == 412);
  BOOST_TEST(world.send("PATCH", "/v1/incidents/none", R"({"owner":"cid"})").response.status == 404);
}

BOOST_AUTO_TEST_CASE(what_analysts_did_is_there_after_a_restart) {
  RuleWorld world;
  world.rules->start();
  world.raise({"203.0.113.1"});
  const std::string path = "/v1/alerts/" + first_id(world.get("/v1/alerts"));
  BOOST_TEST(world.send("POST", path + "/acknowledge").response.status == 200);
  (void)world.rules->stop(std::chrono::steady_clock::now());
  rules::TriageState again(world.folder.store() + ".state");
  BOOST_TEST(again.alerts({.acknowledged = true}, 10, 1 << 20).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
