#include "tests/executor/aggregates/run_aggregate.hpp"

using namespace kelpie::executor::test;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(bags)

const AggregateRunner runner;

BOOST_AUTO_TEST_CASE(the_first_value_of_a_key_stays) {
  BOOST_TEST(
      runner.run({.name = "make_bag",
                  .columns = {dynamics({R"({"a":1,"b":2})", R"({"a":10,"c":3})", "", "[1]", R"({"b":null})", "7"})},
                  .group_of = {0, 0, 0, 0, 1, 2},
                  .groups = 4}) == (Texts{R"({"a":1,"b":2,"c":3})", R"({"b":null})", "{}", "{}"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(many_keys_are_told_apart) {
  std::vector<Value> column;
  for (int i = 0; i < 100; ++i)
    column.push_back(dynamics({R"({"k)" + std::to_string(i % 40) + R"(":)" + std::to_string(i) + "}"})[0]);
  const std::string bag = runner.run_one("make_bag", {column});
  BOOST_TEST(bag.starts_with(R"({"k0":0,"k1":1,)"));
  BOOST_TEST(bag.ends_with(R"("k39":39})"));
}

BOOST_AUTO_TEST_CASE(a_bag_stops_at_its_size) {
  BOOST_TEST(runner.run_one("make_bag", {dynamics({R"({"a":1,"b":2})", R"({"c":3})"})},
                            {std::nullopt, Value::long_(2)}) == R"({"a":1,"b":2})");
}

BOOST_AUTO_TEST_CASE(the_conditional_form_joins_where_the_predicate_holds) {
  BOOST_TEST(runner.run_one("make_bag_if", {dynamics({R"({"a":1})", R"({"b":2})", R"({"c":3})"}),
                                            bools({true, false, true})}) == R"({"a":1,"c":3})");
}

BOOST_AUTO_TEST_CASE(a_schema_joins_types_bags_and_arrays) {
  BOOST_TEST(
      runner.run_one("buildschema", {dynamics({R"({"x":1,"y":3.5})", R"({"x":"text","z":[1,2,3]})",
                                               R"({"y":{"w":"zzz"},"t":["aa","bb"],"z":["foo"]})"})}) ==
      R"({"x":["long","string"],"y":["double",{"w":"string"}],"z":{"`indexer`":["long","string"]},"t":{"`indexer`":"string"}})");
  BOOST_TEST(runner.run_one("buildschema", {dynamics({"1", "true"})}) == R"(["bool","long"])");
  BOOST_TEST(runner.run_one("buildschema", {dynamics({"", ""})}) == "null");
}

BOOST_AUTO_TEST_CASE(bags_take_nothing_but_dynamic) {
  BOOST_TEST(!runner.result_type("make_bag", {Type::string}).has_value());
  BOOST_TEST(!runner.result_type("buildschema", {Type::long_}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
