#pragma once

#include <optional>
#include <vector>

#include <s2/s2polygon.h>

#include "executor/functions/geo/detail/h3_cell.hpp"

namespace kelpie::executor::geo::h3 {

/// The cells of a resolution whose centre lies in the polygon, whose edges are taken as straight in degrees. Nothing
/// where there are more than `limit` or the search for them takes more than some hundred million steps.
[[nodiscard]] std::optional<std::vector<Cell>> cells_in(const S2Polygon& polygon, int resolution, std::size_t limit);

}  // namespace kelpie::executor::geo::h3
