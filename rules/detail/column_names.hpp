#pragma once

#include <string_view>

#include "rules/detail/field_reader.hpp"

namespace kelpie::rules::detail {

/// A letter, then letters, digits and _; the first may be _ where `underscore` says so.
[[nodiscard]] bool is_name(std::string_view text, bool underscore = false);

/// Warns when a column that an alert is to show is named in a way that Sentinel does not take (entity mappings and
/// custom details).
void check_column_name(const PlacedText& column, RuleReader& reader);

}  // namespace kelpie::rules::detail
