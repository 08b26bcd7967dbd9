#include <s2/s2point_vector_shape.h>

#include "executor/functions/geo/detail/buffer.hpp"
#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/prepared_shape.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicView;

namespace {

bool write_buffer(DynamicBuilder& out, const S2ShapeIndex& index, double radius, double tolerance) {
  const auto area = geo::buffer(index, radius, tolerance);
  if (area) geo::write_polygon(out, *area);
  return area != nullptr;
}

bool point_buffer(DynamicBuilder& out, double longitude, double latitude, double radius, double tolerance) {
  const auto point = geo::position(longitude, latitude);
  if (!point) return false;
  MutableS2ShapeIndex index;
  index.Add(std::make_unique<S2PointVectorShape>(std::vector<S2Point>{*point}));
  return write_buffer(out, index, radius, tolerance);
}

template <typename Shape>
bool shape_buffer(DynamicBuilder& out, const std::shared_ptr<const Shape>& shape, double radius, double tolerance) {
  return shape && write_buffer(out, shape->index(), radius, tolerance);
}

template <typename Prepared>
std::vector<Overload> buffers_of(const std::string& name) {
  return {{.signature = "(" + name + ":dynamic, radius:real) -> dynamic",
           .kernel = prepared([](const CallSite& site) {
             return [shape = Prepared(site, 0)](DynamicBuilder& out, DynamicView geojson, double radius) {
               return shape_buffer(out, shape(geojson), radius, geo::default_buffer_tolerance);
             };
           })},
          {.signature = "(" + name + ":dynamic, radius:real, tolerance:real) -> dynamic",
           .kernel = prepared([](const CallSite& site) {
             return [shape = Prepared(site, 0)](DynamicBuilder& out, DynamicView geojson, double radius,
                                                double tolerance) {
               return shape_buffer(out, shape(geojson), radius, tolerance);
             };
           })}};
}

}  // namespace

void add_geo_buffer_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_point_buffer",
      .category = "geo",
      .summary = "Gives the polygon of all points within a radius in metres of a point on Earth.",
      .example = "print geo_point_buffer(13.4, 52.5, 1000, 50)",
      .overloads = {
          {.signature = "(longitude:real, latitude:real, radius:real) -> dynamic",
           .kernel = rows([](DynamicBuilder& out, double longitude, double latitude, double radius) {
             return point_buffer(out, longitude, latitude, radius, geo::default_buffer_tolerance);
           })},
          {.signature = "(longitude:real, latitude:real, radius:real, tolerance:real) -> dynamic",
           .kernel = rows([](DynamicBuilder& out, double longitude, double latitude, double radius, double tolerance) {
             return point_buffer(out, longitude, latitude, radius, tolerance);
           })}}});
  registry.add(ScalarFunction{
      .name = "geo_line_buffer",
      .category = "geo",
      .summary = "Gives the polygon of all points within a radius in metres of a line or multiline on Earth.",
      .example =
          R"(print geo_line_buffer(dynamic({"type":"LineString","coordinates":[[8.7,50.1],[11.6,48.1]]}), 1000, 50))",
      .overloads = buffers_of<geo::PreparedLine>("lineString")});
  registry.add(ScalarFunction{
      .name = "geo_polygon_buffer",
      .category = "geo",
      .summary = "Gives the polygon of all points within a radius in metres of a polygon or multipolygon on Earth.",
      .example =
          R"(print geo_polygon_buffer(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]}), 1000, 50))",
      .overloads = buffers_of<geo::PreparedPolygon>("polygon")});
}

}  // namespace kelpie::executor
