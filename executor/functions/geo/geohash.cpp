#include "executor/functions/geo/detail/geohash.hpp"

#include <algorithm>
#include <cmath>

namespace kelpie::executor::geo {

namespace {

constexpr std::string_view alphabet = "0123456789bcdefghjkmnpqrstuvwxyz";

/// Which of 2^bits equal parts of [low, low + span] holds the value.
std::uint64_t part(double value, double low, double span, std::size_t bits) {
  const double parts = std::ldexp(1.0, static_cast<int>(bits));
  const double place = std::floor((value - low) / span * parts);
  return static_cast<std::uint64_t>(std::clamp(place, 0.0, parts - 1));
}

}  // namespace

double GeohashCell::width() const { return std::ldexp(360.0, -static_cast<int>(column_bits())); }
double GeohashCell::height() const { return std::ldexp(180.0, -static_cast<int>(row_bits())); }
double GeohashCell::west() const { return -180 + static_cast<double>(column) * width(); }
double GeohashCell::south() const { return -90 + static_cast<double>(row) * height(); }

GeohashCell geohash_cell(double longitude, double latitude, std::size_t length) {
  GeohashCell cell{.length = length};
  cell.column = part(longitude, -180, 360, cell.column_bits());
  cell.row = part(latitude, -90, 180, cell.row_bits());
  return cell;
}

std::optional<GeohashCell> parse_geohash(std::string_view text) {
  if (text.empty() || text.size() > max_geohash_length) return std::nullopt;
  GeohashCell cell{.length = text.size()};
  bool longitude = true;  // the bits take turns
  for (const char character : text) {
    const std::size_t digit = alphabet.find(character);
    if (digit == std::string_view::npos) return std::nullopt;
    for (int bit = 4; bit >= 0; --bit) {
      std::uint64_t& half = longitude ? cell.column : cell.row;
      half = half << 1 | (digit >> bit & 1);
      longitude = !longitude;
    }
  }
  return cell;
}

std::string to_geohash(const GeohashCell& cell) {
  std::string text;
  std::size_t column_bit = cell.column_bits();
  std::size_t row_bit = cell.row_bits();
  bool longitude = true;
  for (std::size_t i = 0; i < cell.length; ++i) {
    std::size_t digit = 0;
    for (int bit = 0; bit < 5; ++bit) {
      digit = digit << 1 | (longitude ? cell.column >> --column_bit & 1 : cell.row >> --row_bit & 1);
      longitude = !longitude;
    }
    text.push_back(alphabet[digit]);
  }
  return text;
}

std::vector<GeohashCell> neighbours(const GeohashCell& cell) {
  const std::uint64_t columns = std::uint64_t{1} << cell.column_bits();
  const std::uint64_t rows = std::uint64_t{1} << cell.row_bits();
  std::vector<GeohashCell> around;
  for (const int north : {-1, 0, 1}) {
    if ((north < 0 && cell.row == 0) || (north > 0 && cell.row == rows - 1)) continue;
    for (const int east : {-1, 0, 1}) {
      if (north == 0 && east == 0) continue;
      GeohashCell next = cell;
      next.row += static_cast<std::uint64_t>(north);
      next.column = (cell.column + columns + static_cast<std::uint64_t>(east)) % columns;
      around.push_back(next);
    }
  }
  return around;
}

}  // namespace kelpie::executor::geo
