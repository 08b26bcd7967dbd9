#include "tables/store/encoding/value_check.hpp"

#include "tables/store/encoding/byte_cursor.hpp"
#include "tables/store/encoding/vector_code.hpp"
#include "tables/text.hpp"

namespace kelpie::tables::store {

namespace {

/// How many there are: without a way out the loop is a quick one.
KELPIE_VECTOR_CODE std::uint64_t times_beyond(const std::int64_t* ticks, std::size_t count) {
  std::uint64_t beyond = 0;
  for (std::size_t i = 0; i < count; ++i) beyond += ticks[i] < 0 || ticks[i] > max_datetime ? 1 : 0;
  return beyond;
}

}  // namespace

void require_datetimes(const std::int64_t* ticks, std::size_t count) {
  if (times_beyond(ticks, count) == 0) return;
  for (std::size_t i = 0; i < count; ++i) {
    if (ticks[i] < 0 || ticks[i] > max_datetime)
      throw_damaged("a datetime", static_cast<std::uint64_t>(ticks[i]), "ticks of the years 1 to 9999");
  }
}

void require_decimals(const Decimal* values, std::size_t count) {
  // IEEE 754 decimal128: 34 digits; no number has a larger exponent when its trailing zeros are cut off.
  constexpr std::int32_t smallest_exponent = -6176;
  constexpr std::int32_t largest_exponent = 6144;
  constexpr int128 beyond = int128{100'000'000'000'000'000} * 100'000'000'000'000'000;
  for (std::size_t i = 0; i < count; ++i) {
    const Decimal& value = values[i];
    const bool fits = value.exponent >= smallest_exponent && value.exponent <= largest_exponent &&
                      value.coefficient > -beyond && value.coefficient < beyond;
    // make_decimal knows the largest numbers.
    if (!fits || !make_decimal(value.coefficient, value.exponent)) {
      throw_damaged("a decimal", static_cast<std::uint64_t>(static_cast<std::int64_t>(value.exponent)),
                    "34 digits and an exponent that decimals have");
    }
  }
}

void require_truth_values(const std::uint8_t* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (values[i] > 1) throw_damaged("a truth value", values[i], "0 or 1");
  }
}

}  // namespace kelpie::tables::store
