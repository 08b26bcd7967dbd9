#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "executor/engine.hpp"
#include "rules/incremental/kept_groups.hpp"

namespace kelpie::rules {

/// Only groups whose numbers in the column add up to so much in the window matter to a rule; at least 1.
struct LeastSum {
  std::size_t column = 0;  // of the kept rows, longs that are not negative
  std::int64_t least = 1;
};

/// Which groups of kept rows matter in a window that moves on, and their rows. What each group adds up to is carried
/// from run to run: a run looks at the slices that come into the window and at those that leave it. Not thread-safe.
class WindowGroups {
 public:
  /// `in_window`: a filter over the slices' times (KeptGroups::slice_times) that keeps those of the window; what it
  /// asks may differ from run to run. nullptr: the window's ends say it.
  WindowGroups(std::shared_ptr<KeptGroups> groups, executor::PlanPtr in_window, std::optional<LeastSum> bound);

  /// Looks where the window is now.
  void update(const executor::QueryContext& context, executor::TimeWindow window);
  /// The rows in the window of all groups that reach the bound, in order; nothing where they are not much fewer than
  /// all.
  [[nodiscard]] std::optional<executor::Batches> rows();
  /// The rows in the window of these groups, in order.
  [[nodiscard]] std::optional<executor::Batches> rows_of(const std::vector<std::uint32_t>& groups) const;
  /// The same of the groups whose keys these are.
  [[nodiscard]] std::optional<executor::Batches> rows_of(const executor::Batches& keys) const;

  [[nodiscard]] const KeptGroups& groups() const { return *groups_; }
  /// Its own, without those of groups().
  [[nodiscard]] std::size_t bytes() const { return sums_.size() * 16 + inside_.size(); }

 private:
  void move(std::uint32_t slice, bool in);
  /// Which slices lie in the window, by their numbers.
  [[nodiscard]] std::vector<std::uint8_t> slices_inside(const executor::QueryContext& context,
                                                        executor::TimeWindow window) const;
  /// Fewer rows than that are much fewer than all.
  [[nodiscard]] std::size_t most_rows() const;
  [[nodiscard]] std::vector<std::uint32_t> ascending(std::vector<std::uint32_t> rows) const;
  /// Calls f with the rows in the window of these groups, in any order.
  template <typename F>
  void for_each_row(const std::vector<std::uint32_t>& groups, F f) const;

  std::shared_ptr<KeptGroups> groups_;
  executor::PlanPtr in_window_;
  std::optional<LeastSum> bound_;
  std::uint64_t generation_ = 0;
  std::vector<std::uint8_t> inside_;  // by slice
  std::vector<std::size_t> seen_;     // rows of each slice that are in the sums
  std::size_t rows_inside_ = 0;
  std::uint32_t first_row_ = 0;  // no row of the window lies outside [first_row_, end_row_)
  std::uint32_t end_row_ = 0;
  struct Sum {
    std::int64_t sum = 0;
    std::uint32_t rows = 0;   // in the window
    std::uint32_t noted = 0;  // whether it is a candidate
  };
  std::vector<Sum> sums_;                  // by group
  std::vector<std::uint32_t> candidates_;  // groups that reach the bound, and some that no longer do
  const std::vector<std::int64_t>* numbers_ = nullptr;
};

}  // namespace kelpie::rules
