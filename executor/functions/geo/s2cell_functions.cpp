#include <s2/s2cell.h>
#include <s2/s2cell_id.h>

#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::TextArena;

namespace {

constexpr std::int64_t default_level = 11;

std::string_view point_to_cell(TextArena& arena, double longitude, double latitude, std::int64_t level) {
  const auto point = geo::position(longitude, latitude);
  if (!point || level < 0 || level > S2CellId::kMaxLevel) return {};
  return arena.put(S2CellId(*point).parent(static_cast<int>(level)).ToToken());
}

/// Nothing where the token names no cell.
std::optional<S2CellId> parse_token(std::string_view token) {
  if (token.empty() || token.size() > 16) return std::nullopt;
  const S2CellId cell = S2CellId::FromToken({token.data(), token.size()});
  return cell.is_valid() ? std::optional(cell) : std::nullopt;
}

bool write_centre(DynamicBuilder& out, std::string_view token) {
  const auto cell = parse_token(token);
  if (!cell) return false;
  geo::write_point(out, cell->ToPoint());
  return true;
}

bool write_cell(DynamicBuilder& out, std::string_view token) {
  const auto id = parse_token(token);
  if (!id) return false;
  const S2Cell cell(*id);
  const S2Point vertices[] = {cell.GetVertex(0), cell.GetVertex(1), cell.GetVertex(2), cell.GetVertex(3)};
  geo::write_ring(out, vertices);
  return true;
}

/// Those that share an edge or a vertex.
bool write_neighbours(DynamicBuilder& out, std::string_view token) {
  const auto cell = parse_token(token);
  if (!cell) return false;
  std::vector<S2CellId> around;
  cell->AppendAllNeighbors(cell->level(), &around);
  std::sort(around.begin(), around.end());
  around.erase(std::unique(around.begin(), around.end()), around.end());  // at a cube's corner one cell is met twice
  out.begin_array();
  for (const S2CellId neighbour : around) out.string(neighbour.ToToken());
  out.end_array();
  return true;
}

}  // namespace

void add_geo_s2cell_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_point_to_s2cell",
      .category = "geo",
      .summary = "Gives the token of the S2 cell that a point on Earth lies in, at level 11 unless the call says "
                 "another one from 0 to 30.",
      .example = "print geo_point_to_s2cell(13.4, 52.5, 8)",
      .overloads = {{.signature = "(longitude:real, latitude:real) -> string",
                     .kernel = rows([](TextArena& arena, double longitude, double latitude) {
                       return point_to_cell(arena, longitude, latitude, default_level);
                     })},
                    {.signature = "(longitude:real, latitude:real, level:long) -> string",
                     .kernel = rows([](TextArena& arena, double longitude, double latitude, std::int64_t level) {
                       return point_to_cell(arena, longitude, latitude, level);
                     })}}});
  registry.add(ScalarFunction{.name = "geo_s2cell_to_central_point",
                              .category = "geo",
                              .summary = "Gives the point in the middle of an S2 cell.",
                              .example = "print geo_s2cell_to_central_point('47a84')",
                              .overloads = {{.signature = "(s2cell:string) -> dynamic",
                                             .kernel = rows([](DynamicBuilder& out, std::string_view token) {
                                               return write_centre(out, token);
                                             })}}});
  registry.add(ScalarFunction{.name = "geo_s2cell_to_polygon",
                              .category = "geo",
                              .summary = "Gives the polygon of an S2 cell.",
                              .example = "print geo_s2cell_to_polygon('47a84')",
                              .overloads = {{.signature = "(s2cell:string) -> dynamic",
                                             .kernel = rows([](DynamicBuilder& out, std::string_view token) {
                                               return write_cell(out, token);
                                             })}}});
  registry.add(ScalarFunction{.name = "geo_s2cell_neighbors",
                              .category = "geo",
                              .summary = "Gives the tokens of the S2 cells of the same level around one.",
                              .example = "print geo_s2cell_neighbors('47a84')",
                              .overloads = {{.signature = "(s2cell:string) -> dynamic",
                                             .kernel = rows([](DynamicBuilder& out, std::string_view token) {
                                               return write_neighbours(out, token);
                                             })}}});
}

}  // namespace kelpie::executor
