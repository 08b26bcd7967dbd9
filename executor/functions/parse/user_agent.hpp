#pragma once

#include <array>
#include <string>
#include <string_view>

namespace kelpie::executor {

/// What a User-Agent header says of the program that sent it. Families are the names that are usual for them; "Other"
/// when unknown. Absent numbers are empty.
struct UserAgentProduct {
  std::string family = "Other";
  std::array<std::string, 4> version;  // major, minor, patch, and for systems one more
};

struct UserAgentDevice {
  std::string family = "Other";
  std::string brand;
  std::string model;
};

[[nodiscard]] UserAgentProduct browser_of(std::string_view user_agent);
[[nodiscard]] UserAgentProduct system_of(std::string_view user_agent);
[[nodiscard]] UserAgentDevice device_of(std::string_view user_agent);

/// The numbers at the start of the text, separated by points or underscores.
[[nodiscard]] std::array<std::string, 4> leading_version(std::string_view text);

}  // namespace kelpie::executor
