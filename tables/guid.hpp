#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kelpie::tables {

/// A GUID as two big-endian halves, so that comparing numbers is comparing text.
struct Guid {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Guid&) const = default;
};

/// Reads 8-4-4-4-12 hexadecimal digits, with or without braces or hyphens, blanks around allowed; nothing when it is
/// not one.
[[nodiscard]] std::optional<Guid> parse_guid(std::string_view text);
/// Lower-case 8-4-4-4-12.
[[nodiscard]] std::string to_text(const Guid& guid);
/// Writes the same 36 characters; returns one past the last.
char* write_guid(const Guid& guid, char* out);

}  // namespace kelpie::tables
