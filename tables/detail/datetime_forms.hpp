#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kelpie::tables {

/// parse_datetime() for every form it knows; the caller has tried the common one.
[[nodiscard]] std::optional<std::int64_t> parse_datetime_forms(std::string_view text);

}  // namespace kelpie::tables
