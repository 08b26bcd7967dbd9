#include "tables/store/encoding/ordered_entries.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace kelpie::tables::store {

namespace {

/// Negative numbers have all bits turned: then the order of bits is the order of numbers.
std::uint64_t ordered_bits(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits >> 63) != 0 ? ~bits : bits | std::uint64_t{1} << 63;
}

/// Orders most values before they are compared: less means less, equal says nothing.
std::uint64_t key_of(std::string_view value) {
  std::uint64_t key = 0;
  if (value.size() >= sizeof key) {
    std::memcpy(&key, value.data(), sizeof key);
    return __builtin_bswap64(key);
  }
  for (std::size_t i = 0; i < value.size(); ++i)
    key |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(value[i])) << (56 - 8 * i);
  return key;
}
std::uint64_t key_of(std::uint8_t value) { return value; }
std::uint64_t key_of(std::int64_t value) { return static_cast<std::uint64_t>(value) ^ std::uint64_t{1} << 63; }
std::uint64_t key_of(double value) { return ordered_bits(value); }
std::uint64_t key_of(const Guid& value) { return value.high; }
std::uint64_t key_of(const Decimal&) { return 0; }

template <typename T>
bool less(const T& left, const T& right) {
  if constexpr (std::is_same_v<T, Decimal>) {
    return compare(left, right) < 0;
  } else if constexpr (std::is_same_v<T, double>) {
    return ordered_bits(left) < ordered_bits(right);
  } else {
    return left < right;
  }
}

struct Item {
  std::uint64_t key;
  std::uint32_t index;
};

}  // namespace

OrderedEntries order_entries(const Vector& values, std::span<const std::uint32_t> positions) {
  OrderedEntries entries;
  entries.positions.reserve(positions.size());
  entries.ranks.resize(positions.size());
  const std::uint8_t* validity = values.type() == Type::string ? nullptr : values.validity();
  const auto is_null = [validity](std::uint32_t position) { return validity != nullptr && validity[position] == 0; };
  with_physical(physical_of(values.type()), [&]<typename T>(T*) {
    const T* cells = values.values<T>();
    bool in_order = true;
    for (std::size_t i = 0; in_order && i < positions.size(); ++i) {
      if (is_null(positions[i])) {
        in_order = i == 0;
      } else if (i > 0 && !is_null(positions[i - 1])) {
        in_order = less(cells[positions[i - 1]], cells[positions[i]]);
      }
    }
    if (in_order) {
      entries.positions.assign(positions.begin(), positions.end());
      for (std::size_t i = 0; i < positions.size(); ++i) entries.ranks[i] = static_cast<std::uint32_t>(i);
      entries.has_null = !positions.empty() && is_null(positions.front());
      return;
    }
    std::vector<Item> items;
    items.reserve(positions.size());
    for (std::size_t i = 0; i < positions.size(); ++i) {
      if (!is_null(positions[i])) {
        items.push_back({key_of(cells[positions[i]]), static_cast<std::uint32_t>(i)});
        continue;
      }
      if (!entries.has_null) entries.positions.push_back(positions[i]);
      entries.has_null = true;
      entries.ranks[i] = 0;
    }
    std::sort(items.begin(), items.end(), [&](const Item& left, const Item& right) {
      if (left.key != right.key) return left.key < right.key;
      return less(cells[positions[left.index]], cells[positions[right.index]]);
    });
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::uint32_t position = positions[items[i].index];
      if (i == 0 || less(cells[entries.positions.back()], cells[position])) entries.positions.push_back(position);
      entries.ranks[items[i].index] = static_cast<std::uint32_t>(entries.positions.size() - 1);
    }
  });
  return entries;
}

}  // namespace kelpie::tables::store
