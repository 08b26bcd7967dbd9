#include <cmath>

#include "executor/functions/conversion/cast.hpp"
#include "executor/functions/conversion/convert.hpp"
#include "executor/functions/datetime/calendar.hpp"
#include "executor/functions/datetime/datetime.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/text.hpp"

// Kusto reference: "make_datetime()", "make_timespan()", "unixtime_seconds_todatetime()". What is out of range is null.

namespace kelpie::executor {

namespace {

using std::int64_t;

bool within(int64_t value, int64_t low, int64_t high) { return value >= low && value <= high; }

/// Ticks of the seconds within a minute.
std::optional<int64_t> second_ticks(double seconds) {
  if (!(seconds >= 0 && seconds < 60)) return std::nullopt;
  const auto ticks = static_cast<int64_t>(std::round(seconds * static_cast<double>(tables::ticks_per_second)));
  return ticks < tables::ticks_per_minute ? std::optional(ticks) : std::nullopt;
}

std::optional<int64_t> make_datetime(int64_t year, int64_t month, int64_t day, std::optional<int64_t> hour,
                                     std::optional<int64_t> minute, std::optional<double> second) {
  const auto rest = second_ticks(second.value_or(0));
  const bool sound = within(year, 1, 9999) && within(month, 1, 12) && within(hour.value_or(0), 0, 23) &&
                     within(minute.value_or(0), 0, 59);
  if (!sound || !rest || !within(day, 1, days_in_month(year, static_cast<unsigned>(month)))) return std::nullopt;
  const int64_t days = day_of({year, static_cast<unsigned>(month), static_cast<unsigned>(day)});
  return days * tables::ticks_per_day + hour.value_or(0) * tables::ticks_per_hour +
         minute.value_or(0) * tables::ticks_per_minute + *rest;
}

std::optional<int64_t> make_timespan(int64_t days, int64_t hours, int64_t minutes, double seconds) {
  constexpr int64_t most_days = 10'675'198;  // below the largest timespan
  const auto rest = second_ticks(seconds);
  if (!rest || !within(days, 0, most_days) || !within(hours, 0, 23) || !within(minutes, 0, 59)) return std::nullopt;
  return days * tables::ticks_per_day + hours * tables::ticks_per_hour + minutes * tables::ticks_per_minute + *rest;
}

/// The first argument as the result's type: make_datetime('2024-02-29').
std::shared_ptr<const Kernel> cast_kernel(const CallSite& site) {
  return make_cast_kernel(site.argument_types[0], site.result_type);
}

/// A count of `per_second` units a second since 1970.
std::optional<int64_t> from_unix(int64_t count, int64_t ticks_per_unit, int64_t units_per_tick) {
  int64_t ticks = 0;
  if (__builtin_mul_overflow(count / units_per_tick, ticks_per_unit, &ticks) ||
      __builtin_add_overflow(ticks, tables::unix_epoch, &ticks))
    return std::nullopt;
  return as_datetime(ticks);
}
std::optional<int64_t> from_unix(double count, double ticks_per_unit) {
  const double ticks = std::round(count * ticks_per_unit) + static_cast<double>(tables::unix_epoch);
  if (!(ticks >= 0 && ticks <= static_cast<double>(tables::max_datetime))) return std::nullopt;
  // The sum in integers keeps every tick.
  return as_datetime(static_cast<int64_t>(std::round(count * ticks_per_unit)) + tables::unix_epoch);
}

void add_unix_time(FunctionRegistry& registry, const std::string& unit, int64_t ticks_per_unit, int64_t units_per_tick,
                   const std::string& example) {
  const double ratio = static_cast<double>(ticks_per_unit) / static_cast<double>(units_per_tick);
  registry.add(ScalarFunction{
      .name = "unixtime_" + unit + "_todatetime",
      .category = "datetime",
      .summary = "Turns " + unit + " since 1970 into a date and time.",
      .example = "print unixtime_" + unit + "_todatetime(" + example + ")",
      .overloads = {
          {.signature = "(number:integer) -> datetime", .kernel = rows([ticks_per_unit, units_per_tick](int64_t count) {
                                                          return from_unix(count, ticks_per_unit, units_per_tick);
                                                        })},
          {.signature = "(number:real) -> datetime",
           .kernel = rows([ratio](double count) { return from_unix(count, ratio); })},
          {.signature = "(number:decimal) -> datetime", .kernel = rows([ratio](const tables::Decimal& count) {
                                                          return from_unix(tables::to_double(count), ratio);
                                                        })},
      }});
}

}  // namespace

void add_making_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "make_datetime",
      .category = "datetime",
      .summary = "Makes a date and time of its parts, or of text.",
      .example = "print make_datetime(2024, 2, 29, 13, 45, 0.5)",
      .naming = ResultNaming::only_argument,
      .overloads = {
          {.signature =
               "(year:integer, month:integer, day:integer, hour?:integer, minute?:integer, second?:real) -> datetime",
           .kernel = rows(&make_datetime)},
          {.signature = "(value:scalar) -> datetime", .kernel = &cast_kernel}}});
  registry.add(ScalarFunction{
      .name = "make_timespan",
      .category = "datetime",
      .summary = "Makes a timespan of days, hours, minutes and seconds.",
      .example = "print make_timespan(1, 12, 30, 55)",
      .naming = ResultNaming::only_argument,
      .overloads = {{.signature = "(days:integer, hours:integer, minutes:integer, seconds:real) -> timespan",
                     .kernel = rows(&make_timespan)},
                    {.signature = "(hours:integer, minutes:integer, seconds?:real) -> timespan",
                     .kernel = rows([](int64_t hours, int64_t minutes, std::optional<double> seconds) {
                       return make_timespan(0, hours, minutes, seconds.value_or(0));
                     })},
                    {.signature = "(value:scalar) -> timespan", .kernel = &cast_kernel}}});
  add_unix_time(registry, "seconds", tables::ticks_per_second, 1, "1546300800");
  add_unix_time(registry, "milliseconds", tables::ticks_per_millisecond, 1, "1546300800000");
  add_unix_time(registry, "microseconds", tables::ticks_per_microsecond, 1, "1546300800000000");
  add_unix_time(registry, "nanoseconds", 1, 100, "1546300800000000000");
}

}  // namespace kelpie::executor
