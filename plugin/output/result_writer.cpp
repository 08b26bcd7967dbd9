#include "plugin/output/result_writer.hpp"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "plugin/output/json_writer.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

using executor::Batch;
using executor::ResultTable;

std::optional<Format> format_from(std::string_view word) {
  if (word == "table") return Format::table;
  if (word == "json") return Format::json;
  if (word == "csv") return Format::csv;
  if (word == "ndjson") return Format::ndjson;
  return std::nullopt;
}

std::string cell_text(const tables::Vector& column, std::size_t row) { return tables::to_text(column.value_at(row)); }

namespace {

constexpr std::size_t flush_at = 1 << 16;

void write_csv_cell(std::string_view text, std::string& out) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void write_csv(std::ostream& out, const ResultTable& table) {
  std::string text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i > 0) text += ',';
    write_csv_cell(table.columns[i].name, text);
  }
  text += "\r\n";
  for (const Batch& batch : table.batches) {
    for (std::size_t row = 0; row < batch.rows; ++row) {
      for (std::size_t i = 0; i < batch.columns.size(); ++i) {
        if (i > 0) text += ',';
        write_csv_cell(cell_text(batch.columns[i], row), text);
      }
      text += "\r\n";
      if (text.size() > flush_at) {
        out << text;
        text.clear();
      }
    }
  }
  out << text;
}

void write_ndjson(std::ostream& out, const ResultTable& table) {
  std::vector<std::string> keys;
  for (const executor::PlanColumn& column : table.columns) {
    std::string key;
    append_json_string(column.name, key);
    keys.push_back(key + ":");
  }
  std::string text;
  for (const Batch& batch : table.batches) {
    for (std::size_t row = 0; row < batch.rows; ++row) {
      text += '{';
      for (std::size_t i = 0; i < batch.columns.size(); ++i) {
        if (i > 0) text += ',';
        text += keys[i];
        append_json_cell(batch.columns[i], row, text);
      }
      text += "}\n";
      if (text.size() > flush_at) {
        out << text;
        text.clear();
      }
    }
  }
  out << text;
}

/// Widths that fit: the widest columns give way first, none below a readable least.
void fit(std::vector<std::size_t>& widths, std::size_t available) {
  constexpr std::size_t least = 8;
  std::size_t total = 0;
  for (const std::size_t width : widths) total += width + 2;
  while (total > available) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= least) return;
    const std::size_t cut = std::min(*widest - least, std::max<std::size_t>(1, (total - available) / 2));
    *widest -= cut;
    total -= cut;
  }
}

void append_padded(std::string_view text, std::size_t width, bool right, std::string& out) {
  const std::size_t used = display_width(text);
  const std::size_t pad = used < width ? width - used : 0;
  if (right) out.append(pad, ' ');
  out += text;
  if (!right) out.append(pad, ' ');
}

void write_table(std::ostream& out, const ResultTable& table, const Terminal& terminal) {
  // Widths come from the first rows; a later, longer cell is cut on a terminal and pushes its line elsewhere.
  constexpr std::size_t measured = 1000;
  std::vector<std::size_t> widths;
  std::vector<bool> right;
  for (const executor::PlanColumn& column : table.columns) {
    widths.push_back(display_width(harmless(column.name)));
    right.push_back(tables::is_numeric(column.type) || column.type == tables::Type::timespan);
  }
  std::size_t seen = 0;
  for (const Batch& batch : table.batches) {
    for (std::size_t row = 0; row < batch.rows && seen < measured; ++row, ++seen) {
      for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], display_width(harmless(cell_text(batch.columns[i], row))));
    }
  }
  if (terminal.interactive) fit(widths, terminal.width);
  const auto line = [&](const auto& cell, Colour colour) {
    std::string text;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      std::string shown = harmless(cell(i));
      if (terminal.interactive) shown = shortened(shown, widths[i]);
      const bool last = i + 1 == widths.size();
      append_padded(shown, last && !right[i] ? 0 : widths[i], right[i], text);
      if (!last) text += "  ";
    }
    out << coloured(text, colour, terminal) << '\n';
  };
  line([&](std::size_t i) -> std::string { return table.columns[i].name; }, Colour::bold);
  line([&](std::size_t i) { return std::string(widths[i], '-'); }, Colour::dim);
  for (const Batch& batch : table.batches) {
    for (std::size_t row = 0; row < batch.rows; ++row) line([&](std::size_t i) { return cell_text(batch.columns[i], row); }, Colour::none);
  }
}

}  // namespace

void write_result(std::ostream& out, const ResultTable& table, Format format, const Terminal& terminal) {
  switch (format) {
    case Format::table: return write_table(out, table, terminal);
    case Format::csv: return write_csv(out, table);
    case Format::ndjson: return write_ndjson(out, table);
    case Format::json: {
      std::string text;
      append_json_table(table, text);
      out << text << '\n';
    }
  }
}

}  // namespace kelpie::plugin
