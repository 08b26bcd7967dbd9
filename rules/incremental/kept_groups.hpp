#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "executor/operators/group_keys.hpp"
#include "rules/incremental/kept_rows.hpp"

namespace kelpie::rules {

/// Kept rows by the values of some columns: so the rows of a few groups are found without looking at the others. Rows,
/// groups and slices of time have numbers; those of rows count up in their order. Not thread-safe.
class KeptGroups {
 public:
  KeptGroups(std::shared_ptr<const KeptRows> kept, std::vector<std::size_t> columns);

  /// Takes in what was kept since. Where generation() is another one afterwards, all numbers are new.
  void update();
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

  /// Whose values make the groups.
  [[nodiscard]] const std::vector<std::size_t>& columns() const { return columns_; }
  [[nodiscard]] std::size_t size() const { return last_of_.size(); }
  [[nodiscard]] std::uint32_t group_of(std::uint32_t row) const { return group_of_[row]; }
  /// No more rows of a group lie in [first, end).
  [[nodiscard]] std::size_t most_rows(std::uint32_t group, std::uint32_t first, std::uint32_t end) const {
    const auto listed = listed_rows(group, first, end);
    return listed.size() + lately_in_[group];
  }
  /// The rows of a group that lie in [first, end), in any order.
  template <typename F>
  void for_each_row(std::uint32_t group, std::uint32_t first, std::uint32_t end, F f) const {
    for (const std::uint32_t row : listed_rows(group, first, end)) f(row);
    for (std::uint32_t row = last_of_[group]; row != none && row >= first; row = previous_[row - listed_]) {
      if (row < end) f(row);
    }
  }
  /// The groups of the keys; executor::no_group: there is none.
  [[nodiscard]] std::vector<std::uint32_t> find(std::span<const tables::Vector> keys, std::size_t rows) const;

  /// none: the row has no time.
  [[nodiscard]] std::uint32_t slice_of(std::uint32_t row) const { return slice_of_[row]; }
  [[nodiscard]] const std::vector<std::uint32_t>& rows_of_slice(std::uint32_t slice) const { return slices_[slice]; }
  [[nodiscard]] std::size_t slices() const { return slices_.size(); }
  [[nodiscard]] std::int64_t time_of_slice(std::uint32_t slice) const { return times_[slice]; }
  /// One row a slice, at its number: its time, its number (long).
  [[nodiscard]] const std::shared_ptr<executor::Batches>& slice_times() const { return slice_times_; }

  /// The numbers in a column of longs, by row; null is 0.
  [[nodiscard]] const std::vector<std::int64_t>& numbers(std::size_t column);
  /// Rows by ascending numbers.
  [[nodiscard]] executor::Batches gather(std::span<const std::uint32_t> rows) const;

  [[nodiscard]] const std::shared_ptr<const KeptRows>& kept() const { return kept_; }
  [[nodiscard]] std::size_t bytes() const;

  static constexpr std::uint32_t none = UINT32_MAX;

 private:
  void begin_anew();
  void add(const tables::Segment& rows, std::size_t offset, std::size_t count);
  /// Puts all rows into the lists of their groups.
  void list_rows();
  [[nodiscard]] std::span<const std::uint32_t> listed_rows(std::uint32_t group, std::uint32_t first,
                                                           std::uint32_t end) const;

  std::shared_ptr<const KeptRows> kept_;
  std::vector<std::size_t> columns_;
  std::uint64_t generation_ = 0;
  std::uint64_t kept_generation_ = 0;
  std::uint64_t base_ = 0;  // the number among the kept rows of the row that is 0 here
  std::unique_ptr<executor::GroupKeys::Shared> shared_;
  std::unique_ptr<executor::GroupKeys> keys_;
  std::vector<std::uint32_t> group_of_;
  // The first `listed_` rows lie group by group, ascending; the later ones are chained, the last one of a group first.
  std::uint32_t listed_ = 0;
  std::vector<std::uint32_t> lists_;
  std::vector<std::uint32_t> list_begins_;  // by group, and the end; groups that came later have no list
  std::vector<std::uint32_t> previous_;     // by row - listed_
  std::vector<std::uint32_t> last_of_;
  std::vector<std::uint32_t> lately_in_;  // rows of the group in the chain
  std::vector<std::uint32_t> slice_of_;
  std::vector<std::vector<std::uint32_t>> slices_;
  std::vector<std::int64_t> times_;  // of slices
  std::unordered_map<std::int64_t, std::uint32_t> slice_at_;
  std::shared_ptr<executor::Batches> slice_times_ = std::make_shared<executor::Batches>();
  std::map<std::size_t, std::vector<std::int64_t>> numbers_;
};

}  // namespace kelpie::rules
