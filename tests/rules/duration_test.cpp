#include <boost/test/unit_test.hpp>

#include "rules/duration.hpp"
#include "tables/text.hpp"

namespace {
using namespace kelpie::rules;
using namespace kelpie::tables;
}  // namespace

BOOST_AUTO_TEST_SUITE(rule_durations)

BOOST_AUTO_TEST_CASE(both_forms_of_published_rules_are_read) {
  BOOST_TEST(parse_duration("5m").value() == 5 * ticks_per_minute);
  BOOST_TEST(parse_duration("1h").value() == ticks_per_hour);
  BOOST_TEST(parse_duration("1h10m").value() == 70 * ticks_per_minute);
  BOOST_TEST(parse_duration("14d").value() == 14 * ticks_per_day);
  BOOST_TEST(parse_duration("1D").value() == ticks_per_day);
  BOOST_TEST(parse_duration("PT1H").value() == ticks_per_hour);
  BOOST_TEST(parse_duration("PT1H30M").value() == 90 * ticks_per_minute);
  BOOST_TEST(parse_duration("P1D").value() == ticks_per_day);
  BOOST_TEST(parse_duration("P1DT12H").value() == 36 * ticks_per_hour);
  BOOST_TEST(parse_duration("P2W").value() == 14 * ticks_per_day);
  BOOST_TEST(parse_duration("pt5m").value() == 5 * ticks_per_minute);
  BOOST_TEST(parse_duration("01:30:00").value() == 90 * ticks_per_minute);
}

BOOST_AUTO_TEST_CASE(what_is_no_duration_is_refused) {
  for (const char* text : {"", "5", "m", "5x", "h1", "1m1h", "1h1h", "-5m", "1.5h", "P", "PT", "P1DT", "P1H", "PT1D", "T1H", "1d 2h", "10001d",
                           "99999999999999999999d", "P99999999999W", "-01:00:00", "1:"}) {
    BOOST_TEST(!parse_duration(text), text);
  }
}

BOOST_AUTO_TEST_CASE(written_durations_read_back) {
  BOOST_TEST(duration_text(70 * ticks_per_minute) == "1h10m");
  BOOST_TEST(duration_text(0) == "0s");
  for (const char* text : {"5m", "1h10m", "14d", "1d2h3m4s"}) BOOST_TEST(duration_text(parse_duration(text).value()) == text);
}

BOOST_AUTO_TEST_SUITE_END()
