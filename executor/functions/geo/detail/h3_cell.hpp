#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <s2/s2point.h>

namespace kelpie::executor::geo::h3 {

inline constexpr int max_resolution = 15;

/// A cell of the hierarchical grid of hexagons (and twelve pentagons a resolution) on an icosahedron: 0, mode 1 in four
/// bits, three zeros, the resolution in four bits, one of 122 base cells in seven, then fifteen directions in three
/// bits each, 7 behind the last one.
class Cell {
 public:
  /// What its bits say must be a cell; see parse().
  explicit Cell(std::uint64_t bits) : bits_(bits) {}
  Cell(int base_cell, int resolution);

  bool operator==(const Cell&) const = default;
  [[nodiscard]] std::uint64_t bits() const { return bits_; }
  [[nodiscard]] int resolution() const { return static_cast<int>(bits_ >> 52 & 15); }
  [[nodiscard]] int base_cell() const { return static_cast<int>(bits_ >> 45 & 127); }
  [[nodiscard]] bool in_pentagon() const;  // its base cell is one
  [[nodiscard]] bool is_pentagon() const { return in_pentagon() && leading_direction() == 0; }
  /// Of a level from 1 on.
  [[nodiscard]] int direction(int level) const { return static_cast<int>(bits_ >> 3 * (max_resolution - level) & 7); }
  void set_direction(int level, int direction);
  /// The first direction that is not 0; 0 where there is none.
  [[nodiscard]] int leading_direction() const;
  /// `resolution` is at most the cell's own.
  [[nodiscard]] Cell parent(int resolution) const;
  /// Every cell under this one at a resolution that is at least its own.
  [[nodiscard]] std::vector<Cell> children(int resolution) const;
  [[nodiscard]] std::string text() const;

 private:
  std::uint64_t bits_;
};

/// Nothing where the text is no cell.
[[nodiscard]] std::optional<Cell> parse(std::string_view text);

/// The cell that holds a point.
[[nodiscard]] Cell cell_at(const S2Point& point, int resolution);
[[nodiscard]] S2Point centre(const Cell& cell);
/// Counterclockwise. An edge that crosses a border of the icosahedron has a vertex there. `corners` gets the positions
/// of the true corners.
[[nodiscard]] std::vector<S2Point> boundary(const Cell& cell, std::vector<std::size_t>* corners = nullptr);
/// The five or six cells around.
[[nodiscard]] std::vector<Cell> neighbours(const Cell& cell);

}  // namespace kelpie::executor::geo::h3
