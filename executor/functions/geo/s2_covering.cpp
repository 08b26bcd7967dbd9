#include <s2/s2cell_union.h>
#include <s2/s2region_coverer.h>
#include <s2/s2shape_index_buffered_region.h>
#include <s2/s2shape_index_region.h>

#include "executor/functions/geo/detail/prepared_shape.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicView;

namespace {

constexpr std::int64_t default_level = 11;
constexpr int max_cells = 65536;

/// The cells of one level that cover a region; nothing where there are more than max_cells.
std::optional<std::vector<S2CellId>> covering(const S2Region& region, int level) {
  S2RegionCoverer coverer;
  coverer.mutable_options()->set_max_level(level);
  coverer.mutable_options()->set_max_cells(max_cells + 1);
  const S2CellUnion coarse = coverer.GetCovering(region);
  std::uint64_t cells = 0;
  for (const S2CellId cell : coarse) {
    cells += std::uint64_t{1} << 2 * (level - cell.level());
    if (cells > max_cells) return std::nullopt;
  }
  std::vector<S2CellId> fine;
  coarse.Denormalize(level, 1, &fine);
  return fine;
}

bool write_covering(DynamicBuilder& out, const S2ShapeIndex& index, std::int64_t level, double radius) {
  if (level < 0 || level > S2CellId::kMaxLevel || !(radius >= 0) || !std::isfinite(radius)) return false;
  const int depth = static_cast<int>(level);
  const auto cells =
      radius > 0
          ? covering(S2ShapeIndexBufferedRegion(&index, geo::arc_of(std::min(radius, geo::earth_radius * M_PI))), depth)
          : covering(MakeS2ShapeIndexRegion(&index), depth);
  if (!cells) return false;
  out.begin_array();
  for (const S2CellId cell : *cells) out.string(cell.ToToken());
  out.end_array();
  return true;
}

template <typename Prepared>
std::vector<Overload> coverings_of(const std::string& name) {
  return {{.signature = "(" + name + ":dynamic) -> dynamic",
           .kernel = prepared([](const CallSite& site) {
             return [shape = Prepared(site, 0)](DynamicBuilder& out, DynamicView geojson) {
               const auto read = shape(geojson);
               return read && write_covering(out, read->index(), default_level, 0);
             };
           })},
          {.signature = "(" + name + ":dynamic, level:long) -> dynamic",
           .kernel = prepared([](const CallSite& site) {
             return [shape = Prepared(site, 0)](DynamicBuilder& out, DynamicView geojson, std::int64_t level) {
               const auto read = shape(geojson);
               return read && write_covering(out, read->index(), level, 0);
             };
           })},
          {.signature = "(" + name + ":dynamic, level:long, radius:real) -> dynamic",
           .kernel = prepared([](const CallSite& site) {
             return [shape = Prepared(site, 0)](DynamicBuilder& out, DynamicView geojson, std::int64_t level,
                                                double radius) {
               const auto read = shape(geojson);
               return read && write_covering(out, read->index(), level, radius);
             };
           })}};
}

}  // namespace

void add_geo_s2_covering_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_line_to_s2cells",
      .category = "geo",
      .summary = "Gives the tokens of the S2 cells of one level that cover a line or multiline, and what is within a "
                 "radius in metres of it.",
      .example =
          R"(print geo_line_to_s2cells(dynamic({"type":"LineString","coordinates":[[8.7,50.1],[11.6,48.1]]}), 6))",
      .overloads = coverings_of<geo::PreparedLine>("lineString")});
  registry.add(ScalarFunction{
      .name = "geo_polygon_to_s2cells",
      .category = "geo",
      .summary = "Gives the tokens of the S2 cells of one level that cover a polygon or multipolygon, and what is "
                 "within a radius in metres of it.",
      .example =
          R"(print geo_polygon_to_s2cells(dynamic({"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]}), 6))",
      .overloads = coverings_of<geo::PreparedPolygon>("polygon")});
}

}  // namespace kelpie::executor
