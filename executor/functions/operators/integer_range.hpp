#pragma once

#include <optional>

#include "tables/vector.hpp"

namespace kelpie::executor {

/// What the values of an integer vector lie in: the range that it carries, or its one value; nothing when unknown.
[[nodiscard]] inline std::optional<tables::IntegerRange> known_range(const tables::Vector& vector) {
  if (vector.range()) return vector.range();
  if (!vector.is_constant() || vector.validity() != nullptr) return std::nullopt;
  const std::int64_t value = *vector.values<std::int64_t>();
  return tables::IntegerRange{value, value};
}

/// The range of a sum or a difference; nothing when it may leave the integers or is unknown.
[[nodiscard]] inline std::optional<tables::IntegerRange> sum_range(const tables::Vector& left,
                                                                   const tables::Vector& right) {
  const auto a = known_range(left);
  const auto b = known_range(right);
  tables::IntegerRange range;
  if (!a || !b || __builtin_add_overflow(a->min, b->min, &range.min) ||
      __builtin_add_overflow(a->max, b->max, &range.max))
    return std::nullopt;
  return range;
}
[[nodiscard]] inline std::optional<tables::IntegerRange> difference_range(const tables::Vector& left,
                                                                          const tables::Vector& right) {
  const auto a = known_range(left);
  const auto b = known_range(right);
  tables::IntegerRange range;
  if (!a || !b || __builtin_sub_overflow(a->min, b->max, &range.min) ||
      __builtin_sub_overflow(a->max, b->min, &range.max))
    return std::nullopt;
  return range;
}

}  // namespace kelpie::executor
