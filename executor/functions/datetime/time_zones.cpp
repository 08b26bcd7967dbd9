#include <algorithm>
#include <ratio>

#include <date/tz.h>

#include "executor/error.hpp"
#include "executor/functions/datetime/calendar.hpp"
#include "executor/functions/datetime/datetime.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/text.hpp"

// Kusto reference: "datetime_utc_to_local()", "datetime_local_to_utc()". The zones are those of the IANA database of
// the machine.

namespace kelpie::executor {

namespace {

using std::int64_t;

/// nullptr when there is no such zone.
const date::time_zone* find_zone(std::string_view name) {
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::exception&) {
    return nullptr;
  }
}

date::sys_seconds utc_seconds(int64_t ticks) {
  const int64_t since = ticks - tables::unix_epoch;
  const int64_t floor = since / tables::ticks_per_second - (since % tables::ticks_per_second < 0 ? 1 : 0);
  return date::sys_seconds(std::chrono::seconds(floor));
}

std::optional<int64_t> to_local(const date::time_zone& zone, int64_t ticks) {
  return as_datetime(ticks + zone.get_info(utc_seconds(ticks)).offset.count() * tables::ticks_per_second);
}

/// A time that occurs twice is the first of the two; one that clocks skip counts with the offset before the gap.
std::optional<int64_t> to_utc(const date::time_zone& zone, int64_t ticks) {
  const date::local_info info = zone.get_info(date::local_seconds(utc_seconds(ticks).time_since_epoch()));
  return as_datetime(ticks - info.first.offset.count() * tables::ticks_per_second);
}

template <std::optional<int64_t> (*Convert)(const date::time_zone&, int64_t)>
KernelFactory zone_kernel(std::string function) {
  return prepared([function = std::move(function)](const CallSite& site) {
    const tables::Value* name = site.constant(1);
    const date::time_zone* known = name == nullptr ? nullptr : find_zone(name->as_text());
    if (name != nullptr && known == nullptr) {
      throw QueryError(
          "KS121",
          function + "() knows no time zone '" + std::string(name->as_text()) +
              "'; it takes names of the IANA database such as Europe/Paris (datetime_list_timezones() lists them).");
    }
    return [known](int64_t ticks, std::string_view zone_name) -> std::optional<int64_t> {
      const date::time_zone* zone = known == nullptr ? find_zone(zone_name) : known;
      return zone == nullptr ? std::nullopt : Convert(*zone, ticks);
    };
  });
}

void write_zones(tables::DynamicBuilder& out) {
  std::vector<std::string> names;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
  } catch (const std::exception& failure) {
    throw QueryError("KS122", std::string("The time zones of this machine cannot be read: ") + failure.what());
  }
  std::sort(names.begin(), names.end());
  out.begin_array();
  for (const std::string& name : names) out.string(name);
  out.end_array();
}

}  // namespace

void add_time_zone_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "datetime_utc_to_local",
                              .category = "datetime",
                              .summary = "Turns a time in UTC into the time of a zone.",
                              .example = "print datetime_utc_to_local(datetime(2024-02-29 13:45), 'Europe/Paris')",
                              .overloads = {{.signature = "(from:datetime, timezone:string) -> datetime",
                                             .kernel = zone_kernel<to_local>("datetime_utc_to_local")}}});
  registry.add(ScalarFunction{.name = "datetime_local_to_utc",
                              .category = "datetime",
                              .summary = "Turns the time of a zone into UTC.",
                              .example = "print datetime_local_to_utc(datetime(2024-02-29 13:45), 'Europe/Paris')",
                              .overloads = {{.signature = "(from:datetime, timezone:string) -> datetime",
                                             .kernel = zone_kernel<to_utc>("datetime_local_to_utc")}}});
  registry.add(ScalarFunction{.name = "datetime_list_timezones",
                              .category = "datetime",
                              .summary = "Lists the names of the time zones.",
                              .example = "print array_length(datetime_list_timezones()) > 100",
                              .overloads = {{.signature = "() -> dynamic",
                                             .kernel = rows([](tables::DynamicBuilder& out) { write_zones(out); })}}});
}

}  // namespace kelpie::executor
