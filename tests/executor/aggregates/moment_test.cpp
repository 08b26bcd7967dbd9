#include <cmath>

#include "tests/executor/aggregates/run_aggregate.hpp"

using namespace kelpie::executor::test;

BOOST_AUTO_TEST_SUITE(moments)

const AggregateRunner runner;

double real_of(const AggregateCall& call) { return std::stod(runner.run(call).at(0)); }

BOOST_AUTO_TEST_CASE(sample_and_population_differ) {
  const auto values = longs({1, 2, 3, {}, 4, 5, 6, 7, 8, 9, 10});
  BOOST_TEST(runner.run_one("variancep", {values}) == "8.25");
  BOOST_TEST(std::stod(runner.run_one("variance", {values})) == 9.1666666667, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(std::stod(runner.run_one("stdev", {values})) == 3.0276503541, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(std::stod(runner.run_one("stdevp", {values})) == 2.8722813233, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(one_value_or_none_has_no_spread) {
  for (const char* name : {"stdev", "stdevp", "variance", "variancep"}) {
    BOOST_TEST(runner.run_one(name, {longs({7})}) == "0.0");
    BOOST_TEST(runner.run_one(name, {reals({{}, {}})}) == "0.0");
  }
}

BOOST_AUTO_TEST_CASE(large_values_with_a_small_spread_keep_their_digits) {
  const std::int64_t base = 638'396'640'000'000'000;
  BOOST_TEST(runner.run_one("variance", {{Value::datetime(base + 1), Value::datetime(base + 2),
                                          Value::datetime(base + 3)}}) == "1.0");
}

BOOST_AUTO_TEST_CASE(groups_do_not_mix) {
  const auto result = runner.run(
      {.name = "variance", .columns = {reals({1, 100, 3, 104, {}})}, .group_of = {0, 1, 0, 1, 1}, .groups = 3});
  BOOST_TEST(result == (std::vector<std::string>{"2.0", "8.0", "0.0"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(decimals_spread_as_reals) {
  BOOST_TEST(runner.run_one("variance", {{Value::decimal({.coefficient = 15, .exponent = -1}),
                                          Value::decimal({.coefficient = 35, .exponent = -1})}}) == "2.0");
}

BOOST_AUTO_TEST_CASE(conditional_forms_look_where_the_predicate_holds) {
  BOOST_TEST(runner.run_one("varianceif", {longs({1, 50, 3}), bools({true, false, true})}) == "2.0");
  BOOST_TEST(runner.run_one("stdevif", {longs({1, 50, 1}), bools({true, {}, true})}) == "0.0");
}

BOOST_AUTO_TEST_CASE(covariance_of_two_columns) {
  const auto x = reals({1, 2, 3, 4, 5});
  const auto y = reals({14, 10, 17, 20, 50});
  BOOST_TEST(real_of({.name = "covariancep", .columns = {x, y}}) == 16.4, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(real_of({.name = "covariance", .columns = {x, y}}) == 20.5, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(runner.run_one("covariance", {longs({1, {}, 3}), reals({2, 5, {}})}) == "0.0");
  BOOST_TEST(runner.run_one("covarianceif", {longs({1, 9, 3}), longs({2, 9, 4}), bools({true, false, true})}) == "2.0");
}

BOOST_AUTO_TEST_CASE(bits_are_combined_and_nulls_skipped) {
  BOOST_TEST(runner.run_one("binary_all_and", {longs({0xFFFFFFFF, {}, 0xFFFFF00F, 0xCFFFFFFD, 0xFAFEFFFF})}) ==
             std::to_string(0xCAFEF00D));
  BOOST_TEST(runner.run_one("binary_all_or", {longs({0x88888008, 0x42000000, {}, 0x00767000, 5})}) ==
             std::to_string(0xCAFEF00D));
  BOOST_TEST(runner.run_one("binary_all_xor", {longs({0x44404440, 0x1E1E1E1E, 0x90ABBA09, 0x000B105A})}) ==
             std::to_string(0xCAFEF00D));
  BOOST_TEST(runner.run_one("binary_all_or", {longs({{}, {}})}) == "null");
  BOOST_TEST(runner.run_one("binary_all_xor", {reals({6.7, 3, 1e300})}) == "5.0");
}

BOOST_AUTO_TEST_SUITE_END()
