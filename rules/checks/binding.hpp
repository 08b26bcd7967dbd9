#pragma once

#include "rules/checks/check.hpp"

namespace kelpie::rules {

/// What binding the query told, as validate() tells it: a table that has no schema is a warning (`strict`: an error),
/// and what follows from it is left out, for nothing of it can be known. `told` has places in the rule's file. False
/// when something that the query reads is not known.
bool tell_binding(const CheckedQuery& query, RuleDiagnostics told, bool strict, RuleDiagnostics& into);

namespace detail {
extern const Check missing_table, uncollected_column;
}  // namespace detail

}  // namespace kelpie::rules
