#include <cmath>
#include <limits>

#include "tests/executor/aggregates/run_aggregate.hpp"

using namespace kelpie::executor::test;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(arg_extrema)

const AggregateRunner runner;

BOOST_AUTO_TEST_CASE(the_row_of_the_extreme_value_is_returned) {
  const auto tries = longs({3, 7, 7, 1, {}, 4});
  const auto user = strings({"ada", "bob", "cyd", "dan", "eve", "fay"});
  const std::vector<std::uint32_t> groups{0, 0, 0, 1, 1, 1};
  BOOST_TEST(runner.run({.name = "arg_max", .columns = {tries, user}, .group_of = groups, .groups = 2}) ==
                 (Texts{"7 bob", "4 fay"}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run({.name = "arg_min", .columns = {tries, user}, .group_of = groups, .groups = 2}) ==
                 (Texts{"3 ada", "1 dan"}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run_one("arg_max", {tries, user}) == "7 bob");
  BOOST_TEST(runner.run_one("argmin", {tries, user}) == "1 dan");
}

BOOST_AUTO_TEST_CASE(a_null_loses_but_a_group_of_nulls_has_a_row) {
  BOOST_TEST(runner.run({.name = "arg_max",
                         .columns = {longs({{}, -5, {}, {}}), strings({"a", "b", "c", "d"})},
                         .group_of = {0, 0, 1, 1},
                         .groups = 3}) == (Texts{"-5 b", "null c", "null "}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run_one("arg_max", {longs({{}, std::numeric_limits<std::int64_t>::min(), {}}),
                                        longs({1, 2, {}})}) == "-9223372036854775808 2");
  BOOST_TEST(runner.run_one("arg_min", {longs({{}, std::numeric_limits<std::int64_t>::max()}), longs({1, 2})}) ==
             "9223372036854775807 2");
}

BOOST_AUTO_TEST_CASE(nan_beats_every_number) {
  const auto values = reals({1.5, std::nan(""), -2.5});
  BOOST_TEST(runner.run_one("arg_max", {values, longs({1, 2, 3})}) == "NaN 2");
  BOOST_TEST(runner.run_one("arg_min", {values, longs({1, 2, 3})}) == "NaN 2");
  BOOST_TEST(runner.run_one("arg_min", {reals({1.5, -0.5, -2.5, {}}), longs({1, 2, 3, 4})}) == "-2.5 3");
  BOOST_TEST(runner.run_one("arg_max", {reals({-1.5, -0.5, -2.5, {}}), longs({1, 2, 3, 4})}) == "-0.5 2");
}

BOOST_AUTO_TEST_CASE(text_decimals_and_bools_have_an_order) {
  BOOST_TEST(runner.run_one("arg_max", {strings({"b", "c", "a"}), longs({1, 2, 3})}) == "c 2");
  BOOST_TEST(runner.run_one("arg_min", {strings({"b", "c", "a"}), longs({1, 2, {}})}) == "a null");
  BOOST_TEST(runner.run_one("arg_min", {bools({true, false, {}}), longs({1, 2, 3})}) == "False 2");
  BOOST_TEST(runner.run_one("arg_max", {{Value(Type::decimal), Value::decimal({.coefficient = 5, .exponent = 0})},
                                        longs({1, 2})}) == "5 2");
}

BOOST_AUTO_TEST_CASE(only_the_extreme_value_may_be_asked_for) {
  BOOST_TEST(runner.run_one("arg_max", {longs({1, 9, 3})}) == "9");
}

BOOST_AUTO_TEST_CASE(rows_of_batches_long_gone_are_still_there) {
  AggregateCall call{.name = "arg_max", .columns = {{}, {}, {}}, .groups = 7};
  for (int row = 0; row < 3000; ++row) {
    const int value = row < 100 && row % 7 == 3 ? 10'000 - row : row;
    call.columns[0].push_back(Value::long_(value));
    call.columns[1].push_back(Value::string("row " + std::to_string(row)));
    call.columns[2].push_back(Value::datetime(row));
    call.group_of.push_back(static_cast<std::uint32_t>(row % 7));
  }
  const Texts result = runner.run(call);
  BOOST_TEST(result[3].starts_with("9997 row 3 "));
  BOOST_TEST(result[0].starts_with("2996 row 2996 "));
}

BOOST_AUTO_TEST_CASE(take_any_prefers_what_is_not_empty) {
  BOOST_TEST(runner.run({.name = "take_any",
                         .columns = {strings({"", "x", "y", "", ""})},
                         .group_of = {0, 0, 0, 1, 1},
                         .groups = 3}) == (Texts{"x", "", ""}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run_one("take_any", {longs({{}, {}, 4, 5})}) == "4");
  BOOST_TEST(runner.run_one("any", {longs({{}, {}})}) == "null");
}

BOOST_AUTO_TEST_CASE(take_any_of_several_takes_one_row) {
  BOOST_TEST(runner.run_one("take_any", {longs({{}, 2}), strings({"a", "b"})}) == "null a");
}

BOOST_AUTO_TEST_CASE(take_anyif_takes_a_row_where_the_predicate_holds) {
  BOOST_TEST(runner.run_one("take_anyif", {strings({"a", "b", "c"}), bools({false, true, true})}) == "b");
  BOOST_TEST(runner.run_one("take_anyif", {longs({1, 2}), bools({false, {}})}) == "null");
}

BOOST_AUTO_TEST_SUITE_END()
