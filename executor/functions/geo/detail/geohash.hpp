#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::executor::geo {

inline constexpr std::size_t max_geohash_length = 18;

/// A rectangle of the geohash grid: column and row among 2^bits ones. A hash of n characters has 5n bits, the odd one
/// is the longitude's.
struct GeohashCell {
  std::uint64_t column = 0;
  std::uint64_t row = 0;
  std::size_t length = 0;  // characters

  [[nodiscard]] std::size_t column_bits() const { return (5 * length + 1) / 2; }
  [[nodiscard]] std::size_t row_bits() const { return 5 * length / 2; }
  // In degrees.
  [[nodiscard]] double width() const;
  [[nodiscard]] double height() const;
  [[nodiscard]] double west() const;
  [[nodiscard]] double south() const;
};

/// The cell that holds a valid position; `length` from 1 to max_geohash_length.
[[nodiscard]] GeohashCell geohash_cell(double longitude, double latitude, std::size_t length);
/// Nothing where the text is no geohash: a character that the alphabet does not have, or the wrong length.
[[nodiscard]] std::optional<GeohashCell> parse_geohash(std::string_view text);
[[nodiscard]] std::string to_geohash(const GeohashCell& cell);
/// The up to eight cells around: the grid is closed from west to east and ends at the poles.
[[nodiscard]] std::vector<GeohashCell> neighbours(const GeohashCell& cell);

}  // namespace kelpie::executor::geo
