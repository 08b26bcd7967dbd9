#include "executor/functions/geo/detail/buffer.hpp"

#include <algorithm>
#include <cmath>

#include <s2/s2buffer_operation.h>
#include <s2/s2builderutil_s2polygon_layer.h>

#include "executor/functions/geo/detail/sphere.hpp"

namespace kelpie::executor::geo {

std::unique_ptr<S2Polygon> buffer(const S2ShapeIndex& shapes, double radius, double tolerance) {
  if (!(radius > 0) || !std::isfinite(radius) || !(tolerance > 0)) return nullptr;
  // A tolerance like the radius itself would leave nothing; any a little below it makes triangles of circles.
  constexpr double coarsest = 0.999;
  const double error = std::min(tolerance / radius, coarsest);
  if (error < S2BufferOperation::Options::kMinErrorFraction) return nullptr;
  S2BufferOperation::Options options(arc_of(std::min(radius, earth_radius * M_PI)));
  options.set_error_fraction(error);
  auto area = std::make_unique<S2Polygon>();
  S2BufferOperation operation(std::make_unique<s2builderutil::S2PolygonLayer>(area.get()), options);
  operation.AddShapeIndex(shapes);
  S2Error failure;
  if (!operation.Build(&failure) || area->is_empty() || area->is_full()) return nullptr;
  return area;
}

}  // namespace kelpie::executor::geo
