#include <cmath>

#include "executor/aggregates/hll_value.hpp"
#include "executor/aggregates/hyper_log_log.hpp"
#include "executor/aggregates/tdigest.hpp"
#include "executor/aggregates/value_hash.hpp"
#include "tests/executor/aggregates/run_aggregate.hpp"

using namespace kelpie::executor;
using namespace kelpie::executor::test;
using kelpie::tables::DynamicView;

namespace {

const AggregateRunner runner;

/// The one result of a call in a single batch, as a dynamic value.
Value result_of(const std::string& name, const std::vector<Value>& column, const Value* constant = nullptr) {
  const AggregateFunction* function = runner.registry().find_aggregate(name);
  std::vector<Type> types{column.at(0).type()};
  std::vector<std::optional<Value>> constants(1);
  if (constant != nullptr) types.push_back(constant->type()), constants.emplace_back(*constant);
  auto aggregator =
      function->overloads.at(0).make({.argument_types = types, .constants = constants, .result_type = Type::dynamic});
  aggregator->resize(1);
  kelpie::tables::ColumnBuilder builder(types[0]);
  for (const Value& value : column) builder.append(value);
  std::vector<Vector> arguments{builder.finish()};
  if (constant != nullptr) arguments.push_back(Vector::constant(*constant, column.size()));
  aggregator->update(arguments, std::vector<std::uint32_t>(column.size(), 0));
  return aggregator->finish().at(0).value_at(0);
}

std::vector<Value> from_to(std::int64_t first, std::int64_t last) {
  std::vector<Value> column;
  for (std::int64_t value = first; value <= last; ++value) column.push_back(Value::long_(value));
  return column;
}

/// A scalar function of dynamic arguments.
Value call(const std::string& name, const std::vector<Value>& arguments, std::size_t overload = 0) {
  const ScalarFunction* function = runner.registry().find_scalar(name);
  BOOST_TEST_REQUIRE(function != nullptr);
  std::vector<Type> types;
  std::vector<Vector> vectors;
  for (const Value& argument : arguments) {
    types.push_back(argument.type());
    vectors.push_back(Vector::constant(argument, 1));
  }
  std::vector<std::optional<Value>> constants(arguments.begin(), arguments.end());
  const Overload& chosen = function->overloads.at(overload);
  const Type result = chosen.result ? chosen.result(types, constants).value() : chosen.result_type;
  return chosen.kernel({.argument_types = types, .constants = constants, .result_type = result})
      ->evaluate(vectors, 1)
      .value_at(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sketches)

BOOST_AUTO_TEST_CASE(hll_values_merge_and_count) {
  const Value left = result_of("hll", from_to(1, 10));
  const Value right = result_of("hll", from_to(11, 20));
  BOOST_TEST(shown(call("dcount_hll", {left})) == "10");
  BOOST_TEST(shown(call("dcount_hll", {call("hll_merge", {left, right, left})})) == "20");
  BOOST_TEST(shown(call("dcount_hll", {result_of("hll_merge", {left, right, Value(Type::dynamic)})})) == "20");
}

BOOST_AUTO_TEST_CASE(large_hll_values_keep_their_estimate_when_merged) {
  const Value left = result_of("hll", from_to(1, 20'000));
  const Value right = result_of("hll", from_to(10'001, 30'000));
  for (const Value& merged : {call("hll_merge", {left, right}), result_of("hll_merge", {left, right})}) {
    BOOST_TEST(std::stod(shown(call("dcount_hll", {merged}))) == 30'000, boost::test_tools::tolerance(0.02));
  }
}

BOOST_AUTO_TEST_CASE(sketches_of_two_precisions_merge_to_the_coarser) {
  const Value fine_level = Value::long_(3);
  const Value coarse_level = Value::long_(0);
  const Value fine = result_of("hll", from_to(1, 20'000), &fine_level);
  const Value coarse = result_of("hll", from_to(10'001, 30'000), &coarse_level);
  for (const Value& merged : {call("hll_merge", {fine, coarse}), result_of("hll_merge", {fine, coarse}),
                              result_of("hll_merge", {coarse, fine})}) {
    BOOST_TEST(std::stod(shown(call("dcount_hll", {merged}))) == 30'000, boost::test_tools::tolerance(0.05));
  }
}

BOOST_AUTO_TEST_CASE(a_reduced_sketch_is_the_sketch_of_fewer_registers) {
  HyperLogLog fine(18);
  HyperLogLog coarse(12);
  for (std::int64_t i = 0; i < 100'000; ++i) {
    fine.add(hash_value(i));
    coarse.add(hash_value(i));
  }
  BOOST_TEST(fine.reduced(12).bytes() == coarse.bytes());
}

BOOST_AUTO_TEST_CASE(what_is_no_sketch_gives_null) {
  for (const char* text : {"[]", "7", R"({"a":1})", "[14,7]", "[15,[]]", R"([14,"short"])", R"([14,["x"]])", "[14]"}) {
    const Value wrong = dynamics({text})[0];
    BOOST_TEST(call("dcount_hll", {wrong}).is_null());
    BOOST_TEST(call("hll_merge", {wrong, wrong}).is_null());
    BOOST_TEST(call("percentile_tdigest", {wrong, Value::real(50)}).is_null());
    BOOST_TEST(call("tdigest_merge", {wrong, wrong}).is_null());
  }
  BOOST_TEST(call("percentile_tdigest", {dynamics({R"(["long",[1,2],[1]])"})[0], Value::real(50)}).is_null());
  BOOST_TEST(shown(call("dcount_hll", {result_of("hll_merge", dynamics({"[]"}))})) == "0");
}

BOOST_AUTO_TEST_CASE(hll_takes_neither_real_nor_bool) {
  BOOST_TEST(!runner.result_type("hll", {Type::real}).has_value());
  BOOST_TEST(!runner.result_type("hll_if", {Type::boolean, Type::boolean}).has_value());
}

BOOST_AUTO_TEST_CASE(hll_is_the_same_however_the_rows_come) {
  BOOST_TEST(runner.run_one("hll", {strings({"a", "b", "a", "c", ""})}).starts_with("[14,["));
  BOOST_TEST(runner.run_one("hll_if", {strings({"a", "b"}), bools({true, false})}).starts_with("[14,["));
}

BOOST_AUTO_TEST_CASE(digests_give_ranks_and_percentiles_of_what_they_hold) {
  const Value digest = result_of("tdigest", from_to(1, 1000));
  BOOST_TEST(shown(call("rank_tdigest", {digest, Value::long_(685)})) == "685.0");
  BOOST_TEST(shown(call("percentrank_tdigest", {digest, Value::long_(685)})) == "68.5");
  BOOST_TEST(shown(call("percentile_tdigest", {digest, Value::real(50)})) == "500");
  BOOST_TEST((call("percentile_tdigest", {digest, Value::real(50), Value::string("long")}, 1) == Value::long_(500)));
  BOOST_TEST(call("percentile_tdigest", {digest, Value::real(101)}).is_null());
}

BOOST_AUTO_TEST_CASE(digests_merge) {
  const Value left = result_of("tdigest", from_to(1, 10));
  const Value right = result_of("tdigest", from_to(11, 20));
  for (const Value& merged : {call("tdigest_merge", {left, right}), result_of("tdigest_merge", {right, left})}) {
    BOOST_TEST(shown(call("percentile_tdigest", {merged, Value::real(100)})) == "20");
    BOOST_TEST(shown(call("percentile_tdigest", {merged, Value::real(0)})) == "1");
  }
}

BOOST_AUTO_TEST_CASE(large_digests_stay_small_and_close) {
  TDigest digest;
  for (std::int64_t i = 0; i < 200'000; ++i) digest.add(static_cast<double>(i * 7919 % 200'000));
  BOOST_TEST(digest.memory() < 200'000u);
  for (const double percentile : {0.1, 1.0, 25.0, 50.0, 99.0, 99.9}) {
    // Ranks may be off by a few hundredths of a percent near the ends, by a few tenths in the middle.
    const double error = std::abs(digest.percentile(percentile) - percentile * 2000);
    BOOST_TEST(error <= (percentile <= 1 || percentile >= 99 ? 80 : 400));
  }
  BOOST_TEST(digest.percentile(0) == 0);
  BOOST_TEST(digest.percentile(100) == 199'999);
}

BOOST_AUTO_TEST_CASE(a_digest_keeps_the_type_of_its_values) {
  const Value digest = result_of("tdigest", {Value::datetime(638'396'640'000'000'000), Value(Type::datetime)});
  BOOST_TEST(shown(call("percentile_tdigest", {digest, Value::real(50)})) == R"("2024-01-01T00:00:00.0000000Z")");
}

BOOST_AUTO_TEST_CASE(weights_repeat_values_in_digests) {
  BOOST_TEST(runner.run_one("tdigest", {longs({1, 2, {}, 3}), longs({5, {}, 1, -1})}) == R"(["long",[1.0],[5]])");
}

BOOST_AUTO_TEST_SUITE_END()
