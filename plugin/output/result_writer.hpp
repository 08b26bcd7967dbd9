#pragma once

#include <iosfwd>
#include <optional>
#include <string_view>

#include "executor/engine.hpp"
#include "plugin/output/terminal.hpp"

namespace kelpie::plugin {

enum class Format { table, json, csv, ndjson };
/// "table", "json", "csv", "ndjson"; nothing for another word.
[[nodiscard]] std::optional<Format> format_from(std::string_view word);

/// A result in a format.
///   table   aligned columns, numbers to the right; on a terminal cut to its width
///   json    one object a result: {"columns": [...], "rows": [[...]]}
///   ndjson  one object a row, keys are column names
///   csv     RFC 4180: a line of names, CRLF, quotes where needed; data exactly as it is
void write_result(std::ostream& out, const executor::ResultTable& table, Format format, const Terminal& terminal);

/// One cell as a person reads it: text as it is, others as Kusto writes them, "" for a null.
[[nodiscard]] std::string cell_text(const tables::Vector& column, std::size_t row);

}  // namespace kelpie::plugin
