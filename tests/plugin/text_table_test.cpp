#include "plugin/cli/text_table.hpp"

#include <sstream>

#include <boost/test/unit_test.hpp>

using namespace kelpie;
using plugin::Format;
using tables::Type;
using tables::Value;

namespace {

std::string listing(Format format, const plugin::Terminal& terminal) {
  plugin::TextTable table({{"Name", Type::string}, {"Kind", Type::string}, {"What it is", Type::string}});
  table.add({Value::string("a"), Value::string("short"), Value::string("one two three four five six")});
  table.add({Value::string("bcd"), Value::string(""), Value::string("")});
  std::ostringstream out;
  table.write_with_prose(out, format, terminal);
  return out.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_table)

BOOST_AUTO_TEST_CASE(prose_stands_beside_its_row_where_there_is_room) {
  BOOST_TEST(listing(Format::table, {true, false, 80}) ==
             "Name  Kind   What it is\na     short  one two three four five six\nbcd\n");
}

BOOST_AUTO_TEST_CASE(prose_goes_below_its_row_where_there_is_none) {
  BOOST_TEST(listing(Format::table, {true, false, 24}) ==
             "Name  Kind\n    What it is\na     short\n    one two three four\n    five six\nbcd\n");
}

BOOST_AUTO_TEST_CASE(a_pipe_and_the_other_formats_get_whole_rows) {
  BOOST_TEST(listing(Format::table, {false, false, 24}).find("a     short  one two three four five six") != std::string::npos);
  BOOST_TEST(listing(Format::ndjson, {true, false, 24}) ==
             "{\"Name\":\"a\",\"Kind\":\"short\",\"What it is\":\"one two three four five six\"}\n{\"Name\":\"bcd\",\"Kind\":\"\",\"What it is\":\"\"}\n");
}

BOOST_AUTO_TEST_CASE(text_is_wrapped_at_blanks_and_a_long_word_stays_whole) {
  BOOST_TEST(plugin::wrapped("", 2, 30) == "");
  BOOST_TEST(plugin::wrapped("alpha beta  gamma delta epsilon", 2, 22) == "  alpha beta gamma\n  delta epsilon\n");
  BOOST_TEST(plugin::wrapped(std::string(40, 'x') + " y", 0, 10) == std::string(40, 'x') + "\ny\n");
}

BOOST_AUTO_TEST_SUITE_END()
