#pragma once

#include <memory>

#include <s2/s2polygon.h>
#include <s2/s2shape_index.h>

namespace kelpie::executor::geo {

/// Metres that a buffer's border may deviate from the radius where nothing says it.
inline constexpr double default_buffer_tolerance = 10;

/// All points within a radius in metres of the shapes. nullptr where the radius is not positive, the tolerance less
/// than a millionth of it, or the result the whole sphere, which has no border.
[[nodiscard]] std::unique_ptr<S2Polygon> buffer(const S2ShapeIndex& shapes, double radius, double tolerance);

}  // namespace kelpie::executor::geo
