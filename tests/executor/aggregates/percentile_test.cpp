#include <cmath>

#include "executor/aggregates/percentile_ranks.hpp"
#include "executor/error.hpp"
#include "tests/executor/aggregates/run_aggregate.hpp"

using namespace kelpie::executor;
using namespace kelpie::executor::test;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(percentiles)

const AggregateRunner runner;
const std::optional<Value> row = std::nullopt;

BOOST_AUTO_TEST_CASE(the_nearest_rank_is_taken_never_a_value_between) {
  BOOST_TEST(runner.run_one("percentile", {longs({4, 1, 3, 2})}, {row, Value::long_(50)}) == "2");
  BOOST_TEST(runner.run_one("percentile", {longs({4, 1, {}, 3, 2})}, {row, Value::long_(0)}) == "1");
  BOOST_TEST(runner.run_one("percentile", {longs({4, 1, 3, 2})}, {row, Value::real(100.0)}) == "4");
  BOOST_TEST(runner.run_one("percentile", {longs({4, 1, 3, 2})}, {row, Value::real(50.1)}) == "3");
}

BOOST_AUTO_TEST_CASE(ranks_do_not_suffer_from_binary_fractions) {
  BOOST_TEST(nearest_rank(99.9, 1000) == 999u);
  BOOST_TEST(nearest_rank(0.1, 1000) == 1u);
  BOOST_TEST(nearest_rank(0, 5) == 1u);
  BOOST_TEST(nearest_rank(100, 5) == 5u);
}

BOOST_AUTO_TEST_CASE(several_percentiles_give_several_columns_in_the_order_asked_for) {
  BOOST_TEST(runner.run({.name = "percentiles",
                         .columns = {longs({10, 1, 20, 2, 30, 3})},
                         .constants = {row, Value::long_(95), Value::long_(5), Value::long_(50)},
                         .group_of = {0, 1, 0, 1, 0, 1},
                         .groups = 3}) == (Texts{"30 10 20", "3 1 2", "null null null"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(types_follow_the_argument) {
  BOOST_TEST((runner.result_type("percentile", {Type::int_, Type::long_}) == Type::long_));
  BOOST_TEST((runner.result_type("percentile", {Type::decimal, Type::long_}) == Type::real));
  BOOST_TEST((runner.result_type("percentiles", {Type::datetime, Type::long_, Type::real}) == Type::datetime));
  BOOST_TEST((runner.result_type("percentiles_array", {Type::datetime, Type::dynamic}) == Type::dynamic));
}

BOOST_AUTO_TEST_CASE(every_type_has_an_order) {
  BOOST_TEST(runner.run_one("percentile", {strings({"b", "a", "c"})}, {row, Value::long_(50)}) == "b");
  BOOST_TEST(runner.run_one("percentile", {bools({true, false, {}, true})}, {row, Value::long_(50)}) == "True");
  BOOST_TEST(runner.run_one("percentile", {reals({2.5, std::nan(""), -1})}, {row, Value::long_(50)}) == "-1.0");
  BOOST_TEST(runner.run_one("percentile", {{Value::decimal({.coefficient = 15, .exponent = -1})}},
                            {row, Value::long_(50)}) == "1.5");
  BOOST_TEST(runner.run_one("percentile", {dynamics({"\"x\"", "3", "1.5", "", "true"})}, {row, Value::long_(50)}) ==
             "1.5");
  BOOST_TEST(runner.run_one("percentile", {{Value::guid({.high = 2, .low = 0}), Value::guid({.high = 1, .low = 9})}},
                            {row, Value::long_(1)}) == "00000000-0000-0001-0000-000000000009");
}

BOOST_AUTO_TEST_CASE(weights_repeat_values) {
  const auto latency = longs({10, 20, 30, 40, 50, 60});
  const auto requests = longs({8, 6, 3, 1, 0, -5});
  BOOST_TEST(runner.run_one("percentilesw", {latency, requests},
                            {row, row, Value::long_(50), Value::long_(75), Value::real(99.9)}) == "20 20 40");
  BOOST_TEST(runner.run_one("percentilew", {longs({1, 2, {}}), longs({{}, 3, 9})}, {row, row, Value::long_(50)}) ==
             "2");
}

BOOST_AUTO_TEST_CASE(the_array_form_takes_numbers_or_an_array) {
  const auto latency = longs({10, 20, 30, 40});
  BOOST_TEST(runner.run_one("percentiles_array", {latency}, {row, Value::long_(50), Value::long_(25)}) == "[20,10]");
  BOOST_TEST(runner.run_one("percentiles_array", {latency}, {row, dynamics({"[50, 75, 99.9]"})[0]}) == "[20,30,40]");
  BOOST_TEST(runner.run_one("percentilesw_array", {latency, longs({8, 6, 3, 1})},
                            {row, row, dynamics({"[50, 75, 99.9]"})[0]}) == "[20,20,40]");
  BOOST_TEST(runner.run_one("percentiles_array", {longs({{}})}, {row, Value::long_(50)}) == "null");
}

BOOST_AUTO_TEST_CASE(a_percentile_that_is_none_is_an_error) {
  for (const Value& wrong : {Value::long_(101), Value::real(-0.5), Value::real(std::nan("")), Value(Type::long_)}) {
    BOOST_CHECK_THROW((void)runner.run_one("percentile", {longs({1})}, {row, wrong}), QueryError);
  }
  BOOST_CHECK_THROW((void)runner.run_one("percentiles_array", {longs({1})}, {row, dynamics({R"(["x"])"})[0]}),
                    QueryError);
  BOOST_CHECK_THROW((void)runner.run_one("percentiles_array", {longs({1})}, {row, dynamics({""})[0]}), QueryError);
}

BOOST_AUTO_TEST_SUITE_END()
