// examples/rules/NAME.yaml with examples/events/NAME/raises and .../silent: what must raise the rule, and what must not.

#include <filesystem>
#include <fstream>
#include <set>

#include <boost/test/unit_test.hpp>

#include "rules/alert_json.hpp"
#include "rules/detect.hpp"
#include "rules/load.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/loader.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

const std::filesystem::path examples = std::filesystem::path(KELPIE_SOURCE_DIR) / "examples";

void load_events(const std::filesystem::path& path, tables::MemoryCatalog& catalog) {
  const std::vector<std::string> paths{path.string()};
  tables::LoadOptions options;
  options.threads = 1;
  const tables::LoadReport report = tables::load_files(paths, tables::entra_schemas(), catalog, options);
  BOOST_TEST(report.rejected == 0u, path);
  BOOST_TEST(!report.rows.empty(), path);
}

DetectReport detect_over(const std::vector<Rule>& rules, const std::filesystem::path& events, const DetectOptions& options = {}) {
  tables::MemoryCatalog catalog;
  load_events(events, catalog);
  const executor::Engine engine(catalog);
  DetectReport report = detect(rules, engine, {}, options);
  for (const RuleDiagnostic& one : report.diagnostics) BOOST_ERROR(render(one));
  return report;
}

std::vector<Rule> example_rules() {
  LoadedRules loaded = load_rules((examples / "rules").string());
  for (const RuleDiagnostic& one : loaded.diagnostics) BOOST_ERROR(render(one));
  return std::move(loaded.rules);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(example_rules_suite)

BOOST_AUTO_TEST_CASE(every_example_rule_is_raised_by_its_events_and_silent_over_the_others) {
  const std::vector<Rule> rules = example_rules();
  BOOST_TEST(rules.size() >= 12u);
  for (const Rule& rule : rules) {
    const std::string name = std::filesystem::path(rule.source->path).stem().string();
    const auto events = examples / "events" / name;
    BOOST_REQUIRE_MESSAGE(std::filesystem::exists(events / "raises") && std::filesystem::exists(events / "silent"), name << " has no events");
    const DetectReport raised = detect_over({rule}, events / "raises");
    BOOST_TEST(!raised.alerts.empty(), name << " is not raised");
    for (const Alert& alert : raised.alerts) {
      BOOST_TEST_MESSAGE(alert.title);
      BOOST_TEST(alert.title.find("{{") == std::string::npos, alert.title);
      if (!rule.entities.empty()) BOOST_TEST(!alert.entities.empty(), name);
    }
    const DetectReport silent = detect_over({rule}, events / "silent");
    for (const Alert& alert : silent.alerts) BOOST_ERROR(name << " is raised by " << alert_json(alert));
    BOOST_TEST(silent.evaluations > 0u);
  }
}

BOOST_AUTO_TEST_CASE(all_examples_together_raise_every_rule_and_the_same_alerts_again) {
  const std::vector<Rule> rules = example_rules();
  const DetectReport report = detect_over(rules, examples / "events");
  std::set<std::string> raised, ids;
  for (const Alert& alert : report.alerts) {
    raised.insert(alert.rule_id);
    ids.insert(alert.id);
    BOOST_TEST_MESSAGE(name_of(alert.severity) << "\t" << alert.title);
  }
  BOOST_TEST(raised.size() == rules.size());
  BOOST_TEST(ids.size() == report.alerts.size());
  const DetectReport again = detect_over(rules, examples / "events");
  BOOST_REQUIRE_EQUAL(again.alerts.size(), report.alerts.size());
  for (std::size_t i = 0; i < report.alerts.size(); ++i) BOOST_TEST(alert_json(again.alerts[i]) == alert_json(report.alerts[i]));
}

BOOST_AUTO_TEST_CASE(every_folder_of_events_belongs_to_a_rule) {
  for (const auto& entry : std::filesystem::directory_iterator(examples / "events")) {
    if (!entry.is_directory() || entry.path().filename() == "logs") continue;  // logs: a file of every log
    auto rule = examples / "rules" / entry.path().filename();
    rule += ".yaml";
    BOOST_TEST(std::filesystem::exists(rule), entry.path().filename());
  }
}

BOOST_AUTO_TEST_SUITE_END()
