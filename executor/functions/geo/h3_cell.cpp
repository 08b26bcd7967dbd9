#include "executor/functions/geo/detail/h3_cell.hpp"

#include <array>
#include <charconv>

#include "executor/functions/geo/detail/h3_tables.hpp"

namespace kelpie::executor::geo::h3 {

namespace {

constexpr int k_axis = 1;

/// Is this a cell? Of a pentagon the whole k direction is missing.
bool is_cell(std::uint64_t bits) {
  if (bits >> 56 != 0x08) return false;
  const Cell cell(bits);
  if (cell.base_cell() >= base_cell_count) return false;
  for (int level = 1; level <= max_resolution; ++level) {
    if ((cell.direction(level) == 7) != (level > cell.resolution())) return false;
  }
  return !cell.in_pentagon() || cell.leading_direction() != k_axis;
}

void add_children(Cell cell, int resolution, std::vector<Cell>& all) {
  if (cell.resolution() == resolution) {
    all.push_back(cell);
    return;
  }
  const int level = cell.resolution() + 1;
  const bool pentagon = cell.is_pentagon();
  for (int direction = 0; direction < 7; ++direction) {
    if (pentagon && direction == k_axis) continue;
    Cell child(cell.bits() + (std::uint64_t{1} << 52));
    child.set_direction(level, direction);
    add_children(child, resolution, all);  // at most 15 deep
  }
}

}  // namespace

Cell::Cell(int base_cell, int resolution)
    : bits_(std::uint64_t{1} << 59 | static_cast<std::uint64_t>(resolution) << 52 |
            static_cast<std::uint64_t>(base_cell) << 45 | ((std::uint64_t{1} << 45) - 1)) {
  for (int level = 1; level <= resolution; ++level) set_direction(level, 0);
}

bool Cell::in_pentagon() const { return base_cells[static_cast<std::size_t>(base_cell())].pentagon; }

void Cell::set_direction(int level, int direction) {
  const int shift = 3 * (max_resolution - level);
  bits_ = (bits_ & ~(std::uint64_t{7} << shift)) | static_cast<std::uint64_t>(direction) << shift;
}

int Cell::leading_direction() const {
  for (int level = 1; level <= resolution(); ++level) {
    if (direction(level) != 0) return direction(level);
  }
  return 0;
}

Cell Cell::parent(int resolution) const {
  Cell result((bits_ & ~(std::uint64_t{15} << 52)) | static_cast<std::uint64_t>(resolution) << 52);
  for (int level = resolution + 1; level <= this->resolution(); ++level) result.set_direction(level, 7);
  return result;
}

std::vector<Cell> Cell::children(int resolution) const {
  std::vector<Cell> all;
  add_children(*this, resolution, all);
  return all;
}

std::string Cell::text() const {
  char digits[16];
  const auto [end, code] = std::to_chars(digits, digits + sizeof digits, bits_, 16);
  return {digits, end};
}

std::optional<Cell> parse(std::string_view text) {
  std::uint64_t bits = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), bits, 16);
  if (code != std::errc() || end != text.data() + text.size() || !is_cell(bits)) return std::nullopt;
  return Cell(bits);
}

}  // namespace kelpie::executor::geo::h3
