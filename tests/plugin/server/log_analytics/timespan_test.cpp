// Durations and intervals of ISO 8601.

#include "plugin/server/api/log_analytics/timespan.hpp"

#include <boost/test/unit_test.hpp>

#include "tables/text.hpp"

namespace kelpie::server::log_analytics {

namespace {

std::string shown(std::string_view text) {
  const auto ticks = parse_duration(text);
  return ticks ? tables::timespan_text(*ticks) : "none";
}

std::string between(std::string_view text) {
  const auto window = parse_timespan(text, tables::parse_datetime("2026-03-01T12:00:00Z").value());
  return window ? tables::datetime_text(window->from) + " " + tables::datetime_text(window->to) : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(log_analytics_timespans)

BOOST_AUTO_TEST_CASE(durations_are_read) {
  BOOST_TEST(shown("P1D") == "1.00:00:00");
  BOOST_TEST(shown("PT12H30M5.5S") == "12:30:05.5000000");
  BOOST_TEST(shown("P2W") == "14.00:00:00");
  BOOST_TEST(shown("P1M") == "30.00:00:00");
  BOOST_TEST(shown("PT1M") == "00:01:00");
  BOOST_TEST(shown("P1Y2DT3H") == "367.03:00:00");
  BOOST_TEST(shown("pt0,5h") == "00:30:00");
  BOOST_TEST(shown("PT0S") == "00:00:00");
}

BOOST_AUTO_TEST_CASE(what_is_no_duration_is_none) {
  for (const char* text : {"", "P", "PT", "1D", "P1", "PD", "P1DT", "PT1D", "P1H", "P1D2D", "PT1S1H", "P-1D", "P1.2.3D",
                           "P99999999999999Y", "P1D ", "P9999999999999999999D"})
    BOOST_TEST(shown(text) == "none", text);
}

BOOST_AUTO_TEST_CASE(intervals_are_read_in_their_three_forms) {
  BOOST_TEST(between("PT1H") == "2026-03-01T11:00:00.0000000Z 2026-03-01T12:00:00.0000001Z");
  BOOST_TEST(between("2026-01-01T00:00:00Z/2026-01-02T00:00:00Z") ==
             "2026-01-01T00:00:00.0000000Z 2026-01-02T00:00:00.0000001Z");
  BOOST_TEST(between("2026-01-01T00:00:00.000Z/PT1H") == "2026-01-01T00:00:00.0000000Z 2026-01-01T01:00:00.0000001Z");
  BOOST_TEST(between("P1D/2026-01-02") == "2026-01-01T00:00:00.0000000Z 2026-01-02T00:00:00.0000001Z");
  BOOST_TEST(between("P9000Y").starts_with("0001-01-01T00:00:00.0000000Z"));
  BOOST_TEST(between("2026-01-01/P9000Y") != "none");
}

BOOST_AUTO_TEST_CASE(what_is_no_interval_is_none) {
  for (const char* text : {"/", "P1D/", "/P1D", "P1D/P1D", "2026-01-02/2026-01-01", "2026-01-01/", "2026-01-01/x",
                           "2026-01-01", "a/b", "P1D/2026-01-01/P1D"})
    BOOST_TEST(between(text) == "none", text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server::log_analytics
