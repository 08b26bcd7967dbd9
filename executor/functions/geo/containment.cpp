#include "executor/functions/geo/detail/prepared_shape.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicView;

namespace {

std::optional<bool> in_circle(double longitude, double latitude, double centre_longitude, double centre_latitude,
                              double radius) {
  const auto point = geo::position(longitude, latitude);
  const auto centre = geo::position(centre_longitude, centre_latitude);
  if (!point || !centre || !(radius >= 0)) return std::nullopt;
  return geo::metres(S1Angle(*point, *centre)) <= radius;
}

}  // namespace

void add_geo_containment_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_point_in_circle",
      .category = "geo",
      .summary = "Says whether a point lies within a radius in metres around another point on Earth.",
      .example = "print geo_point_in_circle(13.4, 52.5, 13.3, 52.4, 20000)",
      .overloads = {
          {.signature =
               "(p_longitude:real, p_latitude:real, pc_longitude:real, pc_latitude:real, c_radius:real) -> bool",
           .kernel = rows(
               [](double longitude, double latitude, double centre_longitude, double centre_latitude, double radius) {
                 return in_circle(longitude, latitude, centre_longitude, centre_latitude, radius);
               })}}});
  registry.add(ScalarFunction{
      .name = "geo_point_in_polygon",
      .category = "geo",
      .summary = "Says whether a point lies inside of a polygon or multipolygon on Earth.",
      .example =
          R"(print geo_point_in_polygon(9, 47.5, dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]})))",
      .overloads = {{.signature = "(longitude:real, latitude:real, polygon:dynamic) -> bool",
                     .kernel = prepared([](const CallSite& site) {
                       return [polygon = geo::PreparedPolygon(site, 2)](double longitude, double latitude,
                                                                        DynamicView geojson) -> std::optional<bool> {
                         const auto point = geo::position(longitude, latitude);
                         const auto area = polygon(geojson);
                         if (!point || !area) return std::nullopt;
                         return area->polygon().Contains(*point);
                       };
                     })}}});
}

}  // namespace kelpie::executor
