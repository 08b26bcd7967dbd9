#include "executor/functions/geo/detail/shapes.hpp"

#include <algorithm>

#include <s2/s2error.h>
#include <s2/s2loop.h>

#include "executor/functions/geo/detail/sphere.hpp"

namespace kelpie::executor::geo {

using tables::DynamicKind;
using tables::DynamicView;

namespace {

std::optional<double> read_number(DynamicView value) {
  switch (value.kind()) {
    case DynamicKind::long_:
      return static_cast<double>(value.as_integer());
    case DynamicKind::real:
      return value.as_real();
    default:
      return std::nullopt;
  }
}

/// Is no edge 180 degrees long? Of such a one nobody knows which way it goes.
bool has_short_edges(const std::vector<S2Point>& vertices) {
  constexpr double rounding = 1e-14;
  for (std::size_t i = 1; i < vertices.size(); ++i) {
    if ((vertices[i - 1] + vertices[i]).Norm() < rounding) return false;
  }
  return true;
}

/// Empty where a position is invalid.
std::vector<S2Point> read_positions(DynamicView list) {
  std::vector<S2Point> points;
  if (list.kind() != DynamicKind::array) return points;
  points.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::optional<S2Point> point = read_position(list.element(i));
    if (!point) return {};
    points.push_back(*point);
  }
  return points;
}

std::unique_ptr<S2Polyline> read_polyline(DynamicView list) { return make_polyline(read_positions(list)); }

std::unique_ptr<S2Polygon> read_rings(DynamicView list) {
  if (list.kind() != DynamicKind::array || list.size() == 0) return nullptr;
  std::vector<std::vector<S2Point>> rings;
  for (std::size_t i = 0; i < list.size(); ++i) rings.push_back(read_positions(list.element(i)));
  return make_polygon(std::move(rings));
}

/// The coordinates of a shape of this type, or of many; a null view otherwise.
DynamicView coordinates(DynamicView geojson, std::string_view type) {
  const DynamicView named = geojson.find("type");
  if (named.kind() != DynamicKind::string || named.as_string() != type) return {};
  const DynamicView found = geojson.find("coordinates");
  return found.kind() == DynamicKind::array ? found : DynamicView{};
}

/// One of `type`, or several of "Multi" + `type`; empty where one is invalid.
template <typename Shape>
std::vector<std::unique_ptr<Shape>> read_shapes(DynamicView geojson, const std::string& type,
                                                std::unique_ptr<Shape> (*read)(DynamicView)) {
  std::vector<std::unique_ptr<Shape>> shapes;
  if (const DynamicView one = coordinates(geojson, type); !one.is_null()) {
    shapes.push_back(read(one));
  } else if (const DynamicView several = coordinates(geojson, "Multi" + type); !several.is_null()) {
    for (std::size_t i = 0; i < several.size(); ++i) {
      shapes.push_back(read(several.element(i)));
      if (!shapes.back()) break;
    }
  }
  if (!shapes.empty() && !shapes.back()) shapes.clear();
  return shapes;
}

}  // namespace

LineShape::LineShape(Polylines parts) : parts_(std::move(parts)) {
  for (const auto& part : parts_) index_.Add(std::make_unique<S2Polyline::Shape>(part.get()));
  index_.ForceBuild();
}

PolygonShape::PolygonShape(std::unique_ptr<S2Polygon> polygon) : polygon_(std::move(polygon)) {
  polygon_->index().ForceBuild();
}

std::optional<S2Point> read_position(DynamicView pair) {
  if (pair.kind() != DynamicKind::array || pair.size() < 2) return std::nullopt;
  const std::optional<double> longitude = read_number(pair.element(0));
  const std::optional<double> latitude = read_number(pair.element(1));
  return longitude && latitude ? position(*longitude, *latitude) : std::nullopt;
}

std::unique_ptr<S2Polyline> make_polyline(std::vector<S2Point> vertices) {
  vertices.erase(std::unique(vertices.begin(), vertices.end()), vertices.end());
  if (vertices.size() < 2 || !has_short_edges(vertices)) return nullptr;
  auto line = std::make_unique<S2Polyline>(vertices, S2Debug::DISABLE);
  S2Error error;
  return line->FindValidationError(&error) ? nullptr : std::move(line);
}

std::unique_ptr<S2Polygon> make_polygon(std::vector<std::vector<S2Point>> rings) {
  std::vector<std::unique_ptr<S2Loop>> loops;
  S2Error error;
  for (std::vector<S2Point>& ring : rings) {
    if (ring.size() < 4 || ring.front() != ring.back() || !has_short_edges(ring)) return nullptr;
    ring.pop_back();
    auto loop = std::make_unique<S2Loop>(ring, S2Debug::DISABLE);
    if (loop->FindValidationError(&error)) return nullptr;
    loop->Normalize();
    loops.push_back(std::move(loop));
  }
  auto polygon = std::make_unique<S2Polygon>();
  polygon->set_s2debug_override(S2Debug::DISABLE);
  polygon->InitNested(std::move(loops));
  return polygon->FindValidationError(&error) ? nullptr : std::move(polygon);
}

std::unique_ptr<S2Polygon> unite(Polygons polygons) {
  if (polygons.size() == 1) return std::move(polygons.front());
  return S2Polygon::DestructiveUnion(std::move(polygons));
}

std::shared_ptr<const LineShape> read_line(DynamicView geojson) {
  Polylines parts = read_shapes<S2Polyline>(geojson, "LineString", read_polyline);
  return parts.empty() ? nullptr : std::make_shared<const LineShape>(std::move(parts));
}

Polygons read_polygons(DynamicView geojson) { return read_shapes<S2Polygon>(geojson, "Polygon", read_rings); }

std::shared_ptr<const PolygonShape> read_polygon(DynamicView geojson) {
  Polygons polygons = read_polygons(geojson);
  return polygons.empty() ? nullptr : std::make_shared<const PolygonShape>(unite(std::move(polygons)));
}

}  // namespace kelpie::executor::geo
