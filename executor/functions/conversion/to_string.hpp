#pragma once

// What tostring() writes, into an arena. Kusto reference: "tostring()".

#include <cstdint>
#include <string_view>

#include "tables/builder.hpp"

namespace kelpie::executor {

[[nodiscard]] std::string_view write_integer(tables::TextArena& arena, std::int64_t value);
/// The shortest text that reads back the same; NaN, inf, -inf.
[[nodiscard]] std::string_view write_real(tables::TextArena& arena, double value);
/// 2020-01-02T03:04:05.6000000Z
[[nodiscard]] std::string_view write_datetime_text(tables::TextArena& arena, std::int64_t ticks);

}  // namespace kelpie::executor
