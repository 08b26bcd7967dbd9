#pragma once

#include <string>

#include "executor/engine.hpp"

namespace kelpie::plugin {

/// Appends a JSON string with quotes; control characters are escaped, bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string_view text, std::string& out);
/// Appends one cell as JSON: int, long and finite real as numbers, other reals as "NaN", "Infinity", "-Infinity", decimal as a number in text,
/// datetime and timespan as Kusto writes them, dynamic as the JSON value itself, null as null.
void append_json_cell(const tables::Vector& column, std::size_t row, std::string& out);
/// {"columns":[{"name":...,"type":...}],"rows":[[...]]}
void append_json_table(const executor::ResultTable& table, std::string& out);

}  // namespace kelpie::plugin
