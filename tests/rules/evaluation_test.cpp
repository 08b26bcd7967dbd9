// From rows to alerts: window, trigger, grouping, entities, texts, ids.

#include <algorithm>
#include <set>

#include <boost/test/unit_test.hpp>

#include "rules/alert_json.hpp"
#include "rules/detect.hpp"
#include "rules/evaluate.hpp"
#include "rules/load.hpp"
#include "rules/make_alert.hpp"
#include "rules/schedule.hpp"
#include "rules/text_template.hpp"
#include "tables/builder.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;
using tables::ticks_per_hour;
using tables::ticks_per_minute;

const std::int64_t noon = tables::parse_datetime("2026-03-02T12:00:00Z").value();

/// A table Events(TimeGenerated, User, Address, Bytes) with rows at given minutes around noon.
class World {
 public:
  explicit World(const std::vector<std::tuple<int, std::string, std::string>>& rows) : engine(catalog) {
    tables::TableSchema schema;
    schema.name = "Events";
    schema.columns = {{"TimeGenerated", tables::Type::datetime, {}, {}}, {"User", tables::Type::string, {}, {}}, {"Address", tables::Type::string, {}, {}}};
    auto table = std::make_shared<tables::MemoryTable>(schema);
    tables::ColumnBuilder times(tables::Type::datetime), users(tables::Type::string), addresses(tables::Type::string);
    for (const auto& [minute, user, address] : rows) {
      times.append(tables::Value::datetime(noon + minute * ticks_per_minute));
      users.append(tables::Value::string(user));
      addresses.append(tables::Value::string(address));
    }
    if (!rows.empty()) table->append({times.finish(), users.finish(), addresses.finish()});
    catalog.add(table);
  }

  tables::MemoryCatalog catalog;
  executor::Engine engine;
};

std::string text_of_rule(const std::string& query, const std::string& more = {}) {
  return "id: 11111111-2222-3333-4444-555555555555\nname: Test\nseverity: Low\nkind: Scheduled\nversion: 1.0.0\ntactics: [Discovery]\n"
         "queryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\ndescription: Fallback\nquery: |\n  " +
         query + "\n" + more;
}

Rule rule_of(const std::string& text) {
  LoadedRules loaded;
  read_rule("rule.yaml", text, loaded);
  for (const RuleDiagnostic& one : loaded.diagnostics) BOOST_TEST_MESSAGE(render(one));
  BOOST_REQUIRE_EQUAL(loaded.rules.size(), 1u);
  return loaded.rules.front();
}

CompiledRule compile(const Rule& rule, const World& world) {
  RuleDiagnostics diagnostics;
  auto compiled = compile_rule(rule, world.engine, {}, diagnostics);
  for (const RuleDiagnostic& one : diagnostics) BOOST_TEST_MESSAGE(render(one));
  BOOST_REQUIRE(compiled);
  return *compiled;
}

Evaluation run(const Rule& rule, const World& world, std::int64_t end = noon) {
  return evaluate(compile(rule, world), world.engine, {}, window_of(rule, end));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_evaluation)

BOOST_AUTO_TEST_CASE(window_holds_its_start_and_not_its_end) {
  const World world({{-61, "before", ""}, {-60, "first", ""}, {-1, "last", ""}, {0, "after", ""}});
  const Evaluation evaluation = run(rule_of(text_of_rule("Events | project User")), world);
  BOOST_TEST(evaluation.rows == 2u);
  BOOST_REQUIRE_EQUAL(evaluation.alerts.size(), 1u);
  const Alert& alert = evaluation.alerts.front();
  BOOST_TEST(alert.rows == (std::vector<std::string>{R"({"User":"first"})", R"({"User":"last"})"}), boost::test_tools::per_element());
  BOOST_TEST(alert.window_start == noon - ticks_per_hour);
  BOOST_TEST(alert.window_end == noon);
}

BOOST_AUTO_TEST_CASE(window_reaches_into_sub_queries_and_joins) {
  const World world({{-90, "old", "a"}, {-30, "new", "a"}});
  BOOST_TEST(run(rule_of(text_of_rule("print n = toscalar(Events | count)")), world).alerts.front().rows.front() == R"({"n":1})");
  BOOST_TEST(run(rule_of(text_of_rule("Events | join kind=inner (Events | project User, Address) on Address")), world).rows == 1u);
  BOOST_TEST(run(rule_of(text_of_rule("Events | where User in (Events | project User) | union (Events | where User == 'old')")), world).rows == 1u);
}

BOOST_AUTO_TEST_CASE(window_tells_the_scan_which_blocks_to_leave_out) {
  const World world({{-10, "a", ""}});
  executor::QueryContext context;
  context.window = executor::TimeWindow{noon - ticks_per_hour, noon};
  std::string plan;
  BOOST_TEST(world.engine.explain("Events | where User == 'a'", context, plan).ok());
  BOOST_TEST(plan.find("within TimeGenerated") != std::string::npos, plan);
  context.window.reset();
  plan.clear();
  BOOST_TEST(world.engine.explain("Events | where User == 'a'", context, plan).ok());
  BOOST_TEST(plan.find("within TimeGenerated") == std::string::npos, plan);
}

BOOST_AUTO_TEST_CASE(now_is_the_end_of_the_window) {
  const World world({{-10, "a", ""}, {-50, "b", ""}});
  BOOST_TEST(run(rule_of(text_of_rule("Events | where TimeGenerated > ago(20m)")), world).rows == 1u);
}

BOOST_AUTO_TEST_CASE(trigger_compares_the_number_of_rows) {
  Rule rule;
  rule.threshold = 2;
  const auto raised = [&](TriggerOperator trigger) {
    rule.trigger = trigger;
    return std::vector<bool>{is_triggered(rule, 1), is_triggered(rule, 2), is_triggered(rule, 3)};
  };
  BOOST_TEST((raised(TriggerOperator::greater_than) == std::vector<bool>{false, false, true}));
  BOOST_TEST((raised(TriggerOperator::less_than) == std::vector<bool>{true, false, false}));
  BOOST_TEST((raised(TriggerOperator::equal) == std::vector<bool>{false, true, false}));
  BOOST_TEST((raised(TriggerOperator::not_equal) == std::vector<bool>{true, false, true}));
}

BOOST_AUTO_TEST_CASE(rule_that_waits_for_silence_raises_an_alert_without_rows) {
  const World world({{-90, "old", ""}});
  std::string text = text_of_rule("Events | project User", "entityMappings:\n  - entityType: Account\n    fieldMappings:\n      - identifier: Name\n        columnName: User\n");
  text.replace(text.find("triggerOperator: gt"), 19, "triggerOperator: lt");
  text.replace(text.find("triggerThreshold: 0"), 19, "triggerThreshold: 1");
  const Evaluation evaluation = run(rule_of(text), world);
  BOOST_REQUIRE_EQUAL(evaluation.alerts.size(), 1u);
  BOOST_TEST(evaluation.alerts.front().row_count == 0u);
  BOOST_TEST(evaluation.alerts.front().entities.empty());
}

BOOST_AUTO_TEST_CASE(alert_per_result_stops_at_150_and_the_last_stands_for_all) {
  const World world({{-10, "a", ""}});
  const std::string grouping = "eventGroupingSettings:\n  aggregationKind: AlertPerResult\n";
  const auto alerts = [&](int rows) {
    return run(rule_of(text_of_rule("range x from 1 to " + std::to_string(rows) + " step 1", grouping)), world).alerts;
  };
  BOOST_TEST(alerts(3).size() == 3u);
  BOOST_TEST(alerts(3).front().row_count == 1u);
  BOOST_TEST(alerts(3)[1].rows.front() == R"({"x":2})");
  BOOST_TEST(alerts(150).size() == 150u);
  BOOST_TEST(alerts(150).back().row_count == 1u);
  const auto many = alerts(151);
  BOOST_TEST(many.size() == 150u);
  BOOST_TEST(many.back().row_count == 151u);
  BOOST_TEST(many.back().rows.size() == alert_sample_rows);
  std::set<std::string> ids;
  for (const Alert& alert : many) ids.insert(alert.id);
  BOOST_TEST(ids.size() == 150u);
}

BOOST_AUTO_TEST_CASE(ids_are_stable_and_depend_on_rule_version_time_and_key) {
  Rule rule;
  rule.id = "r";
  rule.version = "1";
  const std::string id = alert_id(rule, noon, "");
  BOOST_TEST(id.size() == 32u);
  BOOST_TEST(alert_id(rule, noon, "") == id);
  BOOST_TEST(alert_id(rule, noon + 1, "") != id);
  BOOST_TEST(alert_id(rule, noon, "k") != id);
  rule.version = "2";
  BOOST_TEST(alert_id(rule, noon, "") != id);
  // What stands in one part never looks like the next part.
  Rule left, right;
  left.id = "ab", left.version = "c";
  right.id = "a", right.version = "bc";
  BOOST_TEST(alert_id(left, noon, "") != alert_id(right, noon, ""));
}

BOOST_AUTO_TEST_CASE(equal_rows_get_alerts_with_different_ids) {
  const World world({{-10, "a", "x"}, {-9, "a", "x"}});
  const auto alerts = run(rule_of(text_of_rule("Events | project User", "eventGroupingSettings:\n  aggregationKind: AlertPerResult\n")), world).alerts;
  BOOST_REQUIRE_EQUAL(alerts.size(), 2u);
  BOOST_TEST(alerts[0].id != alerts[1].id);
}

BOOST_AUTO_TEST_CASE(ids_do_not_depend_on_the_order_of_rows) {
  const std::string grouping = "eventGroupingSettings:\n  aggregationKind: AlertPerResult\n";
  const Rule rule = rule_of(text_of_rule("Events | project User", grouping));
  const auto ids = [&](const World& world) {
    std::set<std::string> result;
    for (const Alert& alert : run(rule, world).alerts) result.insert(alert.id);
    return result;
  };
  BOOST_TEST((ids(World({{-10, "a", ""}, {-9, "b", ""}})) == ids(World({{-9, "b", ""}, {-10, "a", ""}}))));
}

BOOST_AUTO_TEST_CASE(entities_are_distinct_and_empty_ones_dropped) {
  const World world({{-10, "ada", "192.0.2.1"}, {-9, "ada", "192.0.2.2"}, {-8, "", "192.0.2.1"}, {-7, "Admin", ""}});
  const std::string mappings =
      "entityMappings:\n  - entityType: Account\n    fieldMappings:\n      - identifier: Name\n        columnName: User\n"
      "  - entityType: IP\n    fieldMappings:\n      - identifier: Address\n        columnName: Address\n"
      "  - entityType: IP\n    fieldMappings:\n      - identifier: Address\n        columnName: Gone\n";
  const auto alert = run(rule_of(text_of_rule("Events", mappings)), world).alerts.front();
  // "Admin" alone names nobody.
  BOOST_REQUIRE_EQUAL(alert.entities.size(), 3u);
  BOOST_TEST((alert.entities[0] == AlertEntity{"Account", {{"Name", "ada"}}}));
  BOOST_TEST((alert.entities[1] == AlertEntity{"IP", {{"Address", "192.0.2.1"}}}));
  BOOST_TEST((alert.entities[2] == AlertEntity{"IP", {{"Address", "192.0.2.2"}}}));
}

BOOST_AUTO_TEST_CASE(entities_and_values_are_capped) {
  const World world({{-10, "a", ""}});
  const std::string more =
      "customDetails:\n  Numbers: x\nentityMappings:\n"
      "  - entityType: Account\n    fieldMappings:\n      - identifier: Name\n        columnName: n\n"
      "  - entityType: Host\n    fieldMappings:\n      - identifier: HostName\n        columnName: n\n";
  const auto alert = run(rule_of(text_of_rule("range x from 1 to 1000 step 1 | extend n = strcat('u', x)", more)), world).alerts.front();
  BOOST_TEST(alert.entities.size() == 500u);
  BOOST_TEST(alert.custom_details.front().values.size() == 50u);
  BOOST_TEST(alert.row_count == 1000u);
}

BOOST_AUTO_TEST_CASE(placeholders_are_filled_once_and_fall_back_when_empty) {
  const World world({{-10, "{{Address}}", "192.0.2.1"}});
  const auto alert_with = [&](const std::string& title) {
    return run(rule_of(text_of_rule("Events", "alertDetailsOverride:\n  alertDisplayNameFormat: '" + title + "'\n")), world).alerts.front();
  };
  BOOST_TEST(alert_with("{{User}} from {{ Address }}").title == "{{Address}} from 192.0.2.1");
  BOOST_TEST(alert_with("{{Gone}}").title == "Test");
  BOOST_TEST(alert_with("{{}} {{User").title == "{{}} {{User");
  BOOST_TEST(alert_with("x").description == "Fallback");
}

BOOST_AUTO_TEST_CASE(texts_are_cut_between_characters) {
  BOOST_TEST(cut_text("abc", 3) == "abc");
  BOOST_TEST(cut_text("ab\xC3\xA4", 3) == "ab");
  BOOST_TEST(cut_text("\xF0\x9F\x90\x95", 3) == "");
  BOOST_TEST(fill_template("{{a}}", 4, [](std::string_view) { return std::string("\xC3\xA4\xC3\xA4\xC3\xA4"); }) == "\xC3\xA4\xC3\xA4");
}

BOOST_AUTO_TEST_CASE(rows_may_say_severity_and_tactics_but_only_valid_ones) {
  const World world({{-10, "a", ""}});
  const auto alert_of = [&](const std::string& severity, const std::string& tactics) {
    return run(rule_of(text_of_rule("Events | extend S = " + severity + ", T = " + tactics,
                                    "alertDetailsOverride:\n  alertSeverityColumnName: S\n  alertTacticsColumnName: T\n")),
               world)
        .alerts.front();
  };
  BOOST_TEST((alert_of("'high'", "'Impact'").severity == AlertSeverity::high));
  BOOST_TEST((alert_of("'terrible'", "''").severity == AlertSeverity::low));
  BOOST_TEST((alert_of("''", "''").severity == AlertSeverity::low));
  BOOST_TEST(alert_of("''", "'Impact, Credential Access, Nonsense'").tactics == (std::vector<std::string>{"Impact", "CredentialAccess"}),
             boost::test_tools::per_element());
  BOOST_TEST(alert_of("''", "dynamic(['Impact','Execution'])").tactics.size() == 2u);
  BOOST_TEST(alert_of("''", "'Nonsense'").tactics.front() == "Discovery");
}

BOOST_AUTO_TEST_CASE(column_that_the_query_does_not_give_is_a_warning_at_its_name) {
  const World world({});
  const Rule rule = rule_of(text_of_rule("Events", "customDetails:\n  Who: Usr\nalertDetailsOverride:\n  alertDisplayNameFormat: by {{Adress}}\n"));
  RuleDiagnostics diagnostics;
  BOOST_TEST(compile_rule(rule, world.engine, {}, diagnostics).has_value());
  BOOST_REQUIRE_EQUAL(diagnostics.size(), 2u);
  BOOST_TEST(diagnostics[0].diagnostic.code == "KR012");
  BOOST_TEST(diagnostics[0].diagnostic.hint == "did you mean 'User'?");
  BOOST_TEST(diagnostics[0].position().line == 15u);
  BOOST_TEST(diagnostics[0].position().column == 8u);
  BOOST_TEST(diagnostics[1].position().line == 17u);
  BOOST_TEST(diagnostics[1].position().column == 32u);
}

BOOST_AUTO_TEST_CASE(query_that_gives_no_result_or_two_is_refused) {
  const World world({});
  for (const char* query : {"let x = 1;", "Events; Events"}) {
    const Rule rule = rule_of(text_of_rule(query));
    RuleDiagnostics diagnostics;
    BOOST_TEST(!compile_rule(rule, world.engine, {}, diagnostics).has_value(), query);
    BOOST_TEST(has_errors(diagnostics), query);
  }
}

BOOST_AUTO_TEST_CASE(failure_while_running_is_told_at_the_query) {
  const World world({{-10, "a", ""}});
  executor::QueryContext context;
  context.limits.result_rows = 5;
  const Rule rule = rule_of(text_of_rule("range x from 1 to 10 step 1"));
  const Evaluation evaluation = evaluate(compile(rule, world), world.engine, context, window_of(rule, noon));
  BOOST_TEST(evaluation.alerts.empty());
  BOOST_REQUIRE_EQUAL(evaluation.diagnostics.size(), 1u);
  BOOST_TEST(evaluation.diagnostics.front().diagnostic.code == "E_QUERY_RESULT_SET_TOO_LARGE");
}

BOOST_AUTO_TEST_CASE(alert_is_one_line_of_json_with_keys_in_one_order) {
  const World world({{-10, "a\nb", "192.0.2.1"}});
  const std::string more =
      "customDetails:\n  Who: User\nentityMappings:\n  - entityType: IP\n    fieldMappings:\n      - identifier: Address\n        columnName: Address\n";
  const auto alert = run(rule_of(text_of_rule("Events", more)), world).alerts.front();
  BOOST_TEST(alert_json(alert) ==
             R"({"id":")" + alert.id +
                 R"(","title":"Test","severity":"Low","description":"Fallback","rule":{"id":"11111111-2222-3333-4444-555555555555","name":"Test",)"
                 R"("version":"1.0.0","kind":"Scheduled"},"origin":"detection","incidentId":"","windowStart":"2026-03-02T11:00:00.0000000Z","windowEnd":"2026-03-02T12:00:00.0000000Z",)"
                 R"("tactics":["Discovery"],"techniques":[],"entities":[{"type":"IP","Address":"192.0.2.1"}],"customDetails":{"Who":["a\nb"]},)"
                 R"("properties":{},"rowCount":1,"rows":[{"TimeGenerated":"2026-03-02T11:50:00.0000000Z","User":"a\nb","Address":"192.0.2.1"}]})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rule_detection)

BOOST_AUTO_TEST_CASE(scheduled_rule_runs_at_its_frequency_until_the_end) {
  const World world({{10, "a", ""}, {70, "b", ""}, {130, "c", ""}});
  const std::vector<Rule> rules{rule_of(text_of_rule("Events | project User"))};
  DetectOptions options;
  options.from = noon;
  options.to = noon + 2 * ticks_per_hour + 30 * ticks_per_minute;
  const DetectReport report = detect(rules, world.engine, {}, options);
  BOOST_TEST(report.evaluations == 2u);
  BOOST_REQUIRE_EQUAL(report.alerts.size(), 2u);
  BOOST_TEST(report.alerts[0].rows.front() == R"({"User":"a"})");
  BOOST_TEST(report.alerts[1].window_end == noon + 2 * ticks_per_hour);
}

BOOST_AUTO_TEST_CASE(without_a_time_all_events_are_seen) {
  const World world({{10, "a", ""}, {70, "b", ""}, {130, "c", ""}});
  const std::vector<Rule> rules{rule_of(text_of_rule("Events | project User"))};
  const DetectReport report = detect(rules, world.engine, {});
  BOOST_TEST(report.from == noon);
  BOOST_TEST(report.alerts.size() == 3u);
  BOOST_TEST(detect(rules, World({}).engine, {}).alerts.empty());
}

BOOST_AUTO_TEST_CASE(at_a_time_each_rule_runs_once) {
  const World world({{10, "a", ""}});
  const std::vector<Rule> rules{rule_of(text_of_rule("Events"))};
  DetectOptions options;
  options.at = noon + ticks_per_hour;
  BOOST_TEST(detect(rules, world.engine, {}, options).alerts.size() == 1u);
  options.at = noon;
  BOOST_TEST(detect(rules, world.engine, {}, options).alerts.empty());
}

BOOST_AUTO_TEST_CASE(nrt_rule_sees_each_event_in_one_minute) {
  const World world({{0, "a", ""}, {1, "b", ""}, {1, "c", ""}, {59, "d", ""}});
  std::string text = text_of_rule("Events | project User");
  text.replace(text.find("kind: Scheduled"), 15, "kind: NRT");
  const std::vector<Rule> rules{rule_of(text)};
  const DetectReport report = detect(rules, world.engine, {});
  BOOST_TEST(report.evaluations == 60u);
  BOOST_TEST(report.skipped == 57u);
  BOOST_TEST(report.alerts.size() == 3u);
  BOOST_TEST(report.alerts[1].row_count == 2u);
}

BOOST_AUTO_TEST_CASE(suppressed_rule_sleeps_after_an_alert) {
  std::vector<std::tuple<int, std::string, std::string>> rows;
  for (int hour = 0; hour < 6; ++hour) rows.emplace_back(hour * 60 + 5, "a", "");
  const World world(rows);
  const std::vector<Rule> rules{rule_of(text_of_rule("Events", "suppressionEnabled: true\nsuppressionDuration: PT3H\n"))};
  const DetectReport report = detect(rules, world.engine, {});
  // Runs at 13:00 ... 18:00: an alert at 13:00, sleep until 16:00, an alert then.
  BOOST_TEST(report.alerts.size() == 2u);
  BOOST_TEST(report.alerts[1].window_end == noon + 4 * ticks_per_hour);
  BOOST_TEST(report.suppressed == 4u);
}

BOOST_AUTO_TEST_CASE(runs_over_nothing_are_skipped_only_when_they_would_be_silent) {
  const World world({{5, "a", ""}, {6 * 60 + 5, "b", ""}});
  std::string text = text_of_rule("Events | summarize n = count() | where n == 0");
  const DetectReport counting = detect(std::vector{rule_of(text)}, world.engine, {});
  BOOST_TEST(counting.skipped == 0u);
  BOOST_TEST(counting.alerts.size() == 5u);
  const DetectReport plain = detect(std::vector{rule_of(text_of_rule("Events"))}, world.engine, {});
  BOOST_TEST(plain.evaluations == 7u);
  BOOST_TEST(plain.skipped == 5u);
  BOOST_TEST(plain.alerts.size() == 2u);
}

BOOST_AUTO_TEST_CASE(rule_that_cannot_be_compiled_does_not_stop_the_others) {
  const World world({{5, "a", ""}});
  std::string second = text_of_rule("Events");
  second.replace(second.find("1111"), 4, "2222");
  const std::vector<Rule> rules{rule_of(text_of_rule("Evnts")), rule_of(second)};
  const DetectReport report = detect(rules, world.engine, {});
  BOOST_REQUIRE_EQUAL(report.refused.size(), 1u);
  BOOST_TEST(report.refused.front().diagnostics.front().position().line == 13u);
  BOOST_TEST(report.rules == 1u);
  BOOST_TEST(report.alerts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(rule_that_fails_again_and_again_stops_and_is_refused) {
  std::vector<std::tuple<int, std::string, std::string>> rows;
  for (int hour = 0; hour < 10; ++hour) rows.emplace_back(hour * 60 + 5, "a", "");
  const World world(rows);
  executor::QueryContext context;
  context.limits.result_rows = 5;
  const DetectReport report = detect(std::vector{rule_of(text_of_rule("Events | extend x = range(1, 10) | mv-expand x"))}, world.engine, context);
  BOOST_TEST(report.failed == 3u);
  BOOST_TEST(report.refused.size() == 1u);
  BOOST_TEST(report.diagnostics.size() == 1u);
}

BOOST_AUTO_TEST_CASE(hunting_queries_run_when_asked_for) {
  const World world({{5, "a", ""}});
  const std::vector<Rule> rules{rule_of("id: 11111111-2222-3333-4444-555555555555\nname: Hunt\nquery: Events\n")};
  BOOST_TEST(detect(rules, world.engine, {}).rules == 0u);
  DetectOptions options;
  options.include_hunting = true;
  BOOST_TEST(detect(rules, world.engine, {}, options).alerts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(too_many_runs_are_refused) {
  const World world({{5, "a", ""}});
  DetectOptions options;
  options.from = 0;
  options.to = noon;
  options.max_evaluations = 1000;
  const DetectReport report = detect(std::vector{rule_of(text_of_rule("Events"))}, world.engine, {}, options);
  BOOST_TEST(report.evaluations == 0u);
  BOOST_TEST(has_errors(report.diagnostics));
}

BOOST_AUTO_TEST_SUITE_END()
