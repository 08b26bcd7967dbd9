#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "parser/dump.hpp"
#include "parser/parse.hpp"

using namespace kelpie::parser;

namespace {

std::string dumped(std::string_view text) {
  const ParseExpressionResult result = parse_expression(text);
  return result.diagnostics.empty() ? dump(result.expression) : "error " + result.diagnostics.front().code;
}

const Literal& literal_of(const Expression& expression) { return std::get<Literal>(expression.node); }

}  // namespace

BOOST_AUTO_TEST_SUITE(expressions)

BOOST_AUTO_TEST_CASE(string_operators_bind_tighter_than_arithmetic_and_that_tighter_than_comparison) {
  BOOST_TEST(dumped("a + b has c") == "(+ (name a) (has (name b) (name c)))");
  BOOST_TEST(dumped("a + b * c < d") == "(< (+ (name a) (* (name b) (name c))) (name d))");
  BOOST_TEST(dumped("a < b == c < d") == "(== (< (name a) (name b)) (< (name c) (name d)))");
  BOOST_TEST(dumped("a or b and c") == "(or (name a) (and (name b) (name c)))");
}

BOOST_AUTO_TEST_CASE(operators_of_one_level_associate_to_the_left) {
  BOOST_TEST(dumped("a - b + c") == "(+ (- (name a) (name b)) (name c))");
  BOOST_TEST(dumped("a / b % c * d") == "(* (% (/ (name a) (name b)) (name c)) (name d))");
}

BOOST_AUTO_TEST_CASE(sign_binds_tighter_than_any_binary_operator_and_looser_than_a_path) {
  BOOST_TEST(dumped("-a.b * c") == "(* (negate (. (name a) b)) (name c))");
}

BOOST_AUTO_TEST_CASE(adjacent_strings_are_one_literal) {
  const Expression expression = parse_expression("\"a\" 'b' // c\n @\"\\d\"").expression;
  BOOST_TEST(literal_of(expression).text == "ab\\d");
  BOOST_TEST(literal_of(expression).span.begin == 0u);
  BOOST_TEST(literal_of(expression).span.end == 19u);
}

BOOST_AUTO_TEST_CASE(escapes_become_the_characters_they_mean) {
  BOOST_TEST(literal_of(parse_expression(R"("\u00e9\U0001F600\ud83d\ude00\x41\101\t")").expression).text ==
             "\u00e9\U0001F600\U0001F600AA\t");
  BOOST_TEST(dumped(R"("\ud83d")") == "error KP014");
  BOOST_TEST(dumped(R"("\U00110000")") == "error KP014");
  BOOST_TEST(dumped(R"("\d")") == "error KP014");
}

BOOST_AUTO_TEST_CASE(multi_line_string_keeps_its_lines) {
  BOOST_TEST(literal_of(parse_expression("```\na \\ \"\n```").expression).text == "\na \\ \"\n");
}

BOOST_AUTO_TEST_CASE(rest_of_the_text_after_an_expression_is_an_error) {
  BOOST_TEST(dumped("a b") == "error KP001");
  BOOST_TEST(dumped("a | take 5") == "error KP001");
  BOOST_TEST(dumped("a;") == "error KP001");
  BOOST_TEST(dumped("") == "error KP001");
}

BOOST_AUTO_TEST_CASE(words_of_the_language_are_names_where_they_mean_nothing_else) {
  for (const std::string_view word : {"on", "kind", "let", "range", "count", "time", "int", "order"})
    BOOST_TEST(dumped(word) == "(name " + std::string(word) + ")");
}

BOOST_AUTO_TEST_CASE(words_that_would_begin_something_else_are_no_names_unless_quoted) {
  for (const std::string_view word : {"where", "by", "asc", "project", "has", "and", "or", "print", "search", "in"}) {
    BOOST_TEST(dumped(word) == "error KP022");
    BOOST_TEST(dumped("['" + std::string(word) + "']") == "(name \"" + std::string(word) + "\")");
  }
}

BOOST_AUTO_TEST_CASE(keyword_is_a_whole_word) {
  BOOST_TEST(dumped("a orb") == "error KP001");
  BOOST_TEST(dumped("a inb (1)") == "error KP001");
  BOOST_TEST(dumped("nullable") == "(name nullable)");
}

BOOST_AUTO_TEST_CASE(colon_compares_in_search_only) {
  BOOST_TEST(dumped("a:'b'") == "error KP001");
  BOOST_TEST(parse("search a:'b'").ok());
  BOOST_TEST(!parse("T | where a:'b'").ok());
}

BOOST_AUTO_TEST_CASE(calls_share_nothing_between_threads) {
  const std::string text = "T | where a == 1 and b has 'x' | summarize count() by bin(t, 1h) | join (U | take 1) on k";
  const std::string expected = dump(parse(text).query);
  std::vector<std::string> dumps(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& one : dumps)
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) one = dump(parse(text).query);
      });
  }
  for (const std::string& one : dumps) BOOST_TEST(one == expected);
}

BOOST_AUTO_TEST_SUITE_END()
