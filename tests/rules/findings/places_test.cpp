// Where a finding stands: key path, operator and expression, in the file and in the query.

#include <boost/test/unit_test.hpp>

#include "parser/parse.hpp"
#include "rules/findings/line_index.hpp"
#include "rules/findings/placed_file.hpp"
#include "rules/findings/query_places.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

const std::string rule = R"(id: one
name: "A name"
tags: [first, 'second']
query: |
  let n = 3;
  SigninLogs
  | where UserId == tostring(n) // Büro

  | project UserId
entityMappings:
- entityType: Account
  fieldMappings:
    - identifier: Name
      columnName: UserId
customDetails:
  my.key: UserId
)";

/// "key query:3:9 operator(text) call(text)" of what stands at a word of the text.
std::string way_to(const std::string& text, const std::string& word, std::size_t length) {
  const SourceFile source{"rule.yaml", text};
  PlacedFile file(source);
  const auto at = static_cast<std::uint32_t>(text.find(word));
  std::string way;
  for (const Place& place : file.places({at, at + static_cast<std::uint32_t>(length)})) {
    if (place.kind == PlaceKind::file) continue;
    if (!way.empty()) way += " ";
    way += place.name;
    if (place.kind == PlaceKind::query)
      way += ":" + std::to_string(place.in_query->line) + ":" + std::to_string(place.in_query->column);
    if (!place.text.empty()) way += "(" + place.text + ")";
  }
  return way;
}
std::string way_to(const std::string& word) { return way_to(rule, word, word.size()); }

}  // namespace

BOOST_AUTO_TEST_SUITE(finding_places)

BOOST_AUTO_TEST_CASE(key_paths_lead_through_maps_and_lists) {
  BOOST_TEST(way_to("one") == "id");
  BOOST_TEST(way_to("A name") == "name");
  BOOST_TEST(way_to("'second'") == "tags[1]");
  BOOST_TEST(way_to("Account") == "entityMappings[0].entityType");
  BOOST_TEST(way_to("identifier") == "entityMappings[0].fieldMappings[0].identifier");
  BOOST_TEST(way_to("my.key") == "customDetails['my.key']");
}

BOOST_AUTO_TEST_CASE(a_place_without_length_where_a_map_begins_is_that_map) {
  BOOST_TEST(way_to(rule, "id: one", 0) == "");
  BOOST_TEST(way_to(rule, "- entityType", 0) == "entityMappings");
  BOOST_TEST(way_to(rule, "entityType: A", 0) == "entityMappings[0]");
}

BOOST_AUTO_TEST_CASE(in_a_query_the_operator_and_the_innermost_expression_are_named) {
  BOOST_TEST(way_to("tostring") == "query query:3:19 operator(where UserId == tostring(n)) name(tostring)");
  BOOST_TEST(way_to("tostring(n)") == "query query:3:19 operator(where UserId == tostring(n)) call(tostring(n))");
  BOOST_TEST(way_to("UserId == tostring") ==
             "query query:3:9 operator(where UserId == tostring(n)) comparison(UserId == tostring(n))");
  BOOST_TEST(way_to("let n = 3") == "query query:1:1");
  BOOST_TEST(way_to("3;").starts_with("query query:1:9"));
}

BOOST_AUTO_TEST_CASE(a_place_in_a_query_counts_lines_of_file_and_query) {
  const SourceFile source{"rule.yaml", rule};
  PlacedFile file(source);
  const auto at = static_cast<std::uint32_t>(rule.find("project"));
  const std::vector<Place> places = file.places({at, at + 7});
  BOOST_REQUIRE_EQUAL(places.size(), 4u);
  BOOST_TEST(places[0].name == "rule.yaml");
  BOOST_TEST(places[1].position.line == 4u);
  BOOST_TEST(places[3].position.line == 9u);
  BOOST_TEST(places[3].position.column == 5u);
  BOOST_TEST(places[3].in_query->line == 5u);
  BOOST_TEST(places[3].in_query->column == 3u);
}

BOOST_AUTO_TEST_CASE(every_rule_of_a_file_has_paths_of_its_own) {
  const std::string text = "id: a\nquery: T\n---\nid: b\nquery: U\n";
  BOOST_TEST(way_to(text, "U", 1) == "documents[1].query query:1:1 name(U)");
  const SourceFile source{"rule.yaml", text};
  PlacedFile file(source);
  const auto at = static_cast<std::uint32_t>(text.find('U'));
  BOOST_TEST(file.rule_text({at, at + 1}, "id") == "b");
  BOOST_TEST(file.rule_text({0, 1}, "id") == "a");
}

BOOST_AUTO_TEST_CASE(folded_and_quoted_queries_are_followed) {
  BOOST_TEST(way_to("query: >-\n  T\n  | where\n  Usr == 1\n", "Usr", 3) ==
             "query query:1:11 operator(where Usr == 1) name(Usr)");
  BOOST_TEST(way_to("query: \"T | where\\\n  \\ a == '\\u00fc' and Usr\"\n", "Usr", 3)
                 .starts_with("query query:1:24 operator(where"));
}

BOOST_AUTO_TEST_CASE(broken_yaml_keeps_what_stands_before) {
  BOOST_TEST(way_to("id: one\nname: [a, b\nx: y\n", "one", 3) == "id");
  BOOST_TEST(way_to("a: [}", "}", 1) == "");
  BOOST_TEST(way_to("", "", 0) == "");
  BOOST_TEST(way_to("? {a: b}\n: {c: d}\n", "d", 1) == "?.c");
  std::string deep(5000, '[');
  BOOST_TEST(way_to("id: x\nd: " + deep, "x", 1) == "id");
}

BOOST_AUTO_TEST_CASE(long_chains_and_deep_nesting_are_searched) {
  for (const int terms : {100, 20000}) {
    std::string chain = "print 1";
    for (int i = 0; i < terms; ++i) chain += " + 1";
    const parser::ParseResult parsed = parser::parse(chain);
    const auto end = static_cast<std::uint32_t>(chain.size());
    const std::string_view expected = parsed.ok() ? "operator" : "";  // the parser refuses too long a chain
    BOOST_TEST(query_places(parsed.query, {end - 1, end}).stage.kind == expected);
    BOOST_TEST(query_places(parsed.query, {6, 7}).stage.kind == expected);
  }
}

BOOST_AUTO_TEST_CASE(lines_and_columns_are_those_of_the_parser) {
  const std::string text = "a\r\nbü\n\n日x";
  const LineIndex lines(text);
  for (std::uint32_t at = 0; at <= text.size() + 2; ++at) {
    const auto expected = parser::position_of(text, at);
    BOOST_TEST(lines.position(at).line == expected.line);
    BOOST_TEST(lines.position(at).column == expected.column);
  }
  BOOST_TEST(lines.line(1) == "a");
  BOOST_TEST(lines.line(4) == "日x");
  BOOST_TEST(lines.line(5) == "");
}

BOOST_AUTO_TEST_SUITE_END()
