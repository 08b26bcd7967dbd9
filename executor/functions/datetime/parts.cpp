#include "executor/functions/datetime/calendar.hpp"
#include "executor/functions/datetime/datetime.hpp"
#include "executor/functions/datetime/part_argument.hpp"
#include "executor/functions/datetime/piecewise_kernel.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/text.hpp"

// Kusto reference: "datetime_part()", "dayofweek()", "week_of_year()".

namespace kelpie::executor {

namespace {

using std::int64_t;

int64_t day_number(int64_t ticks) { return ticks / tables::ticks_per_day; }

template <DatePart Part>
int64_t part_of(int64_t ticks) {
  switch (Part) {
    case DatePart::year:
      return date_of(day_number(ticks)).year;
    case DatePart::quarter:
      return (date_of(day_number(ticks)).month - 1) / 3 + 1;
    case DatePart::month:
      return date_of(day_number(ticks)).month;
    case DatePart::week:
    case DatePart::week_of_year:
      return iso_week(day_number(ticks));
    case DatePart::day:
      return date_of(day_number(ticks)).day;
    case DatePart::dayofyear:
      return day_number(ticks) - day_of({date_of(day_number(ticks)).year, 1, 1}) + 1;
    case DatePart::hour:
      return ticks / tables::ticks_per_hour % 24;
    case DatePart::minute:
      return ticks / tables::ticks_per_minute % 60;
    case DatePart::second:
      return ticks / tables::ticks_per_second % 60;
    case DatePart::millisecond:
      return ticks % tables::ticks_per_second / tables::ticks_per_millisecond;
    case DatePart::microsecond:
      return ticks % tables::ticks_per_second / tables::ticks_per_microsecond;
    case DatePart::nanosecond:
      return ticks % tables::ticks_per_second * 100;
  }
  return 0;
}

/// The part changes at most when a period of so many ticks begins.
template <DatePart Part>
constexpr int64_t steady_ticks() {
  switch (Part) {
    case DatePart::hour:
      return tables::ticks_per_hour;
    case DatePart::minute:
      return tables::ticks_per_minute;
    case DatePart::second:
      return tables::ticks_per_second;
    case DatePart::millisecond:
      return tables::ticks_per_millisecond;
    case DatePart::microsecond:
      return tables::ticks_per_microsecond;
    case DatePart::nanosecond:
      return 1;
    default:
      return tables::ticks_per_day;
  }
}

template <DatePart Part>
struct PartOf {
  [[nodiscard]] Piece piece(int64_t ticks) const {
    constexpr int64_t width = steady_ticks<Part>();
    return {ticks / width * width, width, part_of<Part>(ticks)};
  }
};

template <DatePart Part>
std::shared_ptr<const Kernel> make_part_kernel() {
  return std::make_shared<const PiecewiseKernel<PartOf<Part>>>(tables::Type::long_, PartOf<Part>{});
}

/// datetime_part(part, date): the kernel of the part, given the second argument.
class DatetimePartKernel final : public Kernel {
 public:
  explicit DatetimePartKernel(std::shared_ptr<const Kernel> part) : part_(std::move(part)) {}
  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    return part_->evaluate(arguments.subspan(1), rows);
  }

 private:
  std::shared_ptr<const Kernel> part_;
};

template <DatePart... Parts>
std::shared_ptr<const Kernel> make_part(const CallSite& site) {
  const DatePart wanted = part_argument(site, "datetime_part", {Parts...});
  std::shared_ptr<const Kernel> kernel;
  ((wanted == Parts ? void(kernel = make_part_kernel<Parts>()) : void()), ...);
  return std::make_shared<const DatetimePartKernel>(std::move(kernel));
}

std::shared_ptr<const Kernel> make_datetime_part(const CallSite& site) {
  using enum DatePart;
  return make_part<year, quarter, month, week_of_year, day, dayofyear, hour, minute, second, millisecond, microsecond,
                   nanosecond>(site);
}

/// Whole days since Sunday. The engine measured gives a null for the week that the calendar ends in.
std::optional<int64_t> day_of_week(int64_t ticks) {
  const int64_t day = day_number(ticks);
  if (!midnight_of(week_start(day) + 7)) return std::nullopt;
  return days_since_sunday(day) * tables::ticks_per_day;
}

template <DatePart Part>
void add_part(FunctionRegistry& registry, const std::string& name, std::vector<std::string> aliases,
              std::string summary) {
  registry.add(ScalarFunction{.name = name,
                              .aliases = std::move(aliases),
                              .category = "datetime",
                              .summary = std::move(summary),
                              .example = "print " + name + "(datetime(2024-02-29 13:45))",
                              .overloads = {{.signature = "(date:datetime) -> long",
                                             .kernel = [](const CallSite&) { return make_part_kernel<Part>(); }}}});
}

}  // namespace

void add_date_part_functions(FunctionRegistry& registry) {
  add_part<DatePart::year>(registry, "getyear", {}, "Gives the year of a date.");
  add_part<DatePart::month>(registry, "monthofyear", {"getmonth"}, "Gives the month of a date, 1 to 12.");
  add_part<DatePart::day>(registry, "dayofmonth", {}, "Gives the day of a date within its month.");
  add_part<DatePart::dayofyear>(registry, "dayofyear", {}, "Gives the day of a date within its year.");
  add_part<DatePart::hour>(registry, "hourofday", {}, "Gives the hour of a time, 0 to 23.");
  add_part<DatePart::week_of_year>(registry, "week_of_year", {"weekofyear"}, "Gives the ISO 8601 week of a date.");
  registry.add(
      ScalarFunction{.name = "dayofweek",
                     .category = "datetime",
                     .summary = "Gives the whole days since Sunday as a timespan.",
                     .example = "print dayofweek(datetime(2024-02-29))",
                     .overloads = {{.signature = "(date:datetime) -> timespan", .kernel = rows(&day_of_week)}}});
  registry.add(ScalarFunction{
      .name = "datetime_part",
      .aliases = {"datepart"},
      .category = "datetime",
      .summary = "Gives one part of a date and time as a number.",
      .example = "print datetime_part('quarter', datetime(2024-02-29))",
      .overloads = {{.signature = "(const part:string, date:datetime) -> long", .kernel = &make_datetime_part}}});
}

}  // namespace kelpie::executor
