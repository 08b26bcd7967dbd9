#include <boost/test/unit_test.hpp>

#include "tables/text.hpp"

using namespace kelpie::tables;

namespace {

std::string reread(std::string_view text) {
  const auto ticks = parse_datetime(text);
  return ticks ? datetime_text(*ticks) : "nothing";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(datetime)

BOOST_AUTO_TEST_CASE(iso_forms) {
  const std::pair<const char*, const char*> forms[] = {
      {"2020-06-15T13:45:09.1234567Z", "2020-06-15T13:45:09.1234567Z"},
      {"2020-06-15 13:45:09.1234567Z", "2020-06-15T13:45:09.1234567Z"},
      {"2020-06-15t13:45:09.123Z", "2020-06-15T13:45:09.1230000Z"},
      {"2020-06-15T13:45:09Z", "2020-06-15T13:45:09.0000000Z"},
      {"2020-06-15T13:45:09.123456789Z", "2020-06-15T13:45:09.1234567Z"},
      {"2020-06-15 13:45:09", "2020-06-15T13:45:09.0000000Z"},
      {"2020-06-15T13:45:09.5", "2020-06-15T13:45:09.5000000Z"},
      {"2020-06-15T13:45", "2020-06-15T13:45:00.0000000Z"},
      {"2020-06-15T13:45Z", "2020-06-15T13:45:00.0000000Z"},
      {"2020-06-15", "2020-06-15T00:00:00.0000000Z"},
      {"2020-6-5 3:04:05", "2020-06-05T03:04:05.0000000Z"},
      {"2020-06", "2020-06-01T00:00:00.0000000Z"},
      {"2020", "2020-01-01T00:00:00.0000000Z"},
      {"20221202", "2022-12-02T00:00:00.0000000Z"},
      {"  2020-01-01  ", "2020-01-01T00:00:00.0000000Z"},
      {"1969-07-20", "1969-07-20T00:00:00.0000000Z"},
      {"0001-01-01T00:00:00.0000000Z", "0001-01-01T00:00:00.0000000Z"},
      {"9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"},
      {"2020-02-29T00:00:00.0000000Z", "2020-02-29T00:00:00.0000000Z"},
  };
  for (const auto& [text, expected] : forms) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == expected); }
  }
}

BOOST_AUTO_TEST_CASE(offsets_are_converted_to_utc) {
  BOOST_TEST(reread("2020-01-01T00:30:00+02:00") == "2019-12-31T22:30:00.0000000Z");
  BOOST_TEST(reread("2020-01-01T00:30:00.1234567-0530") == "2020-01-01T06:00:00.1234567Z");
  BOOST_TEST(reread("2020-01-01T00:30:00 +02") == "2019-12-31T22:30:00.0000000Z");
  BOOST_TEST(reread("2020-01-01 00:30 GMT") == "2020-01-01T00:30:00.0000000Z");
  BOOST_TEST(reread("2014-11-08 15:05:25 UTC") == "2014-11-08T15:05:25.0000000Z");
  BOOST_TEST(reread("Sat, 8 Nov 2014 15:05:02 PST") == "2014-11-08T23:05:02.0000000Z");
  BOOST_TEST(reread("0001-01-01T00:00:00+01:00") == "nothing");
  BOOST_TEST(reread("9999-12-31T23:59:59-00:01") == "nothing");
}

BOOST_AUTO_TEST_CASE(mail_and_news_forms) {
  for (const char* text : {"Sat, 8 Nov 14 15:05:02 GMT", "Sat, 08 Nov 2014 15:05:02", "8 Nov 14 15:05:02",
                           "8 November 2014 15:05:02 GMT", "Saturday, 08-Nov-14 15:05:02 GMT", "08-Nov-14 15:05:02",
                           "Nov 8, 2014 15:05:02", "saturday 08-nov-2014 03:05:02 pm"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == "2014-11-08T15:05:02.0000000Z"); }
  }
  BOOST_TEST(reread("8 Nov 14 15:05") == "2014-11-08T15:05:00.0000000Z");
  BOOST_TEST(reread("2 Dec 2022") == "2022-12-02T00:00:00.0000000Z");
  BOOST_TEST(reread("02-Dec-99") == "1999-12-02T00:00:00.0000000Z");
}

BOOST_AUTO_TEST_CASE(the_month_comes_first) {
  for (const char* text : {"12-02-2022", "12/02/2022", "12.02.2022", "12/2/2022"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == "2022-12-02T00:00:00.0000000Z"); }
  }
  BOOST_TEST(reread("13-01-2022") == "nothing");
  BOOST_TEST(reread("12/31/2020 10:30 AM") == "2020-12-31T10:30:00.0000000Z");
  BOOST_TEST(reread("12/31/2020 12:30:01.5 AM") == "2020-12-31T00:30:01.5000000Z");
  BOOST_TEST(reread("12/31/2020 12:30PM") == "2020-12-31T12:30:00.0000000Z");
  BOOST_TEST(reread("12/31/2020 13:30 PM") == "nothing");
}

BOOST_AUTO_TEST_CASE(blanks_around_the_hyphens_are_read) {
  BOOST_TEST(reread("2017 - 08 - 01") == "2017-08-01T00:00:00.0000000Z");
  BOOST_TEST(reread("2017 - 08") == "2017-08-01T00:00:00.0000000Z");
  BOOST_TEST(reread("2017 - ") == "nothing");
}

BOOST_AUTO_TEST_CASE(a_time_without_a_date_is_a_time_of_day) {
  BOOST_CHECK(parse_time_of_day("06:00") == 6 * ticks_per_hour);
  BOOST_CHECK(parse_time_of_day(" 1:02:03.5 PM ") ==
              13 * ticks_per_hour + 2 * ticks_per_minute + 3 * ticks_per_second + 5'000'000);
  for (const char* text : {"", "6", "24:00", "06:60", "06:00Z", "2020-01-01", "06:00:"})
    BOOST_CHECK(!parse_time_of_day(text));
}

BOOST_AUTO_TEST_CASE(text_that_is_no_datetime_gives_nothing) {
  for (const char* text :
       {"",
        " ",
        "not-a-date",
        "2020-13-01",
        "2020-02-30",
        "2021-02-29",
        "1900-02-29",
        "0000-01-01",
        "2020-00-10",
        "2020-01-00",
        "2020-01-01T24:00:00Z",
        "2020-01-01T23:60:00Z",
        "2020-01-01T23:59:60.0000000Z",
        "2020-01-01T",
        "2020-01-01T12",
        "2020-01-01T12:",
        "2020-01-01T12:00:00.",
        "2020-01-01T12:00:00.Z",
        "2020-01-01T12:00:00ZZ",
        "2020-01-01T12:00:00 Mars",
        "2020-01-01T12:00:00+15:00",
        "2020-01-01T12:00:00+1:2",
        "2020-01-01T1a:00:00.0000000Z",
        "2020-01-01T12:00:00.00000:0Z",
        "2020:01:01T12:00:00.0000000Z",
        "12:00:00",
        "8 Foo 2014",
        "99999999",
        "123456789",
        "2020/01-01",
        "1/2/22",
        "\xff\xff\xff\xff-\xff\xff-\xff\xffT\xff\xff:\xff\xff:\xff\xff.\xff\xff\xff\xff\xff\xff\xffZ",
        "Mon",
        "Mon,",
        "2020-",
        "1-"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == "nothing"); }
  }
}

BOOST_AUTO_TEST_CASE(every_character_of_the_common_form_is_checked) {
  const std::string good = "2020-06-15T13:45:09.1234567Z";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char wrong : {'x', '.', ';', '\0', '\x80', '\xff'}) {
      if (good[i] == wrong) continue;
      std::string text = good;
      text[i] = wrong;
      BOOST_TEST_CONTEXT(text) { BOOST_TEST(reread(text) == "nothing"); }
    }
  }
}

BOOST_AUTO_TEST_CASE(every_day_has_its_place) {
  std::int64_t ticks = 0;
  for (int year = 1; year <= 9999; ++year) {
    for (int month = 1; month <= 12; ++month) {
      constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
      const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
      const int days = lengths[month - 1] + (month == 2 && leap ? 1 : 0);
      for (int day = 1; day <= days; ++day, ticks += ticks_per_day) {
        const CivilTime time = civil_of(ticks);
        if (time.year != year || time.month != month || time.day != day || ticks_of(time) != ticks) {
          BOOST_FAIL("day " << year << '-' << month << '-' << day);
        }
      }
      CivilTime beyond{year, month, days + 1};
      if (ticks_of(beyond)) BOOST_FAIL("month " << year << '-' << month << " is too long");
    }
  }
  BOOST_TEST(ticks == max_datetime + 1);
}

BOOST_AUTO_TEST_CASE(weekdays_begin_on_monday) {
  BOOST_TEST(weekday_of(0) == 0);
  BOOST_TEST(weekday_of(unix_epoch) == 3);
  BOOST_TEST(weekday_of(*parse_datetime("2024-02-25T23:59:59.9999999Z")) == 6);
}

BOOST_AUTO_TEST_CASE(members_out_of_range_have_no_ticks) {
  BOOST_CHECK(!ticks_of({0, 1, 1}));
  BOOST_CHECK(!ticks_of({10000, 1, 1}));
  BOOST_CHECK(!ticks_of({2020, 13, 1}));
  BOOST_CHECK(!ticks_of({2020, 1, -1}));
  BOOST_CHECK(!ticks_of({2020, 1, 1, 24}));
  BOOST_CHECK(!ticks_of({2020, 1, 1, 0, -1}));
  BOOST_CHECK(!ticks_of({2020, 1, 1, 0, 0, 0, 10'000'000}));
  BOOST_CHECK(ticks_of({1970, 1, 1}) == unix_epoch);
}

BOOST_AUTO_TEST_SUITE_END()
