#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "tables/table.hpp"

namespace kelpie::rules {

/// The table's column of that name, if it holds datetimes.
[[nodiscard]] std::optional<std::size_t> datetime_column(const tables::TableSchema& schema, std::string_view name);

/// Rows of a segment, in order, of which the column lies in [from, to), ticks; blocks that have none are not read. Throws DamagedData.
[[nodiscard]] std::vector<std::uint32_t> rows_within(const tables::Segment& segment, std::size_t column, std::int64_t from, std::int64_t to);

/// The same tables with only the rows of which a column of times lies in [from, to): `column`, or `otherwise` where the table has no such. Tables that
/// have neither are whole. Nothing is copied; the catalog is kept alive. A table is looked through when it is first found, which may throw DamagedData. Thread-safe.
[[nodiscard]] std::shared_ptr<const tables::Catalog> rows_between(std::shared_ptr<const tables::Catalog> catalog, std::string_view column,
                                                                  std::string_view otherwise, std::int64_t from, std::int64_t to);

}  // namespace kelpie::rules
