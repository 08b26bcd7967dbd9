#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tables/decimal.hpp"
#include "tables/type.hpp"

namespace kelpie::tables::store {

// Stored numbers that no value of their type is: whoever calculates with them may rely on what is. Each throws
// DamagedData.

/// Times must lie in [0, max_datetime] (tables/text.hpp).
void require_datetimes(const std::int64_t* ticks, std::size_t count);
/// Decimals must have no more digits, nor an exponent further out, than make_decimal gives.
void require_decimals(const Decimal* values, std::size_t count);

/// Truth values are 0 and 1.
void require_truth_values(const std::uint8_t* values, std::size_t count);

/// What is required of `count` values of a type.
template <typename T>
void require_values(Type type, const T* values, std::size_t count) {
  if constexpr (std::is_same_v<T, std::int64_t>) {
    if (type == Type::datetime) require_datetimes(values, count);
  } else if constexpr (std::is_same_v<T, Decimal>) {
    require_decimals(values, count);
  } else if constexpr (std::is_same_v<T, std::uint8_t>) {
    require_truth_values(values, count);
  }
}

}  // namespace kelpie::tables::store
