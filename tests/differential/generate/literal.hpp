#pragma once

#include <string>
#include <string_view>

#include "tables/value.hpp"

namespace kelpie::differential {

/// The value as KQL reads it: long(-3), datetime(2026-01-01T00:00:00.0000000Z), dynamic({"a":1}).
[[nodiscard]] std::string literal_of(const tables::Value& value);
[[nodiscard]] std::string quoted(std::string_view text);
/// A column's name as it stands in a query.
[[nodiscard]] std::string name_of_column(std::string_view name);

}  // namespace kelpie::differential
