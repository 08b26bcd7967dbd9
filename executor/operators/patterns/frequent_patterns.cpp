#include "executor/operators/patterns/frequent_patterns.hpp"

#include <algorithm>
#include <map>

#include "executor/error.hpp"
#include "executor/operators/execution.hpp"

namespace kelpie::executor {

namespace {

class Search {
 public:
  Search(const CodedRows& rows, double least, std::size_t most_dimensions, Execution& execution, std::size_t limit)
      : rows_(rows), least_(least), most_dimensions_(most_dimensions), execution_(execution), limit_(limit) {}

  std::vector<Pattern> run() {
    const std::vector<std::uint32_t> positions = all_positions(rows_.size());
    if (!positions.empty()) extend(positions, 0, 0);
    std::vector<Pattern> result;
    for (const auto& [numbers, weight] : found_) result.push_back({numbers, {weight, 0}});
    return result;
  }

 private:
  /// Tells the pattern of these rows, and goes on with one more value in any of the columns from `next` on. As deep as
  /// a pattern may have dimensions.
  void extend(std::span<const std::uint32_t> positions, std::size_t next, std::size_t chosen) {
    execution_.check();
    double all = 0;
    for (const std::uint32_t position : positions) all += rows_.first[position];
    // Weights are added up in the same order everywhere, so that equal ones are equal to the last bit.
    std::vector<std::vector<double>> weights(rows_.columns());
    Pattern pattern;
    for (std::size_t column = 0; column < rows_.columns(); ++column) {
      weights[column].assign(rows_.ends[column], 0);
      for (const std::uint32_t position : positions)
        weights[column][rows_.numbers[column][position]] += rows_.first[position];
      const auto shared = std::find(weights[column].begin() + 1, weights[column].end(), all);
      pattern.numbers.push_back(
          shared == weights[column].end() ? 0 : static_cast<std::uint32_t>(shared - weights[column].begin()));
    }
    if (pattern.dimensions() > 0) found_.emplace(pattern.numbers, all);
    if (found_.size() > limit_) {
      throw QueryError("E_RUNAWAY_QUERY",
                       "basket found more than " + std::to_string(limit_) +
                           " patterns: give a higher Threshold, fewer MaxDimensions, or project fewer columns.");
    }
    if (chosen == most_dimensions_) return;
    for (std::size_t column = next; column < rows_.columns(); ++column) {
      // A value that all rows have determines nothing: with it and without it the rows are the same.
      const auto wanted = [&](std::uint32_t number) {
        return weights[column][number] >= least_ && weights[column][number] < all;
      };
      for (const auto& bucket : buckets(rows_, positions, column, wanted)) {
        if (!bucket.empty()) extend(bucket, column + 1, chosen + 1);
      }
    }
  }

  const CodedRows& rows_;
  double least_;
  std::size_t most_dimensions_;
  Execution& execution_;
  std::size_t limit_;
  std::map<std::vector<std::uint32_t>, double> found_;
};

}  // namespace

std::vector<Pattern> frequent_patterns(const CodedRows& rows, double least, std::size_t most_dimensions,
                                       Execution& execution, std::size_t limit) {
  return Search(rows, least, most_dimensions, execution, limit).run();
}

}  // namespace kelpie::executor
