#include <boost/test/unit_test.hpp>

#include "executor/error.hpp"
#include "executor/functions/families.hpp"
#include "executor/functions/scalar_column.hpp"
#include "tests/executor/functions/call_function.hpp"

using namespace kelpie::executor::test;

namespace {

/// JSON of a dynamic value, "null" for a null, else what tostring() gives.
std::string shown(const Value& value) {
  if (value.is_null()) return "null";
  if (value.type() == Type::dynamic) return kelpie::tables::to_json(kelpie::tables::DynamicView(value.as_text()));
  return kelpie::tables::to_text(value);
}

template <typename T>
Value number(T value) {
  if constexpr (std::is_floating_point_v<T>)
    return Value::real(value);
  else
    return Value::long_(value);
}

struct Caller {
  FunctionCaller functions{kelpie::executor::add_dynamic_functions};
  [[nodiscard]] Value value(std::string_view name, std::vector<Value> arguments) const {
    return functions.call(name, std::move(arguments));
  }
  std::string operator()(std::string_view name, std::vector<Value> arguments) const {
    return shown(value(name, std::move(arguments)));
  }
};

const Caller& call() {
  static const Caller caller;
  return caller;
}

std::string array_of(std::string_view name, std::vector<Value> arguments) { return call()(name, std::move(arguments)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(dynamic_functions)

BOOST_AUTO_TEST_CASE(member_and_element_lead_into_a_value) {
  const Value bag = json(R"({"a":{"b":[10,20,{"c":null}]}})");
  BOOST_TEST(call()("member", {bag, text("a")}) == R"({"b":[10,20,{"c":null}]})");
  BOOST_TEST(call()("member", {bag, text("x")}) == "null");
  BOOST_TEST(call()("member", {json("[1]"), text("a")}) == "null");
  const Value array = json("[10,20,30]");
  BOOST_TEST(call()("element", {array, number(0)}) == "10");
  BOOST_TEST(call()("element", {array, number(-1)}) == "30");
  BOOST_TEST(call()("element", {array, number(3)}) == "null");
  BOOST_TEST(call()("element", {array, number(-4)}) == "null");
  BOOST_TEST(call()("element", {bag, text("a")}) == R"({"b":[10,20,{"c":null}]})");
  BOOST_TEST(call()("element", {bag, json("\"a\"")}) == R"({"b":[10,20,{"c":null}]})");
  BOOST_TEST(call()("element", {array, json("1.5")}) == "null");
}

BOOST_AUTO_TEST_CASE(member_is_a_view_into_its_argument) {
  kelpie::executor::FunctionRegistry registry;
  kelpie::executor::add_dynamic_functions(registry);
  const Type types[] = {Type::dynamic, Type::string};
  const std::optional<Value> constants[] = {std::nullopt, text("k")};
  const auto kernel = registry.find_scalar("member")->overloads[0].kernel({types, constants, Type::dynamic});
  kelpie::tables::Vector members;
  const char* inside = nullptr;
  {
    const auto bags = kelpie::tables::Vector::constant(json(R"({"k":"kelp"})"), 1).flattened();
    inside = bags.values<std::string_view>()[0].data();
    members = kernel->evaluate(std::vector{bags, kelpie::tables::Vector::constant(text("k"), 1)}, 1);
  }
  const std::string_view bytes = members.values<std::string_view>()[0];
  BOOST_TEST((bytes.data() > inside && bytes.data() < inside + 64));
  BOOST_TEST(shown(members.value_at(0)) == "\"kelp\"");
}

BOOST_AUTO_TEST_CASE(parse_json_reads_json_and_keeps_other_text) {
  BOOST_TEST(call()("parse_json", {text(R"({"a":[1,2.5,true,null]})")}) == R"({"a":[1,2.5,true,null]})");
  BOOST_TEST(call()("todynamic", {text("not json")}) == "\"not json\"");
  BOOST_TEST(call()("parse_json", {text("")}) == "null");
  BOOST_TEST(call()("parse_json", {text("null")}) == "null");
  BOOST_TEST(call()("parse_json", {json(R"("{\"a\":1}")")}) == R"("{\"a\":1}")");
}

BOOST_AUTO_TEST_CASE(extract_json_follows_a_path) {
  const Value source = text(R"({"name":"ada","ids":[7,8.6],"x y":{"z":true}})");
  BOOST_TEST(call()("extract_json", {text("$.name"), source}) == "ada");
  BOOST_TEST(call()("extract_json", {text("$.ids[1]"), source}) == "8.6");
  BOOST_TEST(call()("extract_json", {text("$['x y'].z"), source}) == "true");
  BOOST_TEST(call()("extract_json", {text("$.ids"), source}) == "[7,8.6]");
  BOOST_TEST(call()("extract_json", {text("$.missing"), source}) == "");
  BOOST_TEST(call()("extract_json", {text("name"), source}) == "");
  BOOST_TEST(call()("extract_json", {text("$.ids[x]"), source}) == "");
  BOOST_TEST(call()("extract_json", {text("$.name"), text("{broken")}) == "");
  const Value id = call().value("extractjson", {text("$.ids[0]"), source, text("long")});
  BOOST_TEST((id == Value::long_(7)));
  BOOST_TEST((call().value("extractjson", {text("$.ids[1]"), source, text("int")}) == Value::int_(8)));
  BOOST_TEST(call().value("extractjson", {text("$.name"), source, text("long")}).is_null());
}

BOOST_AUTO_TEST_CASE(dynamic_to_json_sorts_keys) {
  BOOST_TEST(call()("dynamic_to_json", {json(R"({"b":1,"a":{"d":[{"z":1,"y":2}],"c":""}})")}) ==
             R"({"a":{"c":"","d":[{"y":2,"z":1}]},"b":1})");
  BOOST_TEST(call()("dynamic_to_json", {number(5)}) == "5");
}

BOOST_AUTO_TEST_CASE(packing_keeps_types_and_nulls) {
  BOOST_TEST(call()("bag_pack", {text("a"), number(1), text("b"), text("x"), text("c"), Value(Type::long_), text("a"),
                                 number(2)}) == R"({"a":2,"b":"x","c":null})");
  BOOST_TEST(call()("bag_pack_nonempty",
                    {text("a"), text(""), text("b"), Value(Type::dynamic), text("c"), number(0)}) == R"({"c":0})");
  BOOST_TEST(call()("pack_array", {Value::timespan(kelpie::tables::ticks_per_day), Value::boolean(true),
                                   json("[1]")}) == R"(["1.00:00:00",true,[1]])");
}

BOOST_AUTO_TEST_CASE(bags_are_listed_merged_and_asked) {
  BOOST_TEST(call()("bag_keys", {json(R"({"a":1,"b":{"c":2}})")}) == R"(["a","b"])");
  BOOST_TEST(call()("bag_keys", {json("[1]")}) == "null");
  BOOST_TEST(call()("bag_merge", {json(R"({"a":1})"), Value(Type::dynamic), json(R"({"a":2,"b":3})")}) ==
             R"({"a":1,"b":3})");
  BOOST_TEST(call()("bag_merge", {Value(Type::dynamic), json("[1]")}) == "null");
  const Value bag = json(R"({"a":{"b":null},"c":1})");
  BOOST_TEST(call()("bag_has_key", {bag, text("$.a.b")}) == "True");
  BOOST_TEST(call()("bag_has_key", {bag, text("b")}) == "False");
  BOOST_TEST(call()("bag_has_key", {bag, text("$.a[0]")}) == "False");
  BOOST_TEST(call()("bag_has_key", {json("1"), text("b")}) == "null");
  BOOST_TEST(call()("bag_zip", {json(R"(["a",1,"b","c"])"), json("[1,2,3]")}) == R"({"a":1,"b":3,"c":null})");
  BOOST_TEST(call()("bag_zip", {json(R"(["a"])"), Value(Type::dynamic)}) == R"({"a":null})");
  BOOST_TEST(call()("bag_zip", {json(R"("a")"), json("[1]")}) == "null");
  BOOST_TEST(call()("treepath", {json(R"({"a":[1,2,{"x":"y"}],"b":1})")}) ==
             R"(["['a']","['a'][0]","['a'][0]['x']","['b']"])");
}

BOOST_AUTO_TEST_CASE(bags_are_edited_by_key_and_path) {
  const Value bag = json(R"({"a":1,"b":{"c":2,"d":3}})");
  BOOST_TEST(call()("bag_set_key", {bag, text("a"), text("x")}) == R"({"a":"x","b":{"c":2,"d":3}})");
  BOOST_TEST(call()("bag_set_key", {bag, text("$.b.c"), number(9)}) == R"({"a":1,"b":{"c":9,"d":3}})");
  BOOST_TEST(call()("bag_set_key", {bag, text("$.e.f"), number(9)}) == R"({"a":1,"b":{"c":2,"d":3},"e":{"f":9}})");
  BOOST_TEST(call()("bag_set_key", {bag, text("$.b[0]"), number(9)}) == "null");
  BOOST_TEST(call()("bag_set_key", {json("[1]"), text("a"), number(9)}) == "null");
  BOOST_TEST(call()("bag_remove_keys", {bag, json(R"(["a","x","$.b.d"])")}) == R"({"b":{"c":2}})");
  BOOST_TEST(call()("bag_remove_keys", {bag, json(R"(["$.b","$.b.c"])")}) == R"({"a":1})");
  BOOST_TEST(call()("bag_remove_keys", {bag, Value(Type::dynamic)}) == R"({"a":1,"b":{"c":2,"d":3}})");
  BOOST_TEST(call()("bag_remove_keys", {json("[1]"), json("[]")}) == "null");
}

BOOST_AUTO_TEST_CASE(arrays_are_counted_joined_and_summed) {
  BOOST_TEST(call()("array_length", {json("[1,null]")}) == "2");
  BOOST_TEST(call()("array_length", {json("{}")}) == "null");
  BOOST_TEST(array_of("array_concat", {json("[1]"), json("{}"), Value(Type::dynamic), json("[2,[3]]")}) == "[1,2,[3]]");
  BOOST_TEST(array_of("array_concat", {json("{}"), json("1")}) == "null");
  BOOST_TEST(call()("array_sum", {json("[1,2.5,null]")}) == "3.5");
  BOOST_TEST(call()("array_sum", {json("[1,\"a\"]")}) == "null");
  BOOST_TEST(call()("strcat_array", {json(R"(["a","",2,null,[3]])"), text("|")}) == "a||2||[3]");
  BOOST_TEST(call()("strcat_array", {json("1"), text("|")}) == "");
}

BOOST_AUTO_TEST_CASE(parts_of_arrays) {
  const Value array = json("[1,2,3,4,5]");
  BOOST_TEST(array_of("array_slice", {array, number(1), number(2)}) == "[2,3]");
  BOOST_TEST(array_of("array_slice", {array, number(-2), number(-1)}) == "[4,5]");
  BOOST_TEST(array_of("array_slice", {array, number(-20), number(100)}) == "[1,2,3,4,5]");
  BOOST_TEST(array_of("array_slice", {array, number(3), number(1)}) == "[]");
  BOOST_TEST(array_of("array_slice", {array, number(0), number(-6)}) == "[]");
  BOOST_TEST(array_of("array_slice", {array, number(INT64_MIN), number(INT64_MAX)}) == "[1,2,3,4,5]");
  BOOST_TEST(array_of("array_slice", {json("{}"), number(0), number(1)}) == "null");
  BOOST_TEST(array_of("array_split", {array, number(2)}) == "[[1,2],[3,4,5]]");
  BOOST_TEST(array_of("array_split", {array, number(-1)}) == "[[1,2,3,4],[5]]");
  BOOST_TEST(array_of("array_split", {array, json("[1,3]")}) == "[[1],[2,3],[4,5]]");
  BOOST_TEST(array_of("array_split", {array, json("[9]")}) == "[[1,2,3,4,5],[]]");
  BOOST_TEST(array_of("array_split", {array, json("[\"1\"]")}) == "null");
  BOOST_TEST(array_of("array_reverse", {array}) == "[5,4,3,2,1]");
  BOOST_TEST(array_of("array_rotate_left", {array, number(2)}) == "[3,4,5,1,2]");
  BOOST_TEST(array_of("array_rotate_left", {array, number(-7)}) == "[4,5,1,2,3]");
  BOOST_TEST(array_of("array_rotate_right", {array, number(2)}) == "[4,5,1,2,3]");
  BOOST_TEST(array_of("array_rotate_right", {array, number(INT64_MIN)}) == "[4,5,1,2,3]");
  BOOST_TEST(array_of("array_rotate_left", {json("[]"), number(2)}) == "[]");
  BOOST_TEST(array_of("array_shift_left", {array, number(2)}) == "[3,4,5,null,null]");
  BOOST_TEST(array_of("array_shift_left", {array, number(-2), number(-1)}) == "[-1,-1,1,2,3]");
  BOOST_TEST(array_of("array_shift_right", {array, number(9), text("x")}) == R"(["x","x","x","x","x"])");
  BOOST_TEST(array_of("array_shift_right", {array, number(INT64_MIN)}) == "[null,null,null,null,null]");
}

BOOST_AUTO_TEST_CASE(arrays_are_searched_and_chosen_from) {
  const Value array = json(R"(["this","is","an","example","an","example"])");
  BOOST_TEST(call()("array_index_of", {array, text("an")}) == "2");
  BOOST_TEST(call()("array_index_of", {array, text("example"), number(1), number(3)}) == "3");
  BOOST_TEST(call()("array_index_of", {array, text("example"), number(1), number(2)}) == "-1");
  BOOST_TEST(call()("array_index_of", {array, text("an"), number(1), number(-1), number(2)}) == "4");
  BOOST_TEST(call()("array_index_of", {array, text("an"), number(-3)}) == "4");
  BOOST_TEST(call()("array_index_of", {array, text("an"), number(0), number(-2)}) == "null");
  BOOST_TEST(call()("array_index_of", {json("[1,2.0]"), number(2)}) == "1");
  BOOST_TEST(call()("array_index_of", {json("{}"), number(2)}) == "null");
  BOOST_TEST(call()("array_iff", {json("[true,0,2.5,\"x\",null]"), json("[1,2]"), text("no")}) ==
             R"([1,"no",null,null,null])");
}

BOOST_AUTO_TEST_CASE(arrays_are_sorted_together) {
  BOOST_TEST(array_of("array_sort_asc", {json("[3,null,1.5,\"b\",\"a\",true,-1]")}) ==
             R"([-1,1.5,3,"a","b",true,null])");
  BOOST_TEST(array_of("array_sort_desc", {json("[3,null,1]")}) == "[3,1,null]");
  BOOST_TEST(array_of("array_sort_desc", {json("[3,null,1]"), Value::boolean(false)}) == "[null,3,1]");
  BOOST_TEST(array_of("array_sort_asc", {json("[9007199254740993,9007199254740992]")}) ==
             "[9007199254740992,9007199254740993]");
  BOOST_TEST(array_of("array_sort_asc", {json("[3,1,2]"), json(R"(["c","a","b"])"), json("[1]")}) ==
             R"([[1,2,3],["a","b","c"],null])");
  BOOST_TEST(array_of("array_sort_asc", {json("{}")}) == "null");
}

BOOST_AUTO_TEST_CASE(ranges_stop_where_they_are_told) {
  BOOST_TEST(array_of("range", {number(1), number(8), number(3)}) == "[1,4,7]");
  BOOST_TEST(array_of("range", {number(3), number(1), number(-1)}) == "[3,2,1]");
  BOOST_TEST(array_of("range", {number(3), number(1)}) == "[]");
  BOOST_TEST(array_of("range", {number(3), number(1), number(0)}) == "null");
  BOOST_TEST(array_of("range", {number(INT64_MAX - 1), number(INT64_MAX)}) ==
             "[9223372036854775806,9223372036854775807]");
  BOOST_TEST(array_of("range", {number(1.0), number(2), number(0.5)}) == "[1.0,1.5,2.0]");
  BOOST_TEST(array_of("range", {Value::timespan(0), Value::timespan(2 * kelpie::tables::ticks_per_hour)}) ==
             R"(["00:00:00","01:00:00","02:00:00"])");
  const Value longest = call().value("range", {number(INT64_MIN), number(INT64_MAX)});
  BOOST_TEST(kelpie::tables::DynamicView(longest.as_text()).size() == 1'048'576u);
  BOOST_TEST(array_of("repeat", {text("x"), number(2)}) == R"(["x","x"])");
  BOOST_TEST(array_of("repeat", {number(1), number(0)}) == "[]");
  BOOST_TEST(array_of("repeat", {number(1), number(-1)}) == "null");
  BOOST_TEST(array_of("zip", {json("[1,2,3]"), json("[\"a\"]")}) == R"([[1,"a"],[2,null],[3,null]])");
}

BOOST_AUTO_TEST_CASE(repeating_a_long_string_often_is_refused) {
  BOOST_CHECK_THROW(array_of("repeat", {text(std::string(100'000, 'x')), number(1'000'000)}),
                    kelpie::executor::QueryError);
}

BOOST_AUTO_TEST_CASE(sets_hold_a_value_once) {
  BOOST_TEST(array_of("set_union", {json("[1,2,2]"), json("[2.0,3]"), json("[\"1\"]")}) == R"([1,2,3,"1"])");
  BOOST_TEST(array_of("set_intersect", {json("[1,2,2,3]"), json("[2,3,4]"), json("[2,3,3]")}) == "[2,3]");
  BOOST_TEST(array_of("set_intersect", {json("[1]"), json("{}")}) == "null");
  BOOST_TEST(array_of("set_difference", {json("[1,2,2,3,3]"), json("[2]"), json("[4]")}) == "[1,3]");
  BOOST_TEST(array_of("set_difference", {json(R"([{"a":1,"b":2},[1]])"), json(R"([{"b":2,"a":1}])")}) == "[[1]]");
  BOOST_TEST(call()("set_has_element", {json("[1,2]"), number(2)}) == "True");
  BOOST_TEST(call()("set_has_element", {json("[1,2]"), text("2")}) == "False");
  BOOST_TEST(call()("set_has_element", {json("{}"), text("2")}) == "null");
  BOOST_TEST(call()("jaccard_index", {json("[1,2,3]"), json("[1,2,3,4,4]")}) == "0.75");
  BOOST_TEST(call()("jaccard_index", {json("[]"), json("[]")}) == "NaN");
  BOOST_TEST(call()("set_equals", {json("[1,2]"), json("[2,1,1]")}) == "True");
}

BOOST_AUTO_TEST_SUITE_END()
