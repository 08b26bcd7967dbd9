#pragma once

#include "compare/check.hpp"

namespace kelpie::differential {

/// Relations between answers that hold whatever the data are: a predicate, its opposite and its null part every table;
/// counts by key add up; a filter after a filter is one with `and`; inner joins commute ... One of them, chosen by
/// chance, is checked for a query made for it.
[[nodiscard]] std::optional<Failure> check_relation(World& world, Random& random, QueryWriter& writer);

}  // namespace kelpie::differential
