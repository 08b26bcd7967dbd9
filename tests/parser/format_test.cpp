// The formatter: the tree stays the same, comments stay, and a second time changes nothing.

#include "parser/format.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "../golden_files.hpp"
#include "parser/dump.hpp"
#include "parser/parse.hpp"

using namespace kelpie::parser;
using namespace kelpie::tests;
namespace data = boost::unit_test::data;

namespace {

std::string formatted(const std::string& text, std::size_t width = 120) {
  return format(parse(text).query, text, {width});
}

/// The comments of a text that has none inside its strings.
std::vector<std::string> comments_of(const std::string& text) {
  std::vector<std::string> comments;
  for (std::size_t at = text.find("// "); at != std::string::npos; at = text.find("// ", at + 2))
    comments.push_back(text.substr(at, text.find_first_of("\r\n", at) - at));
  return comments;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(formatter)

BOOST_DATA_TEST_CASE(formatted_text_has_the_same_tree_and_is_stable,
                     data::make(golden_files("parser", ".accepted")) * data::make({1, 30, 80, 120, 10000}), file,
                     width) {
  const std::string text = read_file(file.path);
  const ParseResult before = parse(text);
  const std::string once = format(before.query, text, {static_cast<std::size_t>(width)});
  const ParseResult after = parse(once);
  for (const Diagnostic& diagnostic : after.diagnostics) BOOST_TEST_MESSAGE(render(once, diagnostic));
  BOOST_TEST(after.ok());
  BOOST_TEST(dump(after.query) == dump(before.query));
  BOOST_TEST(format(after.query, once, {static_cast<std::size_t>(width)}) == once);
}

BOOST_DATA_TEST_CASE(a_tree_without_its_text_formats_too, data::make(golden_files("parser", ".accepted")), file) {
  const ParseResult before = parse(read_file(file.path));
  const std::string once = format(before.query);
  const ParseResult after = parse(once);
  BOOST_TEST(after.ok());
  BOOST_TEST(dump(after.query) == dump(before.query));
  BOOST_TEST(format(after.query) == once);
}

BOOST_DATA_TEST_CASE(style_is_as_recorded, data::make(golden_files("format")), file) {
  const std::string text = read_file(file.path);
  BOOST_TEST(parse(text).ok());
  const std::string actual = formatted(text);
  check_golden(file, actual);
  BOOST_TEST(formatted(actual) == actual);
  BOOST_TEST(comments_of(actual) == comments_of(text), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lines_stay_within_the_width_where_words_allow_it) {
  const std::string text = read_file(golden_files("format", "long_lists").front().path);
  for (const std::size_t width : {60u, 80u, 120u}) {
    const std::string actual = formatted(text, width);
    for (std::size_t at = 0; at < actual.size();) {
      const std::size_t end = actual.find('\n', at);
      BOOST_TEST(end - at <= width);
      at = end + 1;
    }
  }
}

BOOST_AUTO_TEST_CASE(no_blank_ends_a_line_and_one_newline_ends_the_text) {
  for (const GoldenFile& file : golden_files("format")) {
    const std::string actual = formatted(read_file(file.path));
    BOOST_TEST(actual.find(" \n") == std::string::npos);
    BOOST_TEST(actual.ends_with('\n'));
    BOOST_TEST(!actual.ends_with("\n\n"));
  }
}

BOOST_AUTO_TEST_CASE(expression_formats_on_one_line) {
  const std::string text = "a  and(b or   c) and x in ('p',\n 'q') and d.e[0].['f g'] !between(1..2)";
  const Expression expression = parse_expression(text).expression;
  BOOST_TEST(format(expression) == R"(a and (b or c) and x in ("p", "q") and d.e[0].['f g'] !between (1 .. 2))");
}

BOOST_AUTO_TEST_CASE(tree_put_together_by_hand_gets_the_parentheses_it_needs) {
  Expression sum = parse_expression("a + b").expression;
  Expression product;
  product.node = Binary{{}, BinaryOperator::multiply, {}, Box<Expression>(sum), Box<Expression>(sum)};
  BOOST_TEST(format(product) == "(a + b) * (a + b)");
  Expression negated;
  negated.node = Unary{{}, UnaryOperator::minus, Box<Expression>(sum)};
  BOOST_TEST(format(negated) == "-(a + b)");
}

BOOST_AUTO_TEST_CASE(text_with_errors_keeps_what_could_not_be_read) {
  const std::string text = "T\n| where a = 1\n| take 5\n";
  BOOST_TEST(formatted(text) == text);
}

BOOST_AUTO_TEST_SUITE_END()
