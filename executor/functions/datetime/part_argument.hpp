#pragma once

#include <initializer_list>
#include <string_view>

#include "executor/functions/datetime/calendar.hpp"
#include "executor/functions/kernel.hpp"

namespace kelpie::executor {

/// The part that the first, constant argument names. Throws QueryError with the list of the allowed ones for any other
/// name.
[[nodiscard]] DatePart part_argument(const CallSite& site, std::string_view function,
                                     std::initializer_list<DatePart> allowed);

/// Ticks of a part that has a fixed length; 0 for the others. A nanosecond is less than a tick and has none either.
[[nodiscard]] std::int64_t ticks_of(DatePart part);

}  // namespace kelpie::executor
