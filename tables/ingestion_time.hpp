#pragma once

#include <string_view>

namespace kelpie::tables {

/// The hidden datetime column that says when a row arrived: what ingestion_time() gives. One value for all rows of an append, larger than that of
/// every append before, whatever the clock does; rows of a lower one never appear after rows of a higher one. Null in rows that were stored before
/// there was such a column. Tables in memory may have none.
inline constexpr std::string_view ingestion_time_column = "_IngestionTime";

}  // namespace kelpie::tables
