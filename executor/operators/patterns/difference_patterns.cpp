#include "executor/operators/patterns/difference_patterns.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "executor/operators/execution.hpp"

namespace kelpie::executor {

namespace {

/// Differences nearer to each other than this are the same.
constexpr double nothing = 1e-12;

class Climb {
 public:
  Climb(const CodedRows& rows, Weights all, std::size_t most_dimensions, Execution& execution)
      : rows_(rows), all_(all), most_dimensions_(most_dimensions), execution_(execution) {}

  /// The pattern at the top, from one value that these rows have; nothing where the way up has been gone before.
  std::optional<Pattern> from(std::size_t column, std::uint32_t number, std::vector<std::uint32_t> positions) {
    pattern_ = {std::vector<std::uint32_t>(rows_.columns(), 0), {}};
    pattern_.numbers[column] = number;
    weigh(positions);
    for (std::size_t chosen = 1; chosen < most_dimensions_ && step(positions); ++chosen) {
      if (!passed_.insert(pattern_.numbers).second) return std::nullopt;
    }
    // What all rows share.
    for (std::size_t other = 0; other < rows_.columns(); ++other) {
      if (pattern_.numbers[other] != 0) continue;
      const auto shared = std::find(weights_[other].begin() + 1, weights_[other].end(), pattern_.weights);
      if (shared != weights_[other].end())
        pattern_.numbers[other] = static_cast<std::uint32_t>(shared - weights_[other].begin());
    }
    return pattern_;
  }

 private:
  void weigh(std::span<const std::uint32_t> positions) {
    execution_.check();
    pattern_.weights = {};
    for (const std::uint32_t position : positions) {
      pattern_.weights.first += rows_.first[position];
      pattern_.weights.second += rows_.second[position];
    }
    weights_.resize(rows_.columns());
    for (std::size_t column = 0; column < rows_.columns(); ++column) {
      weights_[column].assign(rows_.ends[column], {});
      for (const std::uint32_t position : positions) {
        Weights& weights = weights_[column][rows_.numbers[column][position]];
        weights.first += rows_.first[position];
        weights.second += rows_.second[position];
      }
    }
  }

  /// Adds the value that makes most of the difference; false where none does.
  bool step(std::vector<std::uint32_t>& positions) {
    double best = std::abs(difference(pattern_.weights, all_)) + nothing;
    std::size_t best_column = SIZE_MAX;
    std::uint32_t best_number = 0;
    for (std::size_t column = 0; column < rows_.columns(); ++column) {
      if (pattern_.numbers[column] != 0) continue;
      for (std::uint32_t number = 1; number < rows_.ends[column]; ++number) {
        const double reached = std::abs(difference(weights_[column][number], all_));
        if (reached <= best) continue;
        best = reached;
        best_column = column;
        best_number = number;
      }
    }
    if (best_column == SIZE_MAX) return false;
    pattern_.numbers[best_column] = best_number;
    std::erase_if(positions,
                  [&](std::uint32_t position) { return rows_.numbers[best_column][position] != best_number; });
    weigh(positions);
    return true;
  }

  const CodedRows& rows_;
  Weights all_;
  std::size_t most_dimensions_;
  Execution& execution_;
  Pattern pattern_;
  std::set<std::vector<std::uint32_t>> passed_;
  std::vector<std::vector<Weights>> weights_;  // of the values in the rows of the pattern
};

}  // namespace

double difference(Weights pattern, Weights all) { return pattern.first / all.first - pattern.second / all.second; }

std::vector<Pattern> difference_patterns(const CodedRows& rows, double least, std::size_t most_dimensions,
                                         Execution& execution) {
  const Weights all = total(rows);
  if (all.first == 0 || all.second == 0) return {};
  Climb climb(rows, all, most_dimensions, execution);
  const std::vector<std::uint32_t> positions = all_positions(rows.size());
  std::set<std::vector<std::uint32_t>> met;
  std::vector<Pattern> reached;
  for (std::size_t column = 0; column < rows.columns(); ++column) {
    auto starts = buckets(rows, positions, column, [](std::uint32_t) { return true; });
    for (std::uint32_t number = 1; number < starts.size(); ++number) {
      if (starts[number].empty()) continue;
      auto pattern = climb.from(column, number, std::move(starts[number]));
      if (!pattern || std::abs(difference(pattern->weights, all)) < least - nothing) continue;
      if (met.insert(pattern->numbers).second) reached.push_back(std::move(*pattern));
    }
  }
  std::stable_sort(reached.begin(), reached.end(), [&](const Pattern& a, const Pattern& b) {
    return std::abs(difference(a.weights, all)) > std::abs(difference(b.weights, all)) + nothing;
  });
  std::vector<Pattern> told;
  for (Pattern& pattern : reached) {
    const bool narrows = std::any_of(told.begin(), told.end(), [&](const Pattern& larger) {
      return pattern.refines(larger) && (difference(pattern.weights, all) > 0) == (difference(larger.weights, all) > 0);
    });
    if (!narrows) told.push_back(std::move(pattern));
  }
  return told;
}

}  // namespace kelpie::executor
