#pragma once

#include <vector>

#include "rules/alert.hpp"
#include "rules/result_rows.hpp"

namespace kelpie::rules {

/// Entities of one alert at most; the mappings share them equally.
inline constexpr std::size_t most_entities = 500;

/// Whom and what the rows are about, by the rule's mappings: each entity once, in the order of mappings and rows. Identifiers without a value
/// are left out, and so are entities without any, or for which the type's required ones are missing, or accounts that are only called
/// ADMIN, SYSTEM or the like.
[[nodiscard]] std::vector<AlertEntity> alert_entities(const Rule& rule, const ResultRows& rows);

}  // namespace kelpie::rules
