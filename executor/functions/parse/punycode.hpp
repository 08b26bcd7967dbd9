#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kelpie::executor {

/// Longest text that is encoded or decoded: the algorithm takes the square of it.
inline constexpr std::size_t max_punycode_size = 4096;

/// RFC 3492, without case annotation and without the "xn--" of domain names. Nothing when the text is malformed or too
/// long.
[[nodiscard]] std::optional<std::string> punycode_encode(std::string_view text);
[[nodiscard]] std::optional<std::string> punycode_decode(std::string_view encoded);

/// Every label that needs it, with "xn--" before it. Labels end at a full stop of any width.
[[nodiscard]] std::optional<std::string> punycode_encode_domain(std::string_view domain);
[[nodiscard]] std::optional<std::string> punycode_decode_domain(std::string_view domain);

}  // namespace kelpie::executor
