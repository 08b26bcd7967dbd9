#pragma once

#include <cstddef>
#include <span>

#include "tables/vector.hpp"

namespace kelpie::rules {

/// A column that owns all it shows, and its bytes.
struct KeptColumn {
  tables::Vector values;
  std::size_t bytes = 0;
};

/// The rows of the parts, one after the other, in memory of their own: neither a segment nor its dictionaries are held.
/// Coded parts of one dictionary stay coded, over the entries that occur. The parts have the type.
[[nodiscard]] KeptColumn keep_column(tables::Type type, std::span<const tables::Vector> parts);

}  // namespace kelpie::rules
