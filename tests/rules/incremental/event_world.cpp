#include "event_world.hpp"

#include <boost/test/unit_test.hpp>

#include "rules/alert_json.hpp"
#include "rules/load.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

using tables::Type;
using tables::Value;

namespace {

tables::TableSchema schema_of(const std::string& name) {
  tables::TableSchema schema;
  schema.name = name;
  schema.columns = {{"TimeGenerated", Type::datetime, {}, {}},
                    {"User", Type::string, {}, {}},
                    {"IP", Type::string, {}, {}},
                    {"App", Type::string, {}, {}},
                    {"Result", Type::string, {}, {}},
                    {"Bytes", Type::long_, {}, {}},
                    {"Risk", Type::real, {}, {}},
                    {"Detail", Type::dynamic, {}, {}}};
  return schema;
}

void append_to(tables::MemoryTable& table, const std::vector<Event>& events, bool audit) {
  std::vector<tables::ColumnBuilder> builders;
  for (const tables::ColumnSchema& column : table.schema().columns) builders.emplace_back(column.type);
  for (const Event& event : events) {
    if (event.audit != audit) continue;
    builders[0].append(event.timeless ? Value(Type::datetime) : Value::datetime(event.time));
    builders[1].append(Value::string(event.user));
    builders[2].append(Value::string(event.ip));
    builders[3].append(Value::string(event.app));
    builders[4].append(Value::string(event.result));
    builders[5].append(Value::long_(event.bytes));
    builders[6].append(Value::real(event.risk));
    tables::DynamicBuilder detail;
    detail.begin_bag();
    detail.key("tag");
    detail.value(Value::string(event.tag));
    detail.key("list");
    detail.begin_array();
    for (std::int64_t i = 0; i < event.bytes % 3; ++i) detail.value(Value::long_(i + event.bytes % 5));
    detail.end_array();
    detail.end_bag();
    builders[7].append(Value::dynamic(detail.finish()));
  }
  if (builders[0].size() == 0) return;
  std::vector<tables::Vector> columns;
  for (tables::ColumnBuilder& builder : builders) columns.push_back(builder.finish());
  table.append(std::move(columns));
}

}  // namespace

EventWorld::EventWorld()
    : engine(catalog),
      signins_(std::make_shared<tables::MemoryTable>(schema_of("Signins"))),
      audit_(std::make_shared<tables::MemoryTable>(schema_of("Audit"))) {
  catalog.add(signins_);
  catalog.add(audit_);
}

void EventWorld::append(const std::vector<Event>& events) {
  append_to(*signins_, events, false);
  append_to(*audit_, events, true);
}

Rule rule_of(const std::string& query, const RuleSettings& settings) {
  std::string text =
      "id: 11111111-2222-3333-4444-555555555555\nname: Test\nseverity: Low\nkind: Scheduled\nversion: 1.0.0\n"
      "tactics: [Discovery]\ndescription: Test\nqueryFrequency: " +
      settings.frequency + "\nqueryPeriod: " + settings.period + "\ntriggerOperator: " + settings.trigger +
      "\ntriggerThreshold: " + std::to_string(settings.threshold) + "\nquery: |\n";
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t end = std::min(query.find('\n', at), query.size());
    text += "  " + query.substr(at, end - at) + "\n";
    at = end + 1;
  }
  if (settings.alert_per_result) text += "eventGroupingSettings:\n  aggregationKind: AlertPerResult\n";
  LoadedRules loaded;
  read_rule("rule.yaml", text, loaded);
  for (const RuleDiagnostic& one : loaded.diagnostics) BOOST_TEST_MESSAGE(render(one));
  BOOST_REQUIRE_EQUAL(loaded.rules.size(), 1u);
  return loaded.rules.front();
}

CompiledRule compiled(const Rule& rule, const executor::Engine& engine) {
  RuleDiagnostics diagnostics;
  auto result = compile_rule(rule, engine, {}, diagnostics);
  for (const RuleDiagnostic& one : diagnostics) BOOST_TEST_MESSAGE(render(one));
  BOOST_REQUIRE_MESSAGE(result, rule.query);
  return *result;
}

std::string text_of(const Evaluation& evaluation) {
  std::string text = std::to_string(evaluation.rows) + " rows\n";
  for (const Alert& alert : evaluation.alerts) text += alert_json(alert) + "\n";
  for (const RuleDiagnostic& one : evaluation.diagnostics) text += render(one);
  return text;
}

std::int64_t noon() { return tables::parse_datetime("2026-03-02T12:00:00Z").value(); }

}  // namespace kelpie::rules::testing
