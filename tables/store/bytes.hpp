#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "tables/damaged_data.hpp"

namespace kelpie::tables::store {

static_assert(std::endian::native == std::endian::little, "stored numbers are little-endian");

/// Appends numbers (little-endian, unaligned) and texts to bytes.
class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  template <typename T>
  void number(T value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  /// Length, then bytes.
  void text(std::string_view value) {
    number(static_cast<std::uint64_t>(value.size()));
    out_.append(value);
  }

 private:
  std::string& out_;
};

/// Reads what ByteWriter wrote. Whatever does not fit into what is left throws DamagedData.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  T number() {
    T value;
    std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
    return value;
  }
  std::string_view text() { return take(number<std::uint64_t>()); }
  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size()) throw DamagedData("it ends " + std::to_string(count - bytes_.size()) + " bytes early");
    const std::string_view taken = bytes_.substr(0, static_cast<std::size_t>(count));
    bytes_.remove_prefix(static_cast<std::size_t>(count));
    return taken;
  }
  /// A number of things that take at least `least` bytes each: never more than the bytes that are left can hold.
  std::size_t count(std::size_t least) {
    const auto wanted = number<std::uint32_t>();
    if (static_cast<std::uint64_t>(wanted) * least > bytes_.size()) throw DamagedData("it counts " + std::to_string(wanted) + " entries and has no room for them");
    return wanted;
  }
  [[nodiscard]] std::size_t left() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

/// xxh3 of the bytes; finds damage, is no defence against forgers.
[[nodiscard]] std::uint64_t checksum(std::string_view bytes);

}  // namespace kelpie::tables::store
