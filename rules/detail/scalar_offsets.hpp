#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace kelpie::rules::detail {

/// Where each byte of a YAML scalar's value, and its end, stands in the file. `begin` is where the scalar (or its tag or anchor) starts:
/// at `|`, `>`, a quote, or the first letter. All five styles of YAML 1.2 (section 7.3 and 8.1) are followed: what folding, escapes and
/// indentation change is found again. Never reads outside `file`; a value that is not the scalar's gives places near its begin.
[[nodiscard]] std::vector<std::uint32_t> scalar_offsets(std::string_view file, std::size_t begin, std::string_view value);

}  // namespace kelpie::rules::detail
