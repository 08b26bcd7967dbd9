#include "executor/operators/plugins/activities.hpp"

#include <algorithm>
#include <tuple>

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

Activities::Activities(const Batch& rows, Execution& execution) {
  // The activities, their numbers, and what is counted of them.
  constexpr std::size_t per_row = sizeof(Activity) + 2 * sizeof(std::uint32_t) + 4 * sizeof(PeriodChange);
  execution.account(static_cast<std::int64_t>(rows.rows * per_row));
  const Vector times = rows.columns[0].flattened();
  const Vector& ids = rows.columns[1];
  std::vector<std::uint32_t> id_numbers(rows.rows), groups(rows.rows, 0);
  KeyColumn id_column(ids.type());
  KeyColumn::Local local;
  id_column.numbers(ids, local, id_numbers.data());
  dimension_values_.assign(rows.columns.begin() + 2, rows.columns.end());
  if (!dimension_values_.empty() && rows.rows > 0) {
    std::vector<Type> types;
    for (std::size_t i = 2; i < rows.columns.size(); ++i) types.push_back(rows.columns[i].type());
    GroupKeys::Shared shared(types);
    GroupKeys keys(shared);
    keys.groups(std::span(rows.columns).subspan(2), rows.rows, groups.data());
    dimension_values_ = keys.values();
  }
  execution.check();
  all_.reserve(rows.rows);
  const bool real = times.type() == Type::real;
  for (std::size_t row = 0; row < rows.rows; ++row) {
    if (times.validity() != nullptr && times.validity()[row] == 0) continue;
    const Moment time = real ? static_cast<Moment>(times.values<double>()[row])
                             : static_cast<Moment>(times.values<std::int64_t>()[row]);
    if (time != time) continue;
    all_.push_back({groups[row], ids.is_null_at(row) ? no_id : id_numbers[row], static_cast<std::uint32_t>(row), time});
  }
  std::sort(all_.begin(), all_.end(), [](const Activity& left, const Activity& right) {
    return std::tie(left.dimensions, left.id, left.time, left.row) <
           std::tie(right.dimensions, right.id, right.time, right.row);
  });
  execution.check();
}

std::vector<Vector> Activities::dimensions(std::span<const std::uint32_t> numbers) const {
  std::vector<Vector> columns;
  for (const Vector& values : dimension_values_) columns.push_back(values.gather(numbers));
  return columns;
}

void add_up(std::vector<PeriodChange>& changes) {
  std::sort(changes.begin(), changes.end(), [](const PeriodChange& left, const PeriodChange& right) {
    return std::tie(left.dimensions, left.period) < std::tie(right.dimensions, right.period);
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (kept > 0 && changes[kept - 1].dimensions == changes[i].dimensions &&
        changes[kept - 1].period == changes[i].period) {
      changes[kept - 1].first += changes[i].first;
      changes[kept - 1].second += changes[i].second;
      changes[kept - 1].third += changes[i].third;
    } else {
      changes[kept++] = changes[i];
    }
  }
  changes.resize(kept);
}

std::vector<PeriodChange> running_totals(std::vector<PeriodChange> changes, Execution& execution) {
  constexpr std::size_t accounted = 1 << 14;
  add_up(changes);
  std::vector<PeriodChange> totals;
  PeriodChange total;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (i == 0 || changes[i].dimensions != total.dimensions) total = {changes[i].dimensions, 0, 0, 0, 0};
    total.first += changes[i].first;
    total.second += changes[i].second;
    total.third += changes[i].third;
    if (total.first == 0 && total.second == 0 && total.third == 0) continue;
    for (total.period = changes[i].period; total.period < changes.at(i + 1).period; ++total.period) {
      if (totals.size() % accounted == 0) {
        execution.check();
        execution.account(accounted * 2 * sizeof(PeriodChange));
      }
      totals.push_back(total);
    }
  }
  return totals;
}

Batch period_rows(const Activities& activities, const Periods& periods, Type type, std::span<const PeriodChange> rows) {
  std::vector<Moment> starts;
  std::vector<std::uint32_t> dimensions;
  for (const PeriodChange& row : rows) {
    starts.push_back(periods.start(row.period));
    dimensions.push_back(row.dimensions);
  }
  Batch batch{rows.size(), {moment_column(type, starts)}, 0};
  for (Vector& values : activities.dimensions(dimensions)) batch.columns.push_back(std::move(values));
  return batch;
}

Vector count_column(std::span<const PeriodChange> rows, std::int64_t PeriodChange::*count) {
  std::vector<std::int64_t> counts;
  for (const PeriodChange& row : rows) counts.push_back(row.*count);
  return long_column(counts);
}

}  // namespace kelpie::executor
