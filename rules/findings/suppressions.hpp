#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/findings/placed_file.hpp"

namespace kelpie::rules {

/// A code in a comment that says what is not to be told: `# kelpie: ignore KR012` on a line or alone on the line
/// before, `# kelpie: ignore-file KR012, KR104` for the whole file, each with ` -- the reason` behind it; inside a
/// query `//` stands for `#`.
struct Suppression {
  std::string code;
  std::string reason;
  std::uint32_t line = 0;  // that it covers; 0: the whole file
  parser::Span span;       // of the code in the file
  bool used = false;
};

struct Suppressions {
  std::vector<Suppression> codes;
  parser::Diagnostics problems;  // KV002: a comment that is meant as one and cannot be read
};

/// All of a file, in order.
[[nodiscard]] Suppressions read_suppressions(PlacedFile& file);
/// Whether a text may hold one: a cheap look, without taking the file apart.
[[nodiscard]] bool may_have_suppressions(std::string_view text);

/// Marks the finding as suppressed when one of them covers it.
void apply(std::vector<Suppression>& suppressions, Finding& finding);

}  // namespace kelpie::rules
