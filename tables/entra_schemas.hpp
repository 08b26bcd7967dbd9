#pragma once

#include "tables/schema_set.hpp"

namespace kelpie::tables {

/// The tables that Microsoft Entra ID and its behaviour analytics fill (tables/schemas/*.yaml), compiled into the
/// program.
[[nodiscard]] SchemaSet entra_schemas();

}  // namespace kelpie::tables
