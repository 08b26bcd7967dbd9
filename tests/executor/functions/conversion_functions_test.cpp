#include <cmath>
#include <limits>

#include "executor/functions/conversion/cast.hpp"
#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

const FunctionCaller& conversions() {
  static const FunctionCaller caller{add_conversion_functions};
  return caller;
}

Value convert(std::string_view function, const Value& value) { return conversions().call(function, {value}); }
Value integer(std::int64_t value) { return Value::int_(value); }
Value null(Type type) { return Value(type); }

}  // namespace

BOOST_AUTO_TEST_SUITE(conversions_to_numbers)

BOOST_AUTO_TEST_CASE(toint_wraps_longs_saturates_reals_and_refuses_text_beyond_its_range) {
  BOOST_TEST(convert("toint", number(4294967297)) == integer(1));
  BOOST_TEST(convert("toint", Value::real(1e30)) == integer(2147483647));
  BOOST_TEST(convert("toint", Value::real(-1e19)) == integer(-2147483648));
  BOOST_TEST(convert("toint", text("2147483648")) == null(Type::int_));
  BOOST_TEST(convert("toint", Value::timespan(kelpie::tables::ticks_per_hour)) == integer(1640261632));
  BOOST_TEST(convert("toint", Value::boolean(true)) == integer(1));
}

BOOST_AUTO_TEST_CASE(reals_truncate_and_what_is_no_number_is_null) {
  BOOST_TEST(convert("tolong", Value::real(2.9)) == number(2));
  BOOST_TEST(convert("tolong", Value::real(-2.9)) == number(-2));
  BOOST_TEST(convert("tolong", Value::real(-1e30)) == number(std::numeric_limits<std::int64_t>::min()));
  BOOST_TEST(convert("tolong", Value::real(std::nan(""))) == null(Type::long_));
  BOOST_TEST(convert("tolong", Value::real(INFINITY)) == null(Type::long_));
}

BOOST_AUTO_TEST_CASE(a_real_beyond_the_longs_saturates_in_a_column_and_wraps_where_it_is_known) {
  const Overload& overload = conversions().registry().find_scalar("tolong")->overloads.front();
  const std::vector<Type> types{Type::real};
  for (const bool known : {false, true}) {
    const std::vector<std::optional<Value>> constants{known ? std::optional(Value::real(1e19)) : std::nullopt};
    const Vector argument = Vector::constant(Value::real(1e19), 1);
    const Value result =
        overload.kernel(CallSite{types, constants, Type::long_})->evaluate(std::span(&argument, 1), 1).value_at(0);
    BOOST_TEST(result ==
               number(known ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max()));
  }
}

BOOST_AUTO_TEST_CASE(sizes_of_values_are_estimated) {
  BOOST_TEST(conversions().call("estimate_data_size", {number(1), text("1234567890")}) == number(18));
  BOOST_TEST(conversions().call("estimate_data_size", {integer(1), Value(Type::datetime), Value::boolean(true)}) ==
             number(13));
}

BOOST_AUTO_TEST_CASE(text_that_is_no_integer_is_null) {
  for (const char* bad : {"5.7", "1e3", "1,000", "", "x", "9223372036854775808"})
    BOOST_TEST(convert("tolong", text(bad)) == null(Type::long_));
  BOOST_TEST(convert("tolong", text(" 7 ")) == number(7));
  BOOST_TEST(convert("tolong", text("+4")) == number(4));
  BOOST_TEST(convert("tolong", text("0x10")) == number(16));
}

BOOST_AUTO_TEST_CASE(times_count_ticks) {
  BOOST_TEST(convert("tolong", Value::timespan(864000000000)) == number(864000000000));
  BOOST_TEST(convert("todouble", Value::datetime(637134336000000000)) == Value::real(637134336000000000.0));
  BOOST_TEST(convert("totimespan", number(864000000000)) == Value::timespan(864000000000));
  BOOST_TEST(convert("todatetime", number(1)) == Value::datetime(1));
  BOOST_TEST(convert("todatetime", Value::real(1.5)) == Value::datetime(1));
  BOOST_TEST(convert("todatetime", number(-1)) == null(Type::datetime));
}

BOOST_AUTO_TEST_CASE(a_dynamic_converts_as_its_content_does) {
  BOOST_TEST(convert("toint", json("1.5")) == integer(1));
  BOOST_TEST(convert("toint", json("9223372036854775807")) == integer(-1));
  BOOST_TEST(convert("toint", json(R"("3")")) == integer(3));
  BOOST_TEST(convert("tolong", json(R"("5.7")")) == null(Type::long_));
  BOOST_TEST(convert("todouble", json("true")) == Value::real(1));
  BOOST_TEST(convert("toint", json("[1,2]")) == null(Type::int_));
  BOOST_TEST(convert("todouble", json(R"({"a":1})")) == null(Type::real));
  BOOST_TEST(convert("tobool", json("0")) == Value::boolean(false));
  BOOST_TEST(convert("todatetime", json(R"("2020-01-01")")) == Value::datetime(637134336000000000));
}

BOOST_AUTO_TEST_CASE(tobool_reads_words_and_integers) {
  BOOST_TEST(convert("tobool", text("tRuE")) == Value::boolean(true));
  BOOST_TEST(convert("tobool", text("-1")) == Value::boolean(true));
  for (const char* bad : {"1.0", "yes", "", " true"}) BOOST_TEST(convert("tobool", text(bad)) == null(Type::boolean));
  BOOST_TEST(convert("tobool", Value::real(0.5)) == Value::boolean(true));
  BOOST_TEST(convert("tobool", number(0)) == Value::boolean(false));
}

BOOST_AUTO_TEST_CASE(decimals_come_from_reals_by_their_shortest_text) {
  BOOST_TEST(convert("todecimal", Value::real(0.1)) == Value::decimal(kelpie::tables::parse_decimal("0.1").value()));
  BOOST_TEST(convert("todecimal", text("abc")) == null(Type::decimal));
}

BOOST_AUTO_TEST_CASE(nulls_stay_null_and_become_empty_text) {
  for (const char* function : {"toint", "tolong", "todouble", "todecimal", "tobool", "todatetime", "totimespan"}) {
    BOOST_TEST(convert(function, null(Type::long_)).is_null(), function);
    BOOST_TEST(convert(function, null(Type::dynamic)).is_null(), function);
    BOOST_TEST(convert(function, null(Type::guid)).is_null(), function);
  }
  for (const Type type : {Type::boolean, Type::long_, Type::real, Type::decimal, Type::datetime, Type::timespan,
                          Type::guid, Type::dynamic}) {
    BOOST_TEST(convert("tostring", null(type)) == text(""));
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(conversions_to_text)

BOOST_AUTO_TEST_CASE(scalars) {
  BOOST_TEST(convert("tostring", number(-9223372036854775807 - 1)) == text("-9223372036854775808"));
  BOOST_TEST(convert("tostring", Value::boolean(true)) == text("True"));
  BOOST_TEST(convert("tostring", Value::real(1)) == text("1.0"));
  BOOST_TEST(convert("tostring", Value::real(-INFINITY)) == text("-inf"));
  BOOST_TEST(convert("tostring", Value::datetime(637134336000000000)) == text("2020-01-01T00:00:00.0000000Z"));
  BOOST_TEST(convert("tostring", Value::timespan(864000000000)) == text("1.00:00:00"));
  BOOST_TEST(convert("tostring", json(R"("x")")) == text("x"));
  BOOST_TEST(convert("tostring", json(R"({"a":[1,true]})")) == text(R"({"a":[1,true]})"));
}

BOOST_AUTO_TEST_CASE(guids_are_read_and_written) {
  const Value guid = convert("toguid", text("0123456789ABCDEF0123456789abcdef"));
  BOOST_TEST(convert("tostring", guid) == text("01234567-89ab-cdef-0123-456789abcdef"));
  BOOST_TEST(convert("toguid", text("not a guid")) == null(Type::guid));
}

BOOST_AUTO_TEST_CASE(types_have_names) {
  BOOST_TEST(convert("gettype", integer(1)) == text("int"));
  BOOST_TEST(convert("gettype", Value::real(1)) == text("real"));
  BOOST_TEST(convert("gettype", json("1.5")) == text("double"));
  BOOST_TEST(convert("gettype", json("[]")) == text("array"));
  BOOST_TEST(convert("gettype", json("{}")) == text("dictionary"));
  BOOST_TEST(convert("gettype", null(Type::dynamic)) == text("null"));
}

BOOST_AUTO_TEST_CASE(every_pair_of_types_has_a_cast) {
  for (int from = 0; from < 10; ++from) {
    for (int to = 0; to < 10; ++to) {
      const Value cast = cast_value(Value(static_cast<Type>(from)), static_cast<Type>(to));
      BOOST_TEST(cast.type() == static_cast<Type>(to));
    }
  }
  BOOST_TEST(cast_value(text("a"), Type::dynamic) == json(R"("a")"));
  BOOST_TEST(cast_value(integer(3), Type::dynamic) == json("3"));
}

BOOST_AUTO_TEST_SUITE_END()
