#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::executor {

/// All rows of all groups, for aggregates that need each of them: batches are kept as they are and put in order of the
/// groups at the end.
class GroupedLog {
 public:
  void resize(std::size_t groups) {
    if (groups > counts_.size()) counts_.resize(groups);
  }
  [[nodiscard]] std::size_t groups() const { return counts_.size(); }
  /// Rows of a group so far.
  [[nodiscard]] std::uint64_t count(std::uint32_t group) const { return counts_[group]; }

  void add(std::span<const tables::Vector> columns, std::span<const std::uint32_t> group_of);
  /// Only some of the rows, ascending.
  void add(std::span<const tables::Vector> columns, std::span<const std::uint32_t> group_of,
           std::span<const std::uint32_t> rows);
  void merge(GroupedLog& other, std::span<const std::uint32_t> group_map);

  /// Where the rows of each group begin among all rows in order of the groups: one number more than there are groups.
  [[nodiscard]] std::vector<std::size_t> offsets() const;
  /// A column in order of the groups, within a group in order of arrival; flat.
  [[nodiscard]] tables::Vector column(std::size_t column, tables::Type type) const;
  [[nodiscard]] std::size_t memory() const;

 private:
  struct Batch {
    std::vector<tables::Vector> columns;
    std::vector<std::uint32_t> groups;  // of the rows
  };

  std::vector<Batch> batches_;
  std::vector<std::uint64_t> counts_;
  std::size_t rows_ = 0;
};

/// The rows of a vector that are no null, ascending; nothing when no row is null.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> rows_with_value(const tables::Vector& vector);

}  // namespace kelpie::executor
