#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kelpie::executor {

/// An IPv4 address with a prefix length (Kusto reference: "IP-prefix notation"); without one in the text it is 32.
struct Ipv4 {
  std::uint32_t address = 0;  // as written, not masked
  int prefix = 32;

  /// The `bits` most significant bits of the address.
  [[nodiscard]] std::uint32_t masked(int bits) const {
    return bits <= 0 ? 0 : address & ~std::uint32_t{0} << (32 - bits);
  }
  [[nodiscard]] std::uint32_t network() const { return masked(prefix); }
};

/// Four decimal octets without leading zeros, then perhaps a slash and a length of 0 to 32; blanks around.
[[nodiscard]] std::optional<Ipv4> parse_ipv4(std::string_view text);
/// Reads an address without prefix at the start of the text and drops it from there; nothing else may follow to be no
/// part of it.
[[nodiscard]] std::optional<std::uint32_t> take_ipv4(std::string_view& text);
[[nodiscard]] std::string ipv4_text(std::uint32_t address);

/// An IPv6 address with a prefix length; an IPv4 address is mapped to ::ffff:0:0/96 (RFC 4291, 2.5.5.2).
struct Ipv6 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  int prefix = 128;
  bool dotted = false;  // an IPv6 address whose last 32 bits were written as an IPv4 address

  [[nodiscard]] Ipv6 masked(int bits) const;
  /// ::a.b.c.d as ::ffff:a.b.c.d: the comparing functions hold the two for one.
  [[nodiscard]] Ipv6 as_mapped() const;
};

[[nodiscard]] inline std::strong_ordering compare(const Ipv6& left, const Ipv6& right) {
  return left.high != right.high ? left.high <=> right.high : left.low <=> right.low;
}

/// Eight hexadecimal groups, :: for one run of zeros, the last 32 bits also as dotted octets, then perhaps a slash and
/// a prefix length (of the 32 bits when dotted); or an IPv4 address; blanks around.
[[nodiscard]] std::optional<Ipv6> parse_ipv6(std::string_view text);
/// Eight groups of four lower-case digits.
[[nodiscard]] std::string ipv6_text(const Ipv6& address);

}  // namespace kelpie::executor
