#pragma once

// Arrays of scalars of one type, written straight into their binary form: for results that hold millions of small
// arrays.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <stdexcept>
#include <string_view>
#include <type_traits>

#include "tables/builder.hpp"
#include "tables/dynamic_layout.hpp"

namespace kelpie::tables {

namespace dynamic_array_detail {

template <typename T>
constexpr std::size_t size_of_element(const T& cell) {
  if constexpr (std::is_same_v<T, std::string_view>)
    return 5 + cell.size();
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return 1;
  else if constexpr (std::is_same_v<T, Decimal>)
    return 21;
  else if constexpr (std::is_same_v<T, Guid>)
    return 17;
  else
    return 9;
}

template <typename T>
char* put(char* to, const T& value) {
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

template <typename T>
char* write_element(char* to, layout::Tag tag, const T& cell) {
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    return put(to, cell != 0 ? layout::Tag::true_ : layout::Tag::false_);
  } else {
    to = put(to, tag);
    if constexpr (std::is_same_v<T, std::string_view>) {
      to = put(to, static_cast<std::uint32_t>(cell.size()));
      if (!cell.empty()) std::memcpy(to, cell.data(), cell.size());
      return to + cell.size();
    } else if constexpr (std::is_same_v<T, Decimal>) {
      return put(put(to, cell.coefficient), cell.exponent);
    } else if constexpr (std::is_same_v<T, Guid>) {
      return put(put(to, cell.high), cell.low);
    } else {
      return put(to, cell);
    }
  }
}

inline layout::Tag tag_for(Type type) {
  switch (type) {
    case Type::real:
      return layout::Tag::real;
    case Type::string:
      return layout::Tag::string;
    case Type::datetime:
      return layout::Tag::datetime;
    case Type::timespan:
      return layout::Tag::timespan;
    case Type::guid:
      return layout::Tag::guid;
    case Type::decimal:
      return layout::Tag::decimal;
    default:
      return layout::Tag::long_;
  }
}

}  // namespace dynamic_array_detail

/// The array of `count` cells of a type other than dynamic, in the arena; cell_of(i) is cell i as its physical form,
/// valid(i) whether it has a value. Throws std::length_error above 4 GiB.
template <PhysicalValue T, typename CellOf, typename Valid>
std::string_view put_array(TextArena& arena, Type type, std::size_t count, CellOf cell_of, Valid valid) {
  namespace detail = dynamic_array_detail;
  const std::size_t table = layout::container_header + count * sizeof(std::uint32_t);
  std::size_t size = table;
  for (std::size_t i = 0; i < count; ++i) size += valid(i) ? detail::size_of_element<T>(cell_of(i)) : 1;
  if (size > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a dynamic value is larger than 4 GiB");
  char* const start = arena.reserve(size);
  char* offsets = detail::put(start, layout::Tag::array);
  offsets = detail::put(offsets, static_cast<std::uint32_t>(size));
  offsets = detail::put(offsets, static_cast<std::uint32_t>(count));
  char* to = start + table;
  const layout::Tag tag = detail::tag_for(type);
  for (std::size_t i = 0; i < count; ++i) {
    offsets = detail::put(offsets, static_cast<std::uint32_t>(to - start));
    if (valid(i))
      to = detail::write_element<T>(to, tag, cell_of(i));
    else
      to = detail::put(to, layout::Tag::null);
  }
  return arena.commit(size);
}

/// The same of cells that lie together. `validity` has a byte a cell, or is null when all have a value.
template <PhysicalValue T>
std::string_view put_array(TextArena& arena, Type type, std::span<const T> cells,
                           const std::uint8_t* validity = nullptr) {
  const auto cell_of = [cells](std::size_t i) -> const T& { return cells[i]; };
  if (validity == nullptr) return put_array<T>(arena, type, cells.size(), cell_of, [](std::size_t) { return true; });
  return put_array<T>(arena, type, cells.size(), cell_of, [validity](std::size_t i) { return validity[i] != 0; });
}

}  // namespace kelpie::tables
