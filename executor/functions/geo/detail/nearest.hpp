#pragma once

#include <s2/mutable_s2shape_index.h>
#include <s2/s1angle.h>
#include <s2/s2point.h>

namespace kelpie::executor::geo {

/// Arc from a point to the nearest of an index's edges; zero inside of an area.
[[nodiscard]] S1Angle nearest_arc(const MutableS2ShapeIndex& index, const S2Point& point);
/// Where that nearest place is: the point itself inside of an area.
[[nodiscard]] S2Point nearest_point(const MutableS2ShapeIndex& index, const S2Point& point);
/// Is some place of the index no farther than `limit`?
[[nodiscard]] bool is_within(const MutableS2ShapeIndex& index, const S2Point& point, S1Angle limit);

}  // namespace kelpie::executor::geo
