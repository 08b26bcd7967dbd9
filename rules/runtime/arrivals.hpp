#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tables/table.hpp"

namespace kelpie::rules {

/// Rows by when they arrived (tables::ingestion_time_column). A table that does not know it has nothing that arrived.

/// The time of the newest and of the oldest arrival, in ticks.
[[nodiscard]] std::optional<std::int64_t> newest_arrival(const tables::Catalog& catalog);
[[nodiscard]] std::optional<std::int64_t> oldest_arrival(const tables::Catalog& catalog);
/// Whether rows may have arrived in [from, to), ticks; false is certain.
[[nodiscard]] bool may_have_arrived(const tables::Catalog& catalog, std::int64_t from, std::int64_t to);
/// The first TimeGenerated of all tables' rows, in ticks; the last.
[[nodiscard]] std::optional<std::int64_t> oldest_event(const tables::Catalog& catalog);
[[nodiscard]] std::optional<std::int64_t> newest_event(const tables::Catalog& catalog);

/// The same tables with only the rows that arrived in [from, to), ticks; those of a table that does not know arrivals: with TimeGenerated in it. The catalog
/// is kept alive.
[[nodiscard]] std::shared_ptr<const tables::Catalog> arrived_between(std::shared_ptr<const tables::Catalog> catalog, std::int64_t from, std::int64_t to);

/// TimeGenerated, `earliest` or later, of the rows that arrived after `mark` and not later than `last`, sorted; rows without one are left out. Throws
/// DamagedData.
[[nodiscard]] std::vector<std::int64_t> event_times_since(const tables::Table& table, std::int64_t mark, std::int64_t last, std::int64_t earliest = 0);

}  // namespace kelpie::rules
