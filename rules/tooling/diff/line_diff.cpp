#include "rules/tooling/diff/line_diff.hpp"

#include <algorithm>
#include <cstdint>

namespace kelpie::rules::tooling {

namespace {

using Kind = DiffLine::Kind;
using Lines = std::vector<std::string_view>;

constexpr std::size_t most_cells = 4'000'000;  // of the table of common lengths

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

class Comparison {
 public:
  Comparison(std::string_view before, std::string_view after) : before_(lines_of(before)), after_(lines_of(after)) {}

  std::vector<DiffLine> run() {
    std::size_t first = 0;
    while (first < before_.size() && first < after_.size() && before_[first] == after_[first])
      add(Kind::same, before_[first++]);
    std::size_t tail = 0;
    while (tail < before_.size() - first && tail < after_.size() - first &&
           before_[before_.size() - 1 - tail] == after_[after_.size() - 1 - tail])
      ++tail;
    between(first, before_.size() - tail, after_.size() - tail);
    for (std::size_t i = before_.size() - tail; i < before_.size(); ++i) add(Kind::same, before_[i]);
    return std::move(result_);
  }

 private:
  void add(Kind kind, std::string_view line) { result_.push_back({kind, std::string(line)}); }

  void between(std::size_t first, std::size_t before_end, std::size_t after_end) {
    const std::size_t rows = before_end - first, columns = after_end - first;
    std::size_t row = 0, column = 0;
    if (rows != 0 && columns != 0 && rows <= most_cells / columns) {
      // Length of what the rest of the one and the rest of the other have in common.
      std::vector<std::uint32_t> lengths((rows + 1) * (columns + 1));
      const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& { return lengths[i * (columns + 1) + j]; };
      for (std::size_t i = rows; i-- > 0;) {
        for (std::size_t j = columns; j-- > 0;) {
          at(i, j) =
              before_[first + i] == after_[first + j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
        }
      }
      while (row < rows && column < columns) {
        if (before_[first + row] == after_[first + column]) {
          add(Kind::same, before_[first + row++]);
          ++column;
        } else if (at(row + 1, column) >= at(row, column + 1)) {
          add(Kind::removed, before_[first + row++]);
        } else {
          add(Kind::added, after_[first + column++]);
        }
      }
    }
    for (; row < rows; ++row) add(Kind::removed, before_[first + row]);
    for (; column < columns; ++column) add(Kind::added, after_[first + column]);
  }

  Lines before_, after_;
  std::vector<DiffLine> result_;
};

}  // namespace

std::vector<DiffLine> line_diff(std::string_view before, std::string_view after, std::size_t context) {
  const std::vector<DiffLine> all = Comparison(before, after).run();
  std::vector<bool> shown(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].kind == Kind::same) continue;
    const std::size_t from = i - std::min(i, context), to = std::min(i + context + 1, all.size());
    std::fill(shown.begin() + static_cast<std::ptrdiff_t>(from), shown.begin() + static_cast<std::ptrdiff_t>(to), true);
  }
  std::vector<DiffLine> result;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (shown[i])
      result.push_back(all[i]);
    else if (result.empty() || result.back().kind != Kind::skipped)
      result.push_back({Kind::skipped, {}});
  }
  return result;
}

}  // namespace kelpie::rules::tooling
