#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace kelpie::tables {

/// Finds texts among many that are distinct, by their numbers. Hashing is seeded, since the texts are attacker's choice. Immutable.
class TextIndex {
 public:
  /// Of the first `count` texts.
  TextIndex(const std::string_view* texts, std::size_t count);

  /// How many texts it knows.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// `texts` are those that it was made of, wherever they lie now.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text, const std::string_view* texts) const;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = none;
  };
  static constexpr std::uint32_t none = UINT32_MAX;

  std::uint64_t seed_;
  std::size_t size_;
  std::vector<Slot> slots_;  // a power of two
};

}  // namespace kelpie::tables
