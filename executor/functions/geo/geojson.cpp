#include "executor/functions/geo/detail/geojson.hpp"

#include <s2/s2latlng.h>
#include <s2/s2loop.h>

namespace kelpie::executor::geo {

using tables::DynamicBuilder;

namespace {

void begin_shape(DynamicBuilder& out, std::string_view type, std::string_view content = "coordinates") {
  out.begin_bag();
  out.key("type");
  out.string(type);
  out.key(content);
}

void write_line(DynamicBuilder& out, const S2Polyline& line) {
  out.begin_array();
  for (const S2Point& vertex : line.vertices_span()) write_position(out, vertex);
  out.end_array();
}

/// The rings of a shell and of the holes in it.
void write_part(DynamicBuilder& out, const S2Polygon& polygon, int shell) {
  out.begin_array();
  for (int i = shell; i <= polygon.GetLastDescendant(shell); ++i) {
    const S2Loop& loop = *polygon.loop(i);
    if (i != shell && loop.depth() != polygon.loop(shell)->depth() + 1) continue;
    out.begin_array();
    for (int vertex = 0; vertex <= loop.num_vertices(); ++vertex) write_position(out, loop.oriented_vertex(vertex));
    out.end_array();
  }
  out.end_array();
}

struct Shell {
  const S2Polygon* polygon;
  int loop;
};

void add_shells(const S2Polygon& polygon, std::vector<Shell>& shells) {
  for (int i = 0; i < polygon.num_loops(); ++i) {
    if (!polygon.loop(i)->is_hole()) shells.push_back({&polygon, i});
  }
}

void write_shells(DynamicBuilder& out, std::span<const Shell> shells) {
  const bool one = shells.size() == 1;
  begin_shape(out, one ? "Polygon" : "MultiPolygon");
  if (!one) out.begin_array();
  for (const Shell& shell : shells) write_part(out, *shell.polygon, shell.loop);
  if (!one) out.end_array();
  out.end_bag();
}

void write_points(DynamicBuilder& out, std::span<const S2Point> points) {
  if (points.size() == 1) return write_point(out, points.front());
  begin_shape(out, "MultiPoint");
  out.begin_array();
  for (const S2Point& point : points) write_position(out, point);
  out.end_array();
  out.end_bag();
}

}  // namespace

void write_position(DynamicBuilder& out, double longitude, double latitude) {
  out.begin_array();
  out.real(longitude);
  out.real(latitude);
  out.end_array();
}

void write_position(DynamicBuilder& out, const S2Point& point) {
  const S2LatLng degrees(point);
  write_position(out, degrees.lng().degrees(), degrees.lat().degrees());
}

void write_point(DynamicBuilder& out, const S2Point& point) {
  begin_shape(out, "Point");
  write_position(out, point);
  out.end_bag();
}

void write_ring(DynamicBuilder& out, std::span<const S2Point> vertices) {
  begin_shape(out, "Polygon");
  out.begin_array();
  out.begin_array();
  for (const S2Point& vertex : vertices) write_position(out, vertex);
  write_position(out, vertices.front());
  out.end_array();
  out.end_array();
  out.end_bag();
}

void write_lines(DynamicBuilder& out, const Polylines& lines) {
  const bool one = lines.size() == 1;
  begin_shape(out, one ? "LineString" : "MultiLineString");
  if (!one) out.begin_array();
  for (const auto& line : lines) write_line(out, *line);
  if (!one) out.end_array();
  out.end_bag();
}

void write_polygon(DynamicBuilder& out, const S2Polygon& polygon) {
  std::vector<Shell> shells;
  add_shells(polygon, shells);
  write_shells(out, shells);
}

void write_polygons(DynamicBuilder& out, const Polygons& polygons) {
  std::vector<Shell> shells;
  for (const auto& polygon : polygons) add_shells(*polygon, shells);
  write_shells(out, shells);
}

void write_collection(DynamicBuilder& out, const Collection& collection) {
  const bool has_area = collection.polygon && !collection.polygon->is_empty();
  const int kinds = (collection.points.empty() ? 0 : 1) + (collection.lines.empty() ? 0 : 1) + (has_area ? 1 : 0);
  if (kinds != 1) {
    begin_shape(out, "GeometryCollection", "geometries");
    out.begin_array();
  }
  if (!collection.points.empty()) write_points(out, collection.points);
  if (!collection.lines.empty()) write_lines(out, collection.lines);
  if (has_area) write_polygon(out, *collection.polygon);
  if (kinds != 1) {
    out.end_array();
    out.end_bag();
  }
}

}  // namespace kelpie::executor::geo
