#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/alert.hpp"

namespace kelpie::rules {

/// Smallest bound that a payload may be given, in bytes: an alert cut to its bones fits into it.
inline constexpr std::size_t least_payload_bytes = 1536;

/// A form in which an alert goes to its receiver.
struct Payload {
  std::string_view name;          // in a sink's options
  std::string_view content_type;  // of one alert (RFC 9110)
  bool json = false;              // a JSON object, so that several make an array
  std::string_view description;
  /// One line without its end: valid in its format, UTF-8 without control characters, and at most so many bytes (not
  /// below least_payload_bytes), whatever the alert holds. What does not fit is cut: rows first, then lists and long
  /// texts; the alert then says so.
  std::string (*write)(const Alert& alert, std::size_t most_bytes) = nullptr;
};

[[nodiscard]] std::span<const Payload> all_payloads();
/// By name; nullptr when there is none.
[[nodiscard]] const Payload* payload_named(std::string_view name);
[[nodiscard]] std::vector<std::string> payload_names();

}  // namespace kelpie::rules
