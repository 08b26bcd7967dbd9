#pragma once

#include <cstdint>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::executor {

/// A column as reals, with one byte a row: 1 where there is a value.
struct Reals {
  std::vector<double> values;
  std::vector<std::uint8_t> valid;
};

/// Of numbers and times; anything else is 0.
[[nodiscard]] Reals reals_of(const tables::Vector& argument);

}  // namespace kelpie::executor
