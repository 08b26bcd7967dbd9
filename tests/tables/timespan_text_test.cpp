#include <limits>

#include <boost/test/unit_test.hpp>

#include "tables/text.hpp"

using namespace kelpie::tables;

namespace {

std::string reread(std::string_view text) {
  const auto ticks = parse_timespan(text);
  return ticks ? timespan_text(*ticks) : "nothing";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(timespan)

BOOST_AUTO_TEST_CASE(clock_forms) {
  const std::pair<const char*, const char*> forms[] = {{"1.02:03:04.5", "1.02:03:04.5000000"},
                                                       {"-1.02:03:04.5", "-1.02:03:04.5000000"},
                                                       {"-00:30:00", "-00:30:00"},
                                                       {"13:00", "13:00:00"},
                                                       {"0:0:0.001", "00:00:00.0010000"},
                                                       {"23:59:59.9999999", "23:59:59.9999999"},
                                                       {"100.00:00:00", "100.00:00:00"},
                                                       {"1:02:03:04", "1.02:03:04"},
                                                       {" 01:00:00 ", "01:00:00"},
                                                       {"00:00:00.12345678", "00:00:00.1234567"},
                                                       {"2", "2.00:00:00"},
                                                       {"+01:00:00", "01:00:00"}};
  for (const auto& [text, expected] : forms) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == expected); }
  }
}

BOOST_AUTO_TEST_CASE(numbers_with_units) {
  const std::pair<const char*, const char*> forms[] = {{"1d", "1.00:00:00"},
                                                       {"-1d", "-1.00:00:00"},
                                                       {"1.5h", "01:30:00"},
                                                       {"30m", "00:30:00"},
                                                       {"25min", "00:25:00"},
                                                       {"90s", "00:01:30"},
                                                       {"15 seconds", "00:00:15"},
                                                       {"100ms", "00:00:00.1000000"},
                                                       {"2milli", "00:00:00.0020000"},
                                                       {"10microsecond", "00:00:00.0000100"},
                                                       {"1tick", "00:00:00.0000001"},
                                                       {"3ticks", "00:00:00.0000003"},
                                                       {"250nanos", "00:00:00.0000002"},
                                                       {"0.5days", "12:00:00"},
                                                       {"2hr", "02:00:00"},
                                                       {"0.1d", "02:24:00"}};
  for (const auto& [text, expected] : forms) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == expected); }
  }
}

BOOST_AUTO_TEST_CASE(text_that_is_no_timespan_gives_nothing) {
  for (const char* text : {"",
                           "-",
                           "1.5",
                           "abc",
                           "24:00:00",
                           "00:60:00",
                           "00:00:60",
                           "1d2h",
                           "1x",
                           "1.",
                           "1.d",
                           ":00",
                           "00:",
                           "00:00:",
                           "00:00:00.",
                           "1.2:3:4:5",
                           "1:2:3:4:5",
                           "--1d",
                           "99999999999d",
                           "99999999999999999999",
                           "1week",
                           "10675200.00:00:00"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == "nothing"); }
  }
}

BOOST_AUTO_TEST_CASE(the_extremes_read_and_write_the_same) {
  for (const std::int64_t ticks : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                                   std::int64_t{0}, std::int64_t{-1}}) {
    BOOST_CHECK(parse_timespan(timespan_text(ticks)) == ticks);
  }
  BOOST_TEST(timespan_text(std::numeric_limits<std::int64_t>::min()) == "-10675199.02:48:05.4775808");
}

BOOST_AUTO_TEST_SUITE_END()
