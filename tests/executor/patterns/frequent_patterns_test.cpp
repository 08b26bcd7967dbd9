#include "executor/operators/patterns/frequent_patterns.hpp"

#include <map>

#include <boost/test/unit_test.hpp>

#include "executor/error.hpp"
#include "executor/operators/execution.hpp"
#include "executor/operators/patterns/difference_patterns.hpp"

using namespace kelpie::executor;

namespace {

/// Rows of small numbers, the same at every run.
CodedRows some_rows(std::size_t rows, std::size_t columns, std::uint32_t values, std::uint64_t seed) {
  CodedRows result;
  result.numbers.assign(columns, std::vector<std::uint32_t>(rows, 0));
  result.ends.assign(columns, values + 1);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      // Low numbers are frequent; now and then there is none.
      result.numbers[column][row] =
          static_cast<std::uint32_t>((seed >> 33) % (values + 1) * ((seed >> 45) % (values + 1)) / values);
    }
    result.first.push_back(static_cast<double>(1 + row % 3));
    result.second.push_back(static_cast<double>(row % 2));
  }
  return result;
}

/// All patterns by trying all: of those with the same rows the longest, where some choice of values makes it.
std::map<std::vector<std::uint32_t>, double> all_frequent(const CodedRows& rows, double least, std::size_t most) {
  std::map<std::vector<std::uint32_t>, double> result;
  std::vector<std::uint32_t> choice(rows.columns(), 0);
  for (;;) {
    std::size_t column = 0;
    while (column < choice.size() && ++choice[column] == rows.ends[column]) choice[column++] = 0;
    if (column == choice.size()) return result;
    const Pattern chosen{choice, {}};
    if (chosen.dimensions() > most) continue;
    double weight = 0;
    std::vector<std::uint32_t> shared;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      std::vector<std::uint32_t> numbers;
      for (const auto& values : rows.numbers) numbers.push_back(values[row]);
      if (!Pattern{numbers, {}}.refines(chosen)) continue;
      weight += rows.first[row];
      if (shared.empty()) shared = numbers;
      for (std::size_t i = 0; i < numbers.size(); ++i) shared[i] = shared[i] == numbers[i] ? shared[i] : 0;
    }
    if (weight >= least && !shared.empty()) result[shared] = weight;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(patterns)

BOOST_AUTO_TEST_CASE(frequent_patterns_are_those_that_trying_all_finds) {
  const QueryContext context;
  Execution execution(context);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const CodedRows rows = some_rows(60, 4, 4, seed);
    const double least = 0.1 * total(rows).first;
    for (const std::size_t most : {1, 2, 3, 4}) {
      std::map<std::vector<std::uint32_t>, double> found;
      for (const Pattern& pattern : frequent_patterns(merged(rows, execution), least, most, execution))
        found[pattern.numbers] = pattern.weights.first;
      BOOST_TEST((found == all_frequent(rows, least, most)), "seed " << seed << ", dimensions " << most);
    }
  }
}

BOOST_AUTO_TEST_CASE(rare_values_do_not_change_what_is_frequent) {
  const QueryContext context;
  Execution execution(context);
  const CodedRows rows = some_rows(300, 5, 9, 7);
  const double least = 0.08 * total(rows).first;
  const CommonRows common = without_rare(rows, {least, 1e18}, execution);
  BOOST_TEST(common.rows.size() < merged(rows, execution).size());
  std::map<std::vector<std::uint32_t>, double> all, of_common;
  for (const Pattern& pattern : frequent_patterns(merged(rows, execution), least, 5, execution))
    all[pattern.numbers] = pattern.weights.first;
  for (const Pattern& pattern : frequent_patterns(common.rows, least, 5, execution))
    of_common[common.original(pattern).numbers] = pattern.weights.first;
  BOOST_TEST((all == of_common));
  BOOST_TEST(!all.empty());
}

BOOST_AUTO_TEST_CASE(too_many_patterns_are_an_error) {
  const QueryContext context;
  Execution execution(context);
  const CodedRows rows = some_rows(200, 30, 2, 3);
  BOOST_CHECK_THROW(static_cast<void>(frequent_patterns(rows, 4, 20, execution, 5000)), QueryError);
}

BOOST_AUTO_TEST_CASE(differences_are_counted_over_all_rows) {
  const QueryContext context;
  Execution execution(context);
  const CodedRows rows = some_rows(400, 4, 3, 11);
  const Weights all = total(rows);
  const std::vector<Pattern> found = difference_patterns(merged(rows, execution), 0.02, 4, execution);
  BOOST_TEST(!found.empty());
  for (const Pattern& pattern : found) {
    Weights weights;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      bool holds = true;
      for (std::size_t column = 0; column < rows.columns(); ++column) {
        holds = holds && (pattern.numbers[column] == 0 || pattern.numbers[column] == rows.numbers[column][row]);
      }
      weights.first += holds ? rows.first[row] : 0;
      weights.second += holds ? rows.second[row] : 0;
    }
    BOOST_TEST((weights == pattern.weights));
    BOOST_TEST(std::abs(difference(weights, all)) >= 0.02);
  }
}

BOOST_AUTO_TEST_SUITE_END()
