#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tables/dynamic.hpp"
#include "tables/vector.hpp"

namespace kelpie::executor {

// 64-bit hashes of values: equal values have equal hashes, in every run and on every machine, so that stored sketches
// stay good. Whole numbers and ticks never collide; for text the chance is that of XXH3.

/// Mixes all bits; two different numbers never give the same (the finalizer of MurmurHash3).
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t bits) {
  bits ^= bits >> 33;
  bits *= 0xff51afd7ed558ccdULL;
  bits ^= bits >> 33;
  bits *= 0xc4ceb9fe1a85ec53ULL;
  bits ^= bits >> 33;
  return bits;
}

[[nodiscard]] inline std::uint64_t hash_value(std::uint8_t value) { return mix_bits(value); }
[[nodiscard]] inline std::uint64_t hash_value(std::int64_t value) {
  return mix_bits(static_cast<std::uint64_t>(value));
}
[[nodiscard]] std::uint64_t hash_value(double value);  // 0 and -0 alike, all NaN alike
[[nodiscard]] std::uint64_t hash_value(const tables::Decimal& value);
[[nodiscard]] std::uint64_t hash_value(const tables::Guid& value);
[[nodiscard]] std::uint64_t hash_value(std::string_view text);
/// As tables::equal() sees it: 1 and 1.0 alike, the order of a bag's entries is nothing.
[[nodiscard]] std::uint64_t hash_value(tables::DynamicView value);

/// Hashes of rows [first, first + count) of a flat vector into out; what stands under a null is hashed too.
void hash_rows(const tables::Vector& flat, std::size_t first, std::size_t count, std::uint64_t* out);
/// The hash of one row of a flat vector.
[[nodiscard]] std::uint64_t hash_row(const tables::Vector& flat, std::size_t row);

}  // namespace kelpie::executor
