#pragma once

#include <string>
#include <string_view>

namespace kelpie::rules {

/// 32 hex digits: XXH3-128 of the text. Finds changes, is no defence against forgers; ids and lock files keep it, so it stays what it is.
[[nodiscard]] std::string text_hash(std::string_view text);

}  // namespace kelpie::rules
