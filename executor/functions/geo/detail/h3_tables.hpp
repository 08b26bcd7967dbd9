#pragma once

#include <array>

#include "executor/functions/geo/detail/h3_lattice.hpp"

namespace kelpie::executor::geo::h3 {

/// A point on the unit sphere.
struct Point {
  double x, y, z;
};

/// How the lattice of one face goes on over the border to a neighbour: turned, then moved by as many units as the
/// resolution has.
struct FaceOrientation {
  int face;
  Lattice moved;
  int turns;  // of 60 degrees, counterclockwise
};

inline constexpr int base_cell_count = 122;
struct BaseCell {
  int face;
  Lattice place;
  bool pentagon;
  std::array<int, 2> clockwise_faces;  // of a pentagon: faces on which its cells are turned the other way; -1: none
};
struct BaseCellRotation {
  int base_cell;
  int turns;
};

extern const std::array<Point, 20> face_centres;
/// Azimuth in radians from a face's centre to its first vertex, along the i axis of even resolutions.
extern const std::array<double, 20> face_axes;
/// The face itself and the ones over its ij, ki and jk borders.
extern const std::array<std::array<FaceOrientation, 4>, 20> face_neighbours;
extern const std::array<BaseCell, base_cell_count> base_cells;
/// Of the 27 places i, j, k from 0 to 2 on each face.
extern const std::array<BaseCellRotation, 540> face_base_cells;

}  // namespace kelpie::executor::geo::h3
