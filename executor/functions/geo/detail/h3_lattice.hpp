#pragma once

namespace kelpie::executor::geo::h3 {

inline constexpr double sin60 = 0.8660254037844386467637231707529361834714;
inline constexpr double sqrt7 = 2.6457513110645905905016157536392604257102;

struct Planar {
  double x = 0;
  double y = 0;
};

/// A place on a lattice of hexagons: three axes 120 degrees apart, normalized so that no coordinate is negative and one
/// at least is zero.
struct Lattice {
  int i = 0;
  int j = 0;
  int k = 0;

  bool operator==(const Lattice&) const = default;
  Lattice operator+(const Lattice& other) const { return {i + other.i, j + other.j, k + other.k}; }
  Lattice operator-(const Lattice& other) const { return {i - other.i, j - other.j, k - other.k}; }
  Lattice operator*(int factor) const { return {i * factor, j * factor, k * factor}; }

  [[nodiscard]] Lattice normalized() const;
  /// The places where unit steps along the axes lead in another lattice.
  [[nodiscard]] Lattice mapped(const Lattice& i_step, const Lattice& j_step, const Lattice& k_step) const;
  [[nodiscard]] Lattice turned_left() const { return mapped({1, 1, 0}, {0, 1, 1}, {1, 0, 1}); }
  [[nodiscard]] Lattice turned_right() const { return mapped({1, 0, 1}, {1, 1, 0}, {0, 1, 1}); }
  /// The cell of the next coarser resolution, and the centre of that cell in the finer one; `odd` says that the finer
  /// one is an odd resolution, whose lattice is turned against the clock, the even ones with it.
  [[nodiscard]] Lattice coarser(bool odd) const;
  [[nodiscard]] Lattice finer(bool odd) const;
  /// Of the six directions the one of a unit step, 1 to 6; 0 for none, 7 for anything else.
  [[nodiscard]] int direction() const;
  [[nodiscard]] Planar planar() const;
};

[[nodiscard]] Lattice unit_step(int direction);
/// The hexagon that holds a point of the plane.
[[nodiscard]] Lattice lattice_place(const Planar& point);

}  // namespace kelpie::executor::geo::h3
