#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "tables/table.hpp"

namespace kelpie::tables {

/// The hidden column of every table with a schema that keeps what no other column takes of a raw event: a bag of the
/// values as they came under their paths ("properties.newThing", "someEnvelopeKey"; in what Graph returns without
/// "properties.").
inline constexpr std::string_view additional_fields = "AdditionalFields";

/// Adds the column, last, unless the schema has one of its name.
void add_additional_fields(TableSchema& schema);
/// Position of the column; nothing where the schema has none, or one of its own by that name.
[[nodiscard]] std::optional<std::size_t> find_additional_fields(const TableSchema& schema);

}  // namespace kelpie::tables
