#include "executor/operators/plugins/moment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tables/builder.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Physical;
using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

constexpr Moment ticks_per_week = 7.0L * tables::ticks_per_day;

std::int64_t whole(Moment value) {
  constexpr Moment last = std::numeric_limits<std::int64_t>::max();
  if (std::isnan(value)) return 0;
  return static_cast<std::int64_t>(std::clamp(std::floor(value), -last, last));
}

/// A moment as ticks that a calendar has.
std::int64_t ticks_of(Moment moment) {
  return whole(std::clamp(moment, Moment{0}, static_cast<Moment>(tables::max_datetime)));
}

}  // namespace

Moment moment_of(const Value& value) {
  switch (tables::physical_of(value.type())) {
    case Physical::real:
      return value.as_real();
    case Physical::decimal:
      return tables::to_double(value.as_decimal());
    default:
      return static_cast<Moment>(value.as_integer());
  }
}

Vector moment_column(Type type, std::span<const Moment> moments) {
  if (type == Type::real) {
    tables::FlatBuilder<double> builder(type, moments.size());
    for (std::size_t i = 0; i < moments.size(); ++i) builder.set(i, static_cast<double>(moments[i]));
    return builder.finish();
  }
  if (type == Type::decimal) {
    tables::ColumnBuilder builder(type);
    for (const Moment moment : moments) {
      const auto value = tables::decimal_from(static_cast<double>(moment));
      builder.append(value ? Value::decimal(*value) : Value(type));
    }
    return builder.finish();
  }
  const bool datetime = type == Type::datetime;
  const Moment first = datetime ? 0 : std::numeric_limits<std::int64_t>::min();
  const Moment last = datetime ? tables::max_datetime : std::numeric_limits<std::int64_t>::max();
  tables::FlatBuilder<std::int64_t> builder(type, moments.size());
  for (std::size_t i = 0; i < moments.size(); ++i) {
    if (moments[i] >= first && moments[i] <= last)
      builder.set(i, static_cast<std::int64_t>(moments[i]));
    else
      builder.set_null(i);
  }
  return builder.finish();
}

Vector long_column(std::span<const std::int64_t> values) {
  tables::FlatBuilder<std::int64_t> builder(Type::long_, values.size());
  std::copy(values.begin(), values.end(), builder.values());
  return builder.finish();
}

Vector real_column(std::span<const double> values) {
  tables::FlatBuilder<double> builder(Type::real, values.size());
  std::copy(values.begin(), values.end(), builder.values());
  return builder.finish();
}

std::int64_t Periods::number(Moment moment) const {
  switch (unit_) {
    case Unit::fixed:
      return whole((moment - origin_) / length_);
    case Unit::week:  // the first tick is one of a Monday
      return whole((moment + tables::ticks_per_day) / ticks_per_week);
    case Unit::month: {
      const tables::CivilTime time = tables::civil_of(ticks_of(moment));
      return time.year * 12 + time.month - 1;
    }
    case Unit::year:
      break;
  }
  return tables::civil_of(ticks_of(moment)).year;
}

Moment Periods::start(std::int64_t number) const {
  switch (unit_) {
    case Unit::fixed:
      return origin_ + static_cast<Moment>(number) * length_;
    case Unit::week:
      return static_cast<Moment>(number) * ticks_per_week - tables::ticks_per_day;
    case Unit::month:
    case Unit::year:
      break;
  }
  tables::CivilTime time;
  time.year = static_cast<int>(unit_ == Unit::month ? number / 12 : number);
  time.month = unit_ == Unit::month ? static_cast<int>(number % 12) + 1 : 1;
  return static_cast<Moment>(tables::ticks_of(time).value_or(tables::max_datetime));
}

std::int64_t Periods::last_within(std::int64_t number, Moment length) const {
  return std::max(number, this->number(start(number) + length) - 1);
}

}  // namespace kelpie::executor
