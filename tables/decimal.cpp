#include "tables/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace kelpie::tables {

namespace {

__extension__ using uint128 = unsigned __int128;

// IEEE 754 decimal128: 34 digits, exponent of the last digit within these bounds.
constexpr int max_digits = 34;
constexpr std::int32_t min_exponent = -6176;
constexpr std::int32_t max_exponent = 6111;
/// No power above 10^38 fits 128 bits.
constexpr int powers = 39;

constexpr std::array<uint128, powers> power_of_ten = [] {
  std::array<uint128, powers> table{};
  uint128 value = 1;
  for (int i = 0; i < powers; ++i) {
    table[static_cast<std::size_t>(i)] = value;
    value *= 10;
  }
  return table;
}();

uint128 power(int exponent) { return power_of_ten[static_cast<std::size_t>(exponent)]; }

uint128 magnitude(int128 value) {
  return value < 0 ? uint128{0} - static_cast<uint128>(value) : static_cast<uint128>(value);
}

/// Decimal digits of a number; 0 has none.
int digits_of(uint128 value) {
  int low = 0;
  int high = powers;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (value >= power(middle))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

uint128 divide_rounded(uint128 value, int drop) {
  if (drop >= powers) return 0;
  const uint128 quotient = value / power(drop);
  return value % power(drop) >= power(drop) / 2 + (drop == 0 ? 1 : 0) ? quotient + 1 : quotient;
}

/// The number whose coefficient may have more digits than are kept.
std::optional<Decimal> make(bool negative, uint128 value, std::int64_t exponent) {
  int drop = std::max(0, digits_of(value) - max_digits);
  if (exponent + drop < min_exponent) drop = static_cast<int>(std::min<std::int64_t>(min_exponent - exponent, powers));
  if (drop > 0) {
    value = divide_rounded(value, drop);
    exponent += drop;
  }
  if (value == 0) return Decimal{};
  while (value % 10 == 0) {
    value /= 10;
    ++exponent;
  }
  // A number like 1e6120 fits with zeros appended to its coefficient; kept normalised, its exponent is larger than that
  // of the last digit.
  if (exponent + digits_of(value) > max_exponent + max_digits) return std::nullopt;
  return Decimal{negative ? -static_cast<int128>(value) : static_cast<int128>(value),
                 static_cast<std::int32_t>(exponent)};
}

Decimal negated(Decimal value) {
  value.coefficient = -value.coefficient;
  return value;
}

}  // namespace

std::optional<Decimal> make_decimal(int128 coefficient, std::int64_t exponent) {
  return make(coefficient < 0, magnitude(coefficient), exponent);
}

std::strong_ordering compare(const Decimal& left, const Decimal& right) {
  const int left_sign = left.coefficient > 0 ? 1 : left.coefficient < 0 ? -1 : 0;
  const int right_sign = right.coefficient > 0 ? 1 : right.coefficient < 0 ? -1 : 0;
  if (left_sign != right_sign) return left_sign <=> right_sign;
  if (left_sign == 0) return std::strong_ordering::equal;
  uint128 left_value = magnitude(left.coefficient);
  uint128 right_value = magnitude(right.coefficient);
  const int left_digits = digits_of(left_value);
  const int right_digits = digits_of(right_value);
  std::strong_ordering order = left.exponent + left_digits <=> right.exponent + right_digits;
  if (order == std::strong_ordering::equal) {
    if (left_digits < right_digits)
      left_value *= power(right_digits - left_digits);
    else
      right_value *= power(left_digits - right_digits);
    order = left_value <=> right_value;
  }
  return left_sign > 0 ? order : 0 <=> order;
}

std::optional<Decimal> add(const Decimal& left, const Decimal& right) {
  if (left.coefficient == 0) return right;
  if (right.coefficient == 0) return left;
  if (left.exponent < right.exponent) return add(right, left);
  const int gap = left.exponent - right.exponent;
  const uint128 left_value = magnitude(left.coefficient);
  const int scale = std::min(gap, powers - 2 - digits_of(left_value));
  int128 sum = left.coefficient * static_cast<int128>(power(scale));
  const int drop = gap - scale;
  const bool opposite = (left.coefficient < 0) != (right.coefficient < 0);
  const uint128 right_value = magnitude(right.coefficient);
  // When digits of the smaller number fall off, the larger has 37 digits, three more than are kept: truncating away
  // from it is exact enough.
  uint128 addend = drop >= powers ? 0 : right_value / power(drop);
  const bool cut = drop > 0 && (drop >= powers || right_value % power(drop) != 0);
  if (cut && opposite) ++addend;
  sum += right.coefficient < 0 ? -static_cast<int128>(addend) : static_cast<int128>(addend);
  return make(sum < 0, magnitude(sum), std::int64_t{right.exponent} + drop);
}

std::optional<Decimal> subtract(const Decimal& left, const Decimal& right) { return add(left, negated(right)); }

std::optional<Decimal> multiply(const Decimal& left, const Decimal& right) {
  // Two limbs of 17 digits each: the product is high * 10^34 + low.
  const uint128 base = power(17);
  const uint128 a = magnitude(left.coefficient);
  const uint128 b = magnitude(right.coefficient);
  const uint128 cross = (a / base) * (b % base) + (a % base) * (b / base);
  uint128 low = (a % base) * (b % base) + cross % base * base;
  const uint128 high = (a / base) * (b / base) + cross / base + low / power(34);
  low %= power(34);
  const bool negative = (left.coefficient < 0) != (right.coefficient < 0);
  const std::int64_t exponent = std::int64_t{left.exponent} + right.exponent;
  if (high == 0) return make(negative, low, exponent);
  // One digit more than are kept decides the rounding; the digits after it cannot change a rounding half away from
  // zero.
  const int drop = digits_of(high) - 1;
  return make(negative, high * power(34 - drop) + low / power(drop), exponent + drop);
}

std::optional<Decimal> divide(const Decimal& left, const Decimal& right) {
  if (right.coefficient == 0) return std::nullopt;
  const uint128 divisor = magnitude(right.coefficient);
  uint128 quotient = magnitude(left.coefficient) / divisor;
  uint128 rest = magnitude(left.coefficient) % divisor;
  std::int64_t exponent = std::int64_t{left.exponent} - right.exponent;
  while (rest != 0 && quotient < power(max_digits)) {
    rest *= 10;
    quotient = quotient * 10 + rest / divisor;
    rest %= divisor;
    --exponent;
  }
  return make((left.coefficient < 0) != (right.coefficient < 0), quotient, exponent);
}

std::optional<Decimal> modulo(const Decimal& left, const Decimal& right) {
  if (right.coefficient == 0) return std::nullopt;
  const uint128 divisor = magnitude(right.coefficient);
  const int gap = left.exponent - right.exponent;
  uint128 rest = magnitude(left.coefficient);
  if (gap >= 0) {
    rest %= divisor;
    for (int i = 0; i < gap && rest != 0; ++i) rest = rest * 10 % divisor;
    if (left.coefficient < 0 && rest != 0) rest = divisor - rest;
    return make(false, rest, right.exponent);
  }
  const Decimal size{static_cast<int128>(divisor), right.exponent};
  if (digits_of(divisor) - gap >= powers) return left.coefficient < 0 ? add(size, left) : left;
  const uint128 scaled = divisor * power(-gap);
  rest %= scaled;
  if (left.coefficient < 0 && rest != 0) rest = scaled - rest;
  return make(false, rest, left.exponent);
}

Decimal floor(const Decimal& value) {
  if (value.exponent >= 0) return value;
  const bool negative = value.coefficient < 0;
  if (-value.exponent >= powers) return Decimal{negative ? -1 : 0, 0};
  // Normalised, so that a negative exponent means a fraction.
  const uint128 whole = magnitude(value.coefficient) / power(-value.exponent) + (negative ? 1 : 0);
  return make(negative, whole, 0).value_or(value);
}

Decimal decimal_from(std::int64_t value) { return make(value < 0, magnitude(value), 0).value_or(Decimal{}); }

std::optional<Decimal> decimal_from(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  return parse_decimal({text, static_cast<std::size_t>(end - text)});
}

double to_double(const Decimal& value) {
  if (value.coefficient == 0) return 0;
  char text[64];
  char* digit = text + 44;
  char* const end_of_digits = digit;
  for (uint128 rest = magnitude(value.coefficient); rest != 0; rest /= 10)
    *--digit = static_cast<char>('0' + static_cast<int>(rest % 10));
  if (value.coefficient < 0) *--digit = '-';
  *end_of_digits = 'e';
  const char* const end = std::to_chars(end_of_digits + 1, text + sizeof text, value.exponent).ptr;
  double result = 0;
  if (std::from_chars(digit, end, result).ec == std::errc::result_out_of_range) {
    result = value.exponent < 0 ? 0 : std::numeric_limits<double>::infinity();
    if (value.coefficient < 0) result = -result;
  }
  return result;
}

std::optional<std::int64_t> to_int64(const Decimal& value) {
  const uint128 size = magnitude(value.coefficient);
  uint128 whole = 0;
  if (value.exponent < 0) {
    if (-value.exponent < powers) whole = size / power(-value.exponent);
  } else {
    if (digits_of(size) + value.exponent > 19) return std::nullopt;
    whole = size * power(value.exponent);
  }
  const uint128 limit = uint128{1} << 63;
  if (value.coefficient < 0) {
    if (whole > limit) return std::nullopt;
    return static_cast<std::int64_t>(-static_cast<int128>(whole));
  }
  if (whole >= limit) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

}  // namespace kelpie::tables
