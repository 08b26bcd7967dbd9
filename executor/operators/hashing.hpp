#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "tables/decimal.hpp"
#include "tables/guid.hpp"

namespace kelpie::executor {

__extension__ using uint128 = unsigned __int128;

/// Multiply and fold: every bit of the value reaches the low bits.
[[nodiscard]] inline std::uint64_t mix(std::uint64_t value) {
  const uint128 product = static_cast<uint128>(value ^ 0x9e3779b97f4a7c15ull) * 0xd6e8feb86659fd93ull;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// One pattern for all NaNs and for both zeros.
[[nodiscard]] inline std::uint64_t canonical_bits(double value) {
  if (std::isnan(value)) return 0x7ff8000000000000ull;
  return std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
}

/// The value that stands for all that are the same key.
template <typename T>
[[nodiscard]] T canonical(const T& value) {
  if constexpr (std::is_same_v<T, double>) return value == 0 ? 0.0 : value;
  else return value;
}

/// Seeded for the process: text comes from whoever signs in.
[[nodiscard]] std::uint64_t hash_of(std::string_view text);
[[nodiscard]] inline std::uint64_t hash_of(std::int64_t value) { return mix(static_cast<std::uint64_t>(value)); }
[[nodiscard]] inline std::uint64_t hash_of(std::uint8_t value) { return mix(value); }
[[nodiscard]] inline std::uint64_t hash_of(double value) { return mix(canonical_bits(value)); }
[[nodiscard]] inline std::uint64_t hash_of(const tables::Guid& value) { return mix(value.high ^ mix(value.low)); }
[[nodiscard]] inline std::uint64_t hash_of(const tables::Decimal& value) {
  return mix(static_cast<std::uint64_t>(value.coefficient) ^ mix(static_cast<std::uint64_t>(value.exponent)));
}

}  // namespace kelpie::executor
