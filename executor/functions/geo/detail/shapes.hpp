#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <s2/mutable_s2shape_index.h>
#include <s2/s2polygon.h>
#include <s2/s2polyline.h>

#include "tables/dynamic.hpp"

namespace kelpie::executor::geo {

using Polylines = std::vector<std::unique_ptr<S2Polyline>>;
using Polygons = std::vector<std::unique_ptr<S2Polygon>>;

/// A LineString or MultiLineString with an index over its edges. The index is complete, so that threads may share it.
class LineShape {
 public:
  explicit LineShape(Polylines parts);

  [[nodiscard]] const Polylines& parts() const { return parts_; }
  [[nodiscard]] const MutableS2ShapeIndex& index() const { return index_; }

 private:
  Polylines parts_;
  MutableS2ShapeIndex index_;
};

/// A Polygon, or the union of the polygons of a MultiPolygon. The polygon's index is complete, so that threads may
/// share it.
class PolygonShape {
 public:
  explicit PolygonShape(std::unique_ptr<S2Polygon> polygon);

  [[nodiscard]] const S2Polygon& polygon() const { return *polygon_; }
  [[nodiscard]] const MutableS2ShapeIndex& index() const { return polygon_->index(); }

 private:
  std::unique_ptr<S2Polygon> polygon_;
};

/// [longitude, latitude, ...] in degrees; nothing where it is none or out of range.
[[nodiscard]] std::optional<S2Point> read_position(tables::DynamicView pair);

// GeoJSON; nullptr where the value is no such shape or an invalid one: too few vertices, a ring that is not closed or
// crosses itself or another ring, an edge of 180 degrees. Of the two regions that a ring makes, the smaller one is
// meant, whatever its direction. A vertex of a line that is equal to the one before it is passed over.
[[nodiscard]] std::shared_ptr<const LineShape> read_line(tables::DynamicView geojson);
[[nodiscard]] std::shared_ptr<const PolygonShape> read_polygon(tables::DynamicView geojson);

/// The polygons of a Polygon or MultiPolygon, one by one; empty where one is invalid.
[[nodiscard]] Polygons read_polygons(tables::DynamicView geojson);

/// A polygon of rings; nullptr where a ring is invalid or rings cross or share edges.
[[nodiscard]] std::unique_ptr<S2Polygon> make_polygon(std::vector<std::vector<S2Point>> rings);
/// nullptr where fewer than two vertices differ or two neighbours are antipodes.
[[nodiscard]] std::unique_ptr<S2Polyline> make_polyline(std::vector<S2Point> vertices);
/// The union of at least one polygon.
[[nodiscard]] std::unique_ptr<S2Polygon> unite(Polygons polygons);

}  // namespace kelpie::executor::geo
