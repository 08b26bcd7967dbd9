#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/diagnostic.hpp"
#include "parser/span.hpp"

namespace kelpie::rules {

/// Where the lines of a text begin. Does not own the text.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);

  /// As parser::position_of, without reading the whole text each time.
  [[nodiscard]] parser::Position position(std::uint32_t offset) const;
  /// The line without its end; 1-based. "" beyond the last one.
  [[nodiscard]] std::string_view line(std::uint32_t number) const;
  /// The whole lines that a stretch lies in.
  [[nodiscard]] parser::Span lines_of(parser::Span span) const;
  [[nodiscard]] std::uint32_t lines() const { return static_cast<std::uint32_t>(begins_.size()); }

 private:
  std::string_view text_;
  std::vector<std::uint32_t> begins_{0};
};

/// Characters (code points) in a text of UTF-8.
[[nodiscard]] std::uint32_t characters(std::string_view text);

}  // namespace kelpie::rules
