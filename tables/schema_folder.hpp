#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tables/schema_set.hpp"

namespace kelpie::tables {

/// What there is to say of a schema file. Line and column count from 1; both are 0 when the whole file is meant.
struct SchemaFinding {
  enum class Kind { error, warning, note };
  Kind kind = Kind::error;
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::string message;
};

/// "FILE:LINE:COLUMN: error: MESSAGE", without a place where none is known.
[[nodiscard]] std::string text_of(const SchemaFinding& finding);

struct SchemaFilesReport {
  std::size_t files = 0;
  std::vector<SchemaFinding> findings;

  [[nodiscard]] bool has_errors() const;
};

/// Adds the schemas of files, and of the .yaml and .yml files below folders in the order of their paths. A schema takes
/// the place of the table of the same name; a note says so. A name, category or alias of another table is refused,
/// since events and queries could mean either; so is a table that an earlier file has. A file that is refused adds
/// nothing; the others go on. Not thread-safe on one set.
SchemaFilesReport add_schema_files(SchemaSet& schemas, std::span<const std::string> paths);

}  // namespace kelpie::tables
