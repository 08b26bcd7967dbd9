#pragma once

#include <span>

#include <s2/s2shape_index.h>

#include "executor/functions/geo/detail/geojson.hpp"

namespace kelpie::executor::geo {

// Lines hold their ends and polygons their borders: shapes that only touch do intersect, in a point or a line.
[[nodiscard]] Collection intersection(const S2ShapeIndex& left, const S2ShapeIndex& right);
[[nodiscard]] bool intersects(const S2ShapeIndex& left, const S2ShapeIndex& right);

/// The lines' points as lines that share no stretch: cut where they cross, joined where two ends meet.
[[nodiscard]] Polylines union_of_lines(std::span<const S2Polyline* const> lines);
[[nodiscard]] std::vector<const S2Polyline*> pointers(const Polylines& lines);

}  // namespace kelpie::executor::geo
