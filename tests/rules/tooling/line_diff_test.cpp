#include "rules/tooling/diff/line_diff.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace kelpie::rules::tooling;

std::string shown(std::string_view before, std::string_view after, std::size_t context = 1) {
  std::string text;
  for (const DiffLine& line : line_diff(before, after, context)) {
    text += " -+~"[static_cast<std::size_t>(line.kind)];
    text += line.text;
    text += '/';
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_differences)

BOOST_AUTO_TEST_CASE(changed_lines_stand_with_their_neighbours) {
  BOOST_TEST(shown("a\nb\nc\nd\ne\n", "a\nb\nX\nd\ne\n") == "~/ b/-c/+X/ d/~/");
  BOOST_TEST(shown("a\nb\n", "a\nb\nc\n") == "~/ b/+c/");
  BOOST_TEST(shown("a\nb\nc\n", "b\nc\n") == "-a/ b/~/");
}

BOOST_AUTO_TEST_CASE(what_is_common_in_between_stays) {
  BOOST_TEST(shown("a\nx\nb\ny\nc", "a\nb\nc\nz") == " a/-x/ b/-y/ c/+z/");
}

BOOST_AUTO_TEST_CASE(empty_and_same_texts) {
  BOOST_TEST(shown("", "").empty());
  BOOST_TEST(shown("", "a") == "+a/");
  BOOST_TEST(shown("a\n", "") == "-a/");
  BOOST_TEST(shown("a\nb\n", "a\nb\n") == "~/");
}

BOOST_AUTO_TEST_CASE(very_long_texts_are_replaced_as_a_whole) {
  std::string before, after;
  for (int i = 0; i < 3000; ++i) {
    before += "old " + std::to_string(i) + '\n';
    after += "new " + std::to_string(i) + '\n';
  }
  BOOST_TEST(line_diff(before, after).size() == 6000u);
}

BOOST_AUTO_TEST_SUITE_END()
