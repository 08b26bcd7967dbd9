#include "tables/dynamic.hpp"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "tables/text.hpp"
#include "tables/value.hpp"

using namespace kelpie::tables;

namespace {

std::string json(std::string_view text) {
  const auto value = parse_json(text);
  BOOST_REQUIRE_MESSAGE(value.has_value(), text);
  return *value;
}

bool same(std::string_view left, std::string_view right) {
  return equal(DynamicView(json(left)), DynamicView(json(right)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dynamic)

BOOST_AUTO_TEST_CASE(members_are_reached_without_reading_the_others) {
  const std::string bytes = json(R"({"a":1,"nested":{"deep":[true,false,null,-2.5]},"s":"text"})");
  const DynamicView view(bytes);
  BOOST_CHECK(view.kind() == DynamicKind::bag);
  BOOST_TEST(view.size() == 3u);
  BOOST_TEST(view.find("a").as_integer() == 1);
  const DynamicView deep = view.find("nested").find("deep");
  BOOST_CHECK(deep.kind() == DynamicKind::array);
  BOOST_TEST(deep.size() == 4u);
  BOOST_TEST(deep.element(0).as_bool());
  BOOST_TEST(!deep.element(1).as_bool());
  BOOST_TEST(deep.element(2).is_null());
  BOOST_TEST(deep.element(3).as_real() == -2.5);
  BOOST_TEST(view.key(2) == "s");
  BOOST_TEST(view.value(2).as_string() == "text");
  BOOST_TEST(to_json(deep) == "[true,false,null,-2.5]");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_null) {
  const std::string bytes = json(R"({"a":1})");
  BOOST_TEST(DynamicView(bytes).find("b").is_null());
  BOOST_TEST(DynamicView(bytes).find("").is_null());
  BOOST_TEST(DynamicView(bytes).find("a").find("b").is_null());
  BOOST_TEST(DynamicView(bytes).find("a").size() == 0u);
  BOOST_TEST(DynamicView().is_null());
  BOOST_TEST(DynamicView().size() == 0u);
  BOOST_TEST(to_json(DynamicView()) == "null");
}

BOOST_AUTO_TEST_CASE(typed_leaves_keep_their_kind) {
  DynamicBuilder builder;
  builder.begin_array();
  builder.datetime(unix_epoch);
  builder.timespan(ticks_per_hour);
  builder.guid({1, 2});
  builder.decimal(*parse_decimal("1.5"));
  builder.real(std::numeric_limits<double>::infinity());
  builder.value(Value::string(""));
  builder.value(Value(Type::long_));
  builder.value(Value::dynamic(json("[7]")));
  builder.value(DynamicView());
  builder.end_array();
  const std::string bytes = builder.finish();
  const DynamicView view(bytes);
  BOOST_CHECK(view.element(0).kind() == DynamicKind::datetime);
  BOOST_TEST(view.element(0).as_integer() == unix_epoch);
  BOOST_CHECK(view.element(2).as_guid() == (Guid{1, 2}));
  BOOST_CHECK(view.element(3).as_decimal() == *parse_decimal("1.5"));
  BOOST_TEST(to_json(view) ==
             "[\"1970-01-01T00:00:00.0000000Z\",\"01:00:00\",\"00000000-0000-0001-0000-000000000002\",1.5,\"Infinity\","
             "\"\",null,[7],null]");
  BOOST_CHECK(scalar_of(view.element(1)) == Value::timespan(ticks_per_hour));
  BOOST_CHECK(scalar_of(view.element(5)) == Value::string(""));
  BOOST_CHECK(scalar_of(view.element(6)) == Value(Type::dynamic));
  BOOST_TEST(to_json(DynamicView(scalar_of(view.element(7)).as_text())) == "[7]");
}

BOOST_AUTO_TEST_CASE(a_builder_serves_again_after_finish_and_clear) {
  DynamicBuilder builder;
  builder.long_(1);
  BOOST_TEST(to_json(DynamicView(builder.finish())) == "1");
  builder.begin_bag();
  builder.clear();
  builder.string("x");
  BOOST_TEST(to_json(DynamicView(builder.bytes())) == "\"x\"");
}

BOOST_AUTO_TEST_CASE(a_repeated_key_takes_the_place_of_the_first) {
  BOOST_TEST(to_json(DynamicView(json(R"({"a":1,"b":{"x":1,"x":2},"a":[3],"c":4,"b":5})"))) ==
             R"({"a":[3],"b":5,"c":4})");
  BOOST_TEST(to_json(DynamicView(json(R"({"b":{"x":1,"x":2}})"))) == R"({"b":{"x":2}})");
  std::string text = "{";
  std::string expected = "{";
  for (int i = 0; i < 200; ++i) {
    text += "\"k" + std::to_string(i % 100) + "\":" + std::to_string(i) + (i < 199 ? "," : "}");
    if (i < 100) expected += "\"k" + std::to_string(i) + "\":" + std::to_string(i + 100) + (i < 99 ? "," : "}");
  }
  BOOST_TEST(to_json(DynamicView(json(text))) == expected);
  BOOST_TEST(json(text).size() == json(expected).size());
}

BOOST_AUTO_TEST_CASE(equality_is_deep_and_ignores_the_order_of_keys) {
  BOOST_TEST(same("1", "1.0"));
  BOOST_TEST(!same("1", "1.5"));
  BOOST_TEST(!same("9223372036854775807", "9223372036854775808"));
  BOOST_TEST(!same("1", "\"1\""));
  BOOST_TEST(!same("null", "0"));
  BOOST_TEST(same("null", "null"));
  BOOST_TEST(same(R"({"a":1,"b":[1,{"c":null}]})", R"({"b":[1.0,{"c":null}],"a":1})"));
  BOOST_TEST(!same(R"({"a":1})", R"({"b":1})"));
  BOOST_TEST(!same(R"({"a":null})", R"({"b":null})"));
  BOOST_TEST(!same("[1,2]", "[2,1]"));
  BOOST_TEST(!same("[1,2]", "[1,2,3]"));
  BOOST_TEST(!same("[]", "{}"));
  std::string forward = "{";
  std::string backward = "{";
  for (int i = 0; i < 50; ++i) {
    forward += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":" + std::to_string(i);
    backward += (i > 0 ? ",\"" : "\"") + std::to_string(49 - i) + "\":" + std::to_string(49 - i);
  }
  BOOST_TEST(same(forward + "}", backward + "}"));
  BOOST_TEST(!same(forward + "}", backward.substr(0, backward.size() - 1) + "1}"));
  DynamicBuilder builder;
  builder.decimal(*parse_decimal("0.1"));
  BOOST_TEST(equal(DynamicView(builder.bytes()), DynamicView(json("0.1"))));
}

BOOST_AUTO_TEST_CASE(text_of_scalars_and_containers) {
  const std::pair<const char*, const char*> texts[] = {{"null", ""},
                                                       {"true", "true"},
                                                       {"1.50", "1.5"},
                                                       {"7", "7"},
                                                       {"\"a b\"", "a b"},
                                                       {"2.0", "2.0"},
                                                       {"[1, \"x\"]", "[1,\"x\"]"},
                                                       {"{ }", "{}"}};
  for (const auto& [text, expected] : texts) BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(to_text(DynamicView(json(text))) == expected);
    }
}

BOOST_AUTO_TEST_CASE(values_nest_deeper_than_json_without_recursion) {
  DynamicBuilder builder;
  constexpr int depth = 20'000;
  for (int i = 0; i < depth; ++i) builder.begin_array();
  for (int i = 0; i < depth; ++i) builder.end_array();
  const std::string bytes = builder.finish();
  BOOST_TEST(to_json(DynamicView(bytes)) == std::string(depth, '[') + std::string(depth, ']'));
  BOOST_TEST(equal(DynamicView(bytes), DynamicView(bytes)));
}

BOOST_AUTO_TEST_SUITE_END()
