// What a pattern takes and what it says of the rest.

#include <boost/test/unit_test.hpp>

#include "rules/testing/value_pattern.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules::testing;

ValuePattern pattern_of(std::string yaml) {
  rules::RuleDiagnostics diagnostics;
  TestReader reader(std::make_shared<const rules::SourceFile>(rules::SourceFile{"pattern", std::move(yaml)}),
                    diagnostics);
  const auto values = read_placed_values(reader);
  BOOST_REQUIRE_EQUAL(values.size(), 1u);
  ValuePattern pattern = read_pattern(values.front(), reader);
  for (const auto& one : diagnostics) BOOST_ERROR(rules::render(one));
  return pattern;
}

MatchResult matched(const std::string& yaml, std::string_view json) {
  const auto found = tables::parse_json(json);
  BOOST_REQUIRE(found);
  return match(pattern_of(yaml), tables::DynamicView(*found), "x");
}
bool matches(const std::string& yaml, std::string_view json) { return matched(yaml, json).ok(); }

/// "path: expected ..., found ..." of each difference, deeper ones behind ">".
std::string told(const std::vector<Difference>& differences, const std::string& indent = "") {
  std::string text;
  for (const Difference& one : differences)
    text += indent + one.path + ": expected " + one.expected + ", found " + one.found + "\n" +
            told(one.inside, indent + ">");
  return text;
}

std::string described(const std::string& yaml) { return description_of(pattern_of(yaml)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(matching)

BOOST_AUTO_TEST_CASE(a_plain_value_is_compared_as_what_is_found) {
  BOOST_TEST(matches("High", R"("High")"));
  BOOST_TEST(!matches("high", R"("High")"));
  BOOST_TEST(matches("12", "12"));
  BOOST_TEST(matches("12", R"("12")"));
  BOOST_TEST(matches("12", "12.0"));
  BOOST_TEST(matches("'12'", "12"));
  BOOST_TEST(matches("1", R"("01")"));
  BOOST_TEST(!matches("'1'", R"("01")"));
  BOOST_TEST(matches("true", "true"));
  BOOST_TEST(!matches("true", "false"));
  BOOST_TEST(!matches("yes please", "true"));
  BOOST_TEST(matches("2026-03-01T12:00:00Z", R"("2026-03-01T12:00:00.0000000Z")"));
  BOOST_TEST(matches("20m", R"("00:20:00")"));
  BOOST_TEST(!matches("21m", R"("00:20:00")"));
}

BOOST_AUTO_TEST_CASE(nothing_is_no_value_null_or_empty) {
  for (const char* none : {"null", R"("")", "[]", "{}"}) BOOST_TEST(matches("~", none), none);
  BOOST_TEST(!matches("~", "0"));
  BOOST_TEST(matches("{a: ~}", "{}"));
  BOOST_TEST(!matches("{a: 1}", "{}"));
  BOOST_TEST(matches("''", "null"));
}

BOOST_AUTO_TEST_CASE(keys_that_are_not_named_do_not_matter) {
  BOOST_TEST(matches("{a: 1, b: {c: x}}", R"({"z":0,"a":1,"b":{"c":"x","d":1}})"));
  BOOST_TEST(told(matched("{a: 1, b: {c: x}}", R"({"a":2,"b":{"c":"y"}})").differences) ==
             "x.a: expected 1, found 2\nx.b.c: expected \"x\", found \"y\"\n");
  BOOST_TEST(told(matched("{a: 1}", "[]").differences) == "x: expected {a: 1}, found []\n");
}

BOOST_AUTO_TEST_CASE(a_list_is_among_what_is_found_in_any_order) {
  BOOST_TEST(matches("[b, a]", R"(["a","c","b"])"));
  BOOST_TEST(!matches("[a, a]", R"(["a","b"])"));
  BOOST_TEST(matches("{exactly: [b, a]}", R"(["a","b"])"));
  BOOST_TEST(!matches("{exactly: [b]}", R"(["a","b"])"));
  BOOST_TEST(!matches("{exactly: []}", R"(["a"])"));
  BOOST_TEST(matches("{exactly: []}", "[]"));
  BOOST_TEST(matches("a", R"(["a"])"));
  BOOST_TEST(!matches("a", R"(["a","b"])"));
}

BOOST_AUTO_TEST_CASE(each_pattern_gets_an_element_of_its_own_however_they_stand) {
  // The first pattern takes either element, the second only the first one.
  BOOST_TEST(matches("[{a: {exists: true}}, {a: 1}]", R"([{"a":1},{"a":2}])"));
  BOOST_TEST(matches("[{a: 1}, {a: {exists: true}}]", R"([{"a":1},{"a":2}])"));
  BOOST_TEST(!matches("[{a: 1}, {a: {exists: true}}]", R"([{"a":1},{"b":2}])"));
}

BOOST_AUTO_TEST_CASE(comparisons) {
  BOOST_TEST(matches("{contains: pra}", R"("spray")"));
  BOOST_TEST(!matches("{contains: Pra}", R"("spray")"));
  BOOST_TEST(matches("{contains: pra}", R"(["x","spray"])"));
  BOOST_TEST(matches("{contains: {a: 1}}", R"([{"a":2},{"a":1}])"));
  BOOST_TEST(matches("{matches: '^s.*y$'}", R"("spray")"));
  BOOST_TEST(!matches("{matches: '^p'}", R"("spray")"));
  BOOST_TEST(matches("{in: [Low, High]}", R"("High")"));
  BOOST_TEST(!matches("{in: [Low, High]}", R"("Medium")"));
  BOOST_TEST(matches("{not: Low}", R"("High")"));
  BOOST_TEST(matches("{not: {contains: x}}", R"("High")"));
  BOOST_TEST(matches("{gt: 10, lte: 12}", "12"));
  BOOST_TEST(!matches("{gt: 10, lte: 12}", "13"));
  BOOST_TEST(matches("{gte: 9}", R"(["12"])"));
  BOOST_TEST(!matches("{gt: 10}", R"("many")"));
  BOOST_TEST(matches("{lt: 2026-03-02}", R"("2026-03-01T12:00:00.0000000Z")"));
  BOOST_TEST(matches("{exists: false}", "null"));
  BOOST_TEST(!matches("{exists: true}", R"("")"));
  BOOST_TEST(matches("{length: 2}", R"(["a","b"])"));
  BOOST_TEST(matches("{length: {gte: 2}}", R"({"a":1,"b":2})"));
  BOOST_TEST(matches("{length: 5}", R"("späßt")"));
  BOOST_TEST(matches("{equals: {in: 1}}", R"({"in":1,"b":2})"));
}

BOOST_AUTO_TEST_CASE(the_nearest_element_is_told_by_what_differs) {
  BOOST_TEST(told(matched("[{title: spray, severity: High, n: 3}]",
                          R"([{"title":"other","severity":"Low","n":1},{"title":"spray","severity":"Low","n":3}])")
                      .differences) ==
             "x[0]: expected {title: \"spray\", severity: \"High\", n: 3}, found nearest is \"spray\" "
             "(Low)\n>x[0].severity: expected \"High\", found \"Low\"\n");
  BOOST_TEST(told(matched("[{a: 1}]", "[]").differences) == "x[0]: expected {a: 1}, found nothing\n");
  // What another pattern has taken is not the nearest.
  BOOST_TEST(
      told(matched("[{a: 1, b: 1}, {a: 1, b: 1}]", R"([{"a":1,"b":1},{"a":2,"b":2}])").differences).find("x[1].b") !=
      std::string::npos);
  BOOST_TEST(told(matched("{exactly: [a]}", R"(["a","b"])").differences) ==
             "x: expected no more than 1, found 2, also \"b\"\n");
}

BOOST_AUTO_TEST_CASE(patterns_in_words) {
  BOOST_TEST(described("High") == "\"High\"");
  BOOST_TEST(described("{contains: x}") == "a text that contains \"x\"");
  BOOST_TEST(described("{gt: 1, lt: 5}") == "more than 1 and less than 5");
  BOOST_TEST(described("{not: {in: [a, b]}}") == "not one of \"a\", \"b\"");
  BOOST_TEST(described("{exists: false}") == "nothing");
  BOOST_TEST(described("{length: 3}") == "of length 3");
  BOOST_TEST(described("{matches: a+}") == "a text that matches /a+/");
}

BOOST_AUTO_TEST_SUITE_END()
