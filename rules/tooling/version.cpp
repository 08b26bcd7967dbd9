#include "rules/tooling/version.hpp"

#include <charconv>

#include <fmt/format.h>

namespace kelpie::rules::tooling {

std::string_view name_of(VersionBump bump) {
  constexpr std::array<std::string_view, 4> names{"none", "patch", "minor", "major"};
  return names[static_cast<std::size_t>(bump)];
}

std::optional<Version> parse_version(std::string_view text) {
  Version version{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t i = 0; i < version.size(); ++i) {
    const auto [next, failure] = std::from_chars(at, end, version[i]);
    if (failure != std::errc() || next == at) return std::nullopt;
    if (next == end) return version;
    if (*next != '.') return std::nullopt;
    at = next + 1;
  }
  return std::nullopt;
}

std::optional<VersionBump> bump_between(std::string_view before, std::string_view after) {
  if (before == after) return VersionBump::none;
  const auto old = parse_version(before), now = parse_version(after);
  if (!now || (!old && !before.empty())) return std::nullopt;
  if (!old) return VersionBump::major;  // the first version that it has
  if (*now < *old) return std::nullopt;
  if ((*now)[0] > (*old)[0]) return VersionBump::major;
  if ((*now)[1] > (*old)[1]) return VersionBump::minor;
  return (*now)[2] > (*old)[2] ? VersionBump::patch : VersionBump::none;
}

std::string raised(std::string_view version, VersionBump bump) {
  const auto now = parse_version(version);
  if (!now) return "1.0.0";
  const auto [major, minor, patch] = *now;
  switch (bump) {
    case VersionBump::major:
      return fmt::format("{}.0.0", std::uint64_t{major} + 1);
    case VersionBump::minor:
      return fmt::format("{}.{}.0", major, std::uint64_t{minor} + 1);
    case VersionBump::patch:
      return fmt::format("{}.{}.{}", major, minor, std::uint64_t{patch} + 1);
    case VersionBump::none:
      break;
  }
  return fmt::format("{}.{}.{}", major, minor, patch);
}

}  // namespace kelpie::rules::tooling
