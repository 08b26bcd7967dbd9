#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "executor/engine.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

namespace kelpie::tests {

/// The cells of a row by column; what is missing is null.
using Row = std::map<std::string, tables::Value>;

inline tables::Value text(const std::string& value) { return tables::Value::string(value); }
inline tables::Value time(const std::string& value) {
  return tables::Value::datetime(tables::parse_datetime(value).value());
}

/// A catalog with all tables of the Entra logs, empty, to be given rows.
class EntraTables {
 public:
  EntraTables() {
    for (const tables::TableSchema& schema : schemas_.all())
      catalog_.add(tables_[schema.name] = std::make_shared<tables::MemoryTable>(schema));
  }

  /// Adds a segment. Cells of dynamic columns are given as JSON text.
  void add(const std::string& table, const std::vector<Row>& rows) {
    const tables::TableSchema& schema = *schemas_.find(table);
    std::vector<tables::Vector> columns;
    for (const auto& column : schema.columns) {
      tables::ColumnBuilder builder(column.type);
      bool any = false;
      for (const Row& row : rows) {
        const auto cell = row.find(column.name);
        any |= cell != row.end();
        if (cell == row.end())
          builder.append_null();
        else if (column.type == tables::Type::dynamic)
          builder.append(tables::Value::dynamic(tables::parse_json(cell->second.as_text()).value()));
        else
          builder.append(cell->second);
      }
      columns.push_back(any ? builder.finish() : tables::Vector::null(column.type, rows.size()));
    }
    tables_.at(schema.name)->append(std::move(columns));
  }

  /// Adds a segment of finished columns; the others are null.
  void add(const std::string& table, const std::map<std::string, tables::Vector>& given, std::size_t rows) {
    std::vector<tables::Vector> columns;
    for (const auto& column : schemas_.find(table)->columns) {
      const auto found = given.find(column.name);
      columns.push_back(found == given.end() ? tables::Vector::null(column.type, rows) : found->second);
    }
    tables_.at(table)->append(std::move(columns));
  }

  [[nodiscard]] const tables::MemoryCatalog& catalog() const { return catalog_; }

 private:
  tables::SchemaSet schemas_ = tables::entra_schemas();
  tables::MemoryCatalog catalog_;
  std::map<std::string, std::shared_ptr<tables::MemoryTable>> tables_;
};

/// A result as rows of texts by column name.
inline std::vector<std::map<std::string, std::string>> rows_of(const executor::QueryOutcome& outcome) {
  std::vector<std::map<std::string, std::string>> rows;
  if (outcome.tables.empty()) return rows;
  const executor::ResultTable& table = outcome.tables.front();
  for (const executor::Batch& batch : table.batches) {
    for (std::size_t row = 0; row < batch.rows; ++row) {
      std::map<std::string, std::string>& cells = rows.emplace_back();
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const tables::Value value = batch.columns[i].value_at(row);
        const bool is_bool = value.type() == tables::Type::boolean && !value.is_null();
        cells[table.columns[i].name] = is_bool ? (value.as_bool() ? "true" : "false") : tables::to_text(value);
      }
    }
  }
  return rows;
}

/// The messages of an outcome, for a test that fails.
inline std::string messages(const executor::QueryOutcome& outcome) {
  std::string text;
  for (const parser::Diagnostic& diagnostic : outcome.diagnostics)
    text += diagnostic.code + " " + diagnostic.message + "\n";
  return text;
}

}  // namespace kelpie::tests
