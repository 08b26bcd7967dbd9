#include <cmath>

#include "executor/aggregates/hyper_log_log.hpp"
#include "executor/aggregates/value_hash.hpp"
#include "executor/error.hpp"
#include "tests/executor/aggregates/run_aggregate.hpp"

using namespace kelpie::executor;
using namespace kelpie::executor::test;
using Texts = std::vector<std::string>;

namespace {

/// `rows` rows over `groups` groups in turn; group g meets values 0 .. distinct-1.
AggregateCall spread(const std::string& name, std::size_t rows, std::uint32_t groups, std::int64_t distinct,
                     bool text) {
  AggregateCall call{.name = name, .columns = {{}}, .groups = groups};
  for (std::size_t row = 0; row < rows; ++row) {
    const std::int64_t value = static_cast<std::int64_t>(row / groups) % distinct;
    call.columns[0].push_back(text ? Value::string("value " + std::to_string(value)) : Value::long_(value));
    call.group_of.push_back(static_cast<std::uint32_t>(row % groups));
  }
  return call;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(distinct_counts)

const AggregateRunner runner;

BOOST_AUTO_TEST_CASE(nulls_do_not_count_and_empty_text_does) {
  BOOST_TEST(
      runner.run(
          {.name = "dcount", .columns = {longs({1, {}, 1, 2, {}, 0})}, .group_of = {0, 0, 0, 0, 1, 0}, .groups = 3}) ==
          (Texts{"3", "0", "0"}),
      boost::test_tools::per_element());
  BOOST_TEST(runner.run_one("dcount", {strings({"a", "", "a", "b", ""})}) == "3");
  BOOST_TEST(runner.run_one("dcount", {longs({{}, {}})}) == "0");
}

BOOST_AUTO_TEST_CASE(groups_below_the_limit_count_exactly) {
  for (const bool text : {false, true}) {
    for (const std::string& count : runner.run(spread("dcount", 6000, 3, 900, text))) BOOST_TEST(count == "900");
  }
}

BOOST_AUTO_TEST_CASE(large_groups_are_estimated_within_their_accuracy) {
  for (const std::string& count : runner.run(spread("dcount", 60'000, 2, 30'000, false))) {
    BOOST_TEST(std::stod(count) == 30'000, boost::test_tools::tolerance(0.03));
  }
}

BOOST_AUTO_TEST_CASE(count_distinct_is_exact_however_large) {
  BOOST_TEST(runner.run(spread("count_distinct", 40'000, 1, 40'000, false)).at(0) == "40000");
  BOOST_TEST(runner.run(spread("count_distinct", 40'000, 2, 15'000, true)).at(1) == "15000");
}

BOOST_AUTO_TEST_CASE(equal_dynamic_values_count_once) {
  BOOST_TEST(runner.run_one("dcount", {dynamics({"1", "1.0", R"({"a":1,"b":2})", R"({"b":2,"a":1})", "", "[1,2]",
                                                 "[2,1]"})}) == "4");
}

BOOST_AUTO_TEST_CASE(zero_and_minus_zero_are_one_value_and_all_nan_are_one) {
  BOOST_TEST(runner.run_one("dcount", {reals({0.0, -0.0, std::nan(""), -std::nan("")})}) == "2");
}

BOOST_AUTO_TEST_CASE(conditional_forms_count_where_the_predicate_holds) {
  BOOST_TEST(runner.run_one("dcountif", {strings({"a", "b", "c"}), bools({true, false, true})}) == "2");
  BOOST_TEST(runner.run_one("count_distinctif", {strings({"a", "b", "a"}), bools({true, {}, true})}) == "1");
}

BOOST_AUTO_TEST_CASE(accuracy_outside_its_levels_is_an_error) {
  BOOST_CHECK_THROW((void)runner.run_one("dcount", {longs({1})}, {std::nullopt, Value::long_(5)}), QueryError);
  BOOST_CHECK_THROW((void)runner.run_one("dcount", {longs({1})}, {std::nullopt, Value::long_(-1)}), QueryError);
  BOOST_CHECK_THROW((void)runner.run_one("dcount", {longs({1})}, {std::nullopt, Value(Type::long_)}), QueryError);
  BOOST_TEST(runner.run_one("dcount", {longs({1, 2})}, {std::nullopt, Value::long_(4)}) == "2");
  BOOST_TEST(runner.run_one("dcountif", {longs({1, 2}), bools({true, true})},
                            {std::nullopt, std::nullopt, Value::long_(0)}) == "2");
}

BOOST_AUTO_TEST_CASE(count_distinct_takes_no_dynamic) {
  BOOST_TEST(!runner.result_type("count_distinct", {Type::dynamic}).has_value());
}

BOOST_AUTO_TEST_CASE(sketches_estimate_small_and_large_counts) {
  for (const std::int64_t count : {0, 1, 10, 1000, 20'000, 300'000}) {
    HyperLogLog sketch(14);
    for (std::int64_t i = 0; i < count; ++i) sketch.add(hash_value(i));
    BOOST_TEST(std::abs(sketch.estimate() - static_cast<double>(count)) <= 0.025 * static_cast<double>(count) + 0.5);
  }
}

BOOST_AUTO_TEST_CASE(merged_sketches_estimate_the_union) {
  HyperLogLog left(14);
  HyperLogLog right(14);
  HyperLogLog both(14);
  for (std::int64_t i = 0; i < 50'000; ++i) {
    (i % 3 == 0 ? left : right).add(hash_value(i));
    both.add(hash_value(i));
  }
  left.merge(right);
  BOOST_TEST(left.bytes() == both.bytes());
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_registers_are_refused) {
  HyperLogLog sketch(12);
  BOOST_TEST(!sketch.read("too short"));
  BOOST_TEST(!sketch.read(std::string(4096, '\x7f')));
  BOOST_TEST(sketch.read(std::string(4096, '\x01')));
}

BOOST_AUTO_TEST_SUITE_END()
