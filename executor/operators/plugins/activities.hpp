#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "executor/operators/execution.hpp"
#include "executor/operators/group_keys.hpp"
#include "executor/operators/plugins/moment.hpp"

namespace kelpie::executor {

/// Who was there when, of which combination of dimensions; combinations and ids are numbers.
struct Activity {
  std::uint32_t dimensions = 0;
  std::uint32_t id = 0;
  std::uint32_t row = 0;
  Moment time = 0;
};

/// The rows that a plugin of user analytics looks at: a column of times, one of ids and any number of dimensions.
class Activities {
 public:
  static constexpr std::uint32_t no_id = UINT32_MAX;  // where the id is null; such rows come last

  /// Rows without a time are left out. Accounts for the memory that is held.
  Activities(const Batch& rows, Execution& execution);

  /// In order of dimensions, id and time; where all are equal, in that of the rows.
  [[nodiscard]] const std::vector<Activity>& all() const { return all_; }
  /// Calls f for each run of equal dimensions and id, those without id left out.
  template <typename F>
  void for_each_id(F f) const {
    for (std::size_t first = 0, next = 0; first < all_.size(); first = next) {
      while (next < all_.size() && same_owner(all_[first], all_[next])) ++next;
      if (all_[first].id != no_id) f(std::span(all_).subspan(first, next - first));
    }
  }
  /// The values of the dimensions of such numbers, one vector a dimension.
  [[nodiscard]] std::vector<tables::Vector> dimensions(std::span<const std::uint32_t> numbers) const;

 private:
  [[nodiscard]] static bool same_owner(const Activity& left, const Activity& right) {
    return left.dimensions == right.dimensions && left.id == right.id;
  }

  std::vector<Activity> all_;
  std::vector<tables::Vector> dimension_values_;
};

/// What happened in one period of one combination of dimensions: changes of up to three counts.
struct PeriodChange {
  std::uint32_t dimensions = 0;
  std::int64_t period = 0;
  std::int64_t first = 0, second = 0, third = 0;
};
/// In order of dimensions and period, changes of the same ones added up.
void add_up(std::vector<PeriodChange>& changes);
/// What the counts have come to in every period, where one of them is not 0. A change holds from its period on; every
/// one must be taken back by another.
[[nodiscard]] std::vector<PeriodChange> running_totals(std::vector<PeriodChange> changes, Execution& execution);
/// One row a period: its begin as a value of the type, and the dimensions' values.
[[nodiscard]] Batch period_rows(const Activities& activities, const Periods& periods, tables::Type type,
                                std::span<const PeriodChange> rows);

/// One of the counts as a column.
[[nodiscard]] tables::Vector count_column(std::span<const PeriodChange> rows, std::int64_t PeriodChange::*count);

/// A function of activities alone.
class ActivityFunction final : public RowsFunction {
 public:
  using Calculate = std::function<Batch(const Activities& activities, Execution& execution)>;
  ActivityFunction(std::string name, Calculate calculate) : name_(std::move(name)), calculate_(std::move(calculate)) {}

  [[nodiscard]] std::string describe() const override { return name_; }
  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    return calculate_(Activities(inputs.front(), execution), execution);
  }

 private:
  std::string name_;
  Calculate calculate_;
};

}  // namespace kelpie::executor
