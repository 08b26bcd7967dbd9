#include <cmath>
#include <limits>

#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

const FunctionCaller& operators() {
  static const FunctionCaller caller{add_operator_functions};
  return caller;
}

Value apply(const Value& left, std::string_view operation, const Value& right) {
  return operators().call(operation, {left, right});
}
Value integer(std::int64_t value) { return Value::int_(value); }
Value yes() { return Value::boolean(true); }
Value no() { return Value::boolean(false); }
Value unknown() { return Value(Type::boolean); }
Value when(std::string_view text) { return Value::datetime(kelpie::tables::parse_datetime(text).value()); }
Value span(std::string_view text) { return Value::timespan(kelpie::tables::parse_timespan(text).value()); }
Value decimal(std::string_view text) { return Value::decimal(kelpie::tables::parse_decimal(text).value()); }
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

}  // namespace

BOOST_AUTO_TEST_SUITE(arithmetic)

BOOST_AUTO_TEST_CASE(ints_become_longs_and_do_not_overflow) {
  BOOST_TEST(apply(integer(2147483647), "+", integer(1)) == number(2147483648));
  BOOST_TEST(apply(integer(2147483647), "*", integer(2)) == number(4294967294));
  BOOST_TEST(operators().call("negate", {integer(-2147483648)}) == number(2147483648));
}

BOOST_AUTO_TEST_CASE(longs_wrap) {
  BOOST_TEST(apply(number(most), "+", number(1)) == number(least));
  BOOST_TEST(apply(number(least), "-", number(1)) == number(most));
  BOOST_TEST(apply(number(most), "*", number(2)) == number(-2));
  BOOST_TEST(apply(number(least), "/", number(-1)) == number(least));
  BOOST_TEST(apply(number(least), "%", number(-1)) == number(0));
}

BOOST_AUTO_TEST_CASE(integer_division_truncates_and_the_remainder_is_never_negative) {
  for (const auto& [a, b, quotient, remainder] : {std::array<std::int64_t, 4>{7, 2, 3, 1},
                                                  {-7, 2, -3, 1},
                                                  {7, -2, -3, 1},
                                                  {-7, -2, 3, 1},
                                                  {-14, 12, -1, 10},
                                                  {14, -12, -1, 2},
                                                  {least, 10, -922337203685477580, 2},
                                                  {most, 7, 1317624576693539401, 0},
                                                  {least, most, -1, most - 1},
                                                  {5, 1, 5, 0}}) {
    BOOST_TEST(apply(number(a), "/", number(b)) == number(quotient));
    BOOST_TEST(apply(number(a), "%", number(b)) == number(remainder));
  }
}

BOOST_AUTO_TEST_CASE(a_known_divisor_gives_what_division_gives) {
  std::uint64_t state = 88172645463325252u;
  const auto next = [&state] {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<std::int64_t>(state >> (state % 61));
  };
  for (int i = 0; i < 500; ++i) {
    const std::int64_t a = i % 2 == 0 ? next() : -next();
    std::int64_t b = next() | 1;
    if (i % 3 == 0) b = -b;
    BOOST_TEST(apply(number(a), "/", number(b)) == number(a / b));
    const std::int64_t remainder = a % b;
    BOOST_TEST(apply(number(a), "%", number(b)) == number(remainder < 0 ? remainder + std::abs(b) : remainder));
  }
}

BOOST_AUTO_TEST_CASE(division_by_zero_is_null_for_integers_and_infinite_for_reals) {
  BOOST_TEST(apply(number(10), "/", number(0)) == Value(Type::long_));
  BOOST_TEST(apply(number(10), "%", number(0)) == Value(Type::long_));
  BOOST_TEST(apply(Value::real(1), "/", Value::real(0)) == Value::real(std::numeric_limits<double>::infinity()));
  BOOST_TEST(std::isnan(apply(Value::real(0), "/", Value::real(0)).as_real()));
  BOOST_TEST(apply(decimal("1"), "/", decimal("0")) == Value(Type::decimal));
}

BOOST_AUTO_TEST_CASE(reals_win_over_integers) {
  BOOST_TEST(apply(integer(5), "+", Value::real(2)) == Value::real(7));
  BOOST_TEST(apply(Value::real(-5.5), "%", number(2)) == Value::real(0.5));
  BOOST_TEST(apply(Value::real(5.5), "%", Value::real(-3)) == Value::real(2.5));
}

BOOST_AUTO_TEST_CASE(decimals_are_exact) {
  BOOST_TEST(apply(decimal("0.1"), "+", decimal("0.2")) == decimal("0.3"));
  BOOST_TEST(apply(decimal("-7"), "%", decimal("2")) == decimal("1"));
}

BOOST_AUTO_TEST_CASE(a_null_makes_a_null) {
  for (const char* operation : {"+", "-", "*", "/", "%"}) {
    BOOST_TEST(apply(Value(Type::long_), operation, number(3)) == Value(Type::long_));
    BOOST_TEST(apply(number(3), operation, Value(Type::long_)) == Value(Type::long_));
    BOOST_TEST(apply(Value::real(3), operation, Value(Type::real)) == Value(Type::real));
    BOOST_TEST(apply(decimal("3"), operation, Value(Type::decimal)) == Value(Type::decimal));
  }
}

BOOST_AUTO_TEST_CASE(datetimes_and_timespans) {
  BOOST_TEST(apply(when("2020-06-15 13:45"), "+", span("01:30:00")) == when("2020-06-15 15:15"));
  BOOST_TEST(apply(span("01:30:00"), "+", when("2020-06-15 13:45")) == when("2020-06-15 15:15"));
  BOOST_TEST(apply(when("2021-01-01"), "-", when("2019-06-15")) == span("566.00:00:00"));
  BOOST_TEST(apply(span("1.00:00:00"), "-", span("2.00:00:00")) == span("-1.00:00:00"));
  BOOST_TEST(apply(span("1.00:00:00"), "/", span("01:00:00")) == Value::real(24));
  BOOST_TEST(apply(span("1.00:00:00"), "*", Value::real(2.5)) == span("2.12:00:00"));
  BOOST_TEST(apply(number(-2), "*", span("01:00:00")) == span("-02:00:00"));
  BOOST_TEST(apply(span("01:30:00"), "/", number(2)) == span("00:45:00"));
  BOOST_TEST(apply(span("1.00:00:00"), "%", span("05:00:00")) == span("04:00:00"));
  BOOST_TEST(apply(span("01:30:00"), "/", number(0)) == Value(Type::timespan));
}

BOOST_AUTO_TEST_CASE(a_datetime_beyond_the_calendar_is_null) {
  BOOST_TEST(apply(when("9999-12-31 23:59:59.9999999"), "+", Value::timespan(1)) == Value(Type::datetime));
  BOOST_TEST(apply(when("9999-12-31 23:59:59.9999999"), "+", Value::timespan(0)) ==
             when("9999-12-31 23:59:59.9999999"));
  BOOST_TEST(apply(when("0001-01-01"), "-", Value::timespan(1)) == Value(Type::datetime));
  BOOST_TEST(apply(when("9999-12-31"), "+", Value::timespan(most)) == Value(Type::datetime));
}

BOOST_AUTO_TEST_CASE(a_shift_carries_the_range) {
  const ScalarFunction* plus = operators().registry().find_scalar("+");
  const Overload* shift = nullptr;
  for (const Overload& overload : plus->overloads) {
    if (overload.signature.starts_with("(left:datetime")) shift = &overload;
  }
  BOOST_TEST_REQUIRE(shift != nullptr);
  kelpie::tables::ColumnBuilder builder(Type::datetime);
  builder.append(Value::datetime(100));
  builder.append(Value::datetime(200));
  Vector times = builder.finish();
  times.set_range(kelpie::tables::IntegerRange{100, 200});
  const std::array arguments{times, Vector::constant(Value::timespan(5), 2)};
  const auto kernel = shift->kernel(CallSite{.argument_types = {}, .constants = {}, .result_type = Type::datetime});
  const Vector shifted = kernel->evaluate(arguments, 2);
  BOOST_TEST_REQUIRE(shifted.range().has_value());
  BOOST_TEST(shifted.range()->min == 105);
  BOOST_TEST(shifted.range()->max == 205);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(comparison)

BOOST_AUTO_TEST_CASE(values_of_every_type) {
  BOOST_TEST(apply(number(1), "==", number(1)) == yes());
  BOOST_TEST(apply(number(1), "==", Value::real(1)) == yes());
  BOOST_TEST(apply(text("a"), "==", text("A")) == no());
  BOOST_TEST(apply(text(""), "!=", text("")) == no());
  BOOST_TEST(apply(yes(), "==", no()) == no());
  BOOST_TEST(apply(when("2020-01-01"), "<", when("2020-01-02")) == yes());
  BOOST_TEST(apply(span("01:00:00"), ">=", span("01:00:00")) == yes());
  BOOST_TEST(apply(decimal("1.10"), "==", decimal("1.1")) == yes());
  BOOST_TEST(apply(decimal("-1"), "<", decimal("1")) == yes());
  BOOST_TEST(apply(number(2), ">", number(3)) == no());
  BOOST_TEST(apply(Value::real(2), "<=", Value::real(2)) == yes());
}

BOOST_AUTO_TEST_CASE(nan_is_unequal_to_everything) {
  const Value nan = Value::real(std::numeric_limits<double>::quiet_NaN());
  BOOST_TEST(apply(nan, "==", nan) == no());
  BOOST_TEST(apply(nan, "!=", nan) == yes());
  BOOST_TEST(apply(nan, "<", Value::real(1)) == no());
  BOOST_TEST(apply(nan, ">=", Value::real(1)) == no());
}

BOOST_AUTO_TEST_CASE(a_null_equals_no_value_and_two_nulls_are_unknown) {
  for (const Type type : {Type::boolean, Type::long_, Type::real, Type::decimal, Type::datetime, Type::guid}) {
    const Value null(type);
    const Value value = type == Type::boolean    ? yes()
                        : type == Type::long_    ? number(0)
                        : type == Type::real     ? Value::real(0)
                        : type == Type::decimal  ? decimal("0")
                        : type == Type::datetime ? Value::datetime(0)
                                                 : Value::guid({});
    BOOST_TEST(apply(null, "==", value) == no());
    BOOST_TEST(apply(value, "==", null) == no());
    BOOST_TEST(apply(null, "!=", value) == yes());
    BOOST_TEST(apply(value, "!=", null) == yes());
    BOOST_TEST(apply(null, "==", null) == unknown());
    BOOST_TEST(apply(null, "!=", null) == unknown());
  }
}

BOOST_AUTO_TEST_CASE(an_order_with_a_null_is_unknown) {
  for (const char* operation : {"<", "<=", ">", ">="}) {
    BOOST_TEST(apply(Value(Type::long_), operation, number(3)) == unknown());
    BOOST_TEST(apply(Value::real(3), operation, Value(Type::real)) == unknown());
    BOOST_TEST(apply(Value(Type::decimal), operation, decimal("3")) == unknown());
  }
}

BOOST_AUTO_TEST_CASE(text_is_read_as_the_type_of_the_other_side) {
  BOOST_TEST(apply(when("2020-01-01"), "==", text("2020-01-01")) == yes());
  BOOST_TEST(apply(text("2020-01-02"), "!=", when("2020-01-01")) == yes());
  BOOST_TEST(apply(when("2020-01-01"), "==", text("no date")) == no());
  BOOST_TEST(apply(number(5), "==", text("5")) == yes());
}

BOOST_AUTO_TEST_CASE(a_dynamic_is_read_as_the_type_of_the_other_side) {
  BOOST_TEST(apply(json(R"("x")"), "==", text("x")) == yes());
  BOOST_TEST(apply(json(R"("x")"), "==", number(1)) == no());
  BOOST_TEST(apply(json(R"("x")"), "!=", number(1)) == yes());
  BOOST_TEST(apply(json("5.7"), "==", number(5)) == no());
  BOOST_TEST(apply(json("5.7"), ">", number(5)) == yes());
  BOOST_TEST(apply(number(5), "<", json("5.7")) == yes());
  BOOST_TEST(apply(number(5), ">=", json("5.7")) == no());
  BOOST_TEST(apply(json("true"), "==", yes()) == yes());
  BOOST_TEST(apply(json(R"("2020-01-01")"), "==", when("2020-01-01")) == yes());
  BOOST_TEST(apply(json("[1]"), "==", text("[1]")) == yes());
}

BOOST_AUTO_TEST_CASE(a_null_dynamic_is_empty_text_and_equals_no_number) {
  BOOST_TEST(apply(Value(Type::dynamic), "==", text("")) == yes());
  BOOST_TEST(apply(Value(Type::dynamic), "!=", text("a")) == yes());
  BOOST_TEST(apply(Value(Type::dynamic), "==", number(1)) == no());
  BOOST_TEST(apply(Value(Type::dynamic), "==", Value(Type::long_)) == unknown());
  BOOST_TEST(apply(Value(Type::dynamic), "<", number(1)) == unknown());
}

BOOST_AUTO_TEST_CASE(two_dynamics_have_no_result_type) {
  for (const char* operation : {"==", "!=", "<"}) {
    bool refused = false;
    for (const Overload& overload : operators().registry().find_scalar(operation)->overloads) {
      const bool dynamics = overload.parameters[0].types == TypeSet(Type::dynamic) &&
                            overload.parameters[1].types == TypeSet(Type::dynamic);
      if (dynamics) refused = !overload.result({}, {}).has_value();
    }
    BOOST_TEST(refused, operation);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(logic)

BOOST_AUTO_TEST_CASE(and_is_false_as_soon_as_one_side_is) {
  BOOST_TEST(apply(yes(), "and", yes()) == yes());
  BOOST_TEST(apply(yes(), "and", no()) == no());
  BOOST_TEST(apply(no(), "and", unknown()) == no());
  BOOST_TEST(apply(unknown(), "and", no()) == no());
  BOOST_TEST(apply(unknown(), "and", yes()) == unknown());
  BOOST_TEST(apply(yes(), "and", unknown()) == unknown());
  BOOST_TEST(apply(unknown(), "and", unknown()) == unknown());
}

BOOST_AUTO_TEST_CASE(or_is_true_as_soon_as_one_side_is) {
  BOOST_TEST(apply(no(), "or", no()) == no());
  BOOST_TEST(apply(yes(), "or", no()) == yes());
  BOOST_TEST(apply(yes(), "or", unknown()) == yes());
  BOOST_TEST(apply(unknown(), "or", yes()) == yes());
  BOOST_TEST(apply(unknown(), "or", no()) == unknown());
  BOOST_TEST(apply(no(), "or", unknown()) == unknown());
  BOOST_TEST(apply(unknown(), "or", unknown()) == unknown());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ranges_and_sets)

BOOST_AUTO_TEST_CASE(between_includes_both_ends) {
  BOOST_TEST(operators().call("between", {number(1), number(1), number(5)}) == yes());
  BOOST_TEST(operators().call("between", {number(5), number(1), number(5)}) == yes());
  BOOST_TEST(operators().call("between", {number(6), number(1), number(5)}) == no());
  BOOST_TEST(operators().call("!between", {number(6), number(1), number(5)}) == yes());
  BOOST_TEST(operators().call("between", {Value::real(2.5), number(1), number(5)}) == yes());
  BOOST_TEST(operators().call("between", {decimal("2.5"), decimal("1"), decimal("2")}) == no());
  BOOST_TEST(operators().call("between", {number(least), number(least), number(most)}) == yes());
}

BOOST_AUTO_TEST_CASE(a_datetime_lies_within_a_time_after_another) {
  BOOST_TEST(operators().call("between", {when("2017-05-03"), when("2017-05-01"), span("3.00:00:00")}) == yes());
  BOOST_TEST(operators().call("between", {when("2017-05-05"), when("2017-05-01"), span("3.00:00:00")}) == no());
  BOOST_TEST(operators().call("!between", {when("2017-05-05"), when("2017-05-01"), span("3.00:00:00")}) == yes());
}

BOOST_AUTO_TEST_CASE(between_with_a_null_is_unknown) {
  BOOST_TEST(operators().call("between", {Value(Type::long_), number(1), number(5)}) == unknown());
  BOOST_TEST(operators().call("!between", {number(1), Value(Type::long_), number(5)}) == unknown());
}

BOOST_AUTO_TEST_CASE(in_finds_values_and_elements_of_arrays) {
  BOOST_TEST(operators().call("in", {number(2), number(1), number(2)}) == yes());
  BOOST_TEST(operators().call("!in", {number(2), number(1), number(2)}) == no());
  BOOST_TEST(operators().call("in", {text("b"), text("a"), json(R"(["b","c"])")}) == yes());
  BOOST_TEST(operators().call("in", {text("B"), text("a"), json(R"(["b","c"])")}) == no());
  BOOST_TEST(operators().call("in", {Value::real(1), number(1)}) == yes());
  BOOST_TEST(operators().call("in", {number(1), Value::real(1.5)}) == no());
  BOOST_TEST(operators().call("in", {when("2020-01-01"), json(R"(["2020-01-01"])")}) == yes());
  BOOST_TEST(operators().call("in", {yes(), no(), yes()}) == yes());
  BOOST_TEST(operators().call("in", {decimal("1.0"), decimal("1")}) == yes());
}

BOOST_AUTO_TEST_CASE(in_finds_among_many) {
  std::vector<Value> numbers{number(77)};
  std::vector<Value> texts{text("77")};
  for (int i = 0; i < 100; ++i) numbers.push_back(number(i)), texts.push_back(text(std::to_string(i)));
  BOOST_TEST(operators().call("in", numbers) == yes());
  BOOST_TEST(operators().call("in", texts) == yes());
  numbers[0] = number(100);
  texts[0] = text("100");
  BOOST_TEST(operators().call("in", numbers) == no());
  BOOST_TEST(operators().call("!in", texts) == yes());
}

BOOST_AUTO_TEST_CASE(a_null_is_in_no_set_of_values) {
  BOOST_TEST(operators().call("in", {Value(Type::long_), number(5)}) == no());
  BOOST_TEST(operators().call("!in", {Value(Type::long_), number(5)}) == yes());
  BOOST_TEST(operators().call("in", {Value(Type::long_), number(5), Value(Type::long_)}) == unknown());
  BOOST_TEST(operators().call("in", {number(6), number(5), Value(Type::long_)}) == no());
  BOOST_TEST(operators().call("!in", {number(6), number(5), Value(Type::long_)}) == yes());
}

BOOST_AUTO_TEST_CASE(a_dynamic_is_looked_for_among_values) {
  BOOST_TEST(operators().call("in", {json(R"("b")"), text("a"), text("b")}) == yes());
  BOOST_TEST(operators().call("in", {json("3"), number(1), number(3)}) == yes());
  BOOST_TEST(operators().call("in", {json("3.5"), number(3)}) == no());
  BOOST_TEST(operators().call("!in", {Value(Type::dynamic), text("a")}) == yes());
}

BOOST_AUTO_TEST_SUITE_END()
