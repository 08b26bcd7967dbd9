#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "executor/batch.hpp"
#include "executor/operators/key_column.hpp"

namespace kelpie::executor {

class Execution;

/// Rows as the numbers of their values, for looking for patterns: a column of numbers a dimension, and how much each
/// row weighs in one or two sets. Number 0 is no value that a pattern may have.
struct CodedRows {
  std::vector<std::vector<std::uint32_t>> numbers;  // a column each, one number a row
  std::vector<std::uint32_t> ends;                  // above the numbers of each column
  std::vector<double> first, second;                // weights of the rows in the sets

  [[nodiscard]] std::size_t size() const { return first.size(); }
  [[nodiscard]] std::size_t columns() const { return numbers.size(); }
};

/// Weight in the two sets.
struct Weights {
  double first = 0;
  double second = 0;
  bool operator==(const Weights&) const = default;
};

/// A value a column, 0 where any will do, and how much the rows weigh that have these values.
struct Pattern {
  std::vector<std::uint32_t> numbers;
  Weights weights;
  [[nodiscard]] std::size_t dimensions() const;
  /// Whether every row of this pattern is one of the other, by its values.
  [[nodiscard]] bool refines(const Pattern& other) const;
};

[[nodiscard]] Weights total(const CodedRows& rows);
/// Weight of every number of every column.
[[nodiscard]] std::vector<std::vector<Weights>> weights_of_numbers(const CodedRows& rows);
/// Equal rows once, in the order in which they are first met; rows without weight are left out.
[[nodiscard]] CodedRows merged(const CodedRows& rows, Execution& execution);

/// Rows without the values that are rare, which become 0; the others have new numbers.
struct CommonRows {
  CodedRows rows;
  std::vector<std::vector<std::uint32_t>> originals;  // of the numbers, a column each

  /// The pattern in the numbers of the rows that these were made of.
  [[nodiscard]] Pattern original(const Pattern& pattern) const;
};
/// A value is rare that weighs less than `least` in both sets. Equal rows are merged.
[[nodiscard]] CommonRows without_rare(const CodedRows& rows, Weights least, Execution& execution);

/// Rows of a pattern, by their positions, taken apart by the numbers of a column: buckets[number], none for 0 and for
/// numbers that `wanted` is false for.
template <typename Wanted>
[[nodiscard]] std::vector<std::vector<std::uint32_t>> buckets(const CodedRows& rows,
                                                              std::span<const std::uint32_t> positions,
                                                              std::size_t column, const Wanted& wanted) {
  std::vector<std::vector<std::uint32_t>> result(rows.ends[column]);
  std::vector<std::uint8_t> chosen(rows.ends[column], 0);
  for (std::uint32_t number = 1; number < rows.ends[column]; ++number) chosen[number] = wanted(number) ? 1 : 0;
  const std::vector<std::uint32_t>& numbers = rows.numbers[column];
  for (const std::uint32_t position : positions) {
    if (chosen[numbers[position]] != 0) result[numbers[position]].push_back(position);
  }
  return result;
}

/// The dimensions of a relation and where its weights are.
struct PatternColumns {
  std::size_t dimensions = 0;           // the first columns
  std::optional<std::size_t> weight{};  // a column of reals; absent: every row weighs 1
  std::optional<std::size_t>
      in_first{};  // a column of booleans; absent: every row is in the first set, and there is no second
  std::optional<std::size_t> in_second{};
};

/// The rows of a relation, and the way back to its values.
class CodedRelation {
 public:
  CodedRelation(const Batch& rows, const PatternColumns& columns, Execution& execution);
  [[nodiscard]] const CodedRows& rows() const { return rows_; }
  /// The column of the patterns' values; `any` stands where a pattern has none.
  [[nodiscard]] tables::Vector values(std::size_t column, std::span<const Pattern> patterns,
                                      const tables::Value& any) const;

 private:
  std::vector<tables::Type> types_;
  std::vector<std::unique_ptr<KeyColumn>> keys_;
  CodedRows rows_;
};

/// Positions 0 .. size-1.
[[nodiscard]] std::vector<std::uint32_t> all_positions(std::size_t size);

}  // namespace kelpie::executor
