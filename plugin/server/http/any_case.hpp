#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace kelpie::server {

/// Equal but for the case of ASCII letters: names of header fields and schemes, of databases, workspaces and words of commands.
[[nodiscard]] inline bool same_but_for_case(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

}  // namespace kelpie::server
