#include <cmath>
#include <limits>

#include "executor/error.hpp"
#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

const FunctionCaller& math() {
  static const FunctionCaller caller{add_math_functions};
  return caller;
}

Value call(std::string_view function, std::vector<Value> arguments) {
  return math().call(function, std::move(arguments));
}
Value real(double value) { return Value::real(value); }
Value when(std::string_view value) { return Value::datetime(kelpie::tables::parse_datetime(value).value()); }
Value span(std::string_view value) { return Value::timespan(kelpie::tables::parse_timespan(value).value()); }
Value decimal(std::string_view value) { return Value::decimal(kelpie::tables::parse_decimal(value).value()); }
void check_close(const Value& value, double expected) { BOOST_CHECK_CLOSE(value.as_real(), expected, 1e-9); }

}  // namespace

BOOST_AUTO_TEST_SUITE(bins)

BOOST_AUTO_TEST_CASE(numbers_fall_into_bins_toward_minus_infinity) {
  BOOST_TEST(call("bin", {number(-5), number(2)}) == number(-6));
  BOOST_TEST(call("bin", {number(5), number(2)}) == number(4));
  BOOST_TEST(call("bin", {Value::int_(7), Value::int_(7)}) == number(7));
  BOOST_TEST(call("bin", {real(-5.5), real(1)}) == real(-6));
  BOOST_TEST(call("floor", {real(5.5), number(2)}) == real(4));
  BOOST_TEST(call("bin", {decimal("-0.5"), decimal("1")}) == decimal("-1"));
  BOOST_TEST(call("bin", {number(-1), number(std::numeric_limits<std::int64_t>::max())}) ==
             number(-std::numeric_limits<std::int64_t>::max()));
}

BOOST_AUTO_TEST_CASE(datetimes_fall_into_bins_from_year_one) {
  BOOST_TEST(call("bin", {when("1955-11-05 06:15"), span("7.00:00:00")}) == when("1955-10-31"));
  BOOST_TEST(call("bin", {when("1969-12-31 23:30"), span("01:00:00")}) == when("1969-12-31 23:00"));
  BOOST_TEST(call("bin", {when("0001-01-01 00:00:00.0000001"), span("1.00:00:00")}) == when("0001-01-01"));
  BOOST_TEST(call("bin", {when("9999-12-31 23:59:59.9999999"), span("1.00:00:00")}) == when("9999-12-31"));
  BOOST_TEST(call("bin", {when("2020-06-15 13:45:30.7654321"), Value::timespan(1)}) ==
             when("2020-06-15 13:45:30.7654321"));
  BOOST_TEST(call("bin", {span("-01:30:00"), span("01:00:00")}) == span("-02:00:00"));
}

BOOST_AUTO_TEST_CASE(a_size_that_is_not_positive_makes_a_null) {
  BOOST_TEST(call("bin", {number(5), number(0)}) == Value(Type::long_));
  BOOST_TEST(call("bin", {number(5), number(-2)}) == Value(Type::long_));
  BOOST_TEST(call("bin", {when("2020-10-25 02:30"), span("-01:00:00")}) == Value(Type::datetime));
  BOOST_TEST(call("bin", {real(5), Value(Type::real)}) == Value(Type::real));
}

BOOST_AUTO_TEST_CASE(a_batch_within_one_bin_is_a_constant) {
  const ScalarFunction* bin = math().registry().find_scalar("bin");
  const std::vector<Type> types{Type::datetime, Type::timespan};
  const std::vector<std::optional<Value>> constants{std::nullopt, span("01:00:00")};
  const auto kernel = bin->overloads.front().kernel(CallSite{types, constants, Type::datetime});
  kelpie::tables::ColumnBuilder builder(Type::datetime);
  const std::int64_t start = when("2020-01-01 10:00").as_integer();
  builder.append(Value::datetime(start + 5));
  builder.append(Value::datetime(start + 6));
  Vector times = builder.finish();
  times.set_range(kelpie::tables::IntegerRange{start + 5, start + 6});
  const std::array arguments{times, Vector::constant(span("01:00:00"), 2)};
  const Vector bins = kernel->evaluate(arguments, 2);
  BOOST_TEST(bins.is_constant());
  BOOST_TEST(bins.value_at(1) == Value::datetime(start));
}

BOOST_AUTO_TEST_CASE(bin_at_starts_a_bin_at_the_fixed_point) {
  BOOST_TEST(call("bin_at", {real(6.5), real(2.5), real(7)}) == real(4.5));
  BOOST_TEST(call("bin_at", {span("01:00:00"), span("1.00:00:00"), span("12:00:00")}) == span("-12:00:00"));
  BOOST_TEST(call("bin_at", {when("2017-05-17 10:20"), span("7.00:00:00"), when("2017-06-04")}) == when("2017-05-14"));
  BOOST_TEST(call("bin_at", {number(5), number(0), number(1)}) == Value(Type::long_));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rounding)

BOOST_AUTO_TEST_CASE(halves_round_away_from_zero) {
  BOOST_TEST(call("round", {real(2.5)}) == real(3));
  BOOST_TEST(call("round", {real(-2.5)}) == real(-3));
  BOOST_TEST(call("round", {real(2.15), number(1)}) == real(2.2));
  BOOST_TEST(call("round", {real(-50.55), number(-2)}) == real(-100));
  BOOST_TEST(call("round", {real(21.5), number(-1)}) == real(20));
  BOOST_TEST(call("round", {decimal("-2.345"), number(2)}) == decimal("-2.35"));
  BOOST_TEST(call("round", {decimal("149"), number(-2)}) == decimal("100"));
  BOOST_TEST(call("round", {real(1e308), number(100)}) == real(1e308));
}

BOOST_AUTO_TEST_CASE(signs_and_sizes) {
  BOOST_TEST(call("abs", {Value::int_(-2147483648)}) == number(2147483648));
  BOOST_TEST(call("abs", {span("-01:00:00")}) == span("01:00:00"));
  BOOST_TEST(call("sign", {real(std::nan(""))}) == real(0));
  BOOST_TEST(call("sign", {number(-42)}) == real(-1));
  BOOST_TEST(call("ceiling", {real(-1.1)}) == real(-1));
  BOOST_TEST(call("ceiling", {number(3)}) == real(3));
  BOOST_TEST(call("ceiling", {decimal("1.1")}) == decimal("2"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(elementary_functions)

BOOST_AUTO_TEST_CASE(logarithms_of_negative_numbers_are_null) {
  BOOST_TEST(call("log", {real(-1)}) == Value(Type::real));
  BOOST_TEST(call("log", {real(0)}) == real(-INFINITY));
  check_close(call("log10", {number(5)}), 0.6989700043360189);
  BOOST_TEST(std::isnan(call("sqrt", {real(-1)}).as_real()));
}

BOOST_AUTO_TEST_CASE(known_values) {
  BOOST_TEST(call("pow", {number(2), number(3)}) == real(8));
  BOOST_TEST(call("exp10", {number(3)}) == real(1000));
  check_close(call("cot", {number(1)}), 0.6420926159343306);
  check_close(call("atan2", {number(0), number(-1)}), 3.141592653589793);
  check_close(call("radians", {number(90)}), 1.5707963267948966);
  check_close(call("gamma", {number(5)}), 24);
  check_close(call("loggamma", {number(5)}), 3.1780538303479458);
  check_close(call("erf", {number(2)}), 0.9953222650189527);
}

BOOST_AUTO_TEST_CASE(distributions) {
  check_close(call("beta_inv", {real(0.1), real(10), real(20)}), 0.22641502238874897);
  check_close(call("beta_pdf", {real(0.5), real(10), real(20)}), 0.746176019310951);
  BOOST_TEST(call("beta_inv", {real(1.5), real(10), real(20)}) == Value(Type::real));
  BOOST_TEST(std::isnan(call("beta_inv", {real(0.1), real(-1), real(20)}).as_real()));
  BOOST_TEST(std::isnan(call("beta_cdf", {real(-10), real(10), real(20)}).as_real()));
  const Value p = call("welch_test", {real(20.82), real(7.6), number(15), real(22.99), real(3.74), number(15)});
  BOOST_TEST(p.as_real() > 0.01);
  BOOST_TEST(p.as_real() < 0.05);
  BOOST_TEST(std::isnan(call("welch_test", {real(1), real(1), number(1), real(1), real(1), number(5)}).as_real()));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bits)

BOOST_AUTO_TEST_CASE(operations) {
  BOOST_TEST(call("binary_and", {number(12), number(10)}) == number(8));
  BOOST_TEST(call("binary_xor", {number(12), number(10)}) == number(6));
  BOOST_TEST(call("binary_not", {number(0)}) == number(-1));
  BOOST_TEST(call("binary_shift_left", {number(1), number(65)}) == number(2));
  BOOST_TEST(call("binary_shift_left", {number(1), number(-1)}) == Value(Type::long_));
  BOOST_TEST(call("binary_shift_right", {number(-8), number(1)}) == number(-4));
  BOOST_TEST(call("bitset_count_ones", {number(42)}) == number(3));
  BOOST_TEST(call("bitset_count_ones", {Value::int_(-1)}) == number(32));
}

BOOST_AUTO_TEST_CASE(hexadecimal_digits_are_as_many_as_the_type_is_wide) {
  BOOST_TEST(call("tohex", {number(256)}) == text("100"));
  BOOST_TEST(call("tohex", {number(-256)}) == text("ffffffffffffff00"));
  BOOST_TEST(call("tohex", {Value::int_(-256), Value::int_(8)}) == text("ffffff00"));
  BOOST_TEST(call("tohex", {number(256), number(8)}) == text("00000100"));
  BOOST_TEST(call("tohex", {number(256), number(2)}) == text("100"));
  BOOST_TEST(call("tohex", {number(1), number(99)}) == text("0000000000000001"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(hashes)

BOOST_AUTO_TEST_CASE(hash_is_xxhash64_of_the_bytes) {
  BOOST_TEST(call("hash", {text("World")}) == number(1846988464401551951));
  BOOST_TEST(call("hash_xxhash64", {text("World"), number(100)}) == number(51));
  BOOST_TEST(call("hash", {when("2015-01-01")}) == number(1380966698541616202));
  BOOST_TEST(call("hash", {text("World"), number(0)}) == Value(Type::long_));
}

BOOST_AUTO_TEST_CASE(digests_are_of_the_text_of_a_value) {
  BOOST_TEST(call("hash_md5", {text("World")}) == text("f5a7924e621e84c9280a9a27e1bcb7f6"));
  BOOST_TEST(call("hash_sha1", {text("World")}) == text("70c07ec18ef89c5309bbb0937f3a6342411e1fdd"));
  BOOST_TEST(call("hash_sha1", {when("2020-01-01")}) == text("e903e533f4d636b4fc0dcf3cf81e7b7f330de776"));
  BOOST_TEST(call("hash_sha256", {text("World")}) ==
             text("78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524"));
  BOOST_TEST(call("hash_sha256", {text("")}) == text(""));
}

BOOST_AUTO_TEST_CASE(hash_many_combines_the_hashes_of_its_arguments) {
  const Value first = call("hash", {text("a")});
  const Value second = call("hash", {number(1)});
  BOOST_TEST(call("hash_many", {text("a"), number(1)}) == call("hash_combine", {first, second}));
  BOOST_TEST(call("hash_combine", {first, second}) != call("hash_combine", {second, first}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(random_numbers)

BOOST_AUTO_TEST_CASE(every_row_draws_its_own) {
  const ScalarFunction* rand = math().registry().find_scalar("rand");
  BOOST_TEST(!rand->deterministic);
  const auto kernel = rand->overloads.front().kernel(CallSite{{}, {}, Type::real});
  const Vector drawn = kernel->evaluate({}, 1000);
  double sum = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    const double value = drawn.value_at(i).as_real();
    BOOST_TEST((value >= 0 && value < 1));
    sum += value;
  }
  BOOST_TEST(sum > 400);
  BOOST_TEST(sum < 600);
  BOOST_TEST(!(drawn.value_at(0) == drawn.value_at(1)));
}

BOOST_AUTO_TEST_CASE(a_random_guid_says_its_version) {
  const auto kernel = math().registry().find_scalar("new_guid")->overloads.front().kernel(CallSite{{}, {}, Type::guid});
  const std::string guid = kelpie::tables::to_text(kernel->evaluate({}, 1).value_at(0));
  BOOST_TEST(guid[14] == '4');
  BOOST_TEST(std::string("89ab").find(guid[19]) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(units)

BOOST_AUTO_TEST_CASE(quantities_convert) {
  check_close(call("convert_length", {real(1.2), text("Meter"), text("Foot")}), 3.9370078740157477);
  check_close(call("convert_energy", {real(1.2), text("Joule"), text("BritishThermalUnit")}), 0.0011373805443759806);
  check_close(call("convert_volume", {real(1.2), text("CubicMeter"), text("AcreFoot")}), 0.0009728568);
  check_close(call("convert_speed", {real(1.2), text("MeterPerSecond"), text("CentimeterPerHour")}), 432000);
  check_close(call("convert_temperature", {real(1.2), text("Kelvin"), text("DegreeCelsius")}), -271.95);
  check_close(call("convert_temperature", {real(100), text("DegreeCelsius"), text("DegreeFahrenheit")}), 212);
  check_close(call("convert_angle", {real(180), text("Degree"), text("Radian")}), 3.141592653589793);
}

BOOST_AUTO_TEST_CASE(an_unknown_unit_is_an_error_that_names_the_known_ones) {
  const auto names_the_known = [](const QueryError& error) {
    return std::string_view(error.what()).find("Foot") != std::string_view::npos;
  };
  BOOST_CHECK_EXCEPTION(call("convert_length", {real(1), text("Meter"), text("Cubit")}), QueryError, names_the_known);
}

BOOST_AUTO_TEST_CASE(sizes_in_bytes) {
  BOOST_TEST(call("format_bytes", {number(564)}) == text("564 Bytes"));
  BOOST_TEST(call("format_bytes", {number(10332), number(1)}) == text("10.1 KB"));
  BOOST_TEST(call("format_bytes", {number(20010332)}) == text("19 MB"));
  BOOST_TEST(call("format_bytes", {number(20010332), number(2)}) == text("19.08 MB"));
  BOOST_TEST(call("format_bytes", {number(20010332), number(0), text("KB")}) == text("19541 KB"));
  BOOST_TEST(call("format_bytes", {number(1024), number(2)}) == text("1 KB"));
  BOOST_CHECK_THROW(call("format_bytes", {number(1), number(0), text("kilo")}), QueryError);
}

BOOST_AUTO_TEST_CASE(around_includes_the_distance) {
  BOOST_TEST(call("around", {when("2021-01-01 01:29"), when("2021-01-01 01:30"), span("00:01:00")}) ==
             Value::boolean(true));
  BOOST_TEST(call("around", {when("2021-01-01 01:28"), when("2021-01-01 01:30"), span("00:01:00")}) ==
             Value::boolean(false));
  BOOST_TEST(call("around", {number(5), Value(Type::long_), number(1)}) == Value(Type::boolean));
}

BOOST_AUTO_TEST_SUITE_END()
