#include "executor/functions/geo/detail/buffer.hpp"
#include "executor/functions/geo/detail/h3_covering.hpp"
#include "executor/functions/geo/detail/prepared_shape.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicView;

namespace {

constexpr std::int64_t default_resolution = 6;
constexpr std::size_t max_cells = 61'680;

bool write_cells(DynamicBuilder& out, const std::shared_ptr<const geo::PolygonShape>& shape, std::int64_t resolution,
                 double radius) {
  if (!shape || resolution < 0 || resolution > geo::h3::max_resolution || !(radius >= 0)) return false;
  std::unique_ptr<S2Polygon> wider;
  if (radius > 0) {
    // A tolerance below a millionth of the radius is refused.
    wider = geo::buffer(shape->index(), radius, std::max(geo::default_buffer_tolerance, radius * 1e-5));
    if (!wider) return false;
  }
  const auto cells = geo::h3::cells_in(wider ? *wider : shape->polygon(), static_cast<int>(resolution), max_cells);
  if (!cells) return false;
  out.begin_array();
  for (const geo::h3::Cell& cell : *cells) out.string(cell.text());
  out.end_array();
  return true;
}

}  // namespace

void add_geo_h3_covering_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_polygon_to_h3cells",
      .category = "geo",
      .summary = "Gives the H3 cells of one resolution whose middle lies in a polygon or multipolygon, or within a "
                 "radius in metres of it.",
      .example =
          R"(print geo_polygon_to_h3cells(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]}), 4))",
      .overloads = {{.signature = "(polygon:dynamic) -> dynamic",
                     .kernel = prepared([](const CallSite& site) {
                       return [polygon = geo::PreparedPolygon(site, 0)](DynamicBuilder& out, DynamicView geojson) {
                         return write_cells(out, polygon(geojson), default_resolution, 0);
                       };
                     })},
                    {.signature = "(polygon:dynamic, resolution:long) -> dynamic",
                     .kernel = prepared([](const CallSite& site) {
                       return [polygon = geo::PreparedPolygon(site, 0)](DynamicBuilder& out, DynamicView geojson,
                                                                        std::int64_t resolution) {
                         return write_cells(out, polygon(geojson), resolution, 0);
                       };
                     })},
                    {.signature = "(polygon:dynamic, resolution:long, radius:real) -> dynamic",
                     .kernel = prepared([](const CallSite& site) {
                       return [polygon = geo::PreparedPolygon(site, 0)](DynamicBuilder& out, DynamicView geojson,
                                                                        std::int64_t resolution, double radius) {
                         return write_cells(out, polygon(geojson), resolution, radius);
                       };
                     })}}});
}

}  // namespace kelpie::executor
