#include <cmath>
#include <limits>

#include "executor/error.hpp"
#include "executor/operators/build.hpp"
#include "executor/operators/group_keys.hpp"
#include "executor/operators/relation.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

/// Kusto reference, "make-series operator": the most values of one array.
constexpr std::int64_t max_points = 1'048'576;

std::int64_t floor_quotient(std::int64_t value, std::int64_t step) {
  const std::int64_t quotient = value / step;
  return value % step < 0 ? quotient - 1 : quotient;
}
std::int64_t floor_quotient(double value, double step) {
  const double quotient = std::floor(value / step);
  constexpr double limit = 9e18;
  return static_cast<std::int64_t>(std::isnan(quotient) ? 0 : std::min(std::max(quotient, -limit), limit));
}

std::int64_t last_before(std::int64_t end, std::int64_t origin, std::int64_t step) {
  const tables::int128 distance = static_cast<tables::int128>(end) - 1 - origin;
  const tables::int128 quotient = distance / step;
  return static_cast<std::int64_t>(distance % step < 0 ? quotient - 1 : quotient);
}
std::int64_t last_before(double end, double origin, double step) {
  return floor_quotient(std::nextafter(end, -std::numeric_limits<double>::infinity()) - origin, step);
}

/// Bins along the axis, numbered from the one that begins at `origin`.
template <typename T>
struct Axis {
  T origin{}, step{};
  std::optional<std::int64_t> first, last;  // where the query says them
  Type type = Type::long_;

  [[nodiscard]] std::int64_t number_of(T bin) const {
    if constexpr (std::is_same_v<T, double>) return static_cast<std::int64_t>(std::llround((bin - origin) / step));
    else return static_cast<std::int64_t>((static_cast<tables::int128>(bin) - origin) / step);
  }
  void append(std::int64_t number, tables::DynamicBuilder& out) const {
    const T value = origin + static_cast<T>(number) * step;
    if constexpr (std::is_same_v<T, double>) out.real(value);
    else if (type == Type::datetime) out.datetime(value);
    else if (type == Type::timespan) out.timespan(value);
    else out.long_(value);
  }
};

template <typename T>
T number_in(const Value& value) {
  if constexpr (std::is_same_v<T, double>) return value.as_real();
  else return value.as_integer();
}

void append_zero(Type type, tables::DynamicBuilder& out) {
  if (type == Type::real) out.real(0);
  else if (type == Type::decimal) out.decimal({});
  else if (type == Type::timespan) out.timespan(0);
  else out.long_(0);
}

class SeriesRows final : public Producer {
 public:
  SeriesRows(const MakeSeries& series, const PlanNode& node, ProducerPtr input, Execution& execution)
      : series_(series), node_(node), input_(std::move(input)), execution_(execution) {}

  void run(Sink& sink) override {
    const std::vector<PlanColumn>& layout = node_.inputs.front()->columns;
    CollectSink all;
    input_->run(all);
    const Batch groups = concatenate(all.take(), layout);
    const Type type = layout[series_.keys].type;
    const Batch result = type == Type::real ? lay_out<double>(groups, type) : lay_out<std::int64_t>(groups, type);
    execution_.emit(split(result, execution_.context().batch_rows), sink);
  }

 private:
  /// The groups of one series lie behind one another in `rows`.
  struct Members {
    std::vector<std::uint32_t> begins;
    std::vector<std::uint32_t> rows;
    std::vector<Vector> keys;
  };

  [[nodiscard]] std::optional<Value> bound(const ExpressionPtr& expression, const char* what) const {
    if (!expression) return std::nullopt;
    Value value = execution_.constant(expression);
    if (value.is_null()) throw QueryError("SEM0019", std::string(what) + " of make-series is null.", expression->span);
    return value;
  }

  template <typename T>
  [[nodiscard]] Axis<T> axis_of(Type type) const {
    Axis<T> axis;
    axis.type = type;
    axis.step = number_in<T>(*bound(series_.step, "The step"));
    if (!(axis.step > T{})) throw QueryError("SEM0019", "The step of make-series must be above zero.", series_.step->span);
    const auto from = bound(series_.from, "The begin"), to = bound(series_.to, "The end");
    if (series_.in_range) {
      axis.first = floor_quotient(number_in<T>(*from), axis.step);
      axis.last = floor_quotient(number_in<T>(*to), axis.step);
      return axis;
    }
    if (from) {
      axis.origin = number_in<T>(*from);
      axis.first = 0;
    }
    if (to) {  // the last bin that begins before the end
      axis.last = last_before(number_in<T>(*to), axis.origin, axis.step);
    }
    return axis;
  }

  /// Which groups belong to which series.
  [[nodiscard]] Members members_of(const Batch& groups, const Vector& bins) const {
    Members members;
    std::vector<Type> types;
    for (std::size_t i = 0; i < series_.keys; ++i) types.push_back(node_.columns[i].type);
    GroupKeys::Shared shared(types);
    GroupKeys table(shared);
    std::vector<std::uint32_t> series(groups.rows);
    std::size_t count = 1;
    if (series_.keys > 0) {
      if (groups.rows > 0) table.groups(std::span(groups.columns).first(series_.keys), groups.rows, series.data());
      count = table.size();
      if (groups.rows > 0) members.keys = table.values();
    }
    const auto in_bin = [&](std::size_t row) { return bins.validity() == nullptr || bins.validity()[row] != 0; };
    members.begins.assign(count + 1, 0);
    for (std::size_t row = 0; row < groups.rows; ++row) members.begins[series[row] + 1] += in_bin(row);
    for (std::size_t i = 0; i < count; ++i) members.begins[i + 1] += members.begins[i];
    members.rows.resize(members.begins.back());
    std::vector<std::uint32_t> at(members.begins.begin(), members.begins.end() - 1);
    for (std::size_t row = 0; row < groups.rows; ++row) {
      if (in_bin(row)) members.rows[at[series[row]]++] = static_cast<std::uint32_t>(row);
    }
    return members;
  }

  template <typename T>
  [[nodiscard]] Batch lay_out(const Batch& groups, Type type) const {
    const Axis<T> axis = axis_of<T>(type);
    const Vector bins = groups.columns[series_.keys].flattened();
    const Members members = members_of(groups, bins);
    const std::size_t value_count = series_.defaults.size();
    std::vector<Vector> values;
    std::vector<std::optional<Value>> defaults;
    for (std::size_t i = 0; i < value_count; ++i) {
      values.push_back(groups.columns[series_.keys + 1 + i].flattened());
      defaults.push_back(series_.defaults[i] ? std::optional(execution_.constant(series_.defaults[i])) : std::nullopt);
    }

    std::vector<tables::ColumnBuilder> arrays;
    for (std::size_t i = 0; i <= value_count; ++i) arrays.emplace_back(Type::dynamic);
    std::vector<std::uint32_t> shown;  // the series that are rows of the result
    std::vector<std::uint32_t> row_of_point;
    tables::DynamicBuilder out;
    for (std::size_t s = 0; s + 1 < members.begins.size(); ++s) {
      const std::span<const std::uint32_t> rows(members.rows.data() + members.begins[s], members.begins[s + 1] - members.begins[s]);
      const bool wanted = !rows.empty() || (series_.nonempty && series_.keys == 0 && axis.first && axis.last);
      if (!wanted) continue;
      execution_.check();
      std::int64_t first = axis.first.value_or(std::numeric_limits<std::int64_t>::max()), last = axis.last.value_or(std::numeric_limits<std::int64_t>::min());
      for (const std::uint32_t row : rows) {
        const std::int64_t number = axis.number_of(bins.values<T>()[row]);
        if (!axis.first) first = std::min(first, number);
        if (!axis.last) last = std::max(last, number);
      }
      if (last >= first && static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) >= static_cast<std::uint64_t>(max_points)) {
        throw QueryError("E_RUNAWAY_QUERY", "A series of make-series has more than " + std::to_string(max_points) + " points; take a wider step or a shorter range.",
                         series_.step->span);
      }
      row_of_point.assign(last < first ? 0 : static_cast<std::size_t>(last - first + 1), Vector::no_row);
      execution_.count_intermediate(row_of_point.size());
      for (const std::uint32_t row : rows) {
        const std::int64_t point = axis.number_of(bins.values<T>()[row]) - first;
        if (point >= 0 && static_cast<std::size_t>(point) < row_of_point.size()) row_of_point[static_cast<std::size_t>(point)] = row;
      }
      for (std::size_t i = 0; i < value_count; ++i) {
        out.begin_array();
        for (const std::uint32_t row : row_of_point) append_point(values[i], row, defaults[i], out);
        out.end_array();
        arrays[i].append(Value::dynamic(out.finish()));
      }
      out.begin_array();
      for (std::size_t point = 0; point < row_of_point.size(); ++point) axis.append(first + static_cast<std::int64_t>(point), out);
      out.end_array();
      arrays[value_count].append(Value::dynamic(out.finish()));
      shown.push_back(static_cast<std::uint32_t>(s));
    }

    Batch result{shown.size(), {}, 0};
    for (std::size_t i = 0; i < series_.keys; ++i) {
      result.columns.push_back(members.keys.empty() ? Vector::null(node_.columns[i].type, 0) : members.keys[i].gather(shown));
    }
    for (tables::ColumnBuilder& array : arrays) result.columns.push_back(array.finish());
    return result;
  }

  static void append_point(const Vector& values, std::uint32_t row, const std::optional<Value>& fallback, tables::DynamicBuilder& out) {
    if (row == Vector::no_row) {
      if (fallback) out.value(*fallback);
      else append_zero(values.type(), out);
    } else if (values.validity() != nullptr && values.validity()[row] == 0) {
      out.null();
    } else if (tables::is_integer(values.type())) {
      out.long_(values.values<std::int64_t>()[row]);
    } else if (values.type() == Type::real) {
      out.real(values.values<double>()[row]);
    } else {
      out.value(values.value_at(row));
    }
  }

  const MakeSeries& series_;
  const PlanNode& node_;
  ProducerPtr input_;
  Execution& execution_;
};

}  // namespace

ProducerPtr make_series(const MakeSeries& series, const PlanNode& node, ProducerPtr input, Execution& execution) {
  return std::make_unique<SeriesRows>(series, node, std::move(input), execution);
}

}  // namespace kelpie::executor
