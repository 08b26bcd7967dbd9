#include "tables/readers/text_dictionary.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace kelpie::tables::readers {

TextDictionary::TextDictionary(std::uint64_t seed) : seed_(seed), slots_(64), mask_(63) {}

std::uint32_t TextDictionary::hash_of(std::string_view text, std::uint64_t seed) {
  return static_cast<std::uint32_t>(XXH3_64bits_withSeed(text.data(), text.size(), seed));
}

std::string_view TextDictionary::keep(TextArena& arena, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  char* to = arena.reserve(sizeof(size) + text.size());
  std::memcpy(to, &size, sizeof(size));
  if (!text.empty()) std::memcpy(to + sizeof(size), text.data(), text.size());
  return arena.commit(sizeof(size) + text.size()).substr(sizeof(size));
}

std::uint32_t TextDictionary::add_value(std::string_view value, std::uint32_t hash) {
  const auto code = static_cast<std::uint32_t>(values_.size());
  const std::string_view kept = keep(*arena_, value);
  values_.push_back(kept);
  insert({kept.data(), hash, code});
  return code;
}

void TextDictionary::add_raw(std::string_view raw, std::uint32_t code) {
  insert({keep(raw_arena_, raw).data(), hash_of(raw, ~seed_), code | raw_bit});
}

void TextDictionary::insert(const Slot& slot) {
  if (++used_ * 3 > slots_.size() * 2) grow();
  std::size_t at = slot.hash & mask_;
  while (slots_[at].code != none) at = (at + 1) & mask_;
  slots_[at] = slot;
}

void TextDictionary::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.code == none) continue;
    std::size_t at = slot.hash & mask_;
    while (slots_[at].code != none) at = (at + 1) & mask_;
    slots_[at] = slot;
  }
}

void TextDictionary::drop_index() {
  slots_ = {};
  raw_arena_ = TextArena();
}

}  // namespace kelpie::tables::readers
