#include <cmath>
#include <limits>

#include "tests/executor/aggregates/run_aggregate.hpp"

using namespace kelpie::executor::test;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(extrema)

const AggregateRunner runner;

BOOST_AUTO_TEST_CASE(smallest_and_largest_number_of_each_group) {
  const auto values = longs({3, {}, -8, 5, 7, {}, 2});
  const std::vector<std::uint32_t> groups{0, 0, 0, 1, 1, 2, 1};
  BOOST_TEST(runner.run({.name = "min", .columns = {values}, .group_of = groups, .groups = 4}) ==
                 (Texts{"-8", "2", "null", "null"}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run({.name = "max", .columns = {values}, .group_of = groups, .groups = 4}) ==
                 (Texts{"3", "7", "null", "null"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_ends_of_the_range_are_values_like_others) {
  BOOST_TEST(runner.run_one("min", {longs({std::numeric_limits<std::int64_t>::max()})}) == "9223372036854775807");
  BOOST_TEST(runner.run_one("max", {longs({std::numeric_limits<std::int64_t>::min()})}) == "-9223372036854775808");
}

BOOST_AUTO_TEST_CASE(one_nan_makes_min_and_max_nan) {
  for (const auto& values : {reals({1.5, std::nan(""), 2.5}), reals({std::nan("")}), reals({std::nan(""), 1.0})}) {
    BOOST_TEST(runner.run_one("min", {values}) == "NaN");
    BOOST_TEST(runner.run_one("max", {values}) == "NaN");
  }
  BOOST_TEST(runner.run_one("max", {reals({1.5, {}, 2.5})}) == "2.5");
}

BOOST_AUTO_TEST_CASE(bools_order_false_before_true) {
  BOOST_TEST(runner.run_one("min", {bools({true, false, {}})}) == "False");
  BOOST_TEST(runner.run_one("max", {bools({true, false, {}})}) == "True");
  BOOST_TEST(runner.run_one("max", {bools({{}, {}})}) == "null");
}

BOOST_AUTO_TEST_CASE(strings_order_by_their_bytes) {
  const auto values = strings({"b", "a", "B", "ab", "\xc3\xa9", "", "z"});
  BOOST_TEST(runner.run({.name = "min", .columns = {values}, .group_of = {0, 0, 1, 1, 0, 1, 0}, .groups = 3}) ==
                 (Texts{"a", "", ""}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run({.name = "max", .columns = {values}, .group_of = {0, 0, 1, 1, 0, 1, 0}, .groups = 3}) ==
                 (Texts{"\xc3\xa9", "ab", ""}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run_one("max", {values}) == "\xc3\xa9");
}

BOOST_AUTO_TEST_CASE(many_ever_larger_strings_keep_only_the_last) {
  std::vector<Value> values;
  for (int i = 0; i < 3000; ++i) values.push_back(Value::string(std::string(2000, 'a') + std::to_string(100000 + i)));
  BOOST_TEST(runner.run_one("max", {values}) == std::string(2000, 'a') + "102999");
}

BOOST_AUTO_TEST_CASE(decimals_compare_by_value) {
  const auto column = std::vector<Value>{Value::decimal({.coefficient = 25, .exponent = -1}),
                                         Value::decimal({.coefficient = 3, .exponent = 0}), Value(Type::decimal)};
  BOOST_TEST(runner.run_one("min", {column}) == "2.5");
  BOOST_TEST(runner.run_one("max", {column}) == "3");
}

BOOST_AUTO_TEST_CASE(the_result_has_the_type_of_the_argument) {
  for (const Type type : {Type::int_, Type::datetime, Type::string, Type::boolean})
    BOOST_TEST((runner.result_type("max", {type}) == type));
  BOOST_TEST(!runner.result_type("max", {Type::guid}).has_value());
  BOOST_TEST(!runner.result_type("min", {Type::dynamic}).has_value());
}

BOOST_AUTO_TEST_CASE(conditional_forms_give_null_without_a_row) {
  BOOST_TEST(runner.run_one("minif", {longs({4, 2, 9}), bools({true, false, true})}) == "4");
  BOOST_TEST(runner.run_one("maxif", {longs({4, 2, 9}), bools({false, {}, false})}) == "null");
}

BOOST_AUTO_TEST_SUITE_END()
