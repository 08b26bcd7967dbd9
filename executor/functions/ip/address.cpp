#include "executor/functions/ip/address.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace kelpie::executor {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// A decimal number of at most three digits, without leading zeros, at the start of the text.
std::optional<unsigned> take_number(std::string_view& text) {
  std::size_t digits = 0;
  unsigned value = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    if (digits == 3) return std::nullopt;
    value = value * 10 + static_cast<unsigned>(text[digits] - '0');
  }
  if (digits == 0 || (digits > 1 && text[0] == '0')) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

/// Cuts "/length" off the end of the text; nothing when it is malformed or more than `most`, which is what it is
/// without a slash.
std::optional<int> cut_prefix(std::string_view& text, int most) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return most;
  std::string_view length = text.substr(slash + 1);
  text = text.substr(0, slash);
  const auto value = take_number(length);
  if (!value || !length.empty() || *value > static_cast<unsigned>(most)) return std::nullopt;
  return static_cast<int>(*value);
}

using Groups = std::array<std::uint16_t, 8>;

/// Reads groups separated by single colons, the last perhaps dotted, into `groups` from `count` on. Whether all of the
/// text was.
bool read_groups(std::string_view text, Groups& groups, std::size_t& count, bool& dotted) {
  while (!text.empty()) {
    if (const std::size_t colon = text.find(':');
        colon == std::string_view::npos && text.find('.') != std::string_view::npos) {
      const auto tail = take_ipv4(text);
      if (!tail || !text.empty() || count + 2 > groups.size()) return false;
      groups[count++] = static_cast<std::uint16_t>(*tail >> 16);
      groups[count++] = static_cast<std::uint16_t>(*tail);
      dotted = true;
      return true;
    }
    if (count == groups.size()) return false;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + std::min<std::size_t>(text.size(), 5), groups[count], 16);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || digits == 0 || digits > 4) return false;
    ++count;
    text.remove_prefix(digits);
    if (text.empty()) return true;
    if (text.front() != ':' || text.size() == 1) return false;
    text.remove_prefix(1);
  }
  return true;
}

Ipv6 from_groups(const Groups& groups) {
  Ipv6 address;
  for (std::size_t i = 0; i < 4; ++i) {
    address.high = address.high << 16 | groups[i];
    address.low = address.low << 16 | groups[i + 4];
  }
  return address;
}

}  // namespace

std::optional<std::uint32_t> take_ipv4(std::string_view& text) {
  std::string_view rest = text;
  std::uint32_t address = 0;
  for (int octet = 0; octet < 4; ++octet) {
    if (octet > 0) {
      if (!rest.starts_with('.')) return std::nullopt;
      rest.remove_prefix(1);
    }
    const auto value = take_number(rest);
    if (!value || *value > 255) return std::nullopt;
    address = address << 8 | *value;
  }
  text = rest;
  return address;
}

std::optional<Ipv4> parse_ipv4(std::string_view text) {
  text = trimmed(text);
  const auto prefix = cut_prefix(text, 32);
  if (!prefix) return std::nullopt;
  const auto address = take_ipv4(text);
  if (!address || !text.empty()) return std::nullopt;
  return Ipv4{*address, *prefix};
}

std::string ipv4_text(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

Ipv6 Ipv6::masked(int bits) const {
  const auto mask = [](int count) {
    return count <= 0 ? 0 : count >= 64 ? ~std::uint64_t{0} : ~std::uint64_t{0} << (64 - count);
  };
  Ipv6 result = *this;
  result.high &= mask(bits);
  result.low &= mask(bits - 64);
  return result;
}

Ipv6 Ipv6::as_mapped() const {
  Ipv6 result = *this;
  if (dotted && high == 0 && low >> 32 == 0) result.low |= std::uint64_t{0xFFFF} << 32;
  return result;
}

std::optional<Ipv6> parse_ipv6(std::string_view text) {
  text = trimmed(text);
  if (text.find(':') == std::string_view::npos) {
    const auto mapped = parse_ipv4(text);
    if (!mapped) return std::nullopt;
    return Ipv6{0, std::uint64_t{0xFFFF} << 32 | mapped->address, mapped->prefix + 96};
  }
  const bool dotted_prefix = text.find('.') != std::string_view::npos;
  const auto prefix = cut_prefix(text, dotted_prefix ? 32 : 128);
  if (!prefix) return std::nullopt;
  Groups head{}, tail{};
  std::size_t head_count = 0, tail_count = 0;
  bool dotted = false;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (!read_groups(text, head, head_count, dotted) || head_count != 8) return std::nullopt;
  } else {
    if (!read_groups(text.substr(0, gap), head, head_count, dotted) || dotted) return std::nullopt;
    if (!read_groups(text.substr(gap + 2), tail, tail_count, dotted) || head_count + tail_count > 7)
      return std::nullopt;
    std::copy_n(tail.begin(), tail_count, head.end() - static_cast<std::ptrdiff_t>(tail_count));
  }
  Ipv6 address = from_groups(head);
  address.prefix = dotted ? *prefix + 96 : *prefix;
  address.dotted = dotted;
  return address;
}

std::string ipv6_text(const Ipv6& address) {
  const auto group = [](std::uint64_t half, int index) {
    return static_cast<unsigned>(half >> (48 - 16 * index) & 0xFFFF);
  };
  return fmt::format("{:04x}:{:04x}:{:04x}:{:04x}:{:04x}:{:04x}:{:04x}:{:04x}", group(address.high, 0),
                     group(address.high, 1), group(address.high, 2), group(address.high, 3), group(address.low, 0),
                     group(address.low, 1), group(address.low, 2), group(address.low, 3));
}

}  // namespace kelpie::executor
