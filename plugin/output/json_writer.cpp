#include "plugin/output/json_writer.hpp"

#include <charconv>
#include <cmath>

#include "tables/dynamic.hpp"
#include "tables/guid.hpp"
#include "tables/text.hpp"
#include "tables/utf8.hpp"

namespace kelpie::plugin {

using tables::Type;

namespace {

bool is_plain(std::string_view text) {
  bool plain = true;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    plain &= byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
  }
  return plain;
}

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  if (is_plain(text)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  // The writer of dynamic values knows all rules of JSON strings.
  tables::DynamicBuilder builder;
  builder.string(text);
  const std::string bytes = builder.finish();
  tables::append_json(tables::DynamicView(bytes), out);
}

namespace {

template <typename T>
void append_number(T value, std::string& out) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, end.ptr);
}

void append_flat_cell(const tables::Vector& values, std::size_t at, std::string& out) {
  if (values.validity() != nullptr && values.validity()[at] == 0) {
    out += "null";
    return;
  }
  switch (values.type()) {
    case Type::boolean: out += values.values<std::uint8_t>()[at] != 0 ? "true" : "false"; break;
    case Type::int_:
    case Type::long_: append_number(values.values<std::int64_t>()[at], out); break;
    case Type::real: {
      const double value = values.values<double>()[at];
      if (std::isnan(value)) out += "\"NaN\"";
      else if (std::isinf(value)) out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
      else if (value == std::floor(value) && std::fabs(value) < 1e15) append_number(static_cast<std::int64_t>(value), out), out += ".0";
      else append_number(value, out);
      break;
    }
    case Type::decimal: out += '"' + tables::to_text(values.values<tables::Decimal>()[at]) + '"'; break;
    case Type::string: append_json_string(values.values<std::string_view>()[at], out); break;
    case Type::datetime: {
      char quoted[30];
      quoted[0] = '"';
      char* end = tables::write_datetime(values.values<std::int64_t>()[at], quoted + 1);
      *end++ = '"';
      out.append(quoted, end);
      break;
    }
    case Type::timespan: out += '"' + tables::timespan_text(values.values<std::int64_t>()[at]) + '"'; break;
    case Type::guid: out += '"' + tables::to_text(values.values<tables::Guid>()[at]) + '"'; break;
    case Type::dynamic: tables::append_json(tables::DynamicView(values.values<std::string_view>()[at]), out); break;
  }
}

}  // namespace

void append_json_cell(const tables::Vector& column, std::size_t row, std::string& out) {
  if (column.is_dictionary()) append_flat_cell(column.dictionary()->values(), column.code_at(row), out);
  else append_flat_cell(column, column.is_constant() ? 0 : row, out);
}

void append_json_table(const executor::ResultTable& table, std::string& out) {
  out += "{\"columns\":[";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i > 0) out += ',';
    out += "{\"name\":";
    append_json_string(table.columns[i].name, out);
    out += ",\"type\":\"";
    out += tables::name_of(table.columns[i].type);
    out += "\"}";
  }
  out += "],\"rows\":[";
  bool first = true;
  for (const executor::Batch& batch : table.batches) {
    for (std::size_t row = 0; row < batch.rows; ++row) {
      out += first ? "[" : ",[";
      first = false;
      for (std::size_t i = 0; i < batch.columns.size(); ++i) {
        if (i > 0) out += ',';
        append_json_cell(batch.columns[i], row, out);
      }
      out += ']';
    }
  }
  out += "]}";
}

}  // namespace kelpie::plugin
