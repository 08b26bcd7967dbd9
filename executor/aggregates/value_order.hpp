#pragma once

#include "tables/decimal.hpp"
#include "tables/dynamic.hpp"
#include "tables/guid.hpp"

namespace kelpie::executor {

/// Whether one dynamic value comes before another: null, then bools, numbers and times, texts, guids, the rest by its
/// JSON text; values of one class by what they are.
[[nodiscard]] bool dynamic_before(tables::DynamicView left, tables::DynamicView right);

/// NaN comes before every number, as it does in sort.
[[nodiscard]] inline bool real_before(double left, double right) {
  if (right != right) return false;
  return left != left || left < right;
}

}  // namespace kelpie::executor
