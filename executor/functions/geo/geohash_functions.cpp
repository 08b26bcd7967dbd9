#include "executor/functions/geo/detail/geohash.hpp"
#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::TextArena;

namespace {

std::string_view point_to_geohash(TextArena& arena, double longitude, double latitude, std::int64_t accuracy) {
  if (!geo::is_position(longitude, latitude)) return {};
  if (accuracy < 1 || accuracy > static_cast<std::int64_t>(geo::max_geohash_length)) return {};
  return arena.put(geo::to_geohash(geo::geohash_cell(longitude, latitude, static_cast<std::size_t>(accuracy))));
}

bool write_centre(DynamicBuilder& out, std::string_view text) {
  const auto cell = geo::parse_geohash(text);
  if (!cell) return false;
  out.begin_bag();
  out.key("type");
  out.string("Point");
  out.key("coordinates");
  geo::write_position(out, cell->west() + cell->width() / 2, cell->south() + cell->height() / 2);
  out.end_bag();
  return true;
}

bool write_cell(DynamicBuilder& out, std::string_view text) {
  const auto cell = geo::parse_geohash(text);
  if (!cell) return false;
  const double west = cell->west();
  const double south = cell->south();
  const double east = west + cell->width();
  const double north = south + cell->height();
  out.begin_bag();
  out.key("type");
  out.string("Polygon");
  out.key("coordinates");
  out.begin_array();
  out.begin_array();
  geo::write_position(out, west, south);
  geo::write_position(out, east, south);
  geo::write_position(out, east, north);
  geo::write_position(out, west, north);
  geo::write_position(out, west, south);
  out.end_array();
  out.end_array();
  out.end_bag();
  return true;
}

bool write_neighbours(DynamicBuilder& out, std::string_view text) {
  const auto cell = geo::parse_geohash(text);
  if (!cell) return false;
  out.begin_array();
  for (const geo::GeohashCell& neighbour : geo::neighbours(*cell)) out.string(geo::to_geohash(neighbour));
  out.end_array();
  return true;
}

}  // namespace

void add_geo_geohash_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_point_to_geohash",
      .category = "geo",
      .summary = "Gives the geohash of a point on Earth, of 5 characters unless the call says how many.",
      .example = "print geo_point_to_geohash(13.4, 52.5, 8)",
      .overloads = {{.signature = "(longitude:real, latitude:real) -> string",
                     .kernel = rows([](TextArena& arena, double longitude, double latitude) {
                       return point_to_geohash(arena, longitude, latitude, 5);
                     })},
                    {.signature = "(longitude:real, latitude:real, accuracy:long) -> string",
                     .kernel = rows([](TextArena& arena, double longitude, double latitude, std::int64_t accuracy) {
                       return point_to_geohash(arena, longitude, latitude, accuracy);
                     })}}});
  registry.add(ScalarFunction{.name = "geo_geohash_to_central_point",
                              .category = "geo",
                              .summary = "Gives the point in the middle of a geohash's rectangle.",
                              .example = "print geo_geohash_to_central_point('u33db')",
                              .overloads = {{.signature = "(geohash:string) -> dynamic",
                                             .kernel = rows([](DynamicBuilder& out, std::string_view geohash) {
                                               return write_centre(out, geohash);
                                             })}}});
  registry.add(ScalarFunction{.name = "geo_geohash_to_polygon",
                              .category = "geo",
                              .summary = "Gives the rectangle of a geohash.",
                              .example = "print geo_geohash_to_polygon('u33db')",
                              .overloads = {{.signature = "(geohash:string) -> dynamic",
                                             .kernel = rows([](DynamicBuilder& out, std::string_view geohash) {
                                               return write_cell(out, geohash);
                                             })}}});
  registry.add(ScalarFunction{.name = "geo_geohash_neighbors",
                              .category = "geo",
                              .summary = "Gives the geohashes of the rectangles around that of a geohash.",
                              .example = "print geo_geohash_neighbors('u33db')",
                              .overloads = {{.signature = "(geohash:string) -> dynamic",
                                             .kernel = rows([](DynamicBuilder& out, std::string_view geohash) {
                                               return write_neighbours(out, geohash);
                                             })}}});
}

}  // namespace kelpie::executor
