// What a person sees: widths, shortening, and text that tries to drive the terminal.

#include <boost/test/unit_test.hpp>

#include "plugin/output/terminal.hpp"

using namespace kelpie::plugin;

BOOST_AUTO_TEST_SUITE(terminal)

BOOST_AUTO_TEST_CASE(wide_and_combining_characters_take_their_columns) {
  BOOST_TEST(display_width("abc") == 3u);
  BOOST_TEST(display_width("日本") == 4u);
  BOOST_TEST(display_width("e\xcc\x81") == 1u);
  BOOST_TEST(display_width("\xff\xfe") == 2u);
}

BOOST_AUTO_TEST_CASE(shortening_stays_within_its_columns) {
  BOOST_TEST(shortened("abcdef", 6) == "abcdef");
  BOOST_TEST(shortened("abcdefg", 6) == "abcde…");
  BOOST_TEST(display_width(shortened("日本語日本語", 5)) <= 5u);
}

BOOST_AUTO_TEST_CASE(escape_sequences_and_direction_overrides_become_harmless) {
  BOOST_TEST(harmless("\x1b[31mred") == "·[31mred");
  BOOST_TEST(harmless("a\nb\tc") == "a⏎b c");
  BOOST_TEST(harmless("x\xe2\x80\xaey") == "x·y");
  BOOST_TEST(harmless("\xc2\x9b") == "·");
  BOOST_TEST(harmless("\xff") == "�");
}

BOOST_AUTO_TEST_CASE(colour_is_for_terminals_only) {
  BOOST_TEST(coloured("x", Colour::red, Terminal{false, false, 80}) == "x");
  BOOST_TEST(coloured("x", Colour::red, Terminal{true, true, 80}) == "\x1b[31mx\x1b[0m");
}

BOOST_AUTO_TEST_SUITE_END()
