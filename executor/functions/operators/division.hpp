#pragma once

#include <bit>
#include <cstdint>

#include "executor/functions/operators/simd.hpp"

namespace kelpie::executor {

__extension__ using uint128 = unsigned __int128;

/// Quotient toward zero, as every / on integers; wraps for INT64_MIN / -1. The divisor must not be 0.
KELPIE_INLINE_LOOP std::int64_t truncating_quotient(std::int64_t value, std::int64_t divisor) {
  if (divisor == -1) return static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(value));
  return value / divisor;
}

/// Remainder that is never negative, whatever the signs (Kusto reference: "Numerical operators"). The divisor must not
/// be 0.
KELPIE_INLINE_LOOP std::int64_t positive_remainder(std::int64_t value, std::int64_t divisor) {
  if (divisor == -1) return 0;
  const std::int64_t remainder = value % divisor;
  if (remainder >= 0) return remainder;
  // |divisor| as unsigned: the sum lies in [0, |divisor|) even for INT64_MIN.
  const std::uint64_t size =
      divisor < 0 ? 0 - static_cast<std::uint64_t>(divisor) : static_cast<std::uint64_t>(divisor);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(remainder) + size);
}

/// Divides many 64-bit integers by one divisor with a multiplication instead of a division (Granlund and Montgomery,
/// "Division by invariant integers using multiplication", 1994): q = high(n * m) >> s with m = ceil(2^(63+l) / d), l =
/// ceil(log2 d), exact for 0 <= n <= 2^63.
class InvariantDivisor {
 public:
  /// The divisor must not be 0.
  explicit InvariantDivisor(std::int64_t divisor)
      : size_(divisor < 0 ? 0 - static_cast<std::uint64_t>(divisor) : static_cast<std::uint64_t>(divisor)),
        negative_(divisor < 0) {
    if (size_ <= 1) return;  // quotient() returns the value itself
    const int l = 64 - std::countl_zero(size_ - 1);
    const uint128 power = static_cast<uint128>(1) << (63 + l);
    multiplier_ = static_cast<std::uint64_t>((power + size_ - 1) / size_);
    shift_ = l - 1;
  }

  /// Of a magnitude in 0 .. 2^63.
  [[nodiscard]] KELPIE_INLINE_LOOP std::uint64_t magnitude_quotient(std::uint64_t value) const {
    if (size_ <= 1) return value;
    return static_cast<std::uint64_t>((static_cast<uint128>(value) * multiplier_) >> 64) >> shift_;
  }
  /// Toward zero; wraps for INT64_MIN / -1.
  [[nodiscard]] KELPIE_INLINE_LOOP std::int64_t quotient(std::int64_t value) const {
    const bool flip = (value < 0) != negative_;
    const std::uint64_t size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    const std::uint64_t result = magnitude_quotient(size);
    return static_cast<std::int64_t>(flip ? 0 - result : result);
  }
  /// Never negative.
  [[nodiscard]] KELPIE_INLINE_LOOP std::int64_t remainder(std::int64_t value) const {
    const std::uint64_t size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    const std::uint64_t rest = size - magnitude_quotient(size) * size_;
    return static_cast<std::int64_t>(value >= 0 || rest == 0 ? rest : size_ - rest);
  }

 private:
  std::uint64_t size_;
  bool negative_;
  std::uint64_t multiplier_ = 0;
  int shift_ = 0;
};

}  // namespace kelpie::executor
