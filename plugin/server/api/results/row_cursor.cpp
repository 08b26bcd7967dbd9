#include "plugin/server/api/results/row_cursor.hpp"

#include "plugin/output/json_writer.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::server {

namespace {

std::string_view dynamic_at(const tables::Vector& column, std::size_t row) {
  if (column.is_dictionary()) return column.dictionary()->values().values<std::string_view>()[column.code_at(row)];
  return column.values<std::string_view>()[column.is_constant() ? 0 : row];
}

void append_as_text(const tables::Vector& column, std::size_t row, std::string& out) {
  const tables::DynamicView value(column.is_null_at(row) ? std::string_view{} : dynamic_at(column, row));
  if (value.is_null())
    out += "null";
  else if (value.kind() == tables::DynamicKind::string)
    plugin::append_json_string(value.as_string(), out);
  else
    plugin::append_json_string(tables::to_json(value), out);
}

}  // namespace

void RowCursor::append_row(const executor::Batch& batch, std::size_t row, std::string& out) const {
  out += '[';
  for (std::size_t i = 0; i < batch.columns.size(); ++i) {
    if (i > 0) out += ',';
    const tables::Vector& column = batch.columns[i];
    if (dynamics_ == DynamicForm::text && column.type() == tables::Type::dynamic)
      append_as_text(column, row, out);
    else
      plugin::append_json_cell(column, row, out);
  }
  out += ']';
}

bool RowCursor::append_rows(std::string& out, std::size_t enough, bool first) {
  const std::size_t before = out.size();
  for (; batch_ < table_.batches.size(); ++batch_, row_ = 0) {
    const executor::Batch& batch = table_.batches[batch_];
    for (; row_ < batch.rows; ++row_, ++rows_) {
      if (out.size() >= enough) {
        bytes_ += out.size() - before;
        return false;
      }
      if (!first) out += ',';
      first = false;
      append_row(batch, row_, out);
    }
  }
  bytes_ += out.size() - before;
  return true;
}

}  // namespace kelpie::server
