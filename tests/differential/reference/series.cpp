// The last step of make-series (Kusto reference: "make-series operator").

#include <cmath>
#include <map>

#include "executor/error.hpp"
#include "reference/interpreter.hpp"
#include "reference/values.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::differential {

using namespace executor;
using tables::Type;
using tables::Value;

namespace {

/// Axes are of long, datetime or timespan, or of reals: a number that both can be counted in.
long double number_of(const Value& value) {
  return value.type() == Type::real ? static_cast<long double>(value.as_real())
                                    : static_cast<long double>(value.as_integer());
}

void append(tables::DynamicBuilder& out, Type type, long double number) {
  if (type == Type::real)
    out.real(static_cast<double>(number));
  else
    out.value(integer_value(type, static_cast<std::int64_t>(number)));
}

Value zero_of(Type type) {
  if (type == Type::real) return Value::real(0);
  if (type == Type::decimal) return Value::decimal({});
  if (type == Type::timespan) return Value::timespan(0);
  return Value::long_(0);
}

}  // namespace

std::vector<Row> Interpreter::series(const MakeSeries& series, const PlanNode& node, const Relation& from) {
  const Type type = from.columns[series.keys].type;
  const auto constant = [&](const ExpressionPtr& expression) {
    const Value value = expressions_.constant(*expression);
    if (value.is_null()) throw QueryError("SEM0019", "A bound of make-series is null.", {});
    return number_of(value);
  };
  const long double step = constant(series.step);
  if (!(step > 0)) throw QueryError("SEM0019", "The step of make-series must be above zero.", {});
  const long double origin = series.from && !series.in_range ? constant(series.from) : 0;
  const auto bin_of = [&](long double at) { return static_cast<std::int64_t>(std::floor((at - origin) / step)); };
  std::optional<std::int64_t> first, last;
  if (series.from) first = bin_of(constant(series.from));
  if (series.to)
    last = series.in_range ? bin_of(constant(series.to))
                           : static_cast<std::int64_t>(std::ceil((constant(series.to) - origin) / step)) - 1;

  struct Series {
    Row key;
    std::map<std::int64_t, const Row*> bins;
  };
  std::vector<Series> all;
  if (series.keys == 0 && series.nonempty && first && last) all.push_back({});
  for (const Row& row : from.rows) {
    if (row[series.keys].is_null()) continue;
    const Row key(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(series.keys));
    Series* own = nullptr;
    for (Series& one : all) {
      if (same_keys(one.key, key)) own = &one;
    }
    if (own == nullptr) own = &all.emplace_back(Series{key, {}});
    own->bins[static_cast<std::int64_t>(
        std::llround(static_cast<double>((number_of(row[series.keys]) - origin) / step)))] = &row;
  }
  std::vector<Row> rows;
  for (const Series& one : all) {
    const std::int64_t begin = first ? *first : one.bins.begin()->first, end = last ? *last : one.bins.rbegin()->first;
    if (end - begin > static_cast<std::int64_t>(most_rows)) throw NotForReference("too many points");
    Row row = one.key;
    for (std::size_t i = 0; i < series.defaults.size(); ++i) {
      const std::size_t column = series.keys + 1 + i;
      const Value missing =
          series.defaults[i] ? expressions_.constant(*series.defaults[i]) : zero_of(from.columns[column].type);
      tables::DynamicBuilder out;
      out.begin_array();
      for (std::int64_t bin = begin; bin <= end; ++bin) {
        const auto found = one.bins.find(bin);
        out.value(found == one.bins.end() ? missing : (*found->second)[column]);
      }
      out.end_array();
      row.push_back(Value::dynamic(out.finish()));
    }
    tables::DynamicBuilder axis;
    axis.begin_array();
    for (std::int64_t bin = begin; bin <= end; ++bin) append(axis, type, origin + static_cast<long double>(bin) * step);
    axis.end_array();
    row.push_back(Value::dynamic(axis.finish()));
    rows.push_back(std::move(row));
  }
  static_cast<void>(node);
  return rows;
}

}  // namespace kelpie::differential
