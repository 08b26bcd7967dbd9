#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "executor/plan/plan.hpp"

namespace kelpie::executor {

/// Rows as numbers that sort the way KQL sorts: one or two arrays a term, smaller first, direction and nulls already in it.
/// A null and NaN travel together: null before NaN before -inf ascending (Kusto reference: "sort operator").
class SortKeys {
 public:
  /// `values[i]` holds term i's value of every row.
  SortKeys(std::span<const tables::Vector> values, std::span<const SortTerm> terms);

  /// All row numbers in order; equal rows keep theirs.
  [[nodiscard]] std::vector<std::uint32_t> sorted() const;

 private:
  void add(const tables::Vector& values, const SortTerm& term);

  std::size_t rows_ = 0;
  std::vector<std::vector<std::uint64_t>> keys_;
};

/// Order-preserving number of one value: a smaller value has a smaller number.
[[nodiscard]] inline std::uint64_t order_number(std::int64_t value) { return static_cast<std::uint64_t>(value) ^ (1ull << 63); }
/// NaN is below -inf.
[[nodiscard]] std::uint64_t order_number(double value);

}  // namespace kelpie::executor
