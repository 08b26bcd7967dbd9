#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/nearest.hpp"
#include "executor/functions/geo/detail/prepared_shape.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/detail/spheroid.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicView;

namespace {

std::optional<double> distance(double longitude1, double latitude1, double longitude2, double latitude2,
                               bool spheroid) {
  if (!geo::is_position(longitude1, latitude1) || !geo::is_position(longitude2, latitude2)) return std::nullopt;
  if (spheroid) return geo::spheroid_distance(longitude1, latitude1, longitude2, latitude2);
  return geo::metres(
      S2LatLng::FromDegrees(latitude1, longitude1).GetDistance(S2LatLng::FromDegrees(latitude2, longitude2)));
}

template <typename Prepared>
KernelFactory distance_to_shape() {
  return prepared([](const CallSite& site) {
    return
        [shape = Prepared(site, 2)](double longitude, double latitude, DynamicView geojson) -> std::optional<double> {
          const auto point = geo::position(longitude, latitude);
          const auto target = shape(geojson);
          if (!point || !target) return std::nullopt;
          return geo::metres(geo::nearest_arc(target->index(), *point));
        };
  });
}

template <typename Prepared>
KernelFactory closest_point_on_shape() {
  return prepared([](const CallSite& site) {
    return [shape = Prepared(site, 2)](DynamicBuilder& out, double longitude, double latitude, DynamicView geojson) {
      const auto point = geo::position(longitude, latitude);
      const auto target = shape(geojson);
      if (!point || !target) return false;
      geo::write_point(out, geo::nearest_point(target->index(), *point));
      return true;
    };
  });
}

}  // namespace

void add_geo_distance_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_distance_2points",
      .category = "geo",
      .summary = "Measures the shortest distance in metres between two points on Earth, on a sphere or on the WGS-84 "
                 "spheroid.",
      .example = "print geo_distance_2points(13.4, 52.5, 11.6, 48.1)",
      .overloads = {
          {.signature = "(p1_longitude:real, p1_latitude:real, p2_longitude:real, p2_latitude:real) -> real",
           .kernel = rows([](double longitude1, double latitude1, double longitude2, double latitude2) {
             return distance(longitude1, latitude1, longitude2, latitude2, false);
           })},
          {.signature =
               "(p1_longitude:real, p1_latitude:real, p2_longitude:real, p2_latitude:real, use_spheroid:bool) -> real",
           .kernel = rows([](double longitude1, double latitude1, double longitude2, double latitude2, bool spheroid) {
             return distance(longitude1, latitude1, longitude2, latitude2, spheroid);
           })}}});
  registry.add(ScalarFunction{
      .name = "geo_distance_point_to_line",
      .category = "geo",
      .summary = "Measures the shortest distance in metres between a point and a line or multiline on Earth.",
      .example =
          R"(print geo_distance_point_to_line(13.4, 52.5, dynamic({"type":"LineString","coordinates":[[8.7,50.1],[11.6,48.1]]})))",
      .overloads = {{.signature = "(longitude:real, latitude:real, lineString:dynamic) -> real",
                     .kernel = distance_to_shape<geo::PreparedLine>()}}});
  registry.add(ScalarFunction{
      .name = "geo_distance_point_to_polygon",
      .category = "geo",
      .summary = "Measures the shortest distance in metres between a point and a polygon or multipolygon on Earth; "
                 "inside it is zero.",
      .example =
          R"(print geo_distance_point_to_polygon(13.4, 52.5, dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]})))",
      .overloads = {{.signature = "(longitude:real, latitude:real, polygon:dynamic) -> real",
                     .kernel = distance_to_shape<geo::PreparedPolygon>()}}});
  registry.add(ScalarFunction{
      .name = "geo_closest_point_on_line",
      .category = "geo",
      .summary = "Finds the point of a line or multiline that is closest to a point on Earth.",
      .example =
          R"(print geo_closest_point_on_line(13.4, 52.5, dynamic({"type":"LineString","coordinates":[[8.7,50.1],[11.6,48.1]]})))",
      .overloads = {{.signature = "(longitude:real, latitude:real, lineString:dynamic) -> dynamic",
                     .kernel = closest_point_on_shape<geo::PreparedLine>()}}});
  registry.add(ScalarFunction{
      .name = "geo_closest_point_on_polygon",
      .category = "geo",
      .summary = "Finds the point of a polygon or multipolygon that is closest to a point on Earth; inside it is the "
                 "point itself.",
      .example =
          R"(print geo_closest_point_on_polygon(13.4, 52.5, dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]})))",
      .overloads = {{.signature = "(longitude:real, latitude:real, polygon:dynamic) -> dynamic",
                     .kernel = closest_point_on_shape<geo::PreparedPolygon>()}}});
}

}  // namespace kelpie::executor
