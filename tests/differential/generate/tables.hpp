#pragma once

#include <string>
#include <vector>

#include "generate/random.hpp"
#include "reference/relation.hpp"

namespace kelpie::differential {

struct Column {
  std::string name;
  tables::Type type = tables::Type::string;
};

/// A table as it is made up: what the interpreter reads, and what every form of storage is filled with.
struct GeneratedTable {
  std::string name;
  std::vector<Column> columns;
  std::vector<Row> rows;
  /// Chooses segments and encodings.
  std::uint64_t layout = 0;
};
using GeneratedTables = std::vector<GeneratedTable>;

/// Two or three tables of sign-ins, users and events: columns of all types, nulls, NaN, empty texts, few and many
/// distinct values, sometimes no row.
[[nodiscard]] GeneratedTables generate_tables(Random& random);

/// A value of a type as the tables hold them; `spread` (1 or more) is how many different ones there may be, about.
[[nodiscard]] tables::Value generate_value(Random& random, tables::Type type, std::uint64_t spread);

/// `let Name = datatable(...) [...];`
[[nodiscard]] std::string as_datatable(const GeneratedTable& table);

}  // namespace kelpie::differential
