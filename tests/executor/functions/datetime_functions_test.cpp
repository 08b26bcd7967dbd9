#include <chrono>

#include "executor/error.hpp"
#include "executor/functions/datetime/calendar.hpp"
#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

const FunctionCaller& dates() {
  static const FunctionCaller caller{add_datetime_functions};
  return caller;
}

Value call(std::string_view function, std::vector<Value> arguments) {
  return dates().call(function, std::move(arguments));
}
Value when(std::string_view value) { return Value::datetime(kelpie::tables::parse_datetime(value).value()); }
Value span(std::string_view value) { return Value::timespan(kelpie::tables::parse_timespan(value).value()); }
Value real(double value) { return Value::real(value); }
Value missing() { return Value(Type::datetime); }
std::string format(std::string_view time, std::string_view pattern) {
  return std::string(call("format_datetime", {when(time), text(pattern)}).as_text());
}
std::string format_span(std::string_view time, std::string_view pattern) {
  return std::string(call("format_timespan", {span(time), text(pattern)}).as_text());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(calendar)

BOOST_AUTO_TEST_CASE(days_and_dates_agree_with_the_standard_library) {
  using namespace std::chrono;
  const sys_days first{year{1} / January / 1};
  for (std::int64_t day = 0; day < 3'652'059; day += 97) {
    const year_month_day expected{first + days(day)};
    const CalendarDate date = date_of(day);
    BOOST_TEST_REQUIRE(date.year == static_cast<int>(expected.year()));
    BOOST_TEST_REQUIRE(date.month == static_cast<unsigned>(expected.month()));
    BOOST_TEST_REQUIRE(date.day == static_cast<unsigned>(expected.day()));
    BOOST_TEST_REQUIRE(day_of(date) == day);
    BOOST_TEST_REQUIRE(days_since_sunday(day) == weekday{first + days(day)}.c_encoding());
  }
}

BOOST_AUTO_TEST_CASE(iso_weeks) {
  for (const auto& [day, week] : {std::pair{"2015-12-31", 53},
                                  {"2016-01-01", 53},
                                  {"2018-12-31", 1},
                                  {"2019-01-01", 1},
                                  {"2023-01-01", 52},
                                  {"2017-01-01", 52},
                                  {"2021-01-03", 53},
                                  {"2020-12-31", 53},
                                  {"0001-01-01", 1},
                                  {"9999-12-31", 52}}) {
    BOOST_TEST(call("week_of_year", {when(day)}) == number(week), day);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(periods)

BOOST_AUTO_TEST_CASE(starts) {
  BOOST_TEST(call("startofday", {when("2020-06-15 13:45:00.5"), number(-3)}) == when("2020-06-12"));
  BOOST_TEST(call("startofweek", {when("2020-06-14")}) == when("2020-06-14"));
  BOOST_TEST(call("startofweek", {when("2020-06-13 23:59")}) == when("2020-06-07"));
  BOOST_TEST(call("startofmonth", {when("2020-06-15"), number(-1)}) == when("2020-05-01"));
  BOOST_TEST(call("startofmonth", {when("2020-01-15"), number(-13)}) == when("2018-12-01"));
  BOOST_TEST(call("startofyear", {when("2020-06-15"), number(1)}) == when("2021-01-01"));
}

BOOST_AUTO_TEST_CASE(ends_are_the_last_tick) {
  BOOST_TEST(call("endofday", {when("2020-06-15 13:45"), number(2)}) == when("2020-06-17 23:59:59.9999999"));
  BOOST_TEST(call("endofweek", {when("2020-06-15 13:45")}) == when("2020-06-20 23:59:59.9999999"));
  BOOST_TEST(call("endofmonth", {when("2020-01-31"), number(1)}) == when("2020-02-29 23:59:59.9999999"));
  BOOST_TEST(call("endofyear", {when("9999-06-15")}) == when("9999-12-31 23:59:59.9999999"));
}

BOOST_AUTO_TEST_CASE(periods_beyond_the_calendar_are_null) {
  BOOST_TEST(call("startofday", {when("0001-01-02"), number(-1)}) == when("0001-01-01"));
  BOOST_TEST(call("startofday", {when("0001-01-01"), number(-1)}) == missing());
  BOOST_TEST(call("startofweek", {when("0001-01-01")}) == missing());
  BOOST_TEST(call("startofyear", {when("2020-01-01"), number(INT64_MAX)}) == missing());
  BOOST_TEST(call("endofyear", {when("2020-01-01"), number(INT64_MIN)}) == missing());
  BOOST_TEST(call("endofmonth", {missing()}) == missing());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(parts)

BOOST_AUTO_TEST_CASE(of_one_moment) {
  const Value moment = when("2017-10-30 01:02:03.7654321");
  for (const auto& [part, expected] : {std::pair{"year", 2017},
                                       {"quarter", 4},
                                       {"month", 10},
                                       {"week_of_year", 44},
                                       {"day", 30},
                                       {"dayOfYear", 303},
                                       {"hour", 1},
                                       {"minute", 2},
                                       {"second", 3},
                                       {"millisecond", 765},
                                       {"microsecond", 765432},
                                       {"nanosecond", 765432100}}) {
    BOOST_TEST(call("datetime_part", {text(part), moment}) == number(expected), part);
  }
  BOOST_TEST(call("getyear", {moment}) == number(2017));
  BOOST_TEST(call("getmonth", {moment}) == number(10));
  BOOST_TEST(call("dayofmonth", {moment}) == number(30));
  BOOST_TEST(call("hourofday", {moment}) == number(1));
  BOOST_TEST(call("dayofyear", {when("2020-12-31")}) == number(366));
}

BOOST_AUTO_TEST_CASE(the_day_of_the_week_is_a_timespan_since_sunday) {
  BOOST_TEST(call("dayofweek", {when("1947-11-30 10:00:05")}) == span("00:00:00"));
  BOOST_TEST(call("dayofweek", {when("2024-02-29")}) == span("4.00:00:00"));
  BOOST_TEST(call("dayofweek", {when("0001-01-01")}) == span("1.00:00:00"));
}

BOOST_AUTO_TEST_CASE(an_unknown_part_is_an_error_with_the_known_ones) {
  const auto names_quarter = [](const QueryError& error) {
    return std::string_view(error.what()).find("quarter") != std::string_view::npos;
  };
  BOOST_CHECK_EXCEPTION(call("datetime_part", {text("decade"), when("2020-01-01")}), QueryError, names_quarter);
  BOOST_CHECK_EXCEPTION(call("datetime_part", {text("week"), when("2020-01-01")}), QueryError, names_quarter);
  BOOST_CHECK_EXCEPTION(call("datetime_add", {text("dayofyear"), number(1), when("2020-01-01")}), QueryError,
                        names_quarter);
  BOOST_CHECK_EXCEPTION(call("datetime_diff", {text(""), when("2020-01-01"), when("2020-01-01")}), QueryError,
                        names_quarter);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(steps)

BOOST_AUTO_TEST_CASE(months_end_on_their_last_day) {
  BOOST_TEST(call("datetime_add", {text("month"), number(13), when("2019-01-31")}) == when("2020-02-29"));
  BOOST_TEST(call("datetime_add", {text("year"), number(1), when("2020-02-29")}) == when("2021-02-28"));
  BOOST_TEST(call("datetime_add", {text("Quarter"), number(-3), when("2020-02-29 12:00")}) == when("2019-05-29 12:00"));
  BOOST_TEST(call("datetime_add", {text("month"), number(-1), when("2020-03-31 00:00:00.0000001")}) ==
             when("2020-02-29 00:00:00.0000001"));
}

BOOST_AUTO_TEST_CASE(fixed_parts_are_added_as_ticks) {
  BOOST_TEST(call("datetime_add", {text("week"), number(2), when("2020-06-15")}) == when("2020-06-29"));
  BOOST_TEST(call("datetime_add", {text("millisecond"), number(1500), when("2020-01-01")}) ==
             when("2020-01-01 00:00:01.5"));
  BOOST_TEST(call("datetime_add", {text("nanosecond"), number(250), when("2020-01-01")}) ==
             when("2020-01-01 00:00:00.0000002"));
}

BOOST_AUTO_TEST_CASE(steps_beyond_the_calendar_are_null) {
  BOOST_TEST(call("datetime_add", {text("day"), number(INT64_MAX), when("2020-01-01")}) == missing());
  BOOST_TEST(call("datetime_add", {text("year"), number(INT64_MAX), when("2020-01-01")}) == missing());
  BOOST_TEST(call("datetime_add", {text("year"), number(-2020), when("2020-01-01")}) == missing());
}

BOOST_AUTO_TEST_CASE(differences_count_boundaries) {
  const auto diff = [](std::string_view part, std::string_view later, std::string_view earlier) {
    return call("datetime_diff", {text(part), when(later), when(earlier)});
  };
  BOOST_TEST(diff("year", "2020-12-31", "2021-01-01") == number(-1));
  BOOST_TEST(diff("quarter", "2024-03-31", "2020-04-01") == number(15));
  BOOST_TEST(diff("month", "2020-01-31", "2020-02-01") == number(-1));
  BOOST_TEST(diff("day", "2020-01-01 23:00", "2020-01-01 01:00") == number(0));
  BOOST_TEST(diff("hour", "2020-03-01", "2020-02-28 12:00") == number(36));
  BOOST_TEST(diff("second", "2020-01-01 00:00:01.9999999", "2020-01-01 00:00:00.0000001") == number(1));
  BOOST_TEST(diff("microsecond", "2020-01-01 00:00:00.0000020", "2020-01-01 00:00:00.0000005") == number(2));
  BOOST_TEST(diff("nanosecond", "2020-01-01 00:00:00.0000002", "2020-01-01") == number(200));
}

BOOST_AUTO_TEST_CASE(weeks_are_counted_from_sunday_to_sunday_as_a_real) {
  const auto weeks = [](std::string_view later, std::string_view earlier) {
    return call("datetime_diff", {text("week"), when(later), when(earlier)});
  };
  BOOST_TEST(weeks("2020-12-31", "2020-01-01") == real(52));
  BOOST_TEST(weeks("2024-02-29", "2020-02-29") == real(209));
  BOOST_TEST(weeks("2020-01-31", "2019-12-31") == real(4));
  BOOST_TEST(weeks("2017-10-29 00:00", "2017-09-30 23:59") == real(5));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(making)

BOOST_AUTO_TEST_CASE(datetimes_of_parts) {
  BOOST_TEST(call("make_datetime", {number(2017), number(10), number(1), number(12), number(11), real(0.1234567)}) ==
             when("2017-10-01 12:11:00.1234567"));
  BOOST_TEST(call("make_datetime", {number(2020), number(2), number(29)}) == when("2020-02-29"));
  BOOST_TEST(call("make_datetime", {number(2020), number(13), number(1)}) == missing());
  BOOST_TEST(call("make_datetime", {number(2021), number(2), number(29)}) == missing());
  BOOST_TEST(call("make_datetime", {number(0), number(1), number(1)}) == missing());
  BOOST_TEST(call("make_datetime", {text("2020-02-29")}) == when("2020-02-29"));
}

BOOST_AUTO_TEST_CASE(timespans_of_parts) {
  BOOST_TEST(call("make_timespan", {number(1), number(2), number(3), number(4)}) == span("1.02:03:04"));
  BOOST_TEST(call("make_timespan", {number(2), number(30)}) == span("02:30:00"));
  BOOST_TEST(call("make_timespan", {number(0), number(0), number(0), real(0.0000001)}) == Value::timespan(1));
  BOOST_TEST(call("make_timespan", {number(25), number(70)}) == Value(Type::timespan));
  BOOST_TEST(call("make_timespan", {number(-1), number(-2)}) == Value(Type::timespan));
}

BOOST_AUTO_TEST_CASE(unix_times) {
  BOOST_TEST(call("unixtime_seconds_todatetime", {number(1546300800)}) == when("2019-01-01"));
  BOOST_TEST(call("unixtime_seconds_todatetime", {real(1546300800.5)}) == when("2019-01-01 00:00:00.5"));
  BOOST_TEST(call("unixtime_milliseconds_todatetime", {number(-1)}) == when("1969-12-31 23:59:59.999"));
  BOOST_TEST(call("unixtime_microseconds_todatetime", {number(1546300800000000)}) == when("2019-01-01"));
  BOOST_TEST(call("unixtime_nanoseconds_todatetime", {number(1546300800000000000)}) == when("2019-01-01"));
  BOOST_TEST(call("unixtime_seconds_todatetime", {number(INT64_MAX)}) == missing());
  BOOST_TEST(call("unixtime_seconds_todatetime", {real(1e300)}) == missing());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(formats)

BOOST_AUTO_TEST_CASE(of_datetimes) {
  BOOST_TEST(format("2020-06-15 13:45:09.1234567", "yyyy-MM-dd HH:mm:ss.fffffff") == "2020-06-15 13:45:09.1234567");
  BOOST_TEST(format("2017-01-29 09:00:05", "yyyy-M-dd [H:mm:ss]") == "2017-1-29 [9:00:05]");
  BOOST_TEST(format("2020-06-15 13:45:09", "h:mm:ss tt") == "1:45:09 PM");
  BOOST_TEST(format("2007-03-09 00:30", "hh:mm tt") == "12:30 AM");
  BOOST_TEST(format("2007-03-09", "yy") == "07");
}

BOOST_AUTO_TEST_CASE(a_longer_run_is_several_specifiers) {
  BOOST_TEST(format("2007-03-09 05:04:03", "dddd, MMMM d, yyyy") == "0909, 0303 9, 2007");
  BOOST_TEST(format("2007-03-09 05:04:03", "ddd MMM") == "099 033");
}

BOOST_AUTO_TEST_CASE(fractions) {
  BOOST_TEST(format("2020-06-15 13:45:09.1234567", "ffffff") == "123456");
  BOOST_TEST(format("2020-06-15 13:45:09.0000007", "FFFFFFF") == "0000007");
  BOOST_TEST(format("2020-06-15 13:45:09.5", "FFF") == "5");
  BOOST_TEST(format("2020-06-15 13:45:09", "FFFFFFF") == "");
}

BOOST_AUTO_TEST_CASE(of_timespans) {
  BOOST_TEST(format_span("29.09:00:05.12345", "dd.hh:mm:ss:FF") == "29.09:00:05:12");
  BOOST_TEST(format_span("29.09:00:05.12345", "ddd.h:mm:ss [fffffff]") == "029.9:00:05 [1234500]");
  BOOST_TEST(format_span("1.02:01:00", "hh:mm") == "02:01");
  BOOST_TEST(format_span("-1.02:30:00", "d.hh:mm:ss") == "-1.02:30:00");
  BOOST_TEST(format_span("-00:01:30", "mm:ss") == "-01:30");
}

BOOST_AUTO_TEST_CASE(other_characters_are_an_error_that_says_where) {
  const auto says_where = [](const QueryError& error) {
    return std::string_view(error.what()).find("'T' at position 11") != std::string_view::npos;
  };
  BOOST_CHECK_EXCEPTION(format("2020-01-01", "yyyy-MM-ddTHH:mm"), QueryError, says_where);
  BOOST_CHECK_THROW(format("2020-01-01", "zzz"), QueryError);
  BOOST_CHECK_THROW(format("2020-01-01", "y"), QueryError);
  BOOST_CHECK_THROW(format("2020-01-01", ""), QueryError);
  BOOST_CHECK_THROW(format_span("01:00:00", "c"), QueryError);
  BOOST_CHECK_THROW(format_span("01:00:00", "yyyy"), QueryError);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(time_zones)

BOOST_AUTO_TEST_CASE(times_move_between_zones) {
  BOOST_TEST(call("datetime_local_to_utc", {when("2020-02-02 20:02:20"), text("US/Pacific")}) ==
             when("2020-02-03 04:02:20"));
  BOOST_TEST(call("datetime_local_to_utc", {when("2020-02-02 20:02:20"), text("Europe/Paris")}) ==
             when("2020-02-02 19:02:20"));
  BOOST_TEST(call("datetime_utc_to_local", {when("2020-07-01 12:00:00.5"), text("America/Chicago")}) ==
             when("2020-07-01 07:00:00.5"));
}

BOOST_AUTO_TEST_CASE(a_time_that_occurs_twice_is_the_first_and_a_skipped_one_counts_on) {
  BOOST_TEST(call("datetime_local_to_utc", {when("2020-10-25 02:30"), text("Europe/Paris")}) ==
             when("2020-10-25 00:30"));
  BOOST_TEST(call("datetime_local_to_utc", {when("2020-03-29 02:30"), text("Europe/Paris")}) ==
             when("2020-03-29 01:30"));
}

BOOST_AUTO_TEST_CASE(an_unknown_zone_is_an_error) {
  BOOST_CHECK_THROW(call("datetime_utc_to_local", {when("2020-01-01"), text("Mars/Olympus")}), QueryError);
}

BOOST_AUTO_TEST_CASE(zones_are_listed) {
  const Value zones = call("datetime_list_timezones", {});
  BOOST_TEST(kelpie::tables::DynamicView(zones.as_text()).size() > 100);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(columns_of_times)

BOOST_AUTO_TEST_CASE(every_row_gets_what_it_gets_alone) {
  const std::vector<std::string_view> times{"2020-01-31 23:59:59.9999999",
                                            "2020-02-01",
                                            "2020-02-01 00:00:00.0000001",
                                            "2019-12-31",
                                            "0001-01-01",
                                            "9999-12-31 23:00",
                                            "2020-02-29 12:00",
                                            "2020-02-29 13:00"};
  for (const char* name :
       {"startofday", "startofweek", "startofmonth", "startofyear", "endofday", "endofweek", "endofmonth", "endofyear",
        "getyear", "monthofyear", "dayofmonth", "dayofyear", "hourofday", "week_of_year"}) {
    const Overload& overload = dates().registry().find_scalar(name)->overloads.front();
    const std::vector<Type> types{Type::datetime};
    const std::vector<std::optional<Value>> constants(1);
    const auto kernel = overload.kernel(CallSite{types, constants, overload.result_type});
    kelpie::tables::ColumnBuilder builder(Type::datetime);
    for (const std::string_view time : times) {
      builder.append(when(time));
      builder.append_null();
    }
    const Vector column = builder.finish();
    const Vector result = kernel->evaluate(std::span(&column, 1), column.size());
    for (std::size_t i = 0; i < times.size(); ++i) {
      BOOST_TEST(result.value_at(2 * i) == call(name, {when(times[i])}), name << " of " << times[i]);
      BOOST_TEST(result.value_at(2 * i + 1).is_null(), name);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_batch_within_one_period_is_a_constant) {
  const Overload& overload = dates().registry().find_scalar("startofmonth")->overloads.front();
  const std::vector<Type> types{Type::datetime};
  const std::vector<std::optional<Value>> constants(1);
  const auto kernel = overload.kernel(CallSite{types, constants, Type::datetime});
  kelpie::tables::ColumnBuilder builder(Type::datetime);
  builder.append(when("2020-02-01"));
  builder.append(when("2020-02-29 23:59:59.9999999"));
  Vector column = builder.finish();
  column.set_range(
      kelpie::tables::IntegerRange{when("2020-02-01").as_integer(), when("2020-02-29 23:59:59.9999999").as_integer()});
  BOOST_TEST(kernel->evaluate(std::span(&column, 1), 2).is_constant());
  column.set_range(kelpie::tables::IntegerRange{when("2020-02-01").as_integer(), when("2020-03-01").as_integer()});
  BOOST_TEST(!kernel->evaluate(std::span(&column, 1), 2).is_constant());
}

BOOST_AUTO_TEST_SUITE_END()
