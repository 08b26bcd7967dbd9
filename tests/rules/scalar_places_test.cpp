// A place in the query is a place in the YAML file, whatever the style of the scalar.

#include <boost/test/unit_test.hpp>

#include "executor/engine.hpp"
#include "rules/compile.hpp"
#include "rules/load.hpp"
#include "tables/memory_table.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

Rule rule_with(const std::string& query) {
  LoadedRules loaded;
  read_rule("rule.yaml", "id: 11111111-2222-3333-4444-555555555555\nname: x\n" + query + "\nversion: 1.0.0\n", loaded);
  for (const RuleDiagnostic& one : loaded.diagnostics) BOOST_TEST_MESSAGE(render(one));
  BOOST_REQUIRE_EQUAL(loaded.rules.size(), 1u);
  return loaded.rules.front();
}

/// Every visible character of the query stands at its place in the file; `changed` of them are written otherwise there (escapes).
void check_places(const Rule& rule, std::size_t changed = 0) {
  BOOST_REQUIRE_EQUAL(rule.query_offsets.size(), rule.query.size() + 1);
  const std::string& file = rule.source->text;
  std::size_t differ = 0;
  for (std::size_t i = 0; i < rule.query.size(); ++i) {
    BOOST_REQUIRE_LE(rule.query_offsets[i], file.size());
    if (i > 0) BOOST_TEST(rule.query_offsets[i - 1] <= rule.query_offsets[i]);
    if (static_cast<unsigned char>(rule.query[i]) <= ' ') continue;
    if (file[rule.query_offsets[i]] != rule.query[i]) ++differ;
  }
  BOOST_TEST(differ == changed, rule.query);
}

/// "line:column" of the first error of compiling the rule over a table T(a:long).
std::string first_error(const Rule& rule) {
  tables::MemoryCatalog catalog;
  tables::TableSchema schema;
  schema.name = "T";
  schema.columns.push_back({"a", tables::Type::long_, {}, {}});
  catalog.add(std::make_shared<tables::MemoryTable>(schema));
  const executor::Engine engine(catalog);
  RuleDiagnostics diagnostics;
  BOOST_TEST(!compile_rule(rule, engine, {}, diagnostics));
  BOOST_REQUIRE(!diagnostics.empty());
  const auto position = diagnostics.front().position();
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_scalar_places)

BOOST_AUTO_TEST_CASE(literal_block) {
  const Rule rule = rule_with("query: |\n    T\n    | where a > 1\n\n      | where wrong == 1\n");
  check_places(rule);
  BOOST_TEST(first_error(rule) == "7:15");
}

BOOST_AUTO_TEST_CASE(literal_block_with_header_indicators_and_comment) {
  check_places(rule_with("query: |2-   # a comment\n    T\n  | take 1"));
  check_places(rule_with("query: |+\n\n  T\n\n  | take 1\n\n"));
}

BOOST_AUTO_TEST_CASE(folded_block) {
  const Rule rule = rule_with("query: >-\n  T\n  | where a > 1\n\n  | where\n  wrong == 1");
  check_places(rule);
  BOOST_TEST(first_error(rule) == "8:3");
}

BOOST_AUTO_TEST_CASE(single_quotes) {
  const Rule rule = rule_with("query: 'T | extend s = ''x'' | where\n   wrong == 1'");
  check_places(rule);
  BOOST_TEST(first_error(rule) == "4:4");
}

BOOST_AUTO_TEST_CASE(double_quotes_with_escapes) {
  const Rule rule = rule_with("query: \"T\\n| extend s = \\\"\\u00e4\\x41\\\" \\\n    | where wrong == 1\"");
  check_places(rule, 5);  // two quotes, the two bytes of a letter, another letter
  BOOST_TEST(first_error(rule) == "4:13");
}

BOOST_AUTO_TEST_CASE(plain_scalar_over_two_lines) {
  const Rule rule = rule_with("query: T | where\n  wrong == 1");
  check_places(rule);
  BOOST_TEST(first_error(rule) == "4:3");
}

BOOST_AUTO_TEST_CASE(tag_and_anchor_stand_before_the_text) {
  check_places(rule_with("query: !!str &q |\n  T\n  | take 1\n"));
}

BOOST_AUTO_TEST_CASE(windows_line_ends_and_letters_beyond_ascii) {
  const Rule rule = rule_with("query: |\r\n  T\r\n  // \xC3\xA4\xE2\x82\xAC\r\n  | where wrong == 1\r\n");
  check_places(rule);
  BOOST_TEST(first_error(rule) == "6:11");
}

BOOST_AUTO_TEST_CASE(byte_order_mark_does_not_move_places) {
  LoadedRules loaded;
  read_rule("rule.yaml", "\xEF\xBB\xBFid: 11111111-2222-3333-4444-555555555555\nname: x\nquery: |\n  T | where wrong == 1\n", loaded);
  BOOST_REQUIRE_EQUAL(loaded.rules.size(), 1u);
  check_places(loaded.rules.front());
  BOOST_TEST(first_error(loaded.rules.front()) == "4:13");
}

BOOST_AUTO_TEST_CASE(query_error_is_shown_with_the_line_of_the_file) {
  const Rule rule = rule_with("query: |\n  T\n  | where wrong == 1");
  tables::MemoryCatalog catalog;
  const executor::Engine engine(catalog);
  RuleDiagnostics diagnostics;
  BOOST_TEST(!compile_rule(rule, engine, {}, diagnostics));
  const std::string shown = render(diagnostics.front());
  BOOST_TEST(shown.starts_with("rule.yaml:4:3: error "), shown);
  BOOST_TEST(shown.find("\n    T\n    ^") != std::string::npos, shown);
}

BOOST_AUTO_TEST_CASE(run_replaces_the_times_of_hunting_queries_and_keeps_places) {
  const Rule rule = rule_with("query: |\n  T | extend s = '{{StartTimeISO}}' | where wrong == '{{EndTimeISO}}'");
  BOOST_TEST(first_error(rule) == "4:45");
  const RunQuery query = query_of_run(rule, {0, 0});
  BOOST_TEST(query.text.find("{{") == std::string::npos);
  BOOST_TEST(query.text.find("'0001-01-01T00:00:00.0000000Z'") != std::string::npos);
  BOOST_TEST(query.offsets.size() == query.text.size() + 1);
}

BOOST_AUTO_TEST_SUITE_END()
