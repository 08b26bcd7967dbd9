#include "tables/text.hpp"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "tables/dynamic.hpp"

using namespace kelpie::tables;

BOOST_AUTO_TEST_SUITE(numbers)

BOOST_AUTO_TEST_CASE(longs) {
  BOOST_CHECK(parse_long("42") == 42);
  BOOST_CHECK(parse_long(" 7 ") == 7);
  BOOST_CHECK(parse_long("+4") == 4);
  BOOST_CHECK(parse_long("-0x10") == -16);
  BOOST_CHECK(parse_long("0xFF") == 255);
  BOOST_CHECK(parse_long("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  BOOST_CHECK(parse_long("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  for (const char* text : {"", " ", "-", "+", "0x", "5.7", "1e3", "1,000", "abc", "12x", "--1", "+-1",
                           "9223372036854775808", "-9223372036854775809", "92233720368547758070", "1 2"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_CHECK(!parse_long(text)); }
  }
}

BOOST_AUTO_TEST_CASE(reals) {
  BOOST_CHECK(parse_real("1.5") == 1.5);
  BOOST_CHECK(parse_real(" -2.5 ") == -2.5);
  BOOST_CHECK(parse_real("+.5") == 0.5);
  BOOST_CHECK(parse_real("5.") == 5.0);
  BOOST_CHECK(parse_real("1.5e3") == 1500.0);
  BOOST_CHECK(parse_real("92233720368547758070") == 9.223372036854776e+19);
  BOOST_CHECK(parse_real("5e-324") == 5e-324);
  BOOST_CHECK(parse_real("1e-400") == 0.0);
  BOOST_CHECK(parse_real("0.00000000000000000000000000000000000000000000000001e-300") == 0.0);
  BOOST_CHECK(std::isnan(parse_real("nan").value()));
  BOOST_CHECK(std::isnan(parse_real("NaN").value()));
  BOOST_CHECK(parse_real("inf") == std::numeric_limits<double>::infinity());
  BOOST_CHECK(parse_real("-Infinity") == -std::numeric_limits<double>::infinity());
  BOOST_CHECK(parse_real("+INF") == std::numeric_limits<double>::infinity());
  for (const char* text :
       {"", "abc", "x", "1,5", "1e", "1e999", "0x10", "+-1", "--1", "infinit", "nan1", "+-inf", "1.5.2", "1 2"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_CHECK(!parse_real(text)); }
  }
}

BOOST_AUTO_TEST_CASE(booleans) {
  for (const char* text : {"true", "True", "TRUE", "tRuE", "1", "2", "-1"}) BOOST_TEST_CONTEXT(text) {
      BOOST_CHECK(parse_bool(text) == true);
    }
  for (const char* text : {"false", "FALSE", "0"}) BOOST_TEST_CONTEXT(text) {
      BOOST_CHECK(parse_bool(text) == false);
    }
  for (const char* text : {"", "yes", " true", "true ", "1.0", "0.0", "1.5", "tru", "truee"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_CHECK(!parse_bool(text)); }
  }
}

BOOST_AUTO_TEST_CASE(reals_are_written_shortest_with_a_point_or_an_exponent) {
  BOOST_TEST(real_text(1) == "1.0");
  BOOST_TEST(real_text(0.1) == "0.1");
  BOOST_TEST(real_text(-0.0) == "-0.0");
  BOOST_TEST(real_text(0) == "0.0");
  BOOST_TEST(real_text(1500) == "1500.0");
  BOOST_TEST(real_text(100000) == "100000.0");
  BOOST_TEST(real_text(0.30000000000000004) == "0.30000000000000004");
  BOOST_TEST(real_text(123456789012345) == "123456789012345.0");
  BOOST_TEST(real_text(1e15) == "1e+15");
  BOOST_TEST(real_text(1.5e20) == "1.5e+20");
  BOOST_TEST(real_text(0.00001) == "0.00001");
  BOOST_TEST(real_text(0.0000015) == "1.5e-06");
  BOOST_TEST(real_text(-1.7976931348623157e308) == "-1.7976931348623157e+308");
  BOOST_TEST(real_text(5e-324) == "5e-324");
  BOOST_TEST(real_text(std::nan("")) == "NaN");
  BOOST_TEST(real_text(-std::numeric_limits<double>::infinity()) == "-Infinity");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(values_as_text)

BOOST_AUTO_TEST_CASE(tostring_of_every_type) {
  BOOST_TEST(to_text(Value::boolean(true)) == "True");
  BOOST_TEST(to_text(Value::int_(-5)) == "-5");
  BOOST_TEST(to_text(Value::long_(std::numeric_limits<std::int64_t>::min())) == "-9223372036854775808");
  BOOST_TEST(to_text(Value::real(42)) == "42.0");
  BOOST_TEST(to_text(Value::real(-std::numeric_limits<double>::infinity())) == "-inf");
  BOOST_TEST(to_text(Value::decimal(*parse_decimal("1.50"))) == "1.5");
  BOOST_TEST(to_text(Value::string("a\"b")) == "a\"b");
  BOOST_TEST(to_text(Value::datetime(unix_epoch)) == "1970-01-01T00:00:00.0000000Z");
  BOOST_TEST(to_text(Value::timespan(ticks_per_day)) == "1.00:00:00");
  BOOST_TEST(to_text(Value::guid({1, 2})) == "00000000-0000-0001-0000-000000000002");
  BOOST_TEST(to_text(Value::dynamic(*parse_json("true"))) == "true");
  for (int i = 0; i <= static_cast<int>(Type::dynamic); ++i) BOOST_TEST(to_text(Value(static_cast<Type>(i))).empty());
}

BOOST_AUTO_TEST_CASE(values_are_read_as_their_type_says) {
  BOOST_CHECK(value_from_text(Type::int_, "2147483647") == Value::int_(2147483647));
  BOOST_CHECK(value_from_text(Type::int_, "2147483648").is_null());
  BOOST_CHECK(value_from_text(Type::long_, "2147483648") == Value::long_(2147483648));
  BOOST_CHECK(value_from_text(Type::boolean, "yes") == Value(Type::boolean));
  BOOST_CHECK(value_from_text(Type::real, "1.5") == Value::real(1.5));
  BOOST_CHECK(value_from_text(Type::decimal, "abc") == Value(Type::decimal));
  BOOST_CHECK(value_from_text(Type::string, "") == Value::string(""));
  BOOST_CHECK(value_from_text(Type::datetime, "1970-01-01") == Value::datetime(unix_epoch));
  BOOST_CHECK(value_from_text(Type::timespan, "1.5").is_null());
  BOOST_CHECK(value_from_text(Type::guid, "00000000-0000-0001-0000-000000000002") == Value::guid({1, 2}));
}

BOOST_AUTO_TEST_CASE(dynamic_text_that_is_no_json_is_a_dynamic_string) {
  BOOST_TEST(to_json(DynamicView(value_from_text(Type::dynamic, "[1,2]").as_text())) == "[1,2]");
  const Value value = value_from_text(Type::dynamic, "{\"k\":\"3\t\"}");  // a bare tab is not allowed in a JSON string
  BOOST_CHECK(DynamicView(value.as_text()).kind() == DynamicKind::string);
  BOOST_TEST(to_text(value) == "{\"k\":\"3\t\"}");
  BOOST_CHECK(value_from_text(Type::dynamic, "").is_null());
  BOOST_CHECK(value_from_text(Type::dynamic, "null").is_null());
}

BOOST_AUTO_TEST_SUITE_END()
