#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kelpie::executor {

/// The candidates most like a name that nobody knows, best first, at most three: equal but for case, then few edits, then a common
/// beginning. Empty when nothing is near.
[[nodiscard]] std::vector<std::string> nearest_names(std::string_view name, const std::vector<std::string>& candidates);

/// "did you mean 'a', 'b' or 'c'?", or "" when nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace kelpie::executor
