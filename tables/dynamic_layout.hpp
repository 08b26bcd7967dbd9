#pragma once

// The bytes behind DynamicView and DynamicBuilder.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace kelpie::tables::layout {

enum class Tag : std::uint8_t {
  null,
  false_,
  true_,
  long_,
  real,
  string,
  datetime,
  timespan,
  guid,
  decimal,
  array,
  bag
};

inline constexpr std::size_t container_header = 9;  // tag, bytes in all, count

template <typename T>
[[nodiscard]] T load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

[[nodiscard]] inline Tag tag_of(std::string_view bytes) {
  return bytes.empty() ? Tag::null : static_cast<Tag>(bytes.front());
}

/// Bytes of the value that begins at `value`.
[[nodiscard]] inline std::size_t size_of(const char* value) {
  switch (static_cast<Tag>(*value)) {
    case Tag::null:
    case Tag::false_:
    case Tag::true_:
      return 1;
    case Tag::long_:
    case Tag::real:
    case Tag::datetime:
    case Tag::timespan:
      return 9;
    case Tag::guid:
      return 17;
    case Tag::decimal:
      return 21;
    case Tag::string:
      return 5 + std::size_t{load<std::uint32_t>(value + 1)};
    case Tag::array:
    case Tag::bag:
      return load<std::uint32_t>(value + 1);
  }
  return 1;
}

[[nodiscard]] inline std::string_view whole_value(const char* value) { return {value, size_of(value)}; }

}  // namespace kelpie::tables::layout
