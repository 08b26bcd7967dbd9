#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/planar_edges.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

constexpr double default_tolerance = 10;  // metres
constexpr std::size_t max_points = 10'485'760;

bool is_tolerance(double tolerance) { return tolerance >= 0.1 && tolerance <= 10'000; }

/// The parts of a shape of this type, or of many; empty for anything else.
std::vector<DynamicView> parts_of(DynamicView geojson, const std::string& type) {
  const DynamicView named = geojson.find("type");
  const DynamicView coordinates = geojson.find("coordinates");
  std::vector<DynamicView> parts;
  if (named.kind() != DynamicKind::string || coordinates.kind() != DynamicKind::array) return parts;
  if (named.as_string() == type) {
    parts.push_back(coordinates);
  } else if (named.as_string() == "Multi" + type) {
    for (std::size_t i = 0; i < coordinates.size(); ++i) parts.push_back(coordinates.element(i));
  }
  return parts;
}

using Part = std::vector<geo::Degrees>;

void write_part(DynamicBuilder& out, const Part& part) {
  out.begin_array();
  for (const geo::Degrees& place : part) geo::write_position(out, place.longitude, place.latitude);
  out.end_array();
}

bool densify_line(DynamicBuilder& out, DynamicView geojson, double tolerance, bool crossing) {
  const std::vector<DynamicView> lines = parts_of(geojson, "LineString");
  if (lines.empty() || !is_tolerance(tolerance)) return false;
  std::vector<Part> parts;
  std::size_t left = max_points;
  for (const DynamicView line : lines) {
    const std::vector<S2Point> vertices = geo::densified(line, tolerance, crossing, left);
    if (!geo::make_polyline(vertices)) return false;
    left -= vertices.size();
    if (crossing) {
      Part& part = parts.emplace_back();
      for (const S2Point& vertex : vertices) {
        const S2LatLng degrees(vertex);
        part.push_back({degrees.lng().degrees(), degrees.lat().degrees()});
      }
    } else {
      for (Part& part : geo::cut_at_antimeridian(vertices)) parts.push_back(std::move(part));
    }
  }
  const bool one = parts.size() == 1;
  out.begin_bag();
  out.key("type");
  out.string(one ? "LineString" : "MultiLineString");
  out.key("coordinates");
  if (!one) out.begin_array();
  for (const Part& part : parts) write_part(out, part);
  if (!one) out.end_array();
  out.end_bag();
  return true;
}

/// What the shape is as it stands, in degrees that are in range.
bool densify_polygon(DynamicBuilder& out, DynamicView geojson, double tolerance, bool crossing) {
  const std::vector<DynamicView> shapes = parts_of(geojson, "Polygon");
  if (shapes.empty() || !is_tolerance(tolerance)) return false;
  geo::Polygons polygons;
  std::size_t left = max_points;
  for (const DynamicView shape : shapes) {
    std::vector<std::vector<S2Point>> rings;
    if (shape.kind() != DynamicKind::array || shape.size() == 0) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      const DynamicView ring = shape.element(i);
      if (ring.kind() != DynamicKind::array) return false;
      for (std::size_t vertex = 0; vertex < ring.size(); ++vertex) {
        if (!geo::read_position(ring.element(vertex))) return false;
      }
      rings.push_back(geo::densified(ring, tolerance, crossing, left));
      left -= rings.back().size();
    }
    polygons.push_back(geo::make_polygon(std::move(rings)));
    if (!polygons.back()) return false;
  }
  geo::write_polygons(out, polygons);
  return true;
}

template <typename Densify>
std::vector<Overload> densifications(const std::string& name, Densify densify) {
  return {{.signature = "(" + name + ":dynamic) -> dynamic",
           .kernel = rows([densify](DynamicBuilder& out, DynamicView geojson) {
             return densify(out, geojson, default_tolerance, false);
           })},
          {.signature = "(" + name + ":dynamic, tolerance:real) -> dynamic",
           .kernel = rows([densify](DynamicBuilder& out, DynamicView geojson, double tolerance) {
             return densify(out, geojson, tolerance, false);
           })},
          {.signature = "(" + name + ":dynamic, tolerance:real, preserve_crossing:bool) -> dynamic",
           .kernel = rows([densify](DynamicBuilder& out, DynamicView geojson, double tolerance, bool crossing) {
             return densify(out, geojson, tolerance, crossing);
           })}};
}

}  // namespace

void add_geo_densify_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_line_densify",
      .category = "geo",
      .summary =
          "Adds vertices to a line or multiline whose edges are straight in degrees until geodesics follow them.",
      .example = R"(print geo_line_densify(dynamic({"type":"LineString","coordinates":[[8,50],[12,48]]}), 100))",
      .overloads = densifications("lineString", densify_line)});
  registry.add(ScalarFunction{
      .name = "geo_polygon_densify",
      .category = "geo",
      .summary =
          "Adds vertices to a polygon or multipolygon whose edges are straight in degrees until geodesics follow them.",
      .example =
          R"(print geo_polygon_densify(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]}), 100))",
      .overloads = densifications("polygon", densify_polygon)});
}

}  // namespace kelpie::executor
