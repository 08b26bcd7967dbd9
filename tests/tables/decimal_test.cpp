#include "tables/decimal.hpp"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

using namespace kelpie::tables;

namespace {

Decimal dec(std::string_view text) {
  const auto value = parse_decimal(text);
  BOOST_REQUIRE_MESSAGE(value.has_value(), text);
  return *value;
}

std::string text_of(const std::optional<Decimal>& value) { return value ? to_text(*value) : "nothing"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(decimal)

BOOST_AUTO_TEST_CASE(text_is_normalised) {
  BOOST_TEST(to_text(dec("1.50")) == "1.5");
  BOOST_TEST(to_text(dec(" +007 ")) == "7");
  BOOST_TEST(to_text(dec("-0.00")) == "0");
  BOOST_TEST(to_text(dec("100")) == "100");
  BOOST_TEST(to_text(dec("1e3")) == "1000");
  BOOST_TEST(to_text(dec("12.5E-3")) == "0.0125");
  BOOST_TEST(to_text(dec(".5")) == "0.5");
  BOOST_TEST(to_text(dec("5.")) == "5");
  BOOST_TEST(to_text(dec("-123.45678")) == "-123.45678");
  BOOST_TEST(to_text(dec("1e60")) == "1e60");
  BOOST_TEST(to_text(dec("-1.25e-70")) == "-1.25e-70");
  BOOST_CHECK(dec("1.10") == dec("11e-1"));
}

BOOST_AUTO_TEST_CASE(text_that_is_no_decimal_gives_nothing) {
  for (const char* text :
       {"", " ", "abc", "1,000", "1.2.3", "--1", "1e", "1e+", ".", "0x10", "1 2", "NaN", "1e99999999999", "1e6145"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_CHECK(!parse_decimal(text)); }
  }
}

BOOST_AUTO_TEST_CASE(thirty_four_digits_are_kept_and_a_longer_fraction_is_rounded) {
  const std::string nines(34, '9');
  BOOST_TEST(to_text(dec(nines)) == nines);
  BOOST_CHECK(!parse_decimal(nines + "9"));
  BOOST_TEST(to_text(dec(nines + "0")) == nines + "0");
  BOOST_TEST(to_text(dec("0." + nines + "5")) == "1");
  BOOST_TEST(to_text(dec("0." + nines + "4")) == "0." + nines);
  BOOST_TEST(to_text(dec("1e-7000")) == "0");
}

BOOST_AUTO_TEST_CASE(tenths_add_up) {
  BOOST_CHECK(add(dec("0.1"), dec("0.2")) == dec("0.3"));
  BOOST_TEST(text_of(subtract(dec("1"), dec("0.9"))) == "0.1");
  BOOST_TEST(text_of(add(dec("5"), dec("-5"))) == "0");
  BOOST_TEST(text_of(multiply(dec("2147483648"), dec("2"))) == "4294967296");
}

BOOST_AUTO_TEST_CASE(sums_far_apart_round_as_the_exact_sum_does) {
  const std::string one_and_zeros = "1" + std::string(33, '0');
  BOOST_TEST(text_of(add(dec("1e33"), dec("0.4"))) == one_and_zeros);
  BOOST_TEST(text_of(add(dec("1e33"), dec("0.5"))) == "1" + std::string(32, '0') + "1");
  BOOST_TEST(text_of(add(dec("1e33"), dec("0.49999999999999999999999999"))) == one_and_zeros);
  BOOST_TEST(text_of(add(dec("1e50"), dec("1e-50"))) == "1e50");
  BOOST_TEST(text_of(subtract(dec("1e50"), dec("1e-50"))) == "1e50");
  // 10^33 - 10^-1: 34 nines would need 33 + 1 digits.
  BOOST_TEST(text_of(subtract(dec("1e33"), dec("0.1"))) == std::string(33, '9') + ".9");
  BOOST_TEST(text_of(subtract(dec("1e33"), dec("0.05"))) == one_and_zeros);
  BOOST_TEST(text_of(subtract(dec("1e33"), dec("0.0500000000000000000000001"))) == std::string(33, '9') + ".9");
}

BOOST_AUTO_TEST_CASE(products_of_68_digits_are_rounded_half_away_from_zero) {
  const Decimal nines = dec(std::string(34, '9'));
  // (10^34 - 1)^2 = 10^68 - 2*10^34 + 1
  BOOST_TEST(text_of(multiply(nines, nines)) == "9.999999999999999999999999999999998e67");
  BOOST_TEST(text_of(multiply(dec("1000000000000000000000000000000001"), dec("0.5"))) ==
             "500000000000000000000000000000000.5");
  BOOST_TEST(text_of(multiply(dec("3000000000000000000000000000000001"), dec("-1.5"))) ==
             "-4500000000000000000000000000000002");
  BOOST_CHECK(!multiply(dec("1e6000"), dec("1e6000")));
  BOOST_TEST(text_of(multiply(dec("1e-6000"), dec("1e-6000"))) == "0");
}

BOOST_AUTO_TEST_CASE(quotients_have_34_digits) {
  BOOST_TEST(text_of(divide(dec("10"), dec("3"))) == "3." + std::string(33, '3'));
  BOOST_TEST(text_of(divide(dec("-2"), dec("3"))) == "-0." + std::string(33, '6') + "7");
  BOOST_TEST(text_of(divide(dec("1"), dec("8"))) == "0.125");
  BOOST_CHECK(!divide(dec("1"), dec("0")));
  BOOST_TEST(text_of(divide(dec("0"), dec("7"))) == "0");
}

BOOST_AUTO_TEST_CASE(remainders_are_never_negative) {
  BOOST_TEST(text_of(modulo(dec("-14"), dec("12"))) == "10");
  BOOST_TEST(text_of(modulo(dec("14"), dec("-12"))) == "2");
  BOOST_TEST(text_of(modulo(dec("-5.5"), dec("2"))) == "0.5");
  BOOST_TEST(text_of(modulo(dec("1e40"), dec("7"))) == "4");
  BOOST_TEST(text_of(modulo(dec("0.25"), dec("1e50"))) == "0.25");
  BOOST_TEST(text_of(modulo(dec("6"), dec("0.4"))) == "0");
  BOOST_CHECK(!modulo(dec("1"), dec("0")));
}

BOOST_AUTO_TEST_CASE(order_spans_exponents) {
  BOOST_CHECK(compare(dec("1.5"), dec("1.50")) == std::strong_ordering::equal);
  BOOST_CHECK(compare(dec("-1e20"), dec("-1")) == std::strong_ordering::less);
  BOOST_CHECK(compare(dec("2"), dec("10")) == std::strong_ordering::less);
  BOOST_CHECK(compare(dec("0.0000001"), dec("0")) == std::strong_ordering::greater);
  BOOST_CHECK(compare(dec("-3"), dec("3")) == std::strong_ordering::less);
  BOOST_CHECK(compare(dec("123.1"), dec("123.09")) == std::strong_ordering::greater);
}

BOOST_AUTO_TEST_CASE(floor_goes_down) {
  BOOST_TEST(to_text(floor(dec("2.9"))) == "2");
  BOOST_TEST(to_text(floor(dec("-2.1"))) == "-3");
  BOOST_TEST(to_text(floor(dec("-9.5"))) == "-10");
  BOOST_TEST(to_text(floor(dec("1e-50"))) == "0");
  BOOST_TEST(to_text(floor(dec("-1e-50"))) == "-1");
  BOOST_TEST(to_text(floor(dec("70"))) == "70");
}

BOOST_AUTO_TEST_CASE(longs_and_reals_convert) {
  constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  BOOST_TEST(to_text(decimal_from(lowest)) == "-9223372036854775808");
  BOOST_CHECK(to_int64(decimal_from(lowest)) == lowest);
  BOOST_CHECK(!to_int64(dec("9223372036854775808")));
  BOOST_CHECK(!to_int64(dec("1e30")));
  BOOST_CHECK(to_int64(dec("-2.9")) == -2);
  BOOST_CHECK(to_int64(dec("1e-40")) == 0);
  BOOST_TEST(text_of(decimal_from(0.1)) == "0.1");
  BOOST_TEST(text_of(decimal_from(-1.5e300)) == "-1.5e300");
  BOOST_CHECK(!decimal_from(std::nan("")));
  BOOST_CHECK(!decimal_from(std::numeric_limits<double>::infinity()));
  BOOST_TEST(to_double(dec("0.1")) == 0.1);
  BOOST_TEST(to_double(dec("-3.141592653589793238462643383279502")) == -3.141592653589793);
  BOOST_TEST(to_double(dec("1e400")) == std::numeric_limits<double>::infinity());
  BOOST_TEST(to_double(dec("-1e-400")) == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
