#include <cmath>
#include <numbers>

#include "executor/functions/geo/detail/h3_cell.hpp"
#include "executor/functions/geo/detail/h3_tables.hpp"

namespace kelpie::executor::geo::h3 {

namespace {

/// A length of 1 on the lattice of resolution 0, on the plane that touches a face in its centre.
constexpr double unit = 0.38196601125010500003;
/// By how much the lattices of odd resolutions are turned: asin(sqrt(3 / 28)).
constexpr double odd_turn = 0.333473172251832115336090755351601070065900389;
constexpr double tiny = 0.0000000000000001;
constexpr int k_axis = 1;
constexpr int i_axis = 4;
constexpr int ik_axis = 5;
constexpr int ij_border = 1;
constexpr int ki_border = 2;
constexpr int jk_border = 3;
constexpr std::size_t hexagon_corners = 6;
constexpr std::size_t pentagon_corners = 5;

bool is_odd(int resolution) { return resolution % 2 == 1; }

/// Powers of 7: how many units of an even resolution are one of resolution 0.
int units(int even_resolution) {
  int result = 1;
  for (int level = 0; level < even_resolution; level += 2) result *= 7;
  return result;
}

struct FacePlace {
  int face = 0;
  Lattice place;
};

struct Frame {
  S2Point centre, north, east;
};
Frame frame(int face) {
  const Point& stored = face_centres[static_cast<std::size_t>(face)];
  const S2Point centre = S2Point(stored.x, stored.y, stored.z).Normalize();
  const S2Point east = S2Point(-centre.y(), centre.x(), 0).Normalize();
  return {centre, centre.CrossProd(east), east};
}

/// The gnomonic projection of a face; `substrate`: on a lattice three times as fine, turned as even resolutions are.
S2Point unprojected(const Planar& point, int face, int resolution, bool substrate) {
  const Frame at = frame(face);
  double radius = std::hypot(point.x, point.y);
  if (radius < tiny) return at.centre;
  double angle = std::atan2(point.y, point.x);
  for (int level = 0; level < resolution; ++level) radius /= sqrt7;
  if (substrate) {
    radius /= 3;
    if (is_odd(resolution)) radius /= sqrt7;
  }
  const double arc = std::atan(radius * unit);
  if (!substrate && is_odd(resolution)) angle += odd_turn;
  const double azimuth = face_axes[static_cast<std::size_t>(face)] - angle;
  return (at.centre * std::cos(arc) + (at.north * std::cos(azimuth) + at.east * std::sin(azimuth)) * std::sin(arc))
      .Normalize();
}

FacePlace face_place(const S2Point& point, int resolution) {
  int face = 0;
  double nearest = 5;
  for (int i = 0; i < 20; ++i) {
    const Point& centre = face_centres[static_cast<std::size_t>(i)];
    const double distance = (point - S2Point(centre.x, centre.y, centre.z)).Norm2();
    if (distance < nearest) {
      nearest = distance;
      face = i;
    }
  }
  const Frame at = frame(face);
  const double arc = std::acos(1 - nearest / 2);
  Planar plane;
  if (arc >= tiny) {
    double angle =
        face_axes[static_cast<std::size_t>(face)] - std::atan2(point.DotProd(at.east), point.DotProd(at.north));
    if (is_odd(resolution)) angle -= odd_turn;
    double radius = std::tan(arc) / unit;
    for (int level = 0; level < resolution; ++level) radius *= sqrt7;
    plane = {radius * std::cos(angle), radius * std::sin(angle)};
  }
  return {face, lattice_place(plane)};
}

int turned_left(int direction) {
  constexpr int next[] = {0, 5, 3, 1, 6, 4, 2, 7};
  return next[direction];
}
int turned_right(int direction) {
  constexpr int next[] = {0, 3, 6, 2, 5, 1, 4, 7};
  return next[direction];
}
template <typename Turn>
Cell turned(Cell cell, Turn turn) {
  for (int level = 1; level <= cell.resolution(); ++level) cell.set_direction(level, turn(cell.direction(level)));
  return cell;
}
/// In a pentagon the missing k direction is stepped over.
Cell pentagon_turned_left(Cell cell) {
  bool found = false;
  for (int level = 1; level <= cell.resolution(); ++level) {
    cell.set_direction(level, turned_left(cell.direction(level)));
    if (found || cell.direction(level) == 0) continue;
    found = true;
    if (cell.leading_direction() == k_axis) cell = turned(cell, turned_left);
  }
  return cell;
}

/// A cell from its place on a face.
Cell cell_of(const FacePlace& at, int resolution) {
  Cell cell(0, resolution);
  Lattice place = at.place;
  for (int level = resolution; level > 0; --level) {
    const Lattice last = place;
    place = last.coarser(is_odd(level));
    cell.set_direction(level, (last - place.finer(is_odd(level))).direction());
  }
  const auto index = static_cast<std::size_t>(((at.face * 3 + place.i) * 3 + place.j) * 3 + place.k);
  const BaseCellRotation& rotation = face_base_cells.at(index);
  cell = Cell((cell.bits() & ~(std::uint64_t{127} << 45)) | static_cast<std::uint64_t>(rotation.base_cell) << 45);
  const BaseCell& base = base_cells[static_cast<std::size_t>(rotation.base_cell)];
  if (base.pentagon && cell.leading_direction() == k_axis) {
    const bool clockwise = base.clockwise_faces[0] == at.face || base.clockwise_faces[1] == at.face;
    cell = clockwise ? turned(cell, turned_right) : turned(cell, turned_left);
  }
  for (int i = 0; i < rotation.turns; ++i)
    cell = base.pentagon ? pentagon_turned_left(cell) : turned(cell, turned_left);
  return cell;
}

enum class Overage { none, on_edge, new_face };

/// Moves a place of an even resolution that lies outside of its face to the face on which it lies.
Overage step_over(FacePlace& at, int resolution, bool pentagon_i, bool substrate) {
  const int scale = substrate ? 3 : 1;
  const int limit = 2 * units(resolution) * scale;
  const int sum = at.place.i + at.place.j + at.place.k;
  if (sum < limit || (sum == limit && !substrate)) return Overage::none;
  if (sum == limit) return Overage::on_edge;
  int border = ij_border;
  if (at.place.k > 0) {
    border = at.place.j > 0 ? jk_border : ki_border;
    if (border == ki_border && pentagon_i) {
      // About the pentagon's centre, over the missing direction.
      const Lattice origin{limit, 0, 0};
      at.place = (at.place - origin).turned_right() + origin;
    }
  }
  const FaceOrientation& next = face_neighbours[static_cast<std::size_t>(at.face)][static_cast<std::size_t>(border)];
  at.face = next.face;
  for (int i = 0; i < next.turns; ++i) at.place = at.place.turned_left();
  at.place = (at.place + next.moved * (units(resolution) * scale)).normalized();
  return substrate && at.place.i + at.place.j + at.place.k == limit ? Overage::on_edge : Overage::new_face;
}

/// The place of a cell on the face where its centre lies.
FacePlace place_of(Cell cell) {
  const bool pentagon = cell.in_pentagon();
  if (pentagon && cell.leading_direction() == ik_axis) cell = turned(cell, turned_right);
  const BaseCell& base = base_cells[static_cast<std::size_t>(cell.base_cell())];
  FacePlace at{base.face, base.place};
  const int resolution = cell.resolution();
  for (int level = 1; level <= resolution; ++level) {
    at.place = (at.place.finer(is_odd(level)) + unit_step(cell.direction(level))).normalized();
  }
  if (!pentagon && (resolution == 0 || base.place == Lattice{})) return at;  // it cannot leave the face
  const Lattice original = at.place;
  const int even = is_odd(resolution) ? resolution + 1 : resolution;
  if (even != resolution) at.place = at.place.finer(false);
  const bool pentagon_i = pentagon && cell.leading_direction() == i_axis;
  if (step_over(at, even, pentagon_i, false) == Overage::none) {
    at.place = original;
    return at;
  }
  while (pentagon && step_over(at, even, false, false) != Overage::none) {
  }
  if (even != resolution) at.place = at.place.coarser(false);
  return at;
}

/// The border between two faces that are neighbours; 0 for the same one.
int border_between(int face, int other) {
  for (int border = 0; border < 4; ++border) {
    if (face_neighbours[static_cast<std::size_t>(face)][static_cast<std::size_t>(border)].face == other) return border;
  }
  return -1;
}

/// Where a line crosses the border of a face.
Planar crossing(const Planar& from, const Planar& to, int border, int resolution) {
  const double size = 2.0 * units(resolution);
  const Planar corners[] = {{3 * size, 0}, {-1.5 * size, 3 * sin60 * size}, {-1.5 * size, -3 * sin60 * size}};
  const Planar& start = border == ki_border ? corners[2] : border == jk_border ? corners[1] : corners[0];
  const Planar& end = border == ki_border ? corners[0] : border == jk_border ? corners[2] : corners[1];
  const Planar along{to.x - from.x, to.y - from.y};
  const Planar edge{end.x - start.x, end.y - start.y};
  const double part =
      (edge.x * (from.y - start.y) - edge.y * (from.x - start.x)) / (-edge.x * along.y + along.x * edge.y);
  return {from.x + part * along.x, from.y + part * along.y};
}
bool nearly_equal(const Planar& left, const Planar& right) {
  constexpr double difference = 1.1920928955078125e-07;  // of a substrate's unit
  return std::abs(left.x - right.x) < difference && std::abs(left.y - right.y) < difference;
}

/// The corners of a cell on a lattice so fine that they are places, on the face of its centre; the resolution becomes
/// an even one.
std::array<FacePlace, hexagon_corners> corner_places(const FacePlace& centre, int& resolution) {
  constexpr Lattice even[] = {{2, 1, 0}, {1, 2, 0}, {0, 2, 1}, {0, 1, 2}, {1, 0, 2}, {2, 0, 1}};
  constexpr Lattice odd[] = {{5, 4, 0}, {1, 5, 0}, {0, 5, 4}, {0, 1, 5}, {4, 0, 5}, {5, 0, 1}};
  const bool is_odd_one = is_odd(resolution);
  Lattice fine = centre.place.mapped({2, 0, 1}, {1, 2, 0}, {0, 1, 2}).mapped({2, 1, 0}, {0, 2, 1}, {1, 0, 2});
  if (is_odd_one) {
    fine = fine.finer(false);
    ++resolution;
  }
  std::array<FacePlace, hexagon_corners> places;
  for (std::size_t i = 0; i < hexagon_corners; ++i)
    places[i] = {centre.face, (fine + (is_odd_one ? odd[i] : even[i])).normalized()};
  return places;
}

struct Outline {
  std::vector<S2Point> vertices;
  std::vector<std::size_t> corners;
  void add_corner(const S2Point& corner) {
    corners.push_back(vertices.size());
    vertices.push_back(corner);
  }
};

Outline hexagon_outline(const FacePlace& centre, int resolution) {
  int even = resolution;
  const auto places = corner_places(centre, even);
  Outline outline;
  int last_face = -1;
  Overage last_overage = Overage::none;
  for (std::size_t i = 0; i <= hexagon_corners; ++i) {
    FacePlace corner = places[i % hexagon_corners];
    const Overage overage = step_over(corner, even, false, true);
    if (is_odd(resolution) && i > 0 && corner.face != last_face && last_overage != Overage::on_edge) {
      const Planar from = places[(i + 5) % hexagon_corners].place.planar();
      const Planar to = places[i % hexagon_corners].place.planar();
      const int other = last_face == centre.face ? corner.face : last_face;
      const Planar met = crossing(from, to, border_between(centre.face, other), even);
      if (!nearly_equal(from, met) && !nearly_equal(to, met))
        outline.vertices.push_back(unprojected(met, centre.face, even, true));
    }
    if (i < hexagon_corners) outline.add_corner(unprojected(corner.place.planar(), corner.face, even, true));
    last_face = corner.face;
    last_overage = overage;
  }
  return outline;
}

/// All edges of a pentagon of an odd resolution cross a border.
Outline pentagon_outline(const FacePlace& centre, int resolution) {
  int even = resolution;
  const auto places = corner_places(centre, even);
  Outline outline;
  FacePlace last;
  for (std::size_t i = 0; i <= pentagon_corners; ++i) {
    FacePlace corner = places[i % pentagon_corners];
    while (step_over(corner, even, false, true) == Overage::new_face) {
    }
    if (is_odd(resolution) && i > 0) {
      const FaceOrientation& back = face_neighbours[static_cast<std::size_t>(corner.face)]
                                                   [static_cast<std::size_t>(border_between(corner.face, last.face))];
      Lattice place = corner.place;
      for (int turn = 0; turn < back.turns; ++turn) place = place.turned_left();
      place = (place + back.moved * (units(even) * 3)).normalized();
      const Planar met = crossing(last.place.planar(), place.planar(), border_between(back.face, corner.face), even);
      outline.vertices.push_back(unprojected(met, back.face, even, true));
    }
    if (i < pentagon_corners) outline.add_corner(unprojected(corner.place.planar(), corner.face, even, true));
    last = corner;
  }
  return outline;
}

}  // namespace

Cell cell_at(const S2Point& point, int resolution) { return cell_of(face_place(point, resolution), resolution); }

S2Point centre(const Cell& cell) {
  const FacePlace at = place_of(cell);
  return unprojected(at.place.planar(), at.face, cell.resolution(), false);
}

std::vector<S2Point> boundary(const Cell& cell, std::vector<std::size_t>* corners) {
  const FacePlace at = place_of(cell);
  Outline outline =
      cell.is_pentagon() ? pentagon_outline(at, cell.resolution()) : hexagon_outline(at, cell.resolution());
  if (corners != nullptr) *corners = std::move(outline.corners);
  return std::move(outline.vertices);
}

std::vector<Cell> neighbours(const Cell& cell) {
  // Across the middle of each edge, a fifth of the way on, lies nothing but the neighbour.
  std::vector<std::size_t> corners;
  const std::vector<S2Point> outline = boundary(cell, &corners);
  const S2Point middle = centre(cell);
  std::vector<Cell> around;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const S2Point edge = ((outline[corners[i]] + outline[corners[(i + 1) % corners.size()]]) / 2);
    const Cell next = cell_at((edge + (edge - middle) * 0.2).Normalize(), cell.resolution());
    around.push_back(next);
  }
  return around;
}

}  // namespace kelpie::executor::geo::h3
