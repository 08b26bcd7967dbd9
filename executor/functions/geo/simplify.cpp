#include <s2/s2builder.h>
#include <s2/s2builderutil_s2polygon_layer.h>
#include <s2/s2builderutil_s2polyline_vector_layer.h>
#include <s2/s2builderutil_snap_functions.h>

#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/prepared_shape.hpp"
#include "executor/functions/geo/detail/set_operations.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using s2builderutil::IdentitySnapFunction;
using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

constexpr double default_tolerance = 10;  // metres

/// Nothing where the tolerance is out of range: from 0 to about 7,800 km.
std::optional<S2Builder::Options> simplification(double tolerance) {
  if (!(tolerance >= 0) || !(geo::arc_of(tolerance) < S2Builder::SnapFunction::kMaxSnapRadius())) return std::nullopt;
  S2Builder::Options options{IdentitySnapFunction(geo::arc_of(tolerance))};
  options.set_simplify_edge_chains(true);
  return options;
}

bool simplify_line(DynamicBuilder& out, const std::shared_ptr<const geo::LineShape>& line, double tolerance) {
  const std::optional<S2Builder::Options> options = simplification(tolerance);
  if (!line || !options) return false;
  const geo::Polylines joined =
      line->parts().size() > 1 ? geo::union_of_lines(geo::pointers(line->parts())) : geo::Polylines();
  S2Builder builder(*options);
  geo::Polylines simplified;
  builder.StartLayer(std::make_unique<s2builderutil::S2PolylineVectorLayer>(&simplified));
  for (const auto& part : joined.empty() ? line->parts() : joined) builder.AddPolyline(*part);
  S2Error error;
  if (!builder.Build(&error) || simplified.empty()) return false;
  geo::write_lines(out, simplified);
  return true;
}

/// All at once, so that a border of two polygons stays one.
geo::Polygons simplified(const std::vector<const S2Polygon*>& polygons, const S2Builder::Options& options) {
  S2Builder builder(options);
  geo::Polygons results;
  for (const S2Polygon* polygon : polygons) {
    results.push_back(std::make_unique<S2Polygon>());
    builder.StartLayer(std::make_unique<s2builderutil::S2PolygonLayer>(results.back().get()));
    builder.AddIsFullPolygonPredicate(S2Builder::IsFullPolygon(polygon->is_full()));
    builder.AddPolygon(*polygon);
  }
  S2Error error;
  if (!builder.Build(&error)) results.clear();
  std::erase_if(results, [](const auto& polygon) { return polygon->is_empty() || polygon->is_full(); });
  return results;
}

bool simplify_polygon(DynamicBuilder& out, const std::shared_ptr<const geo::PolygonShape>& polygon, double tolerance) {
  const std::optional<S2Builder::Options> options = simplification(tolerance);
  if (!polygon || !options) return false;
  const geo::Polygons left = simplified({&polygon->polygon()}, *options);
  if (left.empty()) return false;
  geo::write_polygon(out, *left.front());
  return true;
}

bool simplify_array(DynamicBuilder& out, DynamicView array, double tolerance) {
  const std::optional<S2Builder::Options> options = simplification(tolerance);
  if (array.kind() != DynamicKind::array || !options) return false;
  std::vector<std::shared_ptr<const geo::PolygonShape>> shapes;
  std::vector<const S2Polygon*> polygons;
  for (std::size_t i = 0; i < array.size(); ++i) {
    shapes.push_back(geo::read_polygon(array.element(i)));
    if (!shapes.back()) return false;
    polygons.push_back(&shapes.back()->polygon());
  }
  const geo::Polygons left = simplified(polygons, *options);
  if (left.empty()) return false;
  geo::write_polygons(out, left);
  return true;
}

template <typename Prepared, typename Simplify>
std::vector<Overload> simplifications_of(const std::string& name, Simplify simplify) {
  return {{.signature = "(" + name + ":dynamic) -> dynamic",
           .kernel = prepared([simplify](const CallSite& site) {
             return [shape = Prepared(site, 0), simplify](DynamicBuilder& out, DynamicView geojson) {
               return simplify(out, shape(geojson), default_tolerance);
             };
           })},
          {.signature = "(" + name + ":dynamic, tolerance:real) -> dynamic",
           .kernel = prepared([simplify](const CallSite& site) {
             return [shape = Prepared(site, 0), simplify](DynamicBuilder& out, DynamicView geojson, double tolerance) {
               return simplify(out, shape(geojson), tolerance);
             };
           })}};
}

}  // namespace

void add_geo_simplify_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_line_simplify",
      .category = "geo",
      .summary = "Replaces chains of short edges of a line or multiline by long edges, within a tolerance in metres.",
      .example =
          R"(print geo_line_simplify(dynamic({"type":"LineString","coordinates":[[8,50],[8.0001,50],[11,48]]}), 100))",
      .overloads = simplifications_of<geo::PreparedLine>("lineString", simplify_line)});
  registry.add(ScalarFunction{
      .name = "geo_polygon_simplify",
      .category = "geo",
      .summary =
          "Replaces chains of short edges of a polygon or multipolygon by long edges, within a tolerance in metres.",
      .example =
          R"(print geo_polygon_simplify(dynamic({"type":"Polygon","coordinates":[[[8,47],[8.0001,47],[10,47],[9,48],[8,47]]]}), 100))",
      .overloads = simplifications_of<geo::PreparedPolygon>("polygon", simplify_polygon)});
  registry.add(ScalarFunction{
      .name = "geo_simplify_polygons_array",
      .category = "geo",
      .summary = "Replaces chains of short edges of the polygons of an array by long edges and keeps the borders that "
                 "they share.",
      .example =
          R"(print geo_simplify_polygons_array(dynamic([{"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]}, )"
          R"({"type":"Polygon","coordinates":[[[10,47],[11,48],[9,48],[10,47]]]}]), 100))",
      .overloads = {
          {.signature = "(polygons:dynamic) -> dynamic", .kernel = rows([](DynamicBuilder& out, DynamicView polygons) {
                                                           return simplify_array(out, polygons, default_tolerance);
                                                         })},
          {.signature = "(polygons:dynamic, tolerance:real) -> dynamic",
           .kernel = rows([](DynamicBuilder& out, DynamicView polygons, double tolerance) {
             return simplify_array(out, polygons, tolerance);
           })}}});
}

}  // namespace kelpie::executor
