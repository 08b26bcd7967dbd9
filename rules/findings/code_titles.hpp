#pragma once

#include <string>
#include <string_view>

namespace kelpie::rules {

/// What a code is about, in one short sentence without a full stop: its own title, or that of its family ("KS", "KP",
/// "KB", "E_").
[[nodiscard]] std::string_view title_of_code(std::string_view code);

/// Where the page about a code is: PREFIX/CODE.md.
[[nodiscard]] std::string page_of_code(std::string_view code, std::string_view prefix);

}  // namespace kelpie::rules
