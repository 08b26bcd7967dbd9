#include "rule_world.hpp"

namespace kelpie::tests {

namespace {

const std::string broken_rule = R"(id: 5d1f7a0e-3b7e-4c39-9a44-0c8f3f5a9b01
name: A broken rule
description: Names a column that there is not.
severity: Low
kind: Scheduled
queryFrequency: 5m
queryPeriod: 5m
triggerOperator: gt
triggerThreshold: 0
query: SigninLogs | where NoSuchColumn == 1
version: 1.0.0
)";

}  // namespace

BOOST_AUTO_TEST_SUITE(server_rules)

BOOST_AUTO_TEST_CASE(a_rule_is_listed_with_how_it_is_doing) {
  RuleWorld world;
  const Answer before = world.get("/v1/rules");
  BOOST_REQUIRE_EQUAL(before.value().size(), 1u);
  BOOST_TEST(before.value().element(0).find("health").as_string() == "unknown");
  world.rules->start();
  world.raise({"203.0.113.1"});
  world.run_until(world.clock.now(), [&] { return world.rules->states()->begin()->second.state.runs > 0; });
  const Answer after = world.get("/v1/rules/5d1f7a0e-3b7e-4c39-9a44-0c8f3f5a9a01");
  BOOST_TEST(after.response.status == 200);
  BOOST_TEST(after.text("health") == "healthy");
  BOOST_TEST(after.text("state") == "running");
  BOOST_TEST(after.text("lastWindowEnd") == "2026-03-02T08:05:00.0000000Z");
  BOOST_TEST(after.text("nextWindowEnd") == "2026-03-02T08:10:00.0000000Z");
  BOOST_TEST(after.json().find("alerts").as_integer() == 1);
  BOOST_TEST(after.text("query").find("summarize") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(rules_are_filtered_and_come_in_pages) {
  RuleWorld world([](server::RuleServiceOptions& options) {
    options.rules.push_back(std::string(KELPIE_SOURCE_DIR) + "/examples/rules");
  });
  const std::size_t all = world.get("/v1/rules").value().size();
  BOOST_TEST_REQUIRE(all > 10u);
  BOOST_TEST(world.get("/v1/rules?search=failed+sign-ins+from+one").value().size() == 1u);
  BOOST_TEST(world.get("/v1/rules?severity=high").value().size() < all);
  BOOST_TEST(world.get("/v1/rules?tactic=credentialaccess").value().size() > 0u);
  BOOST_TEST(world.get("/v1/rules?state=refused").value().size() == 0u);
  std::set<std::string> seen;
  std::string next = "/v1/rules?limit=4";
  while (!next.empty()) {
    const Answer page = world.get(next);
    BOOST_TEST_REQUIRE(page.value().size() <= 4u);
    for (std::size_t i = 0; i < page.value().size(); ++i)
      BOOST_TEST(seen.insert(std::string(page.value().element(i).find("id").as_string())).second);
    next = page.json().find("nextLink").is_null()
               ? ""
               : page.text("nextLink").substr(std::string("http://kelpie.test").size());
  }
  BOOST_TEST(seen.size() == all);
}

BOOST_AUTO_TEST_CASE(what_is_asked_wrongly_is_told) {
  RuleWorld world;
  BOOST_TEST(world.get("/v1/rules/none").response.status == 404);
  BOOST_TEST(world.get("/v1/rules?sverity=High").error() == "InvalidArgument");
  BOOST_TEST(world.get("/v1/rules?severity=Terrible").response.body.find("Informational, Low, Medium, High") !=
             std::string::npos);
  BOOST_TEST(world.get("/v1/rules?limit=0").response.status == 400);
  BOOST_TEST(world.get("/v1/rules?limit=99999999999999999999").response.status == 400);
}

BOOST_AUTO_TEST_CASE(a_broken_rule_refuses_a_reload_and_the_old_ones_go_on) {
  RuleWorld world;
  world.rules->start();
  world.write_rule("broken.yaml", broken_rule);
  const Answer refused = world.send("POST", "/v1/rules/reload");
  BOOST_TEST(refused.response.status == 422);
  BOOST_TEST(refused.error() == "RulesRefused");
  BOOST_TEST(!refused.json().find("reloaded").as_bool());
  const std::string findings = tables::to_json(refused.json().find("diagnostics").find("findings"));
  BOOST_TEST(findings.find("NoSuchColumn") != std::string::npos);
  BOOST_TEST(world.get("/v1/rules").value().size() == 1u);
  world.raise({"203.0.113.1"});
  BOOST_TEST(world.get("/v1/alerts").value().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_reload_takes_what_is_new) {
  RuleWorld world;
  world.rules->start();
  world.use_rule("spray.yaml", "examples/rules/password-spray.yaml");
  const Answer done = world.send("POST", "/v1/rules/reload");
  BOOST_TEST(done.response.status == 200);
  BOOST_TEST(done.json().find("rules").as_integer() == 2);
  BOOST_TEST((done.json().find("diagnostics").kind() == tables::DynamicKind::bag));
  BOOST_TEST(world.get("/v1/rules").value().size() == 2u);
  world.run_until(morning, [&] { return world.rules->states()->size() == 2u; });
  std::filesystem::remove(world.rule_folder() + "/spray.yaml");
  std::filesystem::remove(world.rule_folder() + "/failures.yaml");
  const Answer none = world.send("POST", "/v1/rules/reload");
  BOOST_TEST(none.response.status == 422);
  BOOST_TEST(world.get("/v1/rules").value().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_rule_that_is_broken_at_the_start_is_left_out_and_shown) {
  std::string folder;
  RuleWorld world([&](server::RuleServiceOptions& options) {
    folder = options.rules.front();
    std::ofstream(folder + "/broken.yaml") << broken_rule;
    std::ofstream(folder + "/unreadable.yaml") << "id: [\n";
  });
  BOOST_TEST(world.get("/v1/rules?state=running").value().size() == 1u);
  const Answer refused = world.get("/v1/rules/5d1f7a0e-3b7e-4c39-9a44-0c8f3f5a9b01");
  BOOST_TEST(refused.text("health") == "refused");
  BOOST_TEST(refused.text("problem").find("NoSuchColumn") != std::string::npos);
  BOOST_TEST(world.log.find("NoSuchColumn") != std::string::npos);
  BOOST_TEST(world.log.find("1 rule runs") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_the_servers_is_refused_before_it_begins) {
  const auto wrong = [](const std::function<void(server::RuleServiceOptions&)>& adjust) { RuleWorld world(adjust); };
  BOOST_CHECK_THROW(wrong([](auto& options) { options.state.clear(); }), std::invalid_argument);
  BOOST_CHECK_THROW(wrong([](auto& options) { options.state = ":memory:"; }), std::invalid_argument);
  BOOST_CHECK_THROW(wrong([](auto& options) { options.sinks = {"pigeon://home"}; }), std::invalid_argument);
  BOOST_CHECK_THROW(wrong([](auto& options) {
                      options.sinks = {"file:/tmp/a", "file:/tmp/a"};
                    }),
                    std::invalid_argument);
  BOOST_CHECK_THROW(wrong([](auto& options) { std::filesystem::remove(options.rules.front() + "/failures.yaml"); }),
                    std::invalid_argument);
  BOOST_CHECK_THROW(wrong([](auto& options) {
                      options.trust_others = false;
                      std::filesystem::permissions(options.rules.front(), std::filesystem::perms::all);
                    }),
                    std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(rules_that_others_could_have_written_are_not_read_again) {
  RuleWorld world;
  server::RuleServiceOptions options;
  options.rules = {world.rule_folder()};
  options.state = world.folder.store() + ".other";
  options.clock = &world.clock;
  server::Metrics metrics;
  server::RuleService rules(
      world.store, [&](const tables::Catalog& catalog) { return world.parts.engine(catalog); }, metrics, options,
      [](kelpie_log_level, std::string_view) {});
  std::filesystem::permissions(world.rule_folder(), std::filesystem::perms::all);
  const auto reload = rules.reload();
  BOOST_TEST((reload.outcome == server::RuleService::Reload::Outcome::untrusted));
  BOOST_TEST(reload.message.find(world.rule_folder()) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
