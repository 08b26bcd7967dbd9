#include <cmath>

#include "executor/error.hpp"
#include "tests/executor/aggregates/run_aggregate.hpp"

using namespace kelpie::executor;
using namespace kelpie::executor::test;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(collections)

const AggregateRunner runner;

BOOST_AUTO_TEST_CASE(make_list_keeps_order_and_repeats_and_skips_nulls) {
  BOOST_TEST(runner.run({.name = "make_list",
                         .columns = {longs({3, {}, 1, 3, 2, {}})},
                         .group_of = {0, 0, 1, 0, 1, 2},
                         .groups = 4}) == (Texts{"[3,3]", "[1,2]", "[]", "[]"}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run_one("make_list", {strings({"b", "", "a"})}) == R"(["b","","a"])");
}

BOOST_AUTO_TEST_CASE(make_list_with_nulls_keeps_them) {
  BOOST_TEST(runner.run_one("make_list_with_nulls", {longs({{}, 4, {}, 5})}) == "[null,4,null,5]");
}

BOOST_AUTO_TEST_CASE(make_list_of_dynamic_splices_arrays_and_keeps_nulls) {
  BOOST_TEST(runner.run_one("make_list", {dynamics({R"({"a":1})", "[1,2,[3]]", "", "[]", "\"x\""})}) ==
             R"([{"a":1},1,2,[3],null,"x"])");
}

BOOST_AUTO_TEST_CASE(make_list_stops_at_its_size) {
  const auto limit = Value::long_(3);
  BOOST_TEST(runner.run_one("make_list", {longs({1, {}, 2, 3, 4, 5})}, {std::nullopt, limit}) == "[1,2,3]");
  BOOST_TEST(runner.run_one("make_list", {dynamics({"[1,2]", "[]", "[3,4,5]", "6"})}, {std::nullopt, limit}) ==
             "[1,2,3]");
  BOOST_TEST(runner.run({.name = "make_list",
                         .columns = {longs({1, 2, 3, 4, 5, 6, 7})},
                         .constants = {std::nullopt, Value::long_(2)},
                         .group_of = {0, 1, 0, 1, 0, 1, 0},
                         .groups = 2}) == (Texts{"[1,3]", "[2,4]"}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run_one("make_list", {longs({1, 2})}, {std::nullopt, Value::long_(0)}) == "[]");
}

BOOST_AUTO_TEST_CASE(a_size_that_is_null_or_negative_is_no_limit) {
  BOOST_TEST(runner.run_one("make_list", {longs({1, 2})}, {std::nullopt, Value::long_(-1)}) == "[1,2]");
  BOOST_TEST(runner.run_one("make_set", {longs({1, 2})}, {std::nullopt, Value(Type::long_)}) == "[1,2]");
}

BOOST_AUTO_TEST_CASE(the_old_spellings_hold_128_values) {
  std::vector<Value> values;
  for (int i = 0; i < 200; ++i) values.push_back(Value::long_(i));
  for (const char* name : {"makelist", "makeset"}) {
    const std::string array = runner.run_one(name, {values});
    BOOST_TEST(array.ends_with(",126,127]"));
  }
}

BOOST_AUTO_TEST_CASE(every_type_reaches_the_array_as_what_it_is) {
  BOOST_TEST(runner.run_one("make_list", {bools({true, {}, false})}) == "[true,false]");
  BOOST_TEST(runner.run_one("make_list", {reals({1.5})}) == "[1.5]");
  BOOST_TEST(runner.run_one("make_list", {{Value::timespan(10'000'000)}}) == R"(["00:00:01"])");
  BOOST_TEST(runner.run_one("make_set", {{Value::guid({.high = 1, .low = 2})}}) ==
             R"(["00000000-0000-0001-0000-000000000002"])");
}

BOOST_AUTO_TEST_CASE(make_set_gives_values_in_order_of_appearance) {
  BOOST_TEST(runner.run({.name = "make_set",
                         .columns = {strings({"z", "y", "x", "z", "y", "y"})},
                         .group_of = {0, 0, 1, 1, 0, 1},
                         .groups = 3}) == (Texts{R"(["z","y"])", R"(["x","z","y"])", "[]"}),
             boost::test_tools::per_element());
  BOOST_TEST(runner.run_one("make_set", {longs({5, {}, 3, 5, {}, 1})}) == "[5,3,1]");
}

BOOST_AUTO_TEST_CASE(make_set_keeps_the_order_of_thousands) {
  std::vector<Value> values;
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    const std::string text = std::to_string(i * 7919 % 5003);
    values.push_back(Value::string(text));
    expected += (i == 0 ? "[\"" : ",\"") + text + "\"";
  }
  BOOST_TEST((runner.run_one("make_set", {values}) == expected + "]"));
}

BOOST_AUTO_TEST_CASE(make_set_tells_texts_of_several_dictionaries_apart) {
  const auto over = [](std::vector<std::string> entries, std::vector<std::uint8_t> codes) {
    auto values = std::make_shared<std::vector<std::string>>(std::move(entries));
    auto views = std::make_shared<std::vector<std::string_view>>(values->begin(), values->end());
    const auto* view = views->data();
    auto dictionary = std::make_shared<const kelpie::tables::Dictionary>(
        Vector::flat(Type::string, views->size(), view, nullptr, kelpie::tables::join_owners(values, views)), true);
    auto own = std::make_shared<std::vector<std::uint8_t>>(std::move(codes));
    const std::uint8_t* data = own->data();
    return Vector::dictionary(dictionary, kelpie::tables::CodeWidth::one, data, own->size(), own);
  };
  const std::vector<Type> types{Type::string};
  const std::vector<std::optional<Value>> constants(1);
  const auto set =
      runner.registry().find_aggregate("make_set")->overloads.front().make(CallSite{types, constants, Type::dynamic});
  set->resize(2);
  const auto add = [&](const Vector& texts) {
    const std::vector<std::uint32_t> groups(texts.size(), 1);
    set->update(std::span(&texts, 1), groups);
  };
  const Vector first = over({"a", "b", "c", "d"}, {2, 0, 2});
  add(first);
  add(over({"d", "a", "e"}, {0, 1, 2}));
  add(over({"d", "a", "e"}, {2, 1, 0}).flattened());
  add(over({"x", "b"}, {0, 1}));
  add(Vector::dictionary(first.dictionary(), kelpie::tables::CodeWidth::one, first.codes<std::uint8_t>(), first.size(),
                         first.owner()));
  add(over({"a", "b", "c", "d"}, {3, 1, 0}));
  BOOST_TEST(shown(set->finish().front().value_at(1)) == R"(["c","a","d","e","x","b"])");
}

BOOST_AUTO_TEST_CASE(make_set_of_dynamic_takes_the_elements_of_arrays) {
  BOOST_TEST(runner.run_one("make_set", {dynamics({R"(["A1","A2"])", R"(["A2","C1"])", R"("A1")", "[]"})}) ==
             R"(["A1","A2","C1"])");
  BOOST_TEST(runner.run_one("make_set", {dynamics({R"({"a":1,"b":2})", R"({"b":2,"a":1})", "1", "1.0"})}) ==
             R"([{"a":1,"b":2},1])");
}

BOOST_AUTO_TEST_CASE(make_set_stops_at_its_size) {
  BOOST_TEST(runner.run_one("make_set", {longs({1, 1, 2, 3, 1, 4})}, {std::nullopt, Value::long_(2)}) == "[1,2]");
  BOOST_TEST(runner.run_one("make_set", {longs({1, 2})}, {std::nullopt, Value::long_(0)}) == "[]");
}

BOOST_AUTO_TEST_CASE(make_set_holds_many_values_of_many_groups) {
  AggregateCall call{.name = "make_set", .columns = {{}}, .groups = 50};
  for (int row = 0; row < 20'000; ++row) {
    call.columns[0].push_back(Value::string(std::to_string(row / 50 % 100)));
    call.group_of.push_back(static_cast<std::uint32_t>(row % 50));
  }
  for (const std::string& array : runner.run(call)) {
    BOOST_TEST(array.starts_with(R"(["0","1","2",)"));
    BOOST_TEST(std::count(array.begin(), array.end(), ',') == 99);
  }
}

BOOST_AUTO_TEST_CASE(conditional_forms_collect_where_the_predicate_holds) {
  BOOST_TEST(runner.run_one("make_list_if", {longs({1, {}, 3}), bools({true, true, false})}) == "[1]");
  BOOST_TEST(runner.run_one("make_set_if", {strings({"a", "b", "a"}), bools({true, {}, true})}) == R"(["a"])");
  BOOST_TEST(runner.run_one("make_list_if", {longs({1, 2, 3}), bools({true, true, true})},
                            {std::nullopt, std::nullopt, Value::long_(2)}) == "[1,2]");
}

BOOST_AUTO_TEST_SUITE_END()
