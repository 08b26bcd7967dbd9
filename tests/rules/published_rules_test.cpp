// Rules that the community published: all are read, and those over Entra's tables compile and run. Skipped where the files are absent.

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "rules/detect.hpp"
#include "rules/load.hpp"
#include "rules/validate.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/loader.hpp"
#include "tables/text.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

const std::filesystem::path shared = std::filesystem::path(KELPIE_SOURCE_DIR) / "../shared";

bool absent(const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) return false;
  BOOST_TEST_MESSAGE("skipped: the published rules are not here");
  return true;
}

/// All data that the rule asks for are tables of Entra.
bool needs_entra_only(const Rule& rule, const tables::SchemaSet& schemas) {
  bool any = false;
  for (const RequiredConnector& connector : rule.connectors) {
    for (const std::string& type : connector.data_types) {
      any = true;
      if (schemas.find(type) == nullptr) return false;
    }
  }
  return any;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(published_rules)

BOOST_AUTO_TEST_CASE(all_published_rules_are_read) {
  if (absent(shared / "rules/sentinel")) return;
  const LoadedRules loaded = load_rules((shared / "rules/sentinel").string());
  for (const RuleDiagnostic& one : loaded.diagnostics) {
    if (one.diagnostic.severity == parser::Severity::error) BOOST_ERROR(render(one));
  }
  BOOST_TEST(loaded.files >= 140u);
  BOOST_TEST(loaded.rules.size() == loaded.files);
  for (const Rule& rule : loaded.rules) {
    BOOST_REQUIRE_EQUAL(rule.query_offsets.size(), rule.query.size() + 1);
    std::size_t differ = 0;
    for (std::size_t i = 0; i < rule.query.size(); ++i) {
      differ += static_cast<unsigned char>(rule.query[i]) > ' ' && rule.source->text[rule.query_offsets[i]] != rule.query[i];
    }
    BOOST_TEST(differ == 0u, rule.source->path);
  }
}

BOOST_AUTO_TEST_CASE(published_rules_over_entra_tables_run) {
  if (absent(shared / "rules/sentinel/analytics")) return;
  const LoadedRules loaded = load_rules((shared / "rules/sentinel/analytics").string());
  const tables::SchemaSet schemas = tables::entra_schemas();
  std::vector<Rule> rules;
  for (const Rule& rule : loaded.rules) {
    if (needs_entra_only(rule, schemas)) rules.push_back(rule);
  }
  BOOST_TEST(rules.size() >= 40u);
  tables::MemoryCatalog catalog;
  const std::vector<std::string> paths{(shared / "entra/samples").string(), (std::filesystem::path(KELPIE_SOURCE_DIR) / "examples/events").string()};
  tables::LoadOptions options;
  options.threads = 1;
  (void)tables::load_files(paths, schemas, catalog, options);
  const executor::Engine engine(catalog);
  DetectOptions when;
  when.at = tables::parse_datetime("2026-03-03T00:00:00Z");
  std::size_t alerts = 0, refused = 0;
  for (const Rule& rule : rules) {
    BOOST_TEST_CHECKPOINT(rule.source->path);
    const DetectReport report = detect(std::span(&rule, 1), engine, {}, when);
    alerts += report.alerts.size();
    refused += report.refused.size();
    for (const RefusedRule& one : report.refused) {
      for (const RuleDiagnostic& why : one.diagnostics) {
        // Plugins that this engine does not have, and addresses that it does not read.
        if (why.diagnostic.code == "KS211" || why.diagnostic.code == "KB900") BOOST_TEST_MESSAGE(render(why));
        else BOOST_ERROR(render(why));
      }
    }
  }
  BOOST_TEST(refused <= 4u);
  BOOST_TEST(alerts > 0u);
  BOOST_TEST_MESSAGE(rules.size() << " rules, " << refused << " refused, " << alerts << " alerts");
}

/// docs/published-rules.md tells of every error and warning, and why it is true: a new one is either a mistake of a check, or belongs there.
BOOST_AUTO_TEST_CASE(findings_in_published_rules_are_those_that_were_read) {
  if (absent(shared / "rules/sentinel")) return;
  tables::MemoryCatalog catalog;
  const tables::SchemaSet schemas = tables::entra_schemas();
  for (const tables::TableSchema& schema : schemas.all()) catalog.add(std::make_shared<tables::MemoryTable>(schema));
  const executor::Engine engine(catalog);
  const Validation validation = validate(load_rules((shared / "rules/sentinel").string()), engine, {});
  std::ifstream document(std::filesystem::path(KELPIE_SOURCE_DIR) / "docs/published-rules.md");
  std::vector<std::string> rows;
  for (std::string line; std::getline(document, line);) rows.push_back(line);
  for (const RuleDiagnostic& one : validation.findings) {
    const std::string& code = one.diagnostic.code;
    const std::string file = std::filesystem::path(one.source->path).parent_path().filename().string() + "/" + std::filesystem::path(one.source->path).stem().string();
    const bool is_told = std::any_of(rows.begin(), rows.end(), [&](const std::string& row) { return row.starts_with("| " + code + " |") && row.find(file) != std::string::npos; });
    BOOST_TEST(is_told, render(one));
  }
  BOOST_TEST(validation.files >= 140u);
}

BOOST_AUTO_TEST_SUITE_END()
