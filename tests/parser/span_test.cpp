// Every node knows its place in the text.

#include <cctype>
#include <map>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "../golden_files.hpp"
#include "parser/dump.hpp"
#include "parser/parse.hpp"

using namespace kelpie::parser;
using namespace kelpie::tests;
namespace data = boost::unit_test::data;

namespace {

std::string_view at(std::string_view text, Span span) { return text.substr(span.begin, span.end - span.begin); }

/// The spans of a dump, each with the depth at which it stands: "(where@4-20 (== ...".
struct Place {
  std::size_t depth;
  Span span;
};
std::vector<Place> places_in(const std::string& dump) {
  std::vector<Place> places;
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < dump.size(); ++i) {
    if (quoted && dump[i] == '\\') {
      ++i;
    } else if (dump[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && dump[i] == '(') {
      ++depth;
      const std::size_t head_end = dump.find_first_of(" )\"", i + 1);
      const std::size_t sign = dump.rfind('@', head_end);
      Span span;
      if (sign != std::string::npos && sign > i)
        span = {static_cast<std::uint32_t>(std::stoul(dump.substr(sign + 1))),
                static_cast<std::uint32_t>(std::stoul(dump.substr(dump.find('-', sign) + 1)))};
      places.push_back({depth, span});
    } else if (!quoted && dump[i] == ')') {
      --depth;
    }
  }
  return places;
}

const Pipeline& only_pipeline(const ParseResult& result) {
  BOOST_REQUIRE(result.ok());
  return std::get<ExpressionStatement>(result.query.statements.at(0)).pipeline;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spans)

BOOST_DATA_TEST_CASE(spans_are_trimmed_and_inside_their_parents, data::make(golden_files("parser", ".accepted")),
                     file) {
  const std::string text = read_file(file.path);
  const std::vector<Place> places = places_in(dump(parse(text).query, {true}));
  BOOST_TEST(!places.empty());
  std::map<std::size_t, Span> enclosing;
  for (const Place& place : places) {
    enclosing.erase(enclosing.lower_bound(place.depth), enclosing.end());
    if (place.span.empty()) continue;
    BOOST_TEST(place.span.end <= text.size());
    BOOST_TEST(std::isspace(static_cast<unsigned char>(text[place.span.begin])) == 0);
    BOOST_TEST(std::isspace(static_cast<unsigned char>(text[place.span.end - 1])) == 0);
    if (!enclosing.empty()) {
      BOOST_TEST(place.span.begin >= enclosing.rbegin()->second.begin);
      BOOST_TEST(place.span.end <= enclosing.rbegin()->second.end);
    }
    enclosing[place.depth] = place.span;
  }
}

BOOST_AUTO_TEST_CASE(stage_spans_hold_the_stage_without_its_pipe) {
  const std::string text = "T // c\n | where  a == 'x'  | take 5 ";
  const ParseResult result = parse(text);
  const Pipeline& pipeline = only_pipeline(result);
  BOOST_TEST(at(text, span_of(pipeline.source)) == "T");
  BOOST_TEST(at(text, span_of(pipeline.operators.at(0))) == "where  a == 'x'");
  BOOST_TEST(at(text, span_of(pipeline.operators.at(1))) == "take 5");
  BOOST_TEST(at(text, pipeline.span) == "T // c\n | where  a == 'x'  | take 5");
}

BOOST_AUTO_TEST_CASE(operators_of_a_chain_have_their_own_spans) {
  const std::string text = "a and b  and c has 'x'";
  const Expression expression = parse_expression(text).expression;
  const auto& outer = std::get<Binary>(expression.node);
  BOOST_TEST(outer.op_span.begin == 9u);
  BOOST_TEST(at(text, outer.op_span) == "and");
  BOOST_TEST(at(text, span_of(*outer.left)) == "a and b");
  BOOST_TEST(at(text, span_of(*outer.right)) == "c has 'x'");
}

BOOST_AUTO_TEST_CASE(type_spans_point_at_the_type) {
  const std::string text = "T | mv-expand a to typeof(long)";
  const ParseResult result = parse(text);
  const auto& expand = std::get<MvExpandOperator>(only_pipeline(result).operators.at(0));
  BOOST_TEST(expand.items.at(0).to_type == "long");
  BOOST_TEST(at(text, expand.items.at(0).to_type_span) == "typeof(long)");
}

BOOST_AUTO_TEST_CASE(stage_that_cannot_be_read_is_bad_and_the_others_are_there) {
  const std::string text = "T | where a = 1 | take 5 | nonsense | count";
  const ParseResult result = parse(text);
  BOOST_TEST(result.diagnostics.size() == 2u);
  const auto& pipeline = std::get<ExpressionStatement>(result.query.statements.at(0)).pipeline;
  BOOST_REQUIRE(pipeline.operators.size() == 4u);
  const auto* bad = std::get_if<BadOperator>(&pipeline.operators[0]);
  BOOST_REQUIRE(bad != nullptr);
  BOOST_TEST(at(text, bad->span) == "where a = 1");
  BOOST_TEST(std::holds_alternative<TakeOperator>(pipeline.operators[1]));
  BOOST_TEST(std::holds_alternative<BadOperator>(pipeline.operators[2]));
  BOOST_TEST(std::holds_alternative<CountOperator>(pipeline.operators[3]));
}

BOOST_AUTO_TEST_SUITE_END()
