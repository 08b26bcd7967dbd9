#include "tables/store/text_filter.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace kelpie::tables::store {

namespace {

/// Bits that a text sets, of at least eight a row.
constexpr std::size_t probes = 3;

/// Calls f(byte, bit) for each probe until it says false. Whoever makes up texts that fall on others' bits slows queries to what they take without the
/// filter, so it needs no seed.
template <typename F>
bool each_probe(std::string_view text, std::size_t bytes, F&& f) {
  const std::uint64_t hash = XXH3_64bits(text.data(), text.size());
  std::uint64_t at = hash;
  const std::uint64_t step = (hash >> 32) | 1;
  for (std::size_t i = 0; i < probes; ++i, at += step) {
    const std::size_t bit = at & (bytes * 8 - 1);
    if (!f(bit / 8, static_cast<std::uint8_t>(1u << (bit % 8)))) return false;
  }
  return true;
}

}  // namespace

Vector make_text_filter(const Vector& texts) {
  const std::size_t bytes = std::bit_ceil(std::max<std::size_t>(texts.size(), 8));
  const std::shared_ptr<std::uint8_t[]> bits(new std::uint8_t[bytes]());
  const std::string_view* values = texts.values<std::string_view>();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    each_probe(values[i], bytes, [&](std::size_t byte, std::uint8_t bit) {
      bits[byte] |= bit;
      return true;
    });
  }
  return Vector::flat(Type::boolean, bytes, bits.get(), nullptr, bits);
}

bool may_hold_any(const Vector& filter, std::span<const std::string> texts) {
  const std::uint8_t* bits = filter.values<std::uint8_t>();
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return each_probe(text, filter.size(), [&](std::size_t byte, std::uint8_t bit) { return (bits[byte] & bit) != 0; });
  });
}

}  // namespace kelpie::tables::store
