#pragma once

// Writes small databases of locations in MaxMind's format, version 2, byte by byte.

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::executor::test {

/// Values of a database's data section, and of its metadata.
namespace mmdb {

inline std::string control(unsigned type, std::size_t size) {
  std::string bytes;
  const unsigned first = type > 7 ? 0 : type;
  bytes.push_back(static_cast<char>(first << 5 | (size < 29 ? size : 29)));
  if (type > 7) bytes.push_back(static_cast<char>(type - 7));
  if (size >= 29) bytes.push_back(static_cast<char>(size - 29));
  return bytes;
}
inline std::string text(std::string_view value) { return control(2, value.size()) + std::string(value); }
inline std::string number(unsigned type, std::uint64_t value, unsigned bytes) {
  std::string result = control(type, bytes);
  for (unsigned i = bytes; i > 0; --i) result.push_back(static_cast<char>(value >> 8 * (i - 1)));
  return result;
}
inline std::string real(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return number(3, bits, 8);
}
inline std::string map(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string result = control(7, members.size());
  for (const auto& [key, value] : members) result += text(key) + value;
  return result;
}
inline std::string array(const std::vector<std::string>& elements) {
  std::string result = control(11, elements.size());
  for (const std::string& element : elements) result += element;
  return result;
}
inline std::string names(std::string_view english) { return map({{"names", map({{"en", text(english)}})}}); }

}  // namespace mmdb

/// A database over 128 bits; IPv4 addresses are the last 32 of them.
class LocationFile {
 public:
  /// Networks must not lie in one another.
  void add(const std::array<std::uint8_t, 16>& address, int prefix, const std::string& record) {
    std::size_t node = 0;
    for (int bit = 0; bit < prefix; ++bit) {
      const bool right = (address[static_cast<std::size_t>(bit) / 8] >> (7 - bit % 8) & 1) != 0;
      if (bit + 1 == prefix) {
        nodes_[node][right] = -1 - static_cast<std::int64_t>(data_.size());
        break;
      }
      if (nodes_[node][right] == 0) {
        nodes_[node][right] = static_cast<std::int64_t>(nodes_.size());
        nodes_.push_back({0, 0});
      }
      node = static_cast<std::size_t>(nodes_[node][right]);
    }
    data_ += record;
  }
  void add_ipv4(const std::array<std::uint8_t, 4>& address, int prefix, const std::string& record) {
    std::array<std::uint8_t, 16> whole{};
    for (std::size_t i = 0; i < 4; ++i) whole[12 + i] = address[i];
    add(whole, 96 + prefix, record);
  }

  [[nodiscard]] std::string bytes() const {
    std::string result;
    const auto count = static_cast<std::int64_t>(nodes_.size());
    for (const auto& node : nodes_) {
      for (const std::int64_t record : node) {
        const std::int64_t value = record == 0 ? count : record > 0 ? record : count + 16 + (-1 - record);
        for (int shift = 16; shift >= 0; shift -= 8) result.push_back(static_cast<char>(value >> shift));
      }
    }
    result += std::string(16, '\0') + data_ + "\xab\xcd\xefMaxMind.com";
    return result + mmdb::map({{"binary_format_major_version", mmdb::number(5, 2, 2)},
                               {"binary_format_minor_version", mmdb::number(5, 0, 2)},
                               {"build_epoch", mmdb::number(9, 1'700'000'000, 8)},
                               {"database_type", mmdb::text("Test-City")},
                               {"description", mmdb::map({{"en", mmdb::text("places of a test")}})},
                               {"ip_version", mmdb::number(5, 6, 2)},
                               {"languages", mmdb::array({mmdb::text("en")})},
                               {"node_count", mmdb::number(6, nodes_.size(), 4)},
                               {"record_size", mmdb::number(5, 24, 2)}});
  }

 private:
  std::vector<std::array<std::int64_t, 2>> nodes_{
      {0, 0}};  // 0: nothing; above: a node; below: -1 - a place in the data
  std::string data_;
};

}  // namespace kelpie::executor::test
