#include "plugin/server/api/kusto/column_type.hpp"

#include "plugin/output/json_writer.hpp"

namespace kelpie::server::kusto {

std::string_view data_type_of(tables::Type type) {
  const std::string_view full = tables::dotnet_name_of(type);
  const auto point = full.rfind('.');
  return point == std::string_view::npos ? full : full.substr(point + 1);
}

void append_columns(const std::vector<executor::PlanColumn>& columns, ColumnDescription description, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out += i == 0 ? "{\"ColumnName\":" : ",{\"ColumnName\":";
    plugin::append_json_string(columns[i].name, out);
    if (description == ColumnDescription::v1) {
      out += ",\"DataType\":\"";
      out += data_type_of(columns[i].type);
      out += '"';
    }
    out += ",\"ColumnType\":\"";
    out += tables::name_of(columns[i].type);
    out += "\"}";
  }
  out += ']';
}

}  // namespace kelpie::server::kusto
