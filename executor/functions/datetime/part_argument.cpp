#include "executor/functions/datetime/part_argument.hpp"

#include <algorithm>
#include <string>

#include "executor/error.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

DatePart part_argument(const CallSite& site, std::string_view function, std::initializer_list<DatePart> allowed) {
  const tables::Value* name = site.constant(0);
  const std::string_view text = name == nullptr ? std::string_view() : name->as_text();
  const auto part = date_part_from(text);
  if (part && std::find(allowed.begin(), allowed.end(), *part) != allowed.end()) return *part;
  std::string list;
  for (const DatePart each : allowed) list += (list.empty() ? "" : ", ") + std::string(name_of(each));
  throw QueryError(
      "SEM0041", std::string(function) + "() takes no part '" + std::string(text) + "'; it takes one of " + list + ".");
}

std::int64_t ticks_of(DatePart part) {
  switch (part) {
    case DatePart::week:
      return 7 * tables::ticks_per_day;
    case DatePart::day:
      return tables::ticks_per_day;
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
    default:
      return 0;
  }
}

}  // namespace kelpie::executor
