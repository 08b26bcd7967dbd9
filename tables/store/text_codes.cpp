#include "tables/store/text_codes.hpp"

#include <bit>
#include <cassert>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "tables/builder.hpp"
#include "tables/hash_seed.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace kelpie::tables::store {

namespace {

constexpr std::uint32_t none = UINT32_MAX;

struct Slot {
  std::uint32_t hash = 0;
  std::uint32_t code = none;
};

/// The code of each row; `first` gets the first row of each code.
std::vector<std::uint32_t> codes_of(const std::string_view* texts, std::size_t rows, std::vector<std::uint32_t>& first) {
  const std::uint64_t seed = new_hash_seed();  // texts are attacker's choice
  std::vector<Slot> slots(std::bit_ceil(rows + rows / 2 + 1));
  const std::size_t mask = slots.size() - 1;
  std::vector<std::uint32_t> codes(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto hash = static_cast<std::uint32_t>(XXH3_64bits_withSeed(texts[row].data(), texts[row].size(), seed));
    std::size_t at = hash & mask;
    while (slots[at].code != none && (slots[at].hash != hash || texts[first[slots[at].code]] != texts[row])) at = (at + 1) & mask;
    if (slots[at].code == none) {
      slots[at] = {hash, static_cast<std::uint32_t>(first.size())};
      first.push_back(static_cast<std::uint32_t>(row));
    }
    codes[row] = slots[at].code;
  }
  return codes;
}

}  // namespace

Vector with_codes_of_texts(const Vector& texts) {
  assert(texts.is_flat() && texts.type() == Type::string);
  std::vector<std::uint32_t> first;
  const std::vector<std::uint32_t> codes = codes_of(texts.values<std::string_view>(), texts.size(), first);
  auto dictionary = std::make_shared<const Dictionary>(first.size() == texts.size() ? texts : texts.gather(first), true);
  const auto narrowed = [&]<typename Code>(Code) {
    auto owner = std::make_shared_for_overwrite<Code[]>(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) owner[i] = static_cast<Code>(codes[i]);
    const Code* data = owner.get();
    return Vector::dictionary(dictionary, static_cast<CodeWidth>(sizeof(Code)), data, codes.size(), std::move(owner));
  };
  switch (width_for(dictionary->size())) {
    case CodeWidth::one:
      return narrowed(std::uint8_t{});
    case CodeWidth::two:
      return narrowed(std::uint16_t{});
    case CodeWidth::four:
      break;
  }
  return narrowed(std::uint32_t{});
}

}  // namespace kelpie::tables::store
