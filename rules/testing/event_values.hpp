#pragma once

#include <optional>
#include <string>

#include "rules/testing/placed_value.hpp"
#include "tables/type.hpp"
#include "tables/value.hpp"

namespace kelpie::rules::testing {

/// A time as events write it: a datetime, `now`, or a length of time with a sign, counted from the clock: -10m, +1h,
/// -00:05:00. Ticks.
[[nodiscard]] std::optional<std::int64_t> event_time(std::string_view text, std::int64_t clock);

/// A written value as one of a column's type. Nothing, and told, where it is none.
[[nodiscard]] std::optional<tables::Value> event_value(const PlacedValue& written, const std::string& column,
                                                       tables::Type type, std::int64_t clock, TestReader& reader);

/// The type that a value of a table without a schema shows; nothing of a null.
[[nodiscard]] std::optional<tables::Type> shown_type(const PlacedValue& written);

}  // namespace kelpie::rules::testing
