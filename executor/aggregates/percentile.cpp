#include <algorithm>
#include <numeric>

#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/array_result.hpp"
#include "executor/aggregates/grouped_log.hpp"
#include "executor/aggregates/percentile_ranks.hpp"
#include "executor/aggregates/value_order.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Vector;

/// Percentiles are exact here: the values of a group are kept and put in order as far as the ranks ask.
class PercentileAggregator final : public Aggregator {
 public:
  struct Form {
    bool weighted = false;
    bool array = false;
  };
  PercentileAggregator(const CallSite& site, Form form)
      : type_(site.argument_types[0]),
        result_(site.result_type),
        form_(form),
        percentiles_(percentiles_of(site, form.weighted ? 2 : 1)) {
    order_.resize(percentiles_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::sort(order_.begin(), order_.end(),
              [this](std::size_t left, std::size_t right) { return percentiles_[left] < percentiles_[right]; });
  }

  void resize(std::size_t groups) override { log_.resize(groups); }

  void update(std::span<const Vector> arguments, std::span<const std::uint32_t> group_of) override {
    const auto kept = arguments.first(form_.weighted ? 2 : 1);
    std::optional<std::vector<std::uint32_t>> rows = rows_with_value(arguments[0]);
    if (form_.weighted) rows = rows_with_weight(arguments[1].flattened(), rows);
    if (rows)
      log_.add(kept, group_of, *rows);
    else
      log_.add(kept, group_of);
  }

  void merge(Aggregator& other, std::span<const std::uint32_t> group_map) override {
    log_.merge(static_cast<PercentileAggregator&>(other).log_, group_map);
  }

  [[nodiscard]] std::vector<Vector> finish() override;

  [[nodiscard]] std::size_t memory() const override { return log_.memory(); }

 private:
  /// Rows without a weight above 0 are as if they were not there.
  static std::optional<std::vector<std::uint32_t>> rows_with_weight(
      const Vector& weights, const std::optional<std::vector<std::uint32_t>>& candidates) {
    const auto* cells = weights.values<std::int64_t>();
    std::vector<std::uint32_t> rows;
    const std::size_t count = candidates ? candidates->size() : weights.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t row = candidates ? (*candidates)[i] : static_cast<std::uint32_t>(i);
      if ((weights.validity() == nullptr || weights.validity()[row] != 0) && cells[row] > 0) rows.push_back(row);
    }
    if (rows.size() == weights.size()) return std::nullopt;
    return rows;
  }

  template <typename T, typename Before>
  std::vector<Vector> pick(std::vector<T> cells, const Vector& values, Before before) {
    const std::vector<std::size_t> offsets = log_.offsets();
    const std::size_t groups = offsets.size() - 1;
    const Vector weights = form_.weighted ? log_.column(1, Type::long_) : Vector();
    std::vector<std::vector<T>> picked(percentiles_.size(), std::vector<T>(groups));
    std::vector<std::pair<T, std::int64_t>> pairs;
    for (std::size_t group = 0; group < groups; ++group) {
      const std::size_t first = offsets[group];
      const std::size_t count = offsets[group + 1] - first;
      if (count == 0) continue;
      if (form_.weighted) {
        pairs.clear();
        for (std::size_t row = first; row < first + count; ++row)
          pairs.emplace_back(cells[row], weights.values<std::int64_t>()[row]);
        pick_weighted(pairs, before, picked, group);
        continue;
      }
      const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(first);
      std::size_t sorted = 0;  // what lies before is not above what lies behind
      for (const std::size_t i : order_) {
        const std::size_t rank = nearest_rank(percentiles_[i], count) - 1;
        if (rank >= sorted) {
          std::nth_element(begin + static_cast<std::ptrdiff_t>(sorted), begin + static_cast<std::ptrdiff_t>(rank),
                           begin + static_cast<std::ptrdiff_t>(count), before);
          sorted = rank + 1;
        }
        picked[i][group] = begin[static_cast<std::ptrdiff_t>(rank)];
      }
    }
    return form_.array ? std::vector<Vector>{arrays(picked, offsets, values)} : columns(picked, offsets, values);
  }

  template <typename T, typename Before>
  void pick_weighted(std::vector<std::pair<T, std::int64_t>>& pairs, Before before, std::vector<std::vector<T>>& picked,
                     std::size_t group) const {
    std::sort(pairs.begin(), pairs.end(),
              [&](const auto& left, const auto& right) { return before(left.first, right.first); });
    std::uint64_t total = 0;
    for (const auto& pair : pairs) total += static_cast<std::uint64_t>(pair.second);
    std::size_t at = 0;
    auto below = static_cast<std::uint64_t>(pairs[0].second);
    for (const std::size_t i : order_) {
      const std::uint64_t rank = nearest_rank(percentiles_[i], std::max<std::uint64_t>(total, 1));
      while (below < rank && at + 1 < pairs.size()) below += static_cast<std::uint64_t>(pairs[++at].second);
      picked[i][group] = pairs[at].first;
    }
  }

  template <typename T>
  std::vector<Vector> columns(const std::vector<std::vector<T>>& picked, const std::vector<std::size_t>& offsets,
                              const Vector& values) const {
    std::vector<Vector> result;
    for (const std::vector<T>& column : picked) {
      tables::FlatBuilder<T> builder(result_, column.size());
      builder.keep(values.owner());
      for (std::size_t group = 0; group < column.size(); ++group) {
        if (offsets[group] == offsets[group + 1])
          builder.set_null(group);
        else
          builder.set(group, column[group]);
      }
      result.push_back(builder.finish());
    }
    return result;
  }

  /// One array a group, null for an empty one.
  template <typename T>
  Vector arrays(const std::vector<std::vector<T>>& picked, const std::vector<std::size_t>& offsets,
                const Vector& values) const {
    const std::size_t groups = offsets.size() - 1;
    const Type element = type_ == Type::decimal ? Type::real : type_;
    tables::FlatBuilder<T> elements(element, groups * picked.size());
    elements.keep(values.owner());
    std::vector<std::size_t> ends(groups + 1, 0);
    for (std::size_t group = 0; group < groups; ++group) {
      for (std::size_t i = 0; i < picked.size(); ++i) elements.set(group * picked.size() + i, picked[i][group]);
      ends[group + 1] = ends[group] + picked.size();
    }
    const Vector all = make_arrays(elements.finish(), ends, picked.size());
    tables::FlatBuilder<std::string_view> result(Type::dynamic, groups);
    result.keep(all.owner());
    for (std::size_t group = 0; group < groups; ++group) {
      if (offsets[group] == offsets[group + 1])
        result.set_null(group);
      else
        result.set(group, all.values<std::string_view>()[group]);
    }
    return result.finish();
  }

  Type type_;
  Type result_;
  Form form_;
  std::vector<double> percentiles_;
  std::vector<std::size_t> order_;  // of the percentiles, ascending
  GroupedLog log_;
};

std::vector<Vector> PercentileAggregator::finish() {
  const Vector values = log_.column(0, type_);
  return tables::with_physical(tables::physical_of(type_), [&]<typename T>(T*) -> std::vector<Vector> {
    const T* cells = values.values<T>();
    if constexpr (std::is_same_v<T, tables::Decimal>) {
      std::vector<double> reals(values.size());
      std::transform(cells, cells + values.size(), reals.begin(),
                     [](const T& cell) { return tables::to_double(cell); });
      return pick(std::move(reals), values, real_before);
    } else {
      std::vector<T> copy(cells, cells + values.size());
      if constexpr (std::is_same_v<T, double>) return pick(std::move(copy), values, real_before);
      if constexpr (std::is_same_v<T, std::string_view>) {
        const auto dynamics = [](std::string_view left, std::string_view right) {
          return dynamic_before(tables::DynamicView(left), tables::DynamicView(right));
        };
        if (type_ == Type::dynamic) return pick(std::move(copy), values, dynamics);
      }
      return pick(std::move(copy), values, std::less<T>());
    }
  });
}

AggregatorFactory make(PercentileAggregator::Form form) {
  return [form](const CallSite& site) { return std::make_unique<PercentileAggregator>(site, form); };
}

/// A percentile of ints is a long, of decimals a real.
std::optional<Type> value_type(std::span<const Type> types, std::span<const std::optional<tables::Value>>) {
  if (types[0] == Type::int_) return Type::long_;
  if (types[0] == Type::decimal) return Type::real;
  return types[0];
}

void add(FunctionRegistry& registry, const std::string& name, bool weighted, bool several, bool array) {
  const std::string values = weighted ? "(value:scalar, weight:integer, " : "(value:scalar, ";
  const AggregatorFactory factory = make({.weighted = weighted, .array = array});
  AggregateFunction function{
      .name = name,
      .summary = std::string("Finds the value that the given percentage of the values of each group does not exceed") +
                 (several ? ", for several percentages" : "") + (array ? ", as one array" : "") +
                 (weighted ? "; a value counts as often as its weight says." : "."),
      .example = "datatable(size:long, times:long)[3, 1, 4, 9, 8, 2] | summarize " + name +
                 (weighted ? "(size, times, " : "(size, ") + (several ? "50, 95)" : "50)"),
      .naming = ResultNaming::prefix_and_first_argument,
      .prefix = array ? "percentiles" : "percentile",
      .shape = array ? AggregateShape::one : AggregateShape::percentiles};
  const std::string parameter = several ? "const percentile...:number" : "const percentile:number";
  if (array) {
    function.overloads.push_back({.signature = values + "const percentiles:dynamic) -> dynamic", .make = factory});
    function.overloads.push_back({.signature = values + parameter + ") -> dynamic", .make = factory});
  } else {
    function.overloads.push_back(
        {.signature = values + parameter + ") -> custom", .make = factory, .result = value_type});
  }
  registry.add(std::move(function));
}

}  // namespace

void add_percentile_aggregates(FunctionRegistry& registry) {
  add(registry, "percentile", false, false, false);
  add(registry, "percentiles", false, true, false);
  add(registry, "percentiles_array", false, true, true);
  add(registry, "percentilew", true, false, false);
  add(registry, "percentilesw", true, true, false);
  add(registry, "percentilesw_array", true, true, true);
}

}  // namespace kelpie::executor
