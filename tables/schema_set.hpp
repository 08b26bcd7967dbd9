#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tables/table.hpp"

namespace kelpie::tables {

/// The schemas a program knows, found under the table's name, its category and its aliases. Thread-safe to read.
/// Pointers and references into it stay valid until the next add().
class SchemaSet {
 public:
  /// The schema gets the column for fields that it does not know (tables/additional_fields.hpp).
  /// A schema of the same name replaces the earlier one. Where two tables claim one name, a table's own name goes
  /// before a category, and that before an alias; among equals the earlier keeps it.
  void add(TableSchema schema);

  /// By exact name, category or alias, as a query writes it; nullptr when there is none.
  [[nodiscard]] const TableSchema* find(std::string_view name) const;
  /// The same without regard to (ASCII) case, as raw events need it.
  [[nodiscard]] const TableSchema* find_ignoring_case(std::string_view name) const;
  /// At most `count` table names that look most like the text, the likest first; none that has little to do with it.
  [[nodiscard]] std::vector<std::string> nearest(std::string_view name, std::size_t count = 3) const;

  /// In the order of their names.
  [[nodiscard]] const std::vector<TableSchema>& all() const { return schemas_; }

 private:
  void index();

  std::vector<TableSchema> schemas_;
  std::map<std::string, std::size_t, std::less<>> exact_;
  std::map<std::string, std::size_t, std::less<>> folded_;
};

}  // namespace kelpie::tables
