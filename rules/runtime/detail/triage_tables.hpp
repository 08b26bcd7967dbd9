#pragma once

#include <string_view>

#include "rules/runtime/detail/database.hpp"

namespace kelpie::rules::detail {

/// The severity of a row of `alerts`, as its index has it.
inline constexpr std::string_view alert_severity =
    "CASE WHEN json_valid(json) THEN json_extract(json, '$.severity') END";

/// Tables for what analysts do, and for what alerts are looked up by, beside those of the runtime. A file that has none
/// gets them, with what its alerts hold. Within a transaction. They keep themselves up to date (a trigger, and
/// deletions that cascade), so that a version of the program that does not know them may run the rules meanwhile.
void make_triage_tables(Database& database);

}  // namespace kelpie::rules::detail
