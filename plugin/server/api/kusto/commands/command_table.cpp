#include "plugin/server/api/kusto/commands/command_table.hpp"

#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::server::kusto {

namespace {

void append_quoted(std::string_view text, std::string& out) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
      continue;
    }
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter;
  }
  out += '"';
}

void append_literal(const tables::Value& value, std::string& out) {
  if (value.type() == tables::Type::string) {
    append_quoted(value.as_text(), out);
    return;
  }
  out += tables::name_of(value.type());
  out += '(';
  if (value.is_null())
    out += "null";
  else if (value.type() == tables::Type::dynamic)
    tables::append_json(tables::DynamicView(value.as_text()), out);
  else
    out += tables::to_text(value);
  out += ')';
}

}  // namespace

executor::ResultTable result_of(const CommandTable& table) {
  executor::ResultTable result;
  executor::Batch batch;
  batch.rows = table.rows.size();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    result.columns.push_back(
        {static_cast<executor::ColumnId>(i), std::string(table.columns[i].name), table.columns[i].type});
    tables::ColumnBuilder builder(table.columns[i].type);
    for (const auto& row : table.rows) builder.append(row.at(i));
    batch.columns.push_back(builder.finish());
  }
  result.batches.push_back(std::move(batch));
  return result;
}

std::string datatable_of(const CommandTable& table) {
  std::string out = "datatable(";
  for (const CommandTable::Column& column : table.columns) {
    if (out.back() != '(') out += ',';
    out += column.name;
    out += ':';
    out += tables::name_of(column.type);
  }
  out += ")[";
  bool first = true;
  for (const auto& row : table.rows) {
    for (const tables::Value& value : row) {
      if (!first) out += ',';
      first = false;
      append_literal(value, out);
    }
  }
  return out + "]\n";
}

}  // namespace kelpie::server::kusto
