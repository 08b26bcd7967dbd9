#include "parser/diagnostic.hpp"

#include <boost/test/unit_test.hpp>

#include "parser/parse.hpp"

using namespace kelpie::parser;

namespace {

Diagnostic error_at(std::uint32_t begin, std::uint32_t end, std::string message = "Wrong.") {
  return {Severity::error, "KP001", std::move(message), {begin, end}, {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(diagnostics)

BOOST_AUTO_TEST_CASE(positions_count_lines_and_code_points) {
  const std::string_view text = "ab\n\u00e9\u8868c\r\nd";
  const auto check = [&](std::uint32_t offset, std::uint32_t line, std::uint32_t column) {
    const Position position = position_of(text, offset);
    BOOST_TEST(position.line == line);
    BOOST_TEST(position.column == column);
  };
  check(0, 1, 1);
  check(2, 1, 3);
  check(3, 2, 1);
  check(5, 2, 2);
  check(8, 2, 3);
  check(11, 3, 1);
  check(1000, 3, 2);
}

BOOST_AUTO_TEST_CASE(carets_stand_under_the_span) {
  Diagnostic diagnostic = error_at(9, 12, "The name 'Usr' is unknown.");
  diagnostic.hint = "did you mean 'User'?";
  BOOST_TEST(render("T\n| where Usr == 1\n| take 5", diagnostic) ==
             "query:2:8: error KP001: The name 'Usr' is unknown.\n"
             "  | where Usr == 1\n"
             "         ^~~\n"
             "  hint: did you mean 'User'?\n");
}

BOOST_AUTO_TEST_CASE(carets_stand_right_after_wide_and_combining_characters) {
  BOOST_TEST(render("'\u8868e\u0301' x", error_at(9, 10)) ==
             "query:1:7: error KP001: Wrong.\n  '\u8868e\u0301' x\n        ^\n");
}

BOOST_AUTO_TEST_CASE(tabs_and_control_characters_are_shown_as_blanks) {
  BOOST_TEST(render("\ta\x1b[31m\u202e\u0085 b", error_at(13, 14)) ==
             "query:1:11: error KP001: Wrong.\n   a [31m   b\n            ^\n");
  BOOST_TEST(render("a", error_at(0, 1, "Found '\x1b[2J'.")).find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(span_over_several_lines_is_underlined_on_its_first) {
  BOOST_TEST(render("ab\ncd", error_at(1, 5)) == "query:1:2: error KP001: Wrong.\n  ab\n   ^\n");
}

BOOST_AUTO_TEST_CASE(end_of_text_and_spans_beyond_it_are_shown_behind_the_last_character) {
  BOOST_TEST(render("ab", error_at(2, 2)) == "query:1:3: error KP001: Wrong.\n  ab\n    ^\n");
  BOOST_TEST(render("ab", error_at(70, 90)) == "query:1:3: error KP001: Wrong.\n  ab\n    ^\n");
  BOOST_TEST(render("", error_at(0, 0)) == "query:1:1: error KP001: Wrong.\n");
}

BOOST_AUTO_TEST_CASE(long_line_is_shown_around_the_span) {
  const std::string text = std::string(1000, 'a') + "X" + std::string(1000, 'b');
  const std::string shown = render(text, error_at(1000, 1001));
  BOOST_TEST(shown.size() < 500u);
  const std::size_t line = shown.find('\n') + 1;
  const std::size_t carets = shown.find('\n', line) + 1;
  BOOST_TEST(shown.find('X') - line == shown.find('^') - carets);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_shown_as_replacement_characters) {
  const std::string text = "a\xff\xfe b";
  BOOST_TEST(render(text, parse(text).diagnostics.at(0)) ==
             "query:1:2: error KP006: The byte 0xFF is not UTF-8.\n  a\uFFFD\uFFFD b\n   ^\n  hint: save the query as "
             "UTF-8\n");
}

BOOST_AUTO_TEST_CASE(file_severity_and_colour_are_chosen) {
  Diagnostic diagnostic = error_at(0, 1);
  diagnostic.severity = Severity::warning;
  BOOST_TEST(render("a", diagnostic, {"rule.yaml", false}).starts_with("rule.yaml:1:1: warning KP001: Wrong.\n"));
  BOOST_TEST(render("a", diagnostic, {"rule.yaml", true}).find("\x1b[1;35mwarning KP001\x1b[0m") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_errors_are_errors) {
  Diagnostic warning = error_at(0, 1);
  warning.severity = Severity::warning;
  BOOST_TEST(!has_errors({warning}));
  BOOST_TEST(has_errors({warning, error_at(0, 1)}));
  BOOST_TEST(!has_errors({}));
}

BOOST_AUTO_TEST_SUITE_END()
