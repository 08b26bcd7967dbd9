#include "tables/store/encoding/byte_cursor.hpp"

#include <fmt/format.h>

#include "tables/damaged_data.hpp"

namespace kelpie::tables::store {

void throw_damaged(std::string_view what, std::uint64_t found, std::string_view expected) {
  throw DamagedData(fmt::format("{}: found {}, expected {}", what, found, expected));
}

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

std::uint64_t ByteCursor::take_varint(std::string_view what) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const auto byte = take<std::uint8_t>(what);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw_damaged(what, value, "a number of at most 10 bytes");
}

std::uint64_t ByteCursor::take_varint(std::string_view what, std::uint64_t limit) {
  const std::uint64_t value = take_varint(what);
  if (value > limit) throw_damaged(what, value, fmt::format("at most {}", limit));
  return value;
}

void ByteCursor::fail(std::uint64_t size, std::string_view what) const {
  throw_damaged(what, rest_.size(), fmt::format("{} bytes", size));
}

}  // namespace kelpie::tables::store
