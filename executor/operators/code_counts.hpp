#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "executor/operators/group_keys.hpp"

namespace kelpie::executor {

/// Groups the rows of a batch by the codes of its one key column, without a number for every row: for aggregates that
/// only want to know how many rows a group has.
class CodeCounts {
 public:
  /// False: the column has no codes, or so many that it does not pay. Groups are added to `keys` in order of their
  /// first rows.
  bool count(const tables::Vector& key, GroupKeys& keys);
  /// Of the last batch that was counted: groups, and how many rows of them at the same place.
  [[nodiscard]] std::span<const std::uint32_t> groups() const { return groups_; }
  [[nodiscard]] std::span<const std::uint32_t> rows() const { return rows_; }

 private:
  static constexpr std::size_t max_codes = 1024;
  void find_groups(const tables::Vector& key, std::size_t unknown, GroupKeys& keys);

  std::shared_ptr<const tables::Dictionary> dictionary_;
  std::vector<std::uint32_t> group_of_;  // of each code, `no_group` while unknown
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> groups_;
  std::vector<std::uint32_t> rows_;
};

}  // namespace kelpie::executor
