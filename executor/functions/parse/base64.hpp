#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kelpie::executor {

/// RFC 4648, section 4: the standard alphabet with padding.
[[nodiscard]] std::string base64_encode(std::string_view bytes);
/// The padding may be missing. Nothing when another character stands there, also a blank, or the length is impossible.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace kelpie::executor
