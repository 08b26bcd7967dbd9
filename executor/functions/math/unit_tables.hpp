#pragma once

#include <span>
#include <string_view>

namespace kelpie::executor {

/// A unit: value in the base unit = value * factor + offset.
struct Unit {
  std::string_view name;
  double factor = 1;
  double offset = 0;
};

/// One kind of quantity with its units, in order of name.
struct Quantity {
  std::string_view function;  // convert_length
  std::string_view of;        // a length
  std::string_view from;      // units for the example
  std::string_view to;
  std::span<const Unit> units;
};

/// The quantities whose units differ by a factor, or a factor and a zero point.
[[nodiscard]] std::span<const Quantity> linear_quantities();

}  // namespace kelpie::executor
