#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kelpie::rules::tooling {

struct DiffLine {
  enum class Kind { same, removed, added, skipped };  // skipped: lines that are the same and are not shown
  Kind kind = Kind::same;
  std::string text;
  bool operator==(const DiffLine&) const = default;
};

/// What turns one text into the other, line by line, with `context` lines around each change. A longest common
/// subsequence, or, where the texts differ over more than some thousand lines, all of the one and all of the other.
[[nodiscard]] std::vector<DiffLine> line_diff(std::string_view before, std::string_view after, std::size_t context = 2);

}  // namespace kelpie::rules::tooling
