#pragma once

#include <span>

#include "tables/type.hpp"

namespace kelpie::tables {

/// The schemas of tables/schemas/*.yaml as constants; tables/tools/compile_schemas.cpp writes their definition during
/// the build.
struct ColumnData {
  const char* name;
  Type type;
  const char* description;
  const char* source;
};

struct TableData {
  const char* name;
  const char* category;
  std::span<const char* const> aliases;
  const char* description;
  std::span<const char* const> identity;
  std::span<const ColumnData> columns;
};

[[nodiscard]] std::span<const TableData> entra_schema_data();

}  // namespace kelpie::tables
