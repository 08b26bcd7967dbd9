#include <algorithm>

#include "executor/functions/datetime/calendar.hpp"
#include "executor/functions/datetime/datetime.hpp"
#include "executor/functions/datetime/part_argument.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/text.hpp"

// Kusto reference: "datetime_add()", "datetime_diff()".

namespace kelpie::executor {

namespace {

using std::int64_t;
using tables::Type;

DatePart step_part(const CallSite& site, std::string_view function) {
  using enum DatePart;
  return part_argument(site, function,
                       {year, quarter, month, week, day, hour, minute, second, millisecond, microsecond, nanosecond});
}

/// Months that a part counts; 0 for the parts of fixed length.
int64_t months_of(DatePart part) {
  switch (part) {
    case DatePart::year:
      return 12;
    case DatePart::quarter:
      return 3;
    case DatePart::month:
      return 1;
    default:
      return 0;
  }
}

/// The same day some months later, or the last day of that month when it is shorter.
std::optional<int64_t> add_months(int64_t ticks, int64_t months) {
  constexpr int64_t most_months = 12 * 10'000;
  if (months > most_months || months < -most_months) return std::nullopt;
  const CalendarDate date = date_of(ticks / tables::ticks_per_day);
  CalendarDate target = first_of_month(date.year, static_cast<int64_t>(date.month) - 1 + months);
  target.day = std::min(date.day, days_in_month(target.year, target.month));
  const auto midnight = midnight_of(day_of(target));
  if (!midnight) return std::nullopt;
  return *midnight + ticks % tables::ticks_per_day;
}

std::optional<int64_t> add_ticks(int64_t ticks, int64_t unit, int64_t amount) {
  int64_t distance = 0;
  int64_t sum = 0;
  if (__builtin_mul_overflow(unit, amount, &distance) || __builtin_add_overflow(ticks, distance, &sum))
    return std::nullopt;
  return as_datetime(sum);
}

auto prepare_add(const CallSite& site) {
  const DatePart part = step_part(site, "datetime_add");
  return [part](std::string_view, int64_t amount, int64_t ticks) -> std::optional<int64_t> {
    constexpr int64_t nanoseconds_per_tick = 100;
    if (part == DatePart::nanosecond) return add_ticks(ticks, 1, amount / nanoseconds_per_tick);
    if (const int64_t months = months_of(part); months != 0) {
      int64_t all = 0;
      if (__builtin_mul_overflow(months, amount, &all)) return std::nullopt;
      return add_months(ticks, all);
    }
    return add_ticks(ticks, ticks_of(part), amount);
  };
}

/// The number of periods begun before a time: the difference of two is the number of boundaries between them.
int64_t period_number(DatePart part, int64_t ticks) {
  const int64_t day = ticks / tables::ticks_per_day;
  if (const int64_t months = months_of(part); months != 0) {
    const CalendarDate date = date_of(day);
    return (date.year * 12 + date.month - 1) / months;
  }
  if (part == DatePart::week) return (week_start(day) + 7) / 7;
  if (part == DatePart::nanosecond) return ticks * 100;
  return ticks / ticks_of(part);
}

/// A difference in nanoseconds may pass the end of the integers; it wraps as every subtraction does.
int64_t periods_between(DatePart part, int64_t later, int64_t earlier) {
  if (part == DatePart::nanosecond) return static_cast<int64_t>(static_cast<std::uint64_t>(later - earlier) * 100u);
  return period_number(part, later) - period_number(part, earlier);
}

std::shared_ptr<const Kernel> make_diff(const CallSite& site) {
  const DatePart part = step_part(site, "datetime_diff");
  if (part == DatePart::week) {
    return row_kernel_detail::make(Type::real, [](std::string_view, int64_t later, int64_t earlier) {
      return static_cast<double>(periods_between(DatePart::week, later, earlier));
    });
  }
  return row_kernel_detail::make(Type::long_, [part](std::string_view, int64_t later, int64_t earlier) {
    return periods_between(part, later, earlier);
  });
}

/// Weeks come as a real, all else as a long.
std::optional<Type> diff_type(std::span<const Type>, std::span<const std::optional<tables::Value>> constants) {
  const bool weeks = !constants.empty() && constants[0] && date_part_from(constants[0]->as_text()) == DatePart::week;
  return weeks ? Type::real : Type::long_;
}

}  // namespace

void add_step_functions(FunctionRegistry& registry) {
  registry.add(
      ScalarFunction{.name = "datetime_add",
                     .category = "datetime",
                     .summary = "Moves a date and time by a number of periods.",
                     .example = "print datetime_add('month', 1, datetime(2024-01-31))",
                     .overloads = {{.signature = "(const part:string, value:integer, datetime:datetime) -> datetime",
                                    .kernel = prepared(&prepare_add)}}});
  registry.add(ScalarFunction{
      .name = "datetime_diff",
      .category = "datetime",
      .summary = "Counts the boundaries of a period between two dates and times.",
      .example = "print datetime_diff('day', datetime(2024-03-01), datetime(2024-02-01))",
      .overloads = {{.signature = "(const part:string, datetime1:datetime, datetime2:datetime) -> custom",
                     .kernel = &make_diff,
                     .result = &diff_type}}});
}

}  // namespace kelpie::executor
