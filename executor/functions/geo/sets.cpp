#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/prepared_shape.hpp"
#include "executor/functions/geo/detail/set_operations.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicView;

namespace {

template <typename Left, typename Right>
KernelFactory intersection_of() {
  return prepared([](const CallSite& site) {
    return [left = Left(site, 0), right = Right(site, 1)](DynamicBuilder& out, DynamicView geojson1,
                                                          DynamicView geojson2) {
      const auto first = left(geojson1);
      const auto second = right(geojson2);
      if (!first || !second) return false;
      geo::write_collection(out, geo::intersection(first->index(), second->index()));
      return true;
    };
  });
}

template <typename Left, typename Right>
KernelFactory whether_intersects() {
  return prepared([](const CallSite& site) {
    return [left = Left(site, 0), right = Right(site, 1)](DynamicView geojson1,
                                                          DynamicView geojson2) -> std::optional<bool> {
      const auto first = left(geojson1);
      const auto second = right(geojson2);
      if (!first || !second) return std::nullopt;
      return geo::intersects(first->index(), second->index());
    };
  });
}

}  // namespace

void add_geo_set_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_intersection_2lines",
      .category = "geo",
      .summary = "Gives the points and stretches that two lines or multilines have in common.",
      .example = R"(print geo_intersection_2lines(dynamic({"type":"LineString","coordinates":[[8,50],[12,48]]}), )"
                 R"(dynamic({"type":"LineString","coordinates":[[8,48],[12,50]]})))",
      .overloads = {{.signature = "(lineString1:dynamic, lineString2:dynamic) -> dynamic",
                     .kernel = intersection_of<geo::PreparedLine, geo::PreparedLine>()}}});
  registry.add(ScalarFunction{
      .name = "geo_intersection_2polygons",
      .category = "geo",
      .summary = "Gives what two polygons or multipolygons have in common.",
      .example =
          R"(print geo_intersection_2polygons(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]}), )"
          R"(dynamic({"type":"Polygon","coordinates":[[[9,47],[11,47],[10,48],[9,47]]]})))",
      .overloads = {{.signature = "(polygon1:dynamic, polygon2:dynamic) -> dynamic",
                     .kernel = intersection_of<geo::PreparedPolygon, geo::PreparedPolygon>()}}});
  registry.add(ScalarFunction{
      .name = "geo_intersection_line_with_polygon",
      .category = "geo",
      .summary = "Gives the part of a line or multiline that lies in a polygon or multipolygon.",
      .example =
          R"(print geo_intersection_line_with_polygon(dynamic({"type":"LineString","coordinates":[[8,47.5],[12,47.5]]}), )"
          R"(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]})))",
      .overloads = {{.signature = "(lineString:dynamic, polygon:dynamic) -> dynamic",
                     .kernel = intersection_of<geo::PreparedLine, geo::PreparedPolygon>()}}});
  registry.add(ScalarFunction{
      .name = "geo_intersects_2lines",
      .category = "geo",
      .summary = "Says whether two lines or multilines have a point in common.",
      .example = R"(print geo_intersects_2lines(dynamic({"type":"LineString","coordinates":[[8,50],[12,48]]}), )"
                 R"(dynamic({"type":"LineString","coordinates":[[8,48],[12,50]]})))",
      .overloads = {{.signature = "(lineString1:dynamic, lineString2:dynamic) -> bool",
                     .kernel = whether_intersects<geo::PreparedLine, geo::PreparedLine>()}}});
  registry.add(ScalarFunction{
      .name = "geo_intersects_2polygons",
      .category = "geo",
      .summary = "Says whether two polygons or multipolygons have a point in common.",
      .example =
          R"(print geo_intersects_2polygons(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]}), )"
          R"(dynamic({"type":"Polygon","coordinates":[[[9,47],[11,47],[10,48],[9,47]]]})))",
      .overloads = {{.signature = "(polygon1:dynamic, polygon2:dynamic) -> bool",
                     .kernel = whether_intersects<geo::PreparedPolygon, geo::PreparedPolygon>()}}});
  registry.add(ScalarFunction{
      .name = "geo_intersects_line_with_polygon",
      .category = "geo",
      .summary = "Says whether a line or multiline has a point in common with a polygon or multipolygon.",
      .example =
          R"(print geo_intersects_line_with_polygon(dynamic({"type":"LineString","coordinates":[[8,47.5],[12,47.5]]}), )"
          R"(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]})))",
      .overloads = {{.signature = "(lineString:dynamic, polygon:dynamic) -> bool",
                     .kernel = whether_intersects<geo::PreparedLine, geo::PreparedPolygon>()}}});
}

}  // namespace kelpie::executor
