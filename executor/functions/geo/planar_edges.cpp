#include "executor/functions/geo/detail/planar_edges.hpp"

#include <cmath>

#include <s2/s2edge_tessellator.h>
#include <s2/s2latlng.h>
#include <s2/s2projections.h>

#include "executor/functions/geo/detail/sphere.hpp"

namespace kelpie::executor::geo {

using tables::DynamicKind;
using tables::DynamicView;

namespace {

/// Degrees as they are: no edge takes the short way over the antimeridian.
class FlatProjection final : public S2::Projection {
 public:
  [[nodiscard]] R2Point Project(const S2Point& point) const override { return degrees_.Project(point); }
  [[nodiscard]] S2Point Unproject(const R2Point& point) const override { return degrees_.Unproject(point); }
  [[nodiscard]] R2Point FromLatLng(const S2LatLng& position) const override { return degrees_.FromLatLng(position); }
  [[nodiscard]] S2LatLng ToLatLng(const R2Point& point) const override { return degrees_.ToLatLng(point); }
  [[nodiscard]] R2Point wrap_distance() const override { return {0, 0}; }

 private:
  S2::PlateCarreeProjection degrees_{180};
};

std::optional<R2Point> read_flat(DynamicView pair) {
  if (pair.kind() != DynamicKind::array || pair.size() < 2) return std::nullopt;
  double degrees[2];
  for (std::size_t i = 0; i < 2; ++i) {
    const DynamicView number = pair.element(i);
    if (number.kind() == DynamicKind::long_)
      degrees[i] = static_cast<double>(number.as_integer());
    else if (number.kind() == DynamicKind::real)
      degrees[i] = number.as_real();
    else
      return std::nullopt;
  }
  if (!(std::abs(degrees[0]) <= 360 && std::abs(degrees[1]) <= 90)) return std::nullopt;
  return R2Point(degrees[0], degrees[1]);
}

/// Where a geodesic between neighbours on both sides of the antimeridian crosses it, in degrees of latitude.
double crossing_latitude(const S2Point& from, const S2Point& to) {
  S2Point place = from.CrossProd(to).CrossProd(S2Point(0, 1, 0));
  if (place.x() > 0) place = -place;
  return S2LatLng::Latitude(place).degrees();
}

}  // namespace

std::vector<S2Point> densified(DynamicView positions, double tolerance, bool crossing, std::size_t limit) {
  if (positions.kind() != DynamicKind::array) return {};
  const S2::PlateCarreeProjection wrapping(180);
  const FlatProjection flat;
  const S2::Projection& projection = crossing ? static_cast<const S2::Projection&>(wrapping) : flat;
  const S2EdgeTessellator tessellator(&projection, arc_of(tolerance));
  std::vector<S2Point> vertices;
  std::optional<R2Point> previous;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const std::optional<R2Point> next = read_flat(positions.element(i));
    if (!next) return {};
    if (previous && *previous != *next) {
      // The tessellator wants the last vertex to be the same bits that it starts from.
      if (!vertices.empty()) vertices.back() = projection.Unproject(*previous);
      tessellator.AppendUnprojected(*previous, *next, &vertices);
    }
    if (vertices.size() > limit) return {};
    previous = next;
  }
  return vertices;
}

std::vector<std::vector<Degrees>> cut_at_antimeridian(const std::vector<S2Point>& vertices) {
  constexpr double edge = 180 - 1e-12;
  std::vector<std::vector<Degrees>> parts(1);
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    const S2LatLng here(vertices[i]);
    const Degrees degrees{here.lng().degrees(), here.lat().degrees()};
    if (!parts.back().empty()) {
      const double before = parts.back().back().longitude;
      if (std::abs(before - degrees.longitude) > 180) {
        const double latitude = crossing_latitude(vertices[i - 1], vertices[i]);
        parts.back().push_back({std::copysign(edge, before), latitude});
        parts.push_back({{std::copysign(edge, degrees.longitude), latitude}});
      }
    }
    parts.back().push_back(degrees);
  }
  return parts;
}

}  // namespace kelpie::executor::geo
