#include "executor/operators/patterns/segment_patterns.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "executor/operators/execution.hpp"

namespace kelpie::executor {

namespace {

/// A segment is told when at least this part of it is in no better one.
constexpr double new_part = 0.5;
/// From how many values of a seed a segment is grown.
constexpr std::size_t most_starts = 8;
constexpr double nothing = 1e-12;

struct Segment {
  Pattern pattern;
  double score = -1;
};

class Search {
 public:
  Search(const CodedRows& rows, double size_weight, Execution& execution)
      : rows_(rows),
        size_weight_(size_weight),
        all_(total(rows).first),
        values_(weights_of_numbers(rows)),
        execution_(execution) {}

  /// The best segment that holds the row.
  Segment around(std::size_t seed) {
    Segment best;
    for (const std::size_t column : starts(seed)) {
      Segment found = from(seed, column);
      if (found.score > best.score + nothing) best = std::move(found);
    }
    return best;
  }

 private:
  /// The columns whose values are the best segments by themselves.
  [[nodiscard]] std::vector<std::size_t> starts(std::size_t seed) const {
    std::vector<std::pair<double, std::size_t>> scores;
    for (std::size_t column = 0; column < rows_.columns(); ++column) {
      const std::uint32_t number = rows_.numbers[column][seed];
      if (number != 0) scores.emplace_back(-score(values_[column][number].first, saying(column, seed)), column);
    }
    std::sort(scores.begin(), scores.end());
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < std::min(scores.size(), most_starts); ++i) result.push_back(scores[i].second);
    return result;
  }

  /// Adds values of the seed to that of one column, as long as the score grows.
  Segment from(std::size_t seed, std::size_t column) {
    execution_.check();
    std::vector<std::uint32_t>& positions = positions_;
    positions.clear();
    Segment segment{{std::vector<std::uint32_t>(rows_.columns(), 0), {}}, -1};
    const auto take = [&](std::size_t taken) { segment.pattern.numbers[taken] = rows_.numbers[taken][seed]; };
    take(column);
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
      if (rows_.numbers[column][row] == rows_.numbers[column][seed]) positions.push_back(row);
    }
    double said = saying(column, seed);
    segment.pattern.weights.first = weight_where(positions, column, seed);
    segment.score = score(segment.pattern.weights.first, said);
    for (bool grown = true; grown;) {
      grown = false;
      double best = segment.score + nothing;
      std::size_t best_column = 0;
      for (std::size_t other = 0; other < rows_.columns(); ++other) {
        if (segment.pattern.numbers[other] != 0 || rows_.numbers[other][seed] == 0) continue;
        const double weight = weight_where(positions, other, seed);
        // What all rows of the segment share is part of it in any case.
        const double reached =
            weight == segment.pattern.weights.first ? HUGE_VAL : score(weight, said + saying(other, seed));
        if (reached <= best) continue;
        best = reached;
        best_column = other;
        grown = true;
      }
      if (!grown) break;
      take(best_column);
      std::erase_if(positions, [&](std::uint32_t row) {
        return rows_.numbers[best_column][row] != rows_.numbers[best_column][seed];
      });
      said += saying(best_column, seed);
      segment.pattern.weights.first = weight_where(positions, best_column, seed);
      segment.score = score(segment.pattern.weights.first, said);
    }
    return segment;
  }

  [[nodiscard]] double weight_where(std::span<const std::uint32_t> positions, std::size_t column,
                                    std::size_t seed) const {
    const std::vector<std::uint32_t>& numbers = rows_.numbers[column];
    const std::uint32_t wanted = numbers[seed];
    double weight = 0;
    for (const std::uint32_t position : positions) weight += numbers[position] == wanted ? rows_.first[position] : 0;
    return weight;
  }
  /// What a value says: nothing where all rows have it.
  [[nodiscard]] double saying(std::size_t column, std::size_t seed) const {
    return 1 - values_[column][rows_.numbers[column][seed]].first / all_;
  }
  [[nodiscard]] double score(double weight, double said) const {
    return std::pow(weight / all_, size_weight_) *
           std::pow(said / static_cast<double>(rows_.columns()), 1 - size_weight_);
  }

  const CodedRows& rows_;
  double size_weight_;
  double all_;
  std::vector<std::vector<Weights>> values_;
  Execution& execution_;
  std::vector<std::uint32_t> positions_;
};

/// Rows at even steps of the weight of all, the heavy ones first.
std::vector<std::uint32_t> seed_rows(const CodedRows& rows, std::size_t seeds) {
  std::vector<std::uint32_t> order = all_positions(rows.size());
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return rows.first[a] > rows.first[b]; });
  const double step = total(rows).first / static_cast<double>(seeds);
  std::vector<std::uint32_t> result;
  double passed = 0;
  double next = step / 2;
  for (const std::uint32_t row : order) {
    passed += rows.first[row];
    if (passed < next) continue;
    result.push_back(row);
    while (next <= passed) next += step;
  }
  return result;
}

/// The weight of the pattern's rows that no pattern told before has; marks them as had.
double new_weight(const CodedRows& rows, const Pattern& pattern, std::vector<std::uint8_t>& had, bool mark) {
  double weight = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    bool holds = had[row] == 0;
    for (std::size_t column = 0; holds && column < rows.columns(); ++column) {
      holds = pattern.numbers[column] == 0 || pattern.numbers[column] == rows.numbers[column][row];
    }
    if (!holds) continue;
    weight += rows.first[row];
    if (mark) had[row] = 1;
  }
  return weight;
}

}  // namespace

std::vector<Pattern> segment_patterns(const CodedRows& rows, double size_weight, std::size_t seeds,
                                      Execution& execution) {
  if (rows.size() == 0 || rows.columns() == 0) return {};
  Search search(rows, size_weight, execution);
  std::set<std::vector<std::uint32_t>> met;
  std::vector<Segment> segments;
  for (const std::uint32_t seed : seed_rows(rows, std::min(seeds, rows.size()))) {
    Segment segment = search.around(seed);
    if (segment.score >= 0 && met.insert(segment.pattern.numbers).second) segments.push_back(std::move(segment));
  }
  std::stable_sort(segments.begin(), segments.end(),
                   [](const Segment& a, const Segment& b) { return a.score > b.score + nothing; });
  std::vector<std::uint8_t> had(rows.size(), 0);
  std::vector<Pattern> told;
  for (Segment& segment : segments) {
    execution.check();
    if (new_weight(rows, segment.pattern, had, false) < new_part * segment.pattern.weights.first) continue;
    new_weight(rows, segment.pattern, had, true);
    told.push_back(std::move(segment.pattern));
  }
  return told;
}

}  // namespace kelpie::executor
