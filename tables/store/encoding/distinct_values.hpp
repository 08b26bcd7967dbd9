#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// Which rows of a flat vector have the same value.
struct DistinctValues {
  std::vector<std::uint32_t> positions;  // the first row of each distinct value
  std::vector<std::uint32_t> codes;      // for each row: which of `positions`
};

/// Nothing where most values are distinct, which shows early. More than `most` distinct values end it, too.
[[nodiscard]] std::optional<DistinctValues> find_distinct_values(const Vector& column, std::size_t most);

}  // namespace kelpie::tables::store
