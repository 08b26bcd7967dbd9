#pragma once

#include <optional>

#include "rules/compile.hpp"

namespace kelpie::rules {

/// The query with now() and ago() reading a table of one row, `clock_column`, instead of a constant: bound once, it can
/// be run at any time. The places in the rule's file stay. Nothing where the text says by itself that it cannot be so
/// (`{{StartTimeISO}}`, `set query_now`).
[[nodiscard]] std::optional<RunQuery> with_clock(const Rule& rule);

/// Names the clock's column in plans.
inline constexpr std::string_view clock_column = "__kelpie_now";

}  // namespace kelpie::rules
