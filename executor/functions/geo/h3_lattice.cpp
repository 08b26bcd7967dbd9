#include "executor/functions/geo/detail/h3_lattice.hpp"

#include <algorithm>
#include <cmath>

namespace kelpie::executor::geo::h3 {

Lattice Lattice::normalized() const {
  // All three steps together lead nowhere.
  const int least = std::min({i, j, k});
  return {i - least, j - least, k - least};
}

Lattice Lattice::mapped(const Lattice& i_step, const Lattice& j_step, const Lattice& k_step) const {
  return (i_step * i + j_step * j + k_step * k).normalized();
}

Lattice Lattice::coarser(bool odd) const {
  const double along_i = i - k;
  const double along_j = j - k;
  const double coarse_i = odd ? (3 * along_i - along_j) / 7 : (2 * along_i + along_j) / 7;
  const double coarse_j = odd ? (along_i + 2 * along_j) / 7 : (3 * along_j - along_i) / 7;
  return Lattice{static_cast<int>(std::lround(coarse_i)), static_cast<int>(std::lround(coarse_j)), 0}.normalized();
}

Lattice Lattice::finer(bool odd) const {
  return odd ? mapped({3, 0, 1}, {1, 3, 0}, {0, 1, 3}) : mapped({3, 1, 0}, {0, 3, 1}, {1, 0, 3});
}

int Lattice::direction() const {
  const Lattice step = normalized();
  if (std::max({step.i, step.j, step.k}) > 1) return 7;
  return step.i * 4 + step.j * 2 + step.k;
}

Planar Lattice::planar() const {
  const double along_i = i - k;
  const double along_j = j - k;
  return {along_i - 0.5 * along_j, along_j * sin60};
}

Lattice unit_step(int direction) { return {direction >> 2 & 1, direction >> 1 & 1, direction & 1}; }

Lattice lattice_place(const Planar& point) {
  // In the first quadrant: rows of hexagons, and which of those around the corner is nearest.
  const double rows = std::abs(point.y) / sin60;
  const double columns = std::abs(point.x) + rows / 2;
  const auto column = static_cast<int>(columns);
  const auto row = static_cast<int>(rows);
  const double right = columns - column;
  const double up = rows - row;
  int i = column;
  int j = row;
  if (right < 0.5) {
    if (right < 1.0 / 3.0) {
      if (up >= (1 + right) / 2) ++j;
    } else {
      if (up >= 1 - right) ++j;
      if (1 - right <= up && up < 2 * right) ++i;
    }
  } else if (right < 2.0 / 3.0) {
    if (up >= 1 - right) ++j;
    if (!(2 * right - 1 < up && up < 1 - right)) ++i;
  } else {
    ++i;
    if (up >= right / 2) ++j;
  }
  // And folded over the axes.
  if (point.x < 0) {
    const int axis = j % 2 == 0 ? j / 2 : (j + 1) / 2;
    const int distance = i - axis;
    i -= j % 2 == 0 ? 2 * distance : 2 * distance + 1;
  }
  if (point.y < 0) {
    i -= (2 * j + 1) / 2;
    j = -j;
  }
  return Lattice{i, j, 0}.normalized();
}

}  // namespace kelpie::executor::geo::h3
