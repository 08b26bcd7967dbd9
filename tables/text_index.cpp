#include "tables/text_index.hpp"

#include <bit>

#include "tables/hash_seed.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace kelpie::tables {

namespace {

std::uint32_t hash_of(std::string_view text, std::uint64_t seed) {
  return static_cast<std::uint32_t>(XXH3_64bits_withSeed(text.data(), text.size(), seed));
}

}  // namespace

TextIndex::TextIndex(const std::string_view* texts, std::size_t count)
    : seed_(new_hash_seed()), size_(count), slots_(std::bit_ceil(count + count / 2 + 1)) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t hash = hash_of(texts[i], seed_);
    std::size_t at = hash & mask;
    while (slots_[at].number != none) at = (at + 1) & mask;
    slots_[at] = {hash, static_cast<std::uint32_t>(i)};
  }
}

std::optional<std::uint32_t> TextIndex::find(std::string_view text, const std::string_view* texts) const {
  const std::size_t mask = slots_.size() - 1;
  const std::uint32_t hash = hash_of(text, seed_);
  for (std::size_t at = hash & mask; slots_[at].number != none; at = (at + 1) & mask) {
    if (slots_[at].hash == hash && texts[slots_[at].number] == text) return slots_[at].number;
  }
  return std::nullopt;
}

}  // namespace kelpie::tables
