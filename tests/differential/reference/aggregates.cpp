#include "reference/aggregates.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "reference/values.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::differential {

using tables::Type;
using tables::Value;

namespace {

using Values = std::vector<Value>;

/// First arguments that are there.
Values present(const AggregateInput& input) {
  Values values;
  for (const Row& row : input.rows) {
    if (!row[0].is_null()) values.push_back(row[0]);
  }
  return values;
}

bool any_nan(const Values& values) { return std::any_of(values.begin(), values.end(), is_nan); }

Values distinct(const Values& values) {
  Values result;
  for (const Value& value : values) {
    if (std::none_of(result.begin(), result.end(), [&](const Value& other) { return same_key(value, other); }))
      result.push_back(value);
  }
  return result;
}

Value list_of(const Values& values) {
  tables::DynamicBuilder out;
  out.begin_array();
  for (const Value& value : values) out.value(value);
  out.end_array();
  return Value::dynamic(out.finish());
}

/// The sum, unless the order of adding decides it: numbers that cancel out leave what was rounded, numbers near the largest overflow on the way.
/// Nothing is rounded where all are multiples of one small power of two.
double sum_of_reals(const Values& values) {
  constexpr double fraction = 1024, most_exact = 4503599627370496.0;  // 2^52
  double total = 0, magnitude = 0;
  bool finite = true, exact = true;
  for (const Value& value : values) {
    const double real = value.as_real();
    total += real;
    magnitude += std::abs(real);
    finite = finite && std::isfinite(real);
    exact = exact && std::trunc(real * fraction) == real * fraction;
  }
  exact = exact && magnitude * fraction < most_exact;
  if (finite && !exact && (!std::isfinite(magnitude) || magnitude * 1e-15 > std::abs(total) * 1e-9))
    throw NotForReference("a sum of reals that the order of adding decides");
  return total;
}

std::optional<Value> sum(const Values& values, Type type, Type result) {
  if (type == Type::real) return Value::real(sum_of_reals(values));
  if (type == Type::decimal) {
    tables::Decimal total;
    for (const Value& value : values) {
      const auto next = tables::add(total, value.as_decimal());
      if (!next) return std::nullopt;
      total = *next;
    }
    return Value::decimal(total);
  }
  if (!tables::is_integer(type) && type != Type::timespan) return std::nullopt;
  std::uint64_t total = 0;
  for (const Value& value : values) total += static_cast<std::uint64_t>(value.as_integer());
  return integer_value(result, static_cast<std::int64_t>(total));
}

double number_of(const Value& value) {
  return value.type() == Type::real ? value.as_real() : static_cast<double>(value.as_integer());
}

std::optional<Value> average(const Values& values, Type type) {
  if (type != Type::real && !tables::is_integer(type)) return std::nullopt;
  if (values.empty()) return Value::real(std::nan(""));
  if (type == Type::real) return Value::real(sum_of_reals(values) / static_cast<double>(values.size()));
  std::uint64_t whole = 0;  // a sum of whole numbers wraps, here as in sum()
  for (const Value& value : values) whole += static_cast<std::uint64_t>(value.as_integer());
  return Value::real(static_cast<double>(static_cast<std::int64_t>(whole)) / static_cast<double>(values.size()));
}

std::optional<Value> extremum(const Values& values, Type type, bool largest) {
  if (type == Type::dynamic) return std::nullopt;
  Value best(type);
  bool seen = false;
  for (const Value& value : values) {
    if (is_nan(value)) return value;
    if (!seen || (largest ? compare(value, best) > 0 : compare(value, best) < 0)) best = value;
    seen = true;
  }
  return best;
}

std::optional<Value> deviation(const Values& values, Type type, bool population, bool root) {
  if (type != Type::real && !tables::is_integer(type)) return std::nullopt;
  if (values.size() < 2)
    return values.size() == 1 && !std::isfinite(number_of(values[0])) ? std::nullopt : std::optional(Value::real(0));
  double total = 0, squares = 0;
  for (const Value& value : values) total += number_of(value);
  const double mean = total / static_cast<double>(values.size());
  for (const Value& value : values) squares += (number_of(value) - mean) * (number_of(value) - mean);
  const double variance = squares / static_cast<double>(values.size() - (population ? 0 : 1));
  // Numbers that are large beside their distances: the rounding of the mean decides, and any order of adding rounds otherwise.
  if (mean * mean * 1e-15 > variance * 1e-9 && mean != 0) throw NotForReference("a variance that rounding decides");
  return std::isfinite(variance) ? std::optional(Value::real(root ? std::sqrt(variance) : variance)) : std::nullopt;
}

/// The row whose first argument is the largest (smallest); a null loses to any value, of equal ones the first row wins.
std::optional<Values> arg_extremum(const AggregateInput& input, bool largest) {
  const Row* best = nullptr;
  for (const Row& row : input.rows) {
    if (is_nan(row[0])) return std::nullopt;
    const bool better =
        best == nullptr || (!row[0].is_null() && ((*best)[0].is_null() || (largest ? compare(row[0], (*best)[0]) > 0
                                                                                   : compare(row[0], (*best)[0]) < 0)));
    if (better) best = &row;
  }
  if (best != nullptr) return *best;
  Values nulls;
  for (const Type type : input.types) nulls.emplace_back(type);
  return nulls;
}

/// Nearest rank.
std::optional<Values> percentiles(const AggregateInput& input) {
  const Type type = input.types[0];
  if (type == Type::decimal || type == Type::dynamic || type == Type::string || type == Type::boolean ||
      type == Type::guid)
    return std::nullopt;
  Values values = present(input);
  if (any_nan(values)) return std::nullopt;
  std::stable_sort(values.begin(), values.end(), [](const Value& a, const Value& b) { return compare(a, b) < 0; });
  Values results;
  for (std::size_t i = 1; i < input.types.size(); ++i) {
    if (!input.constants[i] || input.constants[i]->is_null()) return std::nullopt;
    const Type wanted = input.results[i - 1].type;
    if (values.empty()) {
      results.emplace_back(wanted);
      continue;
    }
    if (input.constants[i]->type() == Type::decimal || input.constants[i]->type() == Type::dynamic) return std::nullopt;
    const double rank = std::ceil(number_of(*input.constants[i]) / 100 * static_cast<double>(values.size()));
    const Value& picked = values[rank < 1 ? 0 : static_cast<std::size_t>(rank) - 1];
    results.push_back(picked.type() == wanted ? picked : integer_value(wanted, picked.as_integer()));
  }
  return results;
}

/// Only rows whose argument at `at` is true, without that argument.
AggregateInput where(const AggregateInput& input, std::size_t at) {
  AggregateInput kept{{}, input.types, input.constants, input.results};
  const auto position = static_cast<std::ptrdiff_t>(at);
  kept.types.erase(kept.types.begin() + position);
  kept.constants.erase(kept.constants.begin() + position);
  for (const Row& row : input.rows) {
    if (!is_true(row[at])) continue;
    kept.rows.push_back(row);
    kept.rows.back().erase(kept.rows.back().begin() + position);
  }
  return kept;
}

std::optional<Value> single(std::string_view name, const AggregateInput& input) {
  if (name == "count") return Value::long_(static_cast<std::int64_t>(input.rows.size()));
  if (input.types.empty()) return std::nullopt;
  const Type type = input.types[0];
  const Values values = present(input);
  if (name == "sum") return sum(values, type, input.results[0].type);
  if (name == "avg") return average(values, type);
  if (name == "min") return extremum(values, type, false);
  if (name == "max") return extremum(values, type, true);
  if (name == "stdev" || name == "stdevp") return deviation(values, type, name == "stdevp", true);
  if (name == "variance" || name == "variancep") return deviation(values, type, name == "variancep", false);
  const bool scalar = type != Type::dynamic;
  if ((name == "dcount" || name == "count_distinct") && scalar)
    return Value::long_(static_cast<std::int64_t>(distinct(values).size()));
  if (input.types.size() > 1) return std::nullopt;  // a limit
  if (name == "make_set" && scalar) return list_of(distinct(values));
  if (name == "make_list" && scalar) return list_of(values);
  if (name == "make_list_with_nulls" && scalar) {
    Values all;
    for (const Row& row : input.rows) all.push_back(row[0]);
    return list_of(all);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<Value>> central_aggregate(std::string_view name, const AggregateInput& input) {
  if (name == "countif") return central_aggregate("count", where(input, 0));
  if (name == "arg_max" || name == "arg_min") return arg_extremum(input, name == "arg_max");
  if (name == "percentile" || name == "percentiles") return percentiles(input);
  const bool conditional = name.ends_with("if");
  if (conditional) {
    name.remove_suffix(name.ends_with("_if") ? 3 : 2);
    if (input.types.size() < 2 || input.types[1] != Type::boolean) return std::nullopt;
  }
  const auto value = conditional ? single(name, where(input, 1)) : single(name, input);
  return value ? std::optional(Values{*value}) : std::nullopt;
}

}  // namespace kelpie::differential
