#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "executor/functions/string_operators/byte_block.hpp"

namespace kelpie::executor {

/// Looks for one byte sequence in many texts, with ASCII case or without. First and last byte are compared sixteen
/// positions at a time; what passes is compared whole. Linear in the text even when both are made to be slow. Const and
/// thread-safe once made.
class SubstringSearch {
 public:
  /// `needle` must not be empty.
  SubstringSearch(std::string_view needle, bool ignore_ascii_case);

  [[nodiscard]] std::size_t size() const { return needle_.size(); }

  /// Calls accept(position) for the matches in order, overlapping ones too, until it returns true; whether it did.
  template <typename Accept>
  bool any(std::string_view text, Accept&& accept) const;

  /// Whether the needle lies at `data`, where at least size() bytes must be.
  [[nodiscard]] bool matches_at(const char* data) const {
    const std::size_t size = needle_.size();
    if (size >= 8) {
      for (std::size_t i = 0; i + 8 <= size; i += 8) {
        if (!same<std::uint64_t>(data, i)) return false;
      }
      return same<std::uint64_t>(data, size - 8);
    }
    if (size >= 4) return same<std::uint32_t>(data, 0) && same<std::uint32_t>(data, size - 4);
    for (std::size_t i = 0; i < size; ++i) {
      if ((static_cast<unsigned char>(data[i]) | static_cast<unsigned char>(fold_[i])) !=
          static_cast<unsigned char>(needle_[i]))
        return false;
    }
    return true;
  }

 private:
  template <typename Word>
  [[nodiscard]] bool same(const char* data, std::size_t at) const {
    Word text, fold, needle;
    std::memcpy(&text, data + at, sizeof(Word));
    std::memcpy(&fold, fold_.data() + at, sizeof(Word));
    std::memcpy(&needle, needle_.data() + at, sizeof(Word));
    return (text | fold) == needle;
  }
  /// Where the needle is in text at or after `from`; npos. Linear time whatever the two hold.
  [[nodiscard]] std::size_t find_linear(std::string_view text, std::size_t from, std::string& folded) const;

  std::string needle_;  // ASCII letters in lower case when their case does not count
  std::string fold_;    // 0x20 at those letters
  ByteProbe first_, last_;
  bool ignore_case_;
};

template <typename Accept>
bool SubstringSearch::any(std::string_view text, Accept&& accept) const {
  const std::size_t size = needle_.size();
  if (text.size() < size) return false;
  const char* data = text.data();
  const std::size_t places = text.size() - size + 1;
  // A candidate costs up to the needle's length. Texts and needles that make too many of them go on with a search of
  // another kind.
  std::size_t budget = 32 * text.size() + 65536;
  std::size_t give_up_at = std::string_view::npos;
  const auto check = [&](std::uint32_t mask, std::size_t base) {
    for (; mask != 0; mask &= mask - 1) {
      const std::size_t at = base + static_cast<std::size_t>(std::countr_zero(mask));
      if (budget < size) {
        give_up_at = std::min(give_up_at, at);
        return false;
      }
      budget -= size;
      if (matches_at(data + at) && accept(at)) return true;
    }
    return false;
  };
  const std::size_t to_last = size - 1;
  if (places >= 16) {
    std::size_t at = 0;
    for (; at + 32 <= places; at += 32) {
      const std::uint32_t low = matches_of_both_16(data + at, first_, data + at + to_last, last_);
      const std::uint32_t high = matches_of_both_16(data + at + 16, first_, data + at + 16 + to_last, last_);
      if ((low | high) == 0) continue;
      if (check(low | high << 16, at)) return true;
      if (give_up_at != std::string_view::npos) break;
    }
    if (at + 16 <= places && give_up_at == std::string_view::npos) {
      if (check(matches_of_both_16(data + at, first_, data + at + to_last, last_), at)) return true;
      at += 16;
    }
    if (at < places && give_up_at == std::string_view::npos) {
      const std::size_t base = places - 16;
      const std::uint32_t mask = matches_of_both_16(data + base, first_, data + base + to_last, last_);
      if (check(mask & ~((1u << (at - base)) - 1), base)) return true;
    }
    if (give_up_at == std::string_view::npos) return false;
    std::string folded;
    for (at = find_linear(text, give_up_at, folded); at != std::string_view::npos;
         at = find_linear(text, at + 1, folded)) {
      if (accept(at)) return true;
    }
    return false;
  }
  const std::uint32_t inside = (1u << places) - 1;
  if (text.size() >= 16) {
    const std::uint32_t last = matches_of_16(data + text.size() - 16, last_) >> (16 - places);
    return check(matches_of_16(data, first_) & last & inside, 0);
  }
  const std::uint32_t first = matches_of_few(data, text.size(), first_) & inside;
  if (first == 0) return false;
  return check(first & matches_of_few(data, text.size(), last_) >> to_last, 0);
}

}  // namespace kelpie::executor
