#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kelpie::rules::tooling {

/// What a change asks of a rule's version: the third, second or first number to be raised. Falling numbers are no
/// change but a mistake.
enum class VersionBump { none, patch, minor, major };
[[nodiscard]] std::string_view name_of(VersionBump bump);

/// major, minor, patch.
using Version = std::array<std::uint32_t, 3>;
/// "1", "1.2" and "1.2.3"; nothing for all else.
[[nodiscard]] std::optional<Version> parse_version(std::string_view text);

/// By what a version was raised; nothing when it fell, or one of them is no version. The same version is `none`.
[[nodiscard]] std::optional<VersionBump> bump_between(std::string_view before, std::string_view after);
/// The lowest version that is raised so; "1.0.0" after what is no version.
[[nodiscard]] std::string raised(std::string_view version, VersionBump bump);

}  // namespace kelpie::rules::tooling
