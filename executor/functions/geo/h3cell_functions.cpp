#include <unordered_set>

#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/h3_cell.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using geo::h3::Cell;
using tables::DynamicBuilder;
using tables::TextArena;

namespace {

constexpr std::int64_t default_resolution = 6;
constexpr std::int64_t max_generations = 5;  // between a cell and its children
constexpr std::int64_t max_distance = 142;   // of rings

std::string_view point_to_cell(TextArena& arena, double longitude, double latitude, std::int64_t resolution) {
  const auto point = geo::position(longitude, latitude);
  if (!point || resolution < 0 || resolution > geo::h3::max_resolution) return {};
  return arena.put(geo::h3::cell_at(*point, static_cast<int>(resolution)).text());
}

void write_cells(DynamicBuilder& out, const std::vector<Cell>& cells) {
  out.begin_array();
  for (const Cell& cell : cells) out.string(cell.text());
  out.end_array();
}

/// Without a resolution: the next one.
bool write_children(DynamicBuilder& out, std::string_view text, std::optional<std::int64_t> resolution) {
  const auto cell = geo::h3::parse(text);
  if (!cell) return false;
  const std::int64_t wanted = resolution.value_or(cell->resolution() + 1);
  if (wanted < 1 || wanted < cell->resolution() || wanted > geo::h3::max_resolution ||
      wanted - cell->resolution() > max_generations)
    return false;
  write_cells(out, cell->children(static_cast<int>(wanted)));
  return true;
}

std::string_view parent(TextArena& arena, std::string_view text, std::optional<std::int64_t> resolution) {
  const auto cell = geo::h3::parse(text);
  if (!cell) return {};
  const std::int64_t wanted = resolution.value_or(cell->resolution() - 1);
  if (wanted < 0 || wanted > cell->resolution()) return {};
  return arena.put(cell->parent(static_cast<int>(wanted)).text());
}

bool write_rings(DynamicBuilder& out, std::string_view text, std::int64_t distance) {
  const auto cell = geo::h3::parse(text);
  if (!cell || distance < 0 || distance > max_distance) return false;
  std::unordered_set<std::uint64_t> met{cell->bits()};
  std::vector<Cell> ring{*cell};
  out.begin_array();
  write_cells(out, ring);
  for (std::int64_t i = 0; i < distance; ++i) {
    std::vector<Cell> next;
    for (const Cell& inner : ring) {
      for (const Cell& outer : geo::h3::neighbours(inner)) {
        if (met.insert(outer.bits()).second) next.push_back(outer);
      }
    }
    write_cells(out, next);
    ring = std::move(next);
  }
  out.end_array();
  return true;
}

template <typename Write>
std::vector<Overload> of_cell(Write write) {
  return {
      {.signature = "(h3cell:string) -> dynamic", .kernel = rows([write](DynamicBuilder& out, std::string_view text) {
                                                    const auto cell = geo::h3::parse(text);
                                                    if (cell) write(out, *cell);
                                                    return cell.has_value();
                                                  })}};
}

void add_geo_h3_relatives(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_h3cell_children",
      .category = "geo",
      .summary = "Gives the H3 cells under a cell, of the next resolution or of one at most five finer.",
      .example = "print geo_h3cell_children('861f1d48fffffff')",
      .overloads = {
          {.signature = "(h3cell:string) -> dynamic", .kernel = rows([](DynamicBuilder& out, std::string_view text) {
                                                        return write_children(out, text, std::nullopt);
                                                      })},
          {.signature = "(h3cell:string, resolution:long) -> dynamic",
           .kernel = rows([](DynamicBuilder& out, std::string_view text, std::int64_t resolution) {
             return write_children(out, text, resolution);
           })}}});
  registry.add(ScalarFunction{
      .name = "geo_h3cell_parent",
      .category = "geo",
      .summary = "Gives the H3 cell over a cell, of the resolution before its own or of a coarser one.",
      .example = "print geo_h3cell_parent('861f1d48fffffff', 3)",
      .overloads = {
          {.signature = "(h3cell:string) -> string",
           .kernel = rows([](TextArena& arena, std::string_view text) { return parent(arena, text, std::nullopt); })},
          {.signature = "(h3cell:string, resolution:long) -> string",
           .kernel = rows([](TextArena& arena, std::string_view text, std::int64_t resolution) {
             return parent(arena, text, resolution);
           })}}});
  registry.add(ScalarFunction{.name = "geo_h3cell_neighbors",
                              .category = "geo",
                              .summary = "Gives the H3 cells around a cell.",
                              .example = "print geo_h3cell_neighbors('861f1d48fffffff')",
                              .overloads = of_cell([](DynamicBuilder& out, const Cell& cell) {
                                write_cells(out, geo::h3::neighbours(cell));
                              })});
  registry.add(ScalarFunction{
      .name = "geo_h3cell_rings",
      .category = "geo",
      .summary = "Gives the H3 cells around a cell ring by ring, up to a distance of at most 142 cells.",
      .example = "print geo_h3cell_rings('861f1d48fffffff', 1)",
      .overloads = {{.signature = "(h3cell:string, distance:long) -> dynamic",
                     .kernel = rows([](DynamicBuilder& out, std::string_view text, std::int64_t distance) {
                       return write_rings(out, text, distance);
                     })}}});
}

}  // namespace

void add_geo_h3cell_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_point_to_h3cell",
      .category = "geo",
      .summary = "Gives the H3 cell that a point on Earth lies in, at resolution 6 unless the call says another one "
                 "from 0 to 15.",
      .example = "print geo_point_to_h3cell(13.4, 52.5, 8)",
      .overloads = {{.signature = "(longitude:real, latitude:real) -> string",
                     .kernel = rows([](TextArena& arena, double longitude, double latitude) {
                       return point_to_cell(arena, longitude, latitude, default_resolution);
                     })},
                    {.signature = "(longitude:real, latitude:real, resolution:long) -> string",
                     .kernel = rows([](TextArena& arena, double longitude, double latitude, std::int64_t resolution) {
                       return point_to_cell(arena, longitude, latitude, resolution);
                     })}}});
  registry.add(ScalarFunction{.name = "geo_h3cell_level",
                              .category = "geo",
                              .summary = "Gives the resolution of an H3 cell, from 0 to 15.",
                              .example = "print geo_h3cell_level('861f1d48fffffff')",
                              .overloads = {{.signature = "(h3cell:string) -> int",
                                             .kernel = rows([](std::string_view text) -> std::optional<std::int64_t> {
                                               const auto cell = geo::h3::parse(text);
                                               return cell ? std::optional<std::int64_t>(cell->resolution())
                                                           : std::nullopt;
                                             })}}});
  registry.add(ScalarFunction{.name = "geo_h3cell_to_central_point",
                              .category = "geo",
                              .summary = "Gives the point in the middle of an H3 cell.",
                              .example = "print geo_h3cell_to_central_point('861f1d48fffffff')",
                              .overloads = of_cell([](DynamicBuilder& out, const Cell& cell) {
                                geo::write_point(out, geo::h3::centre(cell));
                              })});
  registry.add(ScalarFunction{.name = "geo_h3cell_to_polygon",
                              .category = "geo",
                              .summary = "Gives the polygon of an H3 cell.",
                              .example = "print geo_h3cell_to_polygon('861f1d48fffffff')",
                              .overloads = of_cell([](DynamicBuilder& out, const Cell& cell) {
                                geo::write_ring(out, geo::h3::boundary(cell));
                              })});
  add_geo_h3_relatives(registry);
}

}  // namespace kelpie::executor
