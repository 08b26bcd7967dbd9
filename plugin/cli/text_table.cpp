#include "plugin/cli/text_table.hpp"

#include <algorithm>
#include <ostream>

namespace kelpie::plugin {

namespace {

constexpr std::size_t gap = 2;

using Cells = std::vector<std::vector<std::string>>;

std::vector<std::size_t> widths_of(const Cells& cells) {
  std::vector<std::size_t> widths(cells.front().size());
  for (const auto& row : cells) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  return widths;
}

}  // namespace

TextTable::TextTable(std::vector<std::pair<std::string, tables::Type>> columns) {
  for (auto& [name, type] : columns) {
    table_.columns.push_back({0, std::move(name), type});
    builders_.emplace_back(type);
  }
}

void TextTable::add(std::vector<tables::Value> row) {
  for (std::size_t i = 0; i < row.size(); ++i) builders_[i].append(row[i]);
  ++rows_;
}

void TextTable::write(std::ostream& out, Format format, const Terminal& terminal) {
  executor::Batch batch{rows_, {}, 0};
  for (auto& builder : builders_) batch.columns.push_back(builder.finish());
  table_.batches.clear();
  if (rows_ > 0) table_.batches.push_back(std::move(batch));
  rows_ = 0;
  write_result(out, table_, format, terminal);
}

void TextTable::write_with_prose(std::ostream& out, Format format, const Terminal& terminal) {
  if (format != Format::table || !terminal.interactive) return write(out, format, terminal);
  std::vector<tables::Vector> columns;
  for (auto& builder : builders_) columns.push_back(builder.finish());
  Cells cells(1);
  for (const executor::PlanColumn& column : table_.columns) cells.front().push_back(column.name);
  for (std::size_t row = 0; row < rows_; ++row) {
    auto& line = cells.emplace_back();
    for (const tables::Vector& column : columns) line.push_back(harmless(cell_text(column, row)));
  }
  rows_ = 0;
  const std::vector<std::size_t> widths = widths_of(cells);
  std::size_t total = 0;
  for (const std::size_t width : widths) total += width + gap;
  const bool below = total - gap > terminal.width;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    std::string line;
    const std::size_t last = widths.size() - (below ? 2 : 1);
    for (std::size_t i = 0; i <= last; ++i) {
      line += cells[row][i];
      if (i < last) line.append(widths[i] - display_width(cells[row][i]) + gap, ' ');
    }
    while (line.ends_with(' ')) line.pop_back();
    out << coloured(shortened(line, terminal.width), row == 0 || below ? Colour::bold : Colour::none, terminal) << '\n';
    if (below && !cells[row].back().empty()) out << coloured(wrapped(cells[row].back(), 4, terminal.width), row == 0 ? Colour::bold : Colour::none, terminal);
  }
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  const std::size_t room = std::max<std::size_t>(width > indent ? width - indent : 0, 20);
  std::string result, line;
  const auto end_line = [&] {
    if (!line.empty()) result += std::string(indent, ' ') + line + '\n';
    line.clear();
  };
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, blank);
    if (!line.empty() && display_width(line) + 1 + display_width(word) > room) end_line();
    if (!word.empty()) line += (line.empty() ? "" : " ") + std::string(word);
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  end_line();
  return result;
}

}  // namespace kelpie::plugin
