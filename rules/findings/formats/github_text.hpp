#pragma once

#include <string>
#include <string_view>

namespace kelpie::rules {

/// What follows the second :: of a workflow command: %, CR and LF are escaped (GitHub Docs: "Workflow commands for
/// GitHub Actions").
[[nodiscard]] std::string github_message(std::string_view text);
/// A property's value: : and , are escaped, too.
[[nodiscard]] std::string github_property(std::string_view text);

}  // namespace kelpie::rules
