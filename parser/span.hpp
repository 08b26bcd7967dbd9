#pragma once

#include <algorithm>
#include <cstdint>

namespace kelpie::parser {

/// A stretch of the query text: byte offsets, `end` is one past the last byte. An absent part has begin == end == 0.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool operator==(const Span&) const = default;
  [[nodiscard]] bool empty() const { return begin == end; }
};

/// The smallest span that covers both; an empty one does not count.
[[nodiscard]] inline Span cover(Span a, Span b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

}  // namespace kelpie::parser
