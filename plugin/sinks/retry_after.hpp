#pragma once

#include <chrono>
#include <ctime>
#include <optional>
#include <string_view>

namespace kelpie::plugin {

/// What the header Retry-After asks for: a number of seconds, or an HTTP date (RFC 9110, 10.2.3), from `now` on. At
/// most a day; nothing when it is neither.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, std::time_t now);

}  // namespace kelpie::plugin
