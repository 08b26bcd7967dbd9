#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "tables/builder.hpp"
#include "tables/readers/equal_bytes.hpp"

namespace kelpie::tables::readers {

/// Numbers distinct texts from 0 on. Besides its values it knows raw spellings: tokens that stand for a value (an
/// escaped string, JSON text with blanks), so that each spelling is converted once. Hashing is seeded, since the texts
/// are attacker's choice. Not thread-safe.
class TextDictionary {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  explicit TextDictionary(std::uint64_t seed);

  /// Code of a value; copies it when it is new.
  std::uint32_t code_of(std::string_view value) {
    const std::uint32_t hash = hash_of(value, seed_);
    const std::uint32_t found = find(value, hash, false);
    return found != none ? found : add_value(value, hash);
  }
  // The same in steps, for callers that look up several texts at once and let their waits for memory overlap: the hash, then where it points, then the
  // text that lies there, then the code.
  [[nodiscard]] std::uint32_t hash_value(std::string_view value) const { return hash_of(value, seed_); }
  [[nodiscard]] std::uint32_t hash_raw(std::string_view raw) const { return hash_of(raw, ~seed_); }
  void prefetch_slot(std::uint32_t hash) const { __builtin_prefetch(&slots_[hash & mask_]); }
  void prefetch_text(std::uint32_t hash) const {
    const Slot& slot = slots_[hash & mask_];
    if (slot.hash == hash && slot.data != nullptr) __builtin_prefetch(slot.data - sizeof(std::uint32_t));
  }
  std::uint32_t code_of(std::string_view value, std::uint32_t hash) {
    const std::uint32_t found = find(value, hash, false);
    return found != none ? found : add_value(value, hash);
  }
  [[nodiscard]] std::uint32_t find_raw(std::string_view raw, std::uint32_t hash) const { return find(raw, hash, true); }
  /// Code that a raw spelling stands for, or `none`.
  [[nodiscard]] std::uint32_t find_raw(std::string_view raw) const { return find(raw, hash_of(raw, ~seed_), true); }
  void add_raw(std::string_view raw, std::uint32_t code);

  [[nodiscard]] const std::vector<std::string_view>& values() const { return values_; }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  /// Keeps the values alive.
  [[nodiscard]] const std::shared_ptr<TextArena>& arena() const { return arena_; }
  /// Forgets everything but the values.
  void drop_index();

 private:
  /// 16 bytes, since looking up is waiting for memory; the text's length stands in the four bytes before it.
  struct Slot {
    const char* data = nullptr;
    std::uint32_t hash = 0;
    std::uint32_t code = none;  // the highest bit marks a raw spelling
  };
  static constexpr std::uint32_t raw_bit = 0x80000000u;

  static std::uint32_t hash_of(std::string_view text, std::uint64_t seed);
  static std::uint32_t size_of(const char* data) {
    std::uint32_t size = 0;
    std::memcpy(&size, data - sizeof(size), sizeof(size));
    return size;
  }
  static std::string_view keep(TextArena& arena, std::string_view text);

  [[nodiscard]] std::uint32_t find(std::string_view text, std::uint32_t hash, bool raw) const {
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.code == none) return none;
      if (slot.hash == hash && (slot.code >= raw_bit) == raw && size_of(slot.data) == text.size() &&
          equal_bytes(slot.data, text.data(), text.size())) {
        return slot.code & ~raw_bit;
      }
    }
  }
  std::uint32_t add_value(std::string_view value, std::uint32_t hash);
  void insert(const Slot& slot);
  void grow();

  std::uint64_t seed_;
  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::size_t used_ = 0;
  std::vector<std::string_view> values_;
  std::shared_ptr<TextArena> arena_ = std::make_shared<TextArena>();
  TextArena raw_arena_;
};

}  // namespace kelpie::tables::readers
