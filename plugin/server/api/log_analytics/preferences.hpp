#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace kelpie::server::log_analytics {

/// What a request's Prefer fields ask for (RFC 7240; Log Analytics API: "Request options"). What is not known is passed
/// over, as that RFC has it.
struct Preferences {
  std::optional<std::chrono::seconds> wait;
  bool statistics = false;
  bool render = false;
};
/// Throws RequestRefused for a `wait` that is no number of seconds.
[[nodiscard]] Preferences read_preferences(std::string_view prefer);

}  // namespace kelpie::server::log_analytics
