// Every check finds what it is for, alone; every code has a page and every page a code.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include <boost/test/unit_test.hpp>

#include "rules/attack/attack.hpp"
#include "rules/checks/check.hpp"
#include "rules/limits.hpp"
#include "rules/tactics.hpp"
#include "rules/validate.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/memory_table.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

const std::filesystem::path root = KELPIE_SOURCE_DIR;
const std::filesystem::path golden = root / "tests/golden/rules/checks";

/// An engine over Entra's tables, empty.
struct EntraEngine {
  EntraEngine() {
    const tables::SchemaSet schemas = tables::entra_schemas();
    for (const tables::TableSchema& schema : schemas.all()) {
      catalog.add(std::make_shared<tables::MemoryTable>(schema));
    }
  }
  tables::MemoryCatalog catalog;
  executor::Engine engine{catalog};
};

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder, std::string_view extension) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The rule that breaks a check, and the second file that some checks need.
LoadedRules load(const std::filesystem::path& path) {
  std::vector<std::string> paths{path.string()};
  if (const auto again = path.parent_path() / "again" / path.filename(); std::filesystem::exists(again)) {
    paths.push_back(again.string());
  }
  return load_rules(paths);
}

std::string without_root(std::string text) {
  const std::string prefix = golden.string() + "/";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at))
    text.erase(at, prefix.size());
  return text;
}

Validation validated(std::string_view text, const ValidateOptions& options = {}) {
  static const EntraEngine entra;
  LoadedRules loaded;
  read_rule("rule.yaml", text, loaded);
  return validate(loaded, entra.engine, options);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// "8:13 error KR301" of each finding.
std::vector<std::string> told(const RuleDiagnostics& findings) {
  std::vector<std::string> result;
  for (const RuleDiagnostic& one : findings) {
    const auto severity = one.diagnostic.severity;
    const std::string word = severity == parser::Severity::error     ? " error "
                             : severity == parser::Severity::warning ? " warning "
                                                                     : " note ";
    result.push_back(std::to_string(one.position().line) + ":" + std::to_string(one.position().column) + word +
                     one.diagnostic.code);
  }
  return result;
}

void check_told(const Validation& validation, const std::vector<std::string>& expected) {
  const auto found = told(validation.findings);
  BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
}

const std::string sound_rule = R"(id: 8a7f4f0e-52a6-4b52-8f4c-1d3fb3d1a004
name: Many failures
description: Somebody fails to sign in.
severity: High
kind: Scheduled
version: 1.0.0
requiredDataConnectors: []
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CredentialAccess]
relevantTechniques: [T1110]
query: |
  SigninLogs
  | where ResultType != "0"
  | summarize Failures = count() by UserId
)";

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_checks)

/// tests/golden/rules/checks/CODE-name.yaml with what is told of it in CODE-name.expected. KELPIE_UPDATE_GOLDEN=1
/// writes the latter.
BOOST_AUTO_TEST_CASE(each_broken_rule_is_told_by_its_check_alone) {
  const EntraEngine entra;
  for (const auto& path : files_of(golden, ".yaml")) {
    const Validation validation = validate(load(path), entra.engine, {});
    const std::string code = path.stem().string().substr(0, 5);
    std::string found;
    for (const RuleDiagnostic& one : validation.findings) {
      found += render(one);
      BOOST_TEST(one.diagnostic.code == code, path.filename().string() << ": " << render(one));
    }
    BOOST_TEST(!validation.findings.empty(), path.filename().string() << " breaks nothing");
    found = without_root(std::move(found));
    const auto expected = std::filesystem::path(path).replace_extension(".expected");
    if (std::getenv("KELPIE_UPDATE_GOLDEN") != nullptr) std::ofstream(expected, std::ios::binary) << found;
    BOOST_TEST(found == read_text(expected), path.filename().string() << ":\n" << found);
  }
}

BOOST_AUTO_TEST_CASE(every_check_has_a_rule_that_breaks_it) {
  std::set<std::string> files, checks;
  for (const auto& path : files_of(golden, ".yaml")) files.insert(path.stem().string());
  for (const Check& check : all_checks()) checks.insert(std::string(check.code) + "-" + std::string(check.name));
  checks.erase("KR001-unreadable-file");  // a file that is there can be read
  std::erase_if(checks, [](const std::string& check) { return check.starts_with("KV"); });  // of comments, not of rules
  BOOST_CHECK_EQUAL_COLLECTIONS(files.begin(), files.end(), checks.begin(), checks.end());
}

BOOST_AUTO_TEST_CASE(findings_have_the_severity_of_the_list) {
  const EntraEngine entra;
  for (const auto& path : files_of(golden, ".yaml")) {
    for (const RuleDiagnostic& one : validate(load(path), entra.engine, {}).findings) {
      const auto checks = all_checks();
      const auto check =
          std::find_if(checks.begin(), checks.end(), [&](const Check& c) { return c.code == one.diagnostic.code; });
      BOOST_REQUIRE(check != checks.end());
      BOOST_TEST((check->severity == one.diagnostic.severity), path.filename().string());
    }
  }
}

BOOST_AUTO_TEST_CASE(codes_and_names_are_unique_and_in_order) {
  std::set<std::string_view> names;
  std::string_view last;
  for (const Check& check : all_checks()) {
    BOOST_TEST(last < check.code);
    last = check.code;
    BOOST_TEST(names.insert(check.name).second, check.name);
    BOOST_TEST(check.sentence.ends_with('.'), check.code);
  }
}

void check_page(const std::string& code, const std::string& page) {
  static const std::string index = read_text(root / "docs/diagnostics/README.md");
  for (const char* part : {"## What is wrong", "## An example", "Mended:", "## Why it matters", "## Source"}) {
    BOOST_TEST(page.find(part) != std::string::npos, code << " says nothing under " << part);
  }
  BOOST_TEST(index.find("[" + code + "](" + code + ".md)") != std::string::npos, code);
}

/// Codes of other letters, which no check has, as the sources of tests of rules and of detection tell them.
std::set<std::string> other_codes() {
  std::set<std::string> codes;
  std::vector<std::filesystem::path> files = files_of(root / "rules/testing", ".cpp");
  files.push_back(root / "rules/detect.cpp");
  const std::regex code("\"(K[DT][0-9]{3})\"");
  for (const auto& path : files) {
    const std::string text = read_text(path);
    for (auto at = std::sregex_iterator(text.begin(), text.end(), code); at != std::sregex_iterator(); ++at) codes.insert((*at)[1]);
  }
  return codes;
}

BOOST_AUTO_TEST_CASE(every_code_has_a_page_and_every_page_a_code) {
  std::set<std::string> pages;
  for (const auto& path : files_of(root / "docs/diagnostics", ".md")) pages.insert(path.stem().string());
  BOOST_TEST(pages.erase("README") == 1u);
  std::set<std::string> codes = other_codes();
  BOOST_TEST(codes.size() >= 15u);
  for (const std::string& code : codes) {
    const std::string page = read_text(root / "docs/diagnostics" / (code + ".md"));
    BOOST_TEST(page.starts_with("# " + code + " "), code);
    BOOST_TEST(page.find(" Error.") != std::string::npos, code);
    check_page(code, page);
  }
  for (const Check& check : all_checks()) {
    const std::string code(check.code);
    codes.insert(code);
    const std::string page = read_text(root / "docs/diagnostics" / (code + ".md"));
    BOOST_TEST(page.starts_with("# " + code + " " + std::string(check.name) + "\n"), code);
    const char* severity = check.severity == parser::Severity::error     ? "Error."
                           : check.severity == parser::Severity::warning ? "Warning."
                                                                         : "Note.";
    BOOST_TEST(page.find(severity) != std::string::npos, code);
    check_page(code, page);
  }
  BOOST_CHECK_EQUAL_COLLECTIONS(pages.begin(), pages.end(), codes.begin(), codes.end());
}

BOOST_AUTO_TEST_CASE(sound_rules_have_no_findings) {
  check_told(validated(sound_rule), {});
  const EntraEngine entra;
  const Validation examples = validate(load_rules((root / "examples/rules").string()), entra.engine, {});
  for (const RuleDiagnostic& one : examples.findings) {
    BOOST_TEST((one.diagnostic.severity == parser::Severity::note), render(one));
  }
  BOOST_TEST(examples.rules == examples.files);
}

BOOST_AUTO_TEST_CASE(what_loading_warns_of_is_an_error_where_microsoft_refuses_it) {
  const std::string text = replaced(sound_rule, "queryPeriod: 1h", "queryPeriod: 15d");
  LoadedRules loaded;
  read_rule("rule.yaml", text, loaded);
  BOOST_REQUIRE_EQUAL(loaded.rules.size(), 1u);
  BOOST_TEST((loaded.diagnostics.front().diagnostic.severity == parser::Severity::warning));
  check_told(validated(text), {"9:14 error KR106"});
}

BOOST_AUTO_TEST_CASE(hunting_queries_are_only_warned_of) {
  const std::string text =
      "id: 8a7f4f0e-52a6-4b52-8f4c-1d3fb3d1a004\nname: Hunt\ntactics: [Mischief]\nquery: SigninLogs | where "
      "TimeGenerated > ago(1d)\n";
  check_told(validated(text), {"3:11 warning KR008"});
}

BOOST_AUTO_TEST_CASE(missing_table_is_told_once_and_nothing_that_follows_from_it) {
  const std::string text =
      replaced(sound_rule, "  | summarize",
               "  | join kind=inner (SecurityEvent | where EventID == 1 | project Account) on $left.UserPrincipalName "
               "== $right.Account\n  | where ComputerName has \"x\"\n  | summarize");
  check_told(validated(text), {"17:22 warning KR301"});
  ValidateOptions strict;
  strict.strict = true;
  BOOST_TEST(told(validated(text, strict).findings).front() == "17:22 error KR301");
  BOOST_TEST(validated(text).rules == 0u);
}

BOOST_AUTO_TEST_CASE(misspelt_column_is_an_error_where_all_tables_are_known) {
  check_told(validated(replaced(sound_rule, "ResultType !=", "ResultTyp !=")), {"16:11 error KS142"});
}

BOOST_AUTO_TEST_CASE(look_back_is_seen_through_lets_bins_and_between) {
  const auto with_filter = [](std::string_view filter) {
    return replaced(sound_rule, "  SigninLogs\n",
                    "  let span = 7d;\n  SigninLogs\n  | where " + std::string(filter) + "\n");
  };
  check_told(validated(with_filter("TimeGenerated >= ago(span)")), {"17:11 warning KR303"});
  check_told(validated(with_filter("TimeGenerated between (ago(span) .. now())")), {"17:11 warning KR303"});
  check_told(validated(with_filter("bin(TimeGenerated, 5m) > now() - span")), {"17:11 warning KR303"});
  check_told(validated(with_filter("ago(span) < TimeGenerated")), {"17:11 warning KR303"});
  check_told(validated(with_filter("TimeGenerated > ago(1h)")), {});
  check_told(validated(with_filter("TimeGenerated < ago(30m)")), {});
  check_told(validated(with_filter("TimeGenerated > datetime(2020-01-01)")), {});
}

BOOST_AUTO_TEST_CASE(trigger_is_weighed_against_the_rows_that_there_can_be) {
  const auto with = [](std::string_view stages, std::string_view op, std::string_view threshold) {
    std::string text = replaced(sound_rule, "  | summarize Failures = count() by UserId\n", stages);
    text = replaced(text, "triggerOperator: gt", "triggerOperator: " + std::string(op));
    return replaced(text, "triggerThreshold: 0", "triggerThreshold: " + std::string(threshold));
  };
  check_told(validated(with("  | count\n", "gt", "0")), {"11:1 warning KR502"});
  check_told(validated(with("  | count\n", "gt", "1")), {"11:1 warning KR501"});
  check_told(validated(with("  | count\n  | where Count > 10\n", "gt", "0")), {});
  check_told(validated(with("  | take 5\n", "gt", "5")), {"11:1 warning KR501"});
  check_told(validated(with("  | take 5\n", "lt", "6")), {"11:1 warning KR502"});
  check_told(validated(with("  | take 5\n", "eq", "5")), {});
  check_told(validated(with("", "lt", "0")), {"11:1 warning KR501"});
  check_told(validated(with("", "lt", "1")), {});
}

BOOST_AUTO_TEST_CASE(table_of_attack_is_whole) {
  BOOST_TEST(attack_version() == "18.0");
  const Technique* cloud = technique_named("T1078.004");
  BOOST_REQUIRE(cloud != nullptr);
  BOOST_TEST(cloud->name == "Cloud Accounts");
  BOOST_TEST(cloud->tactics.size() == 4u);
  BOOST_TEST((technique_named("T1208")->status == TechniqueStatus::revoked));
  BOOST_TEST(technique_named("T1208")->replaced_by == "T1558.003");
  BOOST_TEST((technique_named("T1064")->status == TechniqueStatus::deprecated));
  BOOST_TEST(technique_named("T9999") == nullptr);
  std::size_t current = 0;
  for (const Technique& technique : all_techniques()) {
    current += technique.status == TechniqueStatus::current ? 1u : 0u;
    BOOST_TEST((technique.status != TechniqueStatus::current || !technique.tactics.empty()), technique.id);
    if (!technique.replaced_by.empty()) BOOST_TEST(technique_named(technique.replaced_by) != nullptr, technique.id);
  }
  BOOST_TEST(current > 700u);
}

BOOST_AUTO_TEST_CASE(limits_are_counted_as_sentinel_counts) {
  BOOST_TEST(characters_of("abc") == 3);
  BOOST_TEST(characters_of("\xC3\xA4") == 1);
  BOOST_TEST(characters_of("\xF0\x9F\x98\x80") == 2);
  BOOST_TEST(keeps(limit(LimitOf::name), 256));
  BOOST_TEST(!keeps(limit(LimitOf::name), 257));
  BOOST_TEST(broken_limit(limit(LimitOf::name), 300) == "name has 300 characters; Sentinel takes 1 to 256.");
}

BOOST_AUTO_TEST_CASE(syntax_errors_are_told_alone) {
  const auto found = told(
      validated(replaced(sound_rule, "| where ResultType", "| join (SecurityEvent) on UserId\n  | whree ResultType"))
          .findings);
  BOOST_REQUIRE(!found.empty());
  for (const std::string& one : found) BOOST_TEST(one.find(" error KP") != std::string::npos, one);
}

BOOST_AUTO_TEST_SUITE_END()
