#pragma once

#include <optional>
#include <string>

#include "reference/relation.hpp"

namespace kelpie::differential {

/// Equal but for what the order of summation does to reals; NaN equals NaN, and dynamic values are looked into.
[[nodiscard]] bool same_value(const tables::Value& left, const tables::Value& right);

/// Whether two relations hold the same rows; where `ordered`, in the same order. Nothing: they do. Otherwise what
/// differs, in a sentence.
[[nodiscard]] std::optional<std::string> difference(const Relation& expected, const Relation& actual, bool ordered);

/// A row a line, values as literals.
[[nodiscard]] std::string to_text(const Relation& relation);

}  // namespace kelpie::differential
