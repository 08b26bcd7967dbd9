#pragma once

#include <span>
#include <vector>

#include "executor/functions/geo/detail/shapes.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor::geo {

// What is written is GeoJSON: longitude first, shells counterclockwise, holes clockwise.

void write_position(tables::DynamicBuilder& out, const S2Point& point);
void write_position(tables::DynamicBuilder& out, double longitude, double latitude);
/// A Point.
void write_point(tables::DynamicBuilder& out, const S2Point& point);
/// A Polygon of one ring, given without its closing vertex.
void write_ring(tables::DynamicBuilder& out, std::span<const S2Point> vertices);
/// A LineString, or a MultiLineString of several.
void write_lines(tables::DynamicBuilder& out, const Polylines& lines);
/// A Polygon, or a MultiPolygon where there are several shells.
void write_polygon(tables::DynamicBuilder& out, const S2Polygon& polygon);
/// The polygons one beside the other, a MultiPolygon where there are several shells.
void write_polygons(tables::DynamicBuilder& out, const Polygons& polygons);

/// Points, lines and areas together.
struct Collection {
  std::vector<S2Point> points;
  Polylines lines;
  std::unique_ptr<S2Polygon> polygon;  // nullptr or empty: none
};
/// Where all is of one kind that kind's shape, else a GeometryCollection, which is empty for nothing.
void write_collection(tables::DynamicBuilder& out, const Collection& collection);

}  // namespace kelpie::executor::geo
