#include <cmath>
#include <limits>

#include "tests/executor/aggregates/run_aggregate.hpp"

using namespace kelpie::executor::test;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(sums_and_counts)

const AggregateRunner runner;

BOOST_AUTO_TEST_CASE(count_counts_rows_with_nulls) {
  BOOST_TEST(runner.run_one("count", {longs({1, {}, 3})}) == "3");
  BOOST_TEST(runner.run({.name = "count", .columns = {}, .group_of = {0, 1, 1, 1, 1, 1}, .groups = 3}) ==
                 (Texts{"1", "5", "0"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(countif_takes_a_null_predicate_as_false) {
  BOOST_TEST(runner.run({.name = "countif",
                         .columns = {bools({true, {}, false, true, true})},
                         .group_of = {0, 0, 0, 1, 0},
                         .groups = 2}) == (Texts{"2", "1"}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run_one("countif", {bools({true, {}, false, true})}) == "2");
}

BOOST_AUTO_TEST_CASE(sum_skips_nulls_and_is_zero_for_a_group_of_nulls) {
  BOOST_TEST(runner.run({.name = "sum",
                         .columns = {longs({1, {}, 5, {}, 7, 8, 9})},
                         .group_of = {0, 0, 0, 1, 0, 0, 0},
                         .groups = 3}) == (Texts{"30", "0", "0"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sum_of_longs_wraps_around) {
  BOOST_TEST(runner.run_one("sum", {longs({std::numeric_limits<std::int64_t>::max(), 1, 2})}) ==
             "-9223372036854775806");
}

BOOST_AUTO_TEST_CASE(average_of_longs_divides_the_wrapped_sum) {
  BOOST_TEST(std::stod(runner.run_one("avg", {longs({std::numeric_limits<std::int64_t>::max(), 1, 2})})) ==
                 -3.0744573456182584e+18,
             boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(sum_of_reals_keeps_nan_and_infinity) {
  BOOST_TEST(runner.run_one("sum", {reals({1.5, {}, 2.5, 4, 8, 16})}) == "32.0");
  BOOST_TEST(runner.run_one("sum", {reals({1.5, std::nan("")})}) == "NaN");
  BOOST_TEST(runner.run_one("sum", {reals({std::numeric_limits<double>::infinity(), 1})}) ==
             shown(Value::real(std::numeric_limits<double>::infinity())));
}

BOOST_AUTO_TEST_CASE(average_of_nothing_is_nan_for_numbers_and_null_for_times) {
  BOOST_TEST(runner.run_one("avg", {longs({{}, {}})}) == "NaN");
  BOOST_TEST(runner.run_one("avg", {reals({{}})}) == "NaN");
  BOOST_TEST(runner.run_one("avg", {{Value(Type::timespan)}}) == "null");
  BOOST_TEST(runner.run_one("avg", {{Value(Type::decimal)}}) == "null");
}

BOOST_AUTO_TEST_CASE(average_of_datetimes_does_not_overflow) {
  const std::int64_t noon = 638'396'640'000'000'000;
  const std::vector<Value> column(40, Value::datetime(noon));
  BOOST_TEST(runner.run_one("avg", {column}) == shown(Value::datetime(noon)));
}

BOOST_AUTO_TEST_CASE(sum_of_timespans_is_a_timespan) {
  BOOST_TEST(runner.run_one("sum", {{Value::timespan(10'000'000), Value::timespan(20'000'000)}}) == "00:00:03");
  BOOST_TEST((runner.result_type("sum", {Type::timespan}) == Type::timespan));
  BOOST_TEST((runner.result_type("sum", {Type::int_}) == Type::long_));
}

BOOST_AUTO_TEST_CASE(sum_of_datetimes_outside_the_calendar_is_null) {
  BOOST_TEST(runner.run_one("sum", {{Value::datetime(kelpie::tables::max_datetime), Value::datetime(5)}}) == "null");
}

BOOST_AUTO_TEST_CASE(decimals_add_exactly) {
  const auto tenth = Value::decimal({.coefficient = 1, .exponent = -1});
  const auto fifth = Value::decimal({.coefficient = 2, .exponent = -1});
  BOOST_TEST(runner.run_one("sum", {{tenth, fifth, Value(Type::decimal)}}) == "0.3");
  BOOST_TEST(runner.run_one("avg", {{tenth, fifth}}) == "0.15");
}

BOOST_AUTO_TEST_CASE(sum_refuses_bool_string_and_guid) {
  for (const Type type : {Type::boolean, Type::string, Type::guid, Type::dynamic})
    BOOST_TEST(!runner.result_type("sum", {type}).has_value());
}

BOOST_AUTO_TEST_CASE(conditional_forms_see_only_rows_where_the_predicate_holds) {
  const auto values = longs({10, 20, 30, {}, 40});
  const auto predicate = bools({true, false, true, true, {}});
  BOOST_TEST(runner.run_one("sumif", {values, predicate}) == "40");
  BOOST_TEST(runner.run_one("avgif", {values, predicate}) == "20.0");
  BOOST_TEST(runner.run_one("avgif", {values, bools({false, false, false, false, false})}) == "NaN");
  BOOST_TEST(runner.run_one("sumif", {values, bools({true, true, true, true, true})}) == "100");
}

BOOST_AUTO_TEST_SUITE_END()
