#pragma once

#include <string_view>

namespace kelpie::rules::detail {

/// The text of attack/techniques.txt; the build makes it a constant.
[[nodiscard]] std::string_view technique_table();

}  // namespace kelpie::rules::detail
