#pragma once

// What the interpreter knows of single values.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tables/value.hpp"
#include "tables/vector.hpp"

namespace kelpie::differential {

/// A value of a type that is kept as a 64-bit integer.
[[nodiscard]] tables::Value integer_value(tables::Type type, std::int64_t number);

/// Equal as keys of groups and joins are: null equals null, NaN equals NaN, -0.0 equals 0.0.
[[nodiscard]] bool same_key(const tables::Value& left, const tables::Value& right);
[[nodiscard]] bool same_keys(std::span<const tables::Value> left, std::span<const tables::Value> right);
/// The keys as a group shows them: 0.0 for both zeros.
[[nodiscard]] std::vector<tables::Value> shown_keys(std::vector<tables::Value> keys);

/// Below 0, 0 or above 0; of two values of one type, neither null, no NaN and not dynamic.
[[nodiscard]] int compare(const tables::Value& left, const tables::Value& right);

[[nodiscard]] bool is_nan(const tables::Value& value);
/// A bool that is there and true.
[[nodiscard]] bool is_true(const tables::Value& value);

/// A flat column of this one value.
[[nodiscard]] tables::Vector column_of(const tables::Value& value, tables::Type type);

}  // namespace kelpie::differential
