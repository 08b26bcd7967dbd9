#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/set_operations.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

bool union_lines(DynamicBuilder& out, DynamicView array) {
  if (array.kind() != DynamicKind::array) return false;
  std::vector<std::shared_ptr<const geo::LineShape>> shapes;
  std::vector<const S2Polyline*> lines;
  for (std::size_t i = 0; i < array.size(); ++i) {
    shapes.push_back(geo::read_line(array.element(i)));
    if (!shapes.back()) return false;
    for (const auto& part : shapes.back()->parts()) lines.push_back(part.get());
  }
  const geo::Polylines joined = geo::union_of_lines(lines);
  if (joined.empty()) return false;
  geo::write_lines(out, joined);
  return true;
}

bool union_polygons(DynamicBuilder& out, DynamicView array) {
  if (array.kind() != DynamicKind::array) return false;
  geo::Polygons all;
  for (std::size_t i = 0; i < array.size(); ++i) {
    geo::Polygons polygons = geo::read_polygons(array.element(i));
    if (polygons.empty()) return false;
    for (auto& polygon : polygons) all.push_back(std::move(polygon));
  }
  if (all.empty()) return false;
  const auto joined = geo::unite(std::move(all));
  if (joined->is_full()) return false;  // no rings say the whole sphere
  geo::write_polygon(out, *joined);
  return true;
}

}  // namespace

void add_geo_union_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_union_lines_array",
      .category = "geo",
      .summary = "Unites the lines and multilines of an array.",
      .example = R"(print geo_union_lines_array(dynamic([{"type":"LineString","coordinates":[[8,50],[12,48]]}, )"
                 R"({"type":"LineString","coordinates":[[12,48],[14,48]]}])))",
      .overloads = {{.signature = "(lineStrings:dynamic) -> dynamic",
                     .kernel = rows([](DynamicBuilder& out, DynamicView lines) { return union_lines(out, lines); })}}});
  registry.add(ScalarFunction{
      .name = "geo_union_polygons_array",
      .category = "geo",
      .summary = "Unites the polygons and multipolygons of an array.",
      .example =
          R"(print geo_union_polygons_array(dynamic([{"type":"Polygon","coordinates":[[[8,47],[10,47],[9,48],[8,47]]]}, )"
          R"({"type":"Polygon","coordinates":[[[9,47],[11,47],[10,48],[9,47]]]}])))",
      .overloads = {
          {.signature = "(polygons:dynamic) -> dynamic",
           .kernel = rows([](DynamicBuilder& out, DynamicView polygons) { return union_polygons(out, polygons); })}}});
}

}  // namespace kelpie::executor
