#include <algorithm>
#include <bit>
#include <numeric>
#include <tuple>

#include "executor/aggregates/percentile_ranks.hpp"
#include "executor/aggregates/value_order.hpp"
#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/plugins/activities.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

/// A bag of places 0 .. size-1 that knows its n-th smallest (a binary indexed tree).
class Places {
 public:
  explicit Places(std::size_t size) : counts_(size + 1, 0) {}
  void add(std::size_t place, std::int32_t count) {
    total_ += static_cast<std::uint64_t>(static_cast<std::int64_t>(count));
    for (std::size_t i = place + 1; i < counts_.size(); i += i & (~i + 1)) counts_[i] += count;
  }
  [[nodiscard]] std::uint64_t total() const { return total_; }
  /// rank counts from 1, up to total().
  [[nodiscard]] std::size_t find(std::uint64_t rank) const {
    std::size_t place = 0;
    auto left = static_cast<std::int64_t>(rank);
    for (std::size_t step = std::bit_floor(counts_.size() - 1); step > 0; step /= 2) {
      if (place + step < counts_.size() && counts_[place + step] < left) left -= counts_[place += step];
    }
    return place;
  }

 private:
  std::vector<std::int32_t> counts_;
  std::uint64_t total_ = 0;
};

struct Question {
  double percentile = 0;
  Periods bins;
  std::int64_t bins_per_window = 1;
};

/// Rows that have a value, in order of dimensions and bin, and the place of each value among all in order.
struct Ranked {
  struct Row {
    std::uint32_t dimensions = 0;
    std::int64_t bin = 0;
    std::size_t place = 0;
  };
  std::vector<Row> rows;
  std::vector<std::uint32_t> by_place;  // the input's row of each place
};

template <typename T>
Ranked rank(const Activities& activities, const Vector& values, const Question& question) {
  Ranked ranked;
  for (const Activity& each : activities.all()) {
    if (each.id != Activities::no_id) ranked.by_place.push_back(each.row);
  }
  std::vector<std::uint32_t> place_of(values.size(), 0);
  const T* data = values.values<T>();
  std::stable_sort(ranked.by_place.begin(), ranked.by_place.end(), [&](std::uint32_t left, std::uint32_t right) {
    if constexpr (std::is_same_v<T, tables::Decimal>)
      return tables::compare(data[left], data[right]) < 0;
    else if constexpr (std::is_same_v<T, double>)
      return real_before(data[left], data[right]);
    else
      return data[left] < data[right];
  });
  for (std::size_t place = 0; place < ranked.by_place.size(); ++place) {
    place_of[ranked.by_place[place]] = static_cast<std::uint32_t>(place);
  }
  for (const Activity& each : activities.all()) {
    if (each.id == Activities::no_id) continue;
    ranked.rows.push_back({each.dimensions, question.bins.number(each.time), place_of[each.row]});
  }
  std::sort(ranked.rows.begin(), ranked.rows.end(), [](const auto& left, const auto& right) {
    return std::tie(left.dimensions, left.bin) < std::tie(right.dimensions, right.bin);
  });
  return ranked;
}

class RollingPercentile final : public RowsFunction {
 public:
  RollingPercentile(Question question, Type index_type) : question_(question), index_type_(index_type) {}

  [[nodiscard]] std::string describe() const override { return "rolling_percentile"; }
  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const Activities activities(inputs.front(), execution);
    const Vector values = inputs.front().columns[1].flattened();
    const Ranked ranked = tables::with_physical(tables::physical_of(values.type()), [&]<typename T>(T*) {
      if constexpr (std::is_same_v<T, tables::Guid>)
        return Ranked();
      else
        return rank<T>(activities, values, question_);
    });
    execution.account(static_cast<std::int64_t>(ranked.rows.size() * sizeof(Ranked::Row)));
    Places window(ranked.rows.size());
    std::vector<PeriodChange> bins;
    std::vector<std::uint32_t> picked;
    std::size_t oldest = 0, next = 0;
    while (next < ranked.rows.size()) {
      const Ranked::Row& row = ranked.rows[next];
      for (; next < ranked.rows.size() && same_bin(ranked.rows[next], row); ++next)
        window.add(ranked.rows[next].place, 1);
      const auto outside = [&](const Ranked::Row& old) {
        return old.dimensions != row.dimensions || old.bin <= row.bin - question_.bins_per_window;
      };
      for (; outside(ranked.rows[oldest]); ++oldest) window.add(ranked.rows[oldest].place, -1);
      picked.push_back(ranked.by_place[window.find(nearest_rank(question_.percentile, window.total()))]);
      bins.push_back({row.dimensions, row.bin, 0, 0, 0});
      if (bins.size() % 4096 == 0) execution.check();
    }
    Batch result = period_rows(activities, question_.bins, index_type_, bins);
    result.columns.push_back(values.gather(picked));
    return result;
  }

 private:
  static bool same_bin(const Ranked::Row& left, const Ranked::Row& right) {
    return left.dimensions == right.dimensions && left.bin == right.bin;
  }

  Question question_;
  Type index_type_;
};

/// A constant as it stands in the column's name.
std::string name_part(const Value& value) {
  std::string text = tables::is_integer(value.type()) ? std::to_string(value.as_integer()) : tables::to_text(value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  std::replace(text.begin(), text.end(), '.', '_');
  return text;
}

}  // namespace

std::optional<Relation> bind_rolling_percentile(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                                const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment,
                            {"ValueColumn", "Percentile", "IndexColumn", "BinSize", "BinsPerWindow"}, 5);
  if (!arguments.sound()) return std::nullopt;
  const auto value = Timeline::bind(arguments, "ValueColumn"), index = Timeline::bind(arguments, "IndexColumn");
  const auto dimensions = arguments.dimensions();
  const auto percentile = arguments.constant("Percentile");
  const auto bins_per_window = arguments.whole("BinsPerWindow", 1, INT32_MAX);
  const auto bins = index ? index->periods(arguments, "BinSize", 0) : std::nullopt;
  if (!value || !index || !dimensions || !percentile || !bins_per_window || !bins) return std::nullopt;
  const bool number = tables::is_numeric(percentile->type()) && !percentile->is_null();
  if (!number || !(moment_of(*percentile) >= 0 && moment_of(*percentile) <= 100)) {
    arguments.error("Percentile of rolling_percentile must be a number from 0 to 100.",
                    arguments.find("Percentile")->span);
    return std::nullopt;
  }
  // A value takes the place of the id: rows without one do not count.
  const BoundActivities bound{*index, value->column(), *dimensions};
  const std::string name = "rolling_" + std::to_string(*bins_per_window) + "_percentile_" + value->column().name + "_" +
                           name_part(*percentile);
  std::vector<PlanColumn> columns = bound.columns(binder, {});
  columns.push_back(binder.new_column(name, value->type()));
  const Question question{static_cast<double>(moment_of(*percentile)), *bins, *bins_per_window};
  return bound.relation(binder, input, nullptr, nullptr, std::make_shared<RollingPercentile>(question, index->type()),
                        std::move(columns));
}

}  // namespace kelpie::executor
