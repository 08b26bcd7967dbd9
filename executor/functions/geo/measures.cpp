#include <s2/s2shape_measures.h>

#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/prepared_shape.hpp"
#include "executor/functions/geo/detail/set_operations.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicView;

namespace {

template <typename Prepared, typename Measure>
KernelFactory measure_of(Measure measure) {
  return prepared([measure](const CallSite& site) {
    return [shape = Prepared(site, 0), measure](DynamicView geojson) -> std::optional<double> {
      const auto read = shape(geojson);
      if (!read) return std::nullopt;
      return measure(*read);
    };
  });
}

/// A stretch that several parts share counts once.
double length(const geo::LineShape& line) {
  double arc = 0;
  if (line.parts().size() == 1) {
    arc = line.parts().front()->GetLength().radians();
  } else {
    for (const auto& part : geo::union_of_lines(geo::pointers(line.parts()))) arc += part->GetLength().radians();
  }
  return arc * geo::earth_radius;
}

/// The sum of all parts' centroids, weighted by their length; where it is the Earth's own centre there is none.
bool write_centroid(DynamicBuilder& out, const S2Point& weighted) {
  if (weighted.Norm2() == 0) return false;
  geo::write_point(out, weighted.Normalize());
  return true;
}

bool line_centroid(DynamicBuilder& out, const geo::LineShape& line) {
  S2Point sum;
  if (line.parts().size() == 1) {
    sum = line.parts().front()->GetCentroid();
  } else {
    for (const auto& part : geo::union_of_lines(geo::pointers(line.parts()))) sum += part->GetCentroid();
  }
  return write_centroid(out, sum);
}

template <typename Prepared, typename Write>
KernelFactory point_of(Write write) {
  return prepared([write](const CallSite& site) {
    return [shape = Prepared(site, 0), write](DynamicBuilder& out, DynamicView geojson) {
      const auto read = shape(geojson);
      return read && write(out, *read);
    };
  });
}

}  // namespace

void add_geo_measure_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_line_length",
      .category = "geo",
      .summary = "Measures the length in metres of a line, or of the union of a multiline's lines, on Earth.",
      .example = R"(print geo_line_length(dynamic({"type":"LineString","coordinates":[[8.7,50.1],[11.6,48.1]]})))",
      .overloads = {{.signature = "(lineString:dynamic) -> real", .kernel = measure_of<geo::PreparedLine>(length)}}});
  registry.add(ScalarFunction{
      .name = "geo_polygon_area",
      .category = "geo",
      .summary =
          "Measures the area in square metres of a polygon, or of the union of a multipolygon's polygons, on Earth.",
      .example =
          R"(print geo_polygon_area(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]})))",
      .overloads = {{.signature = "(polygon:dynamic) -> real",
                     .kernel = measure_of<geo::PreparedPolygon>([](const geo::PolygonShape& shape) {
                       return shape.polygon().GetArea() * geo::earth_radius * geo::earth_radius;
                     })}}});
  registry.add(ScalarFunction{
      .name = "geo_polygon_perimeter",
      .category = "geo",
      .summary = "Measures the length in metres of the borders of a polygon or multipolygon on Earth.",
      .example =
          R"(print geo_polygon_perimeter(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]})))",
      .overloads = {{.signature = "(polygon:dynamic) -> real",
                     .kernel = measure_of<geo::PreparedPolygon>([](const geo::PolygonShape& shape) {
                       return geo::metres(S2::GetPerimeter(*shape.index().shape(0)));
                     })}}});
  registry.add(ScalarFunction{
      .name = "geo_line_centroid",
      .category = "geo",
      .summary = "Finds the centroid of a line or multiline on Earth.",
      .example = R"(print geo_line_centroid(dynamic({"type":"LineString","coordinates":[[8.7,50.1],[11.6,48.1]]})))",
      .overloads = {
          {.signature = "(lineString:dynamic) -> dynamic", .kernel = point_of<geo::PreparedLine>(line_centroid)}}});
  registry.add(ScalarFunction{
      .name = "geo_polygon_centroid",
      .category = "geo",
      .summary = "Finds the centroid of a polygon or multipolygon on Earth.",
      .example =
          R"(print geo_polygon_centroid(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]})))",
      .overloads = {{.signature = "(polygon:dynamic) -> dynamic",
                     .kernel = point_of<geo::PreparedPolygon>([](DynamicBuilder& out, const geo::PolygonShape& shape) {
                       return write_centroid(out, shape.polygon().GetCentroid());
                     })}}});
}

}  // namespace kelpie::executor
