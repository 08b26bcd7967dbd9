#include "executor/functions/geo/detail/h3_covering.hpp"

#include <algorithm>
#include <cmath>

#include <s2/s2latlng.h>
#include <s2/s2loop.h>

#include "executor/functions/geo/detail/h3_tables.hpp"

namespace kelpie::executor::geo::h3 {

namespace {

/// Descendants of a cell reach a little farther than its corners.
constexpr double reach = 1.3;
constexpr std::size_t max_steps = 400'000'000;

struct Edge {
  double x1, y1, x2, y2;
};

struct Box {
  double west, south, east, north;
};

/// The rings of a polygon on the plane of degrees. One that crosses the antimeridian has longitudes from 0 to 360.
class FlatPolygon {
 public:
  explicit FlatPolygon(const S2Polygon& polygon) {
    for (int i = 0; i < polygon.num_loops(); ++i) {
      const S2Loop& loop = *polygon.loop(i);
      for (int vertex = 0; vertex < loop.num_vertices(); ++vertex) {
        const S2LatLng from(loop.vertex(vertex));
        const S2LatLng to(loop.vertex(vertex + 1));
        edges_.push_back({from.lng().degrees(), from.lat().degrees(), to.lng().degrees(), to.lat().degrees()});
        crosses_ = crosses_ || std::abs(edges_.back().x1 - edges_.back().x2) > 180;
      }
    }
    for (Edge& edge : edges_) {
      edge.x1 = longitude(edge.x1);
      edge.x2 = longitude(edge.x2);
    }
  }

  [[nodiscard]] std::size_t size() const { return edges_.size(); }

  [[nodiscard]] bool contains(double x, double y) const {
    x = longitude(x);
    bool inside = false;
    for (const Edge& edge : edges_) {
      if ((edge.y1 > y) == (edge.y2 > y)) continue;
      if (x < edge.x1 + (y - edge.y1) / (edge.y2 - edge.y1) * (edge.x2 - edge.x1)) inside = !inside;
    }
    return inside;
  }
  /// May the polygon have a point in the box, or in one a full turn away?
  [[nodiscard]] bool meets(const Box& box) const {
    if (contains((box.west + box.east) / 2, (box.south + box.north) / 2)) return true;
    return std::any_of(edges_.begin(), edges_.end(), [&](const Edge& edge) {
      for (const double turn : {-360.0, 0.0, 360.0}) {
        if (crosses(edge, {box.west + turn, box.south, box.east + turn, box.north})) return true;
      }
      return false;
    });
  }

 private:
  [[nodiscard]] double longitude(double degrees) const { return crosses_ && degrees < 0 ? degrees + 360 : degrees; }
  /// Cuts the edge at the box's sides.
  static bool crosses(const Edge& edge, const Box& box) {
    double first = 0;
    double last = 1;
    const auto cut = [&](double from, double along, double low, double high) {
      if (along == 0) return from >= low && from <= high;
      const double at_low = (low - from) / along;
      const double at_high = (high - from) / along;
      first = std::max(first, std::min(at_low, at_high));
      last = std::min(last, std::max(at_low, at_high));
      return first <= last;
    };
    return cut(edge.x1, edge.x2 - edge.x1, box.west, box.east) && cut(edge.y1, edge.y2 - edge.y1, box.south, box.north);
  }

  std::vector<Edge> edges_;
  bool crosses_ = false;
};

/// Around all that descends from a cell.
Box box_around(const Cell& cell) {
  const S2Point middle = centre(cell);
  double radius = 0;
  for (const S2Point& corner : boundary(cell)) radius = std::max(radius, S1Angle(middle, corner).radians());
  radius *= reach;
  const S2LatLng at(middle);
  const double latitude = at.lat().radians();
  constexpr double degrees = 180 / M_PI;
  const double height = radius * degrees;
  const bool at_pole = std::abs(latitude) + radius >= M_PI_2;
  const double width = at_pole ? 180 : std::asin(std::min(1.0, std::sin(radius) / std::cos(latitude))) * degrees;
  return {at.lng().degrees() - width, at.lat().degrees() - height, at.lng().degrees() + width,
          at.lat().degrees() + height};
}

class Search {
 public:
  Search(const S2Polygon& polygon, int resolution, std::size_t limit)
      : polygon_(polygon), resolution_(resolution), limit_(limit) {}

  /// At most 15 deep; false when it is too much.
  bool look_into(const Cell& cell) {
    steps_ += 10 + polygon_.size();
    if (steps_ > max_steps) return false;
    if (cell.resolution() == resolution_) {
      const S2LatLng middle(centre(cell));
      if (polygon_.contains(middle.lng().degrees(), middle.lat().degrees())) found.push_back(cell);
      return found.size() <= limit_;
    }
    if (!polygon_.meets(box_around(cell))) return true;
    for (const Cell& child : cell.children(cell.resolution() + 1)) {
      if (!look_into(child)) return false;
    }
    return true;
  }

  std::vector<Cell> found;

 private:
  FlatPolygon polygon_;
  int resolution_;
  std::size_t limit_;
  std::size_t steps_ = 0;
};

}  // namespace

std::optional<std::vector<Cell>> cells_in(const S2Polygon& polygon, int resolution, std::size_t limit) {
  Search search(polygon, resolution, limit);
  for (int base = 0; base < base_cell_count; ++base) {
    if (!search.look_into(Cell(base, 0))) return std::nullopt;
  }
  return std::move(search.found);
}

}  // namespace kelpie::executor::geo::h3
