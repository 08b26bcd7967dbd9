#pragma once

#include <cstring>

#include "tables/store/encoding/byte_cursor.hpp"
#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// How one value of fixed width is stored: as in memory, but a decimal without its padding.
template <typename T>
struct FixedValue {
  static constexpr std::size_t size = sizeof(T);
  static void append(std::string& out, const T& value) { append_value(out, value); }
  static T load(const char* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
};

template <>
struct FixedValue<Decimal> {
  static constexpr std::size_t size = 20;
  static void append(std::string& out, const Decimal& value) {
    append_value(out, value.coefficient);
    append_value(out, value.exponent);
  }
  static Decimal load(const char* from) {
    Decimal value;
    std::memcpy(&value.coefficient, from, sizeof value.coefficient);
    std::memcpy(&value.exponent, from + sizeof value.coefficient, sizeof value.exponent);
    return value;
  }
};

/// `count` values one behind another.
template <typename T>
void load_values(const char* from, std::size_t count, T* to) {
  if constexpr (FixedValue<T>::size == sizeof(T)) {
    if (count > 0) std::memcpy(to, from, count * sizeof(T));
  } else {
    for (std::size_t i = 0; i < count; ++i) to[i] = FixedValue<T>::load(from + i * FixedValue<T>::size);
  }
}

}  // namespace kelpie::tables::store
