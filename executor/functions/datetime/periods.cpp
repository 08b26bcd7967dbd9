#include "executor/functions/datetime/calendar.hpp"
#include "executor/functions/datetime/datetime.hpp"
#include "executor/functions/datetime/piecewise_kernel.hpp"
#include "executor/functions/math/math.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/text.hpp"

// Kusto reference: "startofweek()", "endofmonth()" and their kin. A week begins on Sunday; the end of a period is its
// last tick; an offset shifts by whole periods.

namespace kelpie::executor {

namespace {

using std::int64_t;

// First day of the period that a day lies in, shifted by a number of periods.
int64_t start_of_day(int64_t day, int64_t offset) { return day + offset; }
int64_t start_of_week(int64_t day, int64_t offset) { return week_start(day) + 7 * offset; }
int64_t start_of_month(int64_t day, int64_t offset) {
  const CalendarDate date = date_of(day);
  return day_of(first_of_month(date.year, static_cast<int64_t>(date.month) - 1 + offset));
}
int64_t start_of_year(int64_t day, int64_t offset) { return day_of({date_of(day).year + offset, 1, 1}); }

/// More periods than any datetime can be shifted by.
constexpr int64_t most_periods = 4'000'000;

template <int64_t (*Begin)(int64_t, int64_t)>
std::optional<int64_t> period_start(int64_t ticks, std::optional<int64_t> offset) {
  const int64_t shift = offset.value_or(0);
  if (shift > most_periods || shift < -most_periods) return std::nullopt;
  return midnight_of(Begin(ticks / tables::ticks_per_day, shift));
}

template <int64_t (*Begin)(int64_t, int64_t)>
std::optional<int64_t> period_end(int64_t ticks, std::optional<int64_t> offset) {
  const int64_t shift = offset.value_or(0);
  if (shift > most_periods || shift < -most_periods) return std::nullopt;
  // The last tick before the next period; that period itself may begin after the calendar ends.
  const int64_t next = Begin(ticks / tables::ticks_per_day, shift + 1);
  if (next <= 0 || next > tables::max_datetime / tables::ticks_per_day + 1) return std::nullopt;
  return next * tables::ticks_per_day - 1;
}

using Start = int64_t (*)(int64_t, int64_t);
using Shifted = std::optional<int64_t> (*)(int64_t, std::optional<int64_t>);

/// Periods shifted by a number that is known.
template <Start Begin, Shifted Function>
struct KnownShift {
  int64_t offset;
  [[nodiscard]] Piece piece(int64_t ticks) const {
    const int64_t day = ticks / tables::ticks_per_day;
    const int64_t first = Begin(day, 0);
    const int64_t days = Begin(day, 1) - first;
    return {first * tables::ticks_per_day, days * tables::ticks_per_day, Function(ticks, offset)};
  }
};

template <Start Begin, Shifted Function>
std::shared_ptr<const Kernel> make_period(const CallSite& site) {
  const tables::Value* offset = site.constant(1);
  if (site.size() < 2 || (offset != nullptr && !offset->is_null())) {
    return std::make_shared<const PiecewiseKernel<KnownShift<Begin, Function>>>(
        site.result_type, KnownShift<Begin, Function>{offset == nullptr ? 0 : offset->as_integer()});
  }
  return row_kernel_detail::make(site.result_type, [](int64_t ticks, int64_t shift) { return Function(ticks, shift); });
}

/// Without an offset the start of a day is a bin.
std::shared_ptr<const Kernel> make_start_of_day(const CallSite& site) {
  return site.size() < 2 ? make_datetime_bin(site, tables::ticks_per_day)
                         : make_period<start_of_day, period_start<start_of_day>>(site);
}

void add_period(FunctionRegistry& registry, const std::string& name, KernelFactory kernel, std::string summary,
                ResultNaming naming) {
  registry.add(ScalarFunction{
      .name = name,
      .category = "datetime",
      .summary = std::move(summary),
      .example = "print " + name + "(datetime(2024-02-29 13:45), -1)",
      .naming = naming,
      .overloads = {{.signature = "(date:datetime, offset?:long) -> datetime", .kernel = std::move(kernel)}}});
}

}  // namespace

void add_period_functions(FunctionRegistry& registry) {
  constexpr auto none = ResultNaming::none;
  add_period(registry, "startofday", &make_start_of_day, "Gives the midnight that a day begins with.",
             ResultNaming::first_argument);
  add_period(registry, "startofweek", &make_period<start_of_week, period_start<start_of_week>>,
             "Gives the Sunday that a week begins with.", none);
  add_period(registry, "startofmonth", &make_period<start_of_month, period_start<start_of_month>>,
             "Gives the first day of a month.", none);
  add_period(registry, "startofyear", &make_period<start_of_year, period_start<start_of_year>>,
             "Gives the first day of a year.", none);
  add_period(registry, "endofday", &make_period<start_of_day, period_end<start_of_day>>,
             "Gives the last moment of a day.", none);
  add_period(registry, "endofweek", &make_period<start_of_week, period_end<start_of_week>>,
             "Gives the last moment of a week, on a Saturday.", none);
  add_period(registry, "endofmonth", &make_period<start_of_month, period_end<start_of_month>>,
             "Gives the last moment of a month.", none);
  add_period(registry, "endofyear", &make_period<start_of_year, period_end<start_of_year>>,
             "Gives the last moment of a year.", none);
}

}  // namespace kelpie::executor
