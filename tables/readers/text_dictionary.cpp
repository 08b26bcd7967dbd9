#include "tables/readers/text_dictionary.hpp"

#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace kelpie::tables::readers {

TextDictionary::TextDictionary(std::uint64_t seed) : seed_(seed), slots_(64), mask_(63) {}

std::uint64_t TextDictionary::hash_of(std::string_view text, std::uint64_t seed) {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

std::uint32_t TextDictionary::find(std::string_view text, std::uint64_t hash, bool raw) const {
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
    const Slot slot = slots_[at];
    if (slot.entry == none) return none;
    if (slot.hash != tag) continue;
    const Entry& entry = entries_[slot.entry];
    if (entry.size == text.size() && entry.raw == raw && std::memcmp(entry.data, text.data(), text.size()) == 0)
      return entry.code;
  }
}

std::uint32_t TextDictionary::add_value(std::string_view value, std::uint64_t hash) {
  const auto code = static_cast<std::uint32_t>(values_.size());
  const std::string_view kept = arena_->put(value);
  values_.push_back(kept);
  insert({kept.data(), static_cast<std::uint32_t>(kept.size()), code, false}, hash);
  return code;
}

void TextDictionary::add_raw(std::string_view raw, std::uint32_t code) {
  const std::string_view kept = raw_arena_.put(raw);
  insert({kept.data(), static_cast<std::uint32_t>(kept.size()), code, true}, hash_of(raw, ~seed_));
}

void TextDictionary::insert(const Entry& entry, std::uint64_t hash) {
  if ((entries_.size() + 1) * 2 > slots_.size()) grow();
  std::size_t at = hash & mask_;
  while (slots_[at].entry != none) at = (at + 1) & mask_;
  slots_[at] = {static_cast<std::uint32_t>(hash >> 32), static_cast<std::uint32_t>(entries_.size())};
  entries_.push_back(entry);
}

void TextDictionary::grow() {
  slots_.assign(slots_.size() * 2, Slot{});
  mask_ = slots_.size() - 1;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const std::uint64_t hash = hash_of({entry.data, entry.size}, entry.raw ? ~seed_ : seed_);
    std::size_t at = hash & mask_;
    while (slots_[at].entry != none) at = (at + 1) & mask_;
    slots_[at] = {static_cast<std::uint32_t>(hash >> 32), i};
  }
}

void TextDictionary::drop_index() {
  slots_ = {};
  entries_ = {};
  raw_arena_ = TextArena();
}

}  // namespace kelpie::tables::readers
