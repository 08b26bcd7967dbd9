#include "plugin/output/chart_table.hpp"

#include <algorithm>
#include <ostream>
#include <vector>

#include "plugin/output/result_writer.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;

namespace {

constexpr std::size_t bar_width = 12;
constexpr std::size_t most_sparks = 30;
constexpr std::size_t least_text = 8;

std::optional<double> number_of(DynamicView value) {
  if (value.kind() == DynamicKind::long_) return static_cast<double>(value.as_integer());
  if (value.kind() == DynamicKind::real) return value.as_real();
  return std::nullopt;
}

double number_of(const Value& value) { return tables::parse_real(tables::to_text(value)).value_or(0); }

DynamicView view_of(const Value& value) {
  return value.type() == Type::dynamic && !value.is_null() ? DynamicView(value.as_text()) : DynamicView();
}

std::vector<double> numbers_of(const Value& value) {
  const DynamicView array = view_of(value);
  std::vector<double> numbers;
  if (array.kind() != DynamicKind::array) return numbers;
  for (std::size_t i = 0; i < array.size(); ++i) numbers.push_back(number_of(array.element(i)).value_or(0));
  return numbers;
}

std::string list_text(const Value& value) {
  const DynamicView array = view_of(value);
  if (array.kind() != DynamicKind::array) return value.is_null() ? "" : tables::to_text(value);
  std::string text;
  for (std::size_t i = 0; i < array.size(); ++i) text += (i > 0 ? ", " : "") + tables::to_text(array.element(i));
  return text;
}

/// 2026-03-01 08:05
std::string minute_text(const Value& value) {
  std::string text = tables::to_text(value);
  if (value.type() != Type::datetime || text.size() < 16) return text;
  text.resize(16);
  text[10] = ' ';
  return text;
}

Colour colour_of_level(std::string_view level) {
  if (level == "high") return Colour::red;
  if (level == "medium") return Colour::yellow;
  if (level == "low") return Colour::green;
  return Colour::none;
}

/// One column with its cells, ready to be laid out.
struct Laid {
  const ShownColumn* shown = nullptr;
  std::size_t position = 0;  // in the result
  double most = 0;
  std::vector<std::string> texts, drawings;
  std::size_t text_width = 0, drawing_width = 0;
  bool drawn = false;
  [[nodiscard]] bool right() const {
    return shown->show == Show::number || shown->show == Show::bar || shown->show == Show::share;
  }
  /// The text, a blank and the drawing, as far as there are any.
  [[nodiscard]] std::size_t width() const {
    if (!drawn || drawing_width == 0) return text_width;
    return shown->show == Show::sparkline ? std::max(text_width, drawing_width) : text_width + 1 + drawing_width;
  }
};

class ChartTable {
 public:
  ChartTable(const executor::ResultTable& table, std::span<const ShownColumn> columns, const ChartTableOptions& options)
      : table_(table), options_(options) {
    for (const ShownColumn& shown : columns) {
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].name != shown.column) continue;
        if (shown.show == Show::sparkline && !options.terminal.interactive) continue;
        laid_.push_back({&shown, i, 0, {}, {}, 0, 0, false});
      }
    }
    read();
    if (options.terminal.interactive) fit();
  }

  void write(std::ostream& out) const {
    write_line(
        out, [](const Laid& column) { return std::pair<std::string, std::string>(column.shown->heading, ""); },
        Colour::bold);
    for (std::size_t row = 0; row < rows_; ++row) {
      write_line(
          out, [row](const Laid& column) { return std::pair(column.texts[row], column.drawings[row]); }, Colour::none);
    }
    const std::size_t left = table_.rows() - rows_;
    if (left > 0) out << coloured("and " + std::to_string(left) + " more", Colour::dim, options_.terminal) << '\n';
  }

 private:
  [[nodiscard]] std::string shown_text(std::string_view text) const {
    std::string safe = harmless(text);
    return options_.marks == Marks::ascii && options_.terminal.interactive ? in_ascii(safe) : safe;
  }

  template <typename F>
  void for_each_value(std::size_t position, F f) const {
    std::size_t seen = 0;
    for (const executor::Batch& batch : table_.batches) {
      for (std::size_t row = 0; row < batch.rows && seen < rows_; ++row, ++seen)
        f(batch.columns[position].value_at(row));
    }
  }

  void read() {
    rows_ = options_.rows == 0 ? table_.rows() : std::min(options_.rows, table_.rows());
    for (Laid& column : laid_) {
      const Show show = column.shown->show;
      column.drawn =
          options_.terminal.interactive && (show == Show::bar || show == Show::share || show == Show::sparkline);
      column.most = show == Show::share ? 100 : 0;
      if (show == Show::bar)
        for_each_value(column.position,
                       [&](const Value& value) { column.most = std::max(column.most, number_of(value)); });
      column.text_width = display_width(column.shown->heading);
      for_each_value(column.position, [&](const Value& value) {
        std::string drawing;
        if (column.drawn && show == Show::sparkline)
          drawing = sparkline(numbers_of(value), most_sparks, options_.marks);
        else if (column.drawn)
          drawing = bar(number_of(value), column.most, bar_width, options_.marks);
        column.drawing_width = std::max(column.drawing_width, display_width(drawing));
        column.drawings.push_back(std::move(drawing));
        column.texts.push_back(shown_text(text_of(value, show)));
        column.text_width = std::max(column.text_width, display_width(column.texts.back()));
      });
    }
  }

  [[nodiscard]] static std::string text_of(const Value& value, Show show) {
    if (value.type() == Type::boolean) return value.is_null() ? "" : value.as_bool() ? "yes" : "no";
    switch (show) {
      case Show::sparkline:
        return "";
      case Show::list:
        return list_text(value);
      case Show::time:
        return minute_text(value);
      case Show::share:
        return value.is_null() ? "" : tables::to_text(value) + " %";
      default:
        return tables::to_text(value);
    }
  }

  [[nodiscard]] std::size_t width() const {
    std::size_t total = 0;
    for (const Laid& column : laid_) total += column.width() + 2;
    return total > 0 ? total - 2 : 0;
  }

  void fit() {
    // Drawings go from the right, columns that are nothing but a drawing with them.
    for (std::size_t i = laid_.size(); i > 0 && width() > options_.terminal.width; --i) {
      Laid& column = laid_[i - 1];
      if (!column.drawn) continue;
      column.drawn = false;
      if (column.shown->show == Show::sparkline) laid_.erase(laid_.begin() + static_cast<std::ptrdiff_t>(i - 1));
    }
    while (width() > options_.terminal.width) {
      Laid* widest = nullptr;
      for (Laid& column : laid_) {
        const bool cuttable = !column.right() && column.shown->show != Show::time && column.text_width > least_text;
        if (cuttable && (widest == nullptr || column.text_width > widest->text_width)) widest = &column;
      }
      if (widest != nullptr) {
        widest->text_width -= std::min(widest->text_width - least_text,
                                       std::max<std::size_t>(1, (width() - options_.terminal.width) / 2));
      } else if (laid_.size() > 1) {
        laid_.pop_back();
      } else {
        return;
      }
    }
  }

  template <typename F>
  void write_line(std::ostream& out, F cells, Colour colour) const {
    std::string line;
    for (std::size_t i = 0; i < laid_.size(); ++i) {
      const Laid& column = laid_[i];
      auto [text, drawing] = cells(column);
      const std::string whole = text;
      const bool only_drawing = column.shown->show == Show::sparkline && colour == Colour::none;
      if (display_width(text) > column.text_width) text = shown_text(shortened(text, column.text_width));
      const std::size_t used = display_width(text);
      const std::string pad(column.text_width > used ? column.text_width - used : 0, ' ');
      if (column.shown->show == Show::level) text = coloured(text, colour_of_level(whole), options_.terminal);
      std::string cell = only_drawing ? "" : column.right() ? pad + text : text + pad;
      std::size_t cell_width = only_drawing ? 0 : column.text_width;
      if (column.drawn && !drawing.empty()) {
        if (!only_drawing) cell += ' ', ++cell_width;
        cell_width += display_width(drawing);
        cell += coloured(drawing, Colour::blue, options_.terminal);
      }
      line += cell;
      if (i + 1 < laid_.size()) line.append(column.width() > cell_width ? column.width() - cell_width + 2 : 2, ' ');
    }
    while (line.ends_with(' ')) line.pop_back();
    out << coloured(line, colour, options_.terminal) << '\n';
  }

  const executor::ResultTable& table_;
  const ChartTableOptions& options_;
  std::vector<Laid> laid_;
  std::size_t rows_ = 0;
};

}  // namespace

void write_chart_table(std::ostream& out, const executor::ResultTable& table, std::span<const ShownColumn> columns,
                       const ChartTableOptions& options) {
  ChartTable(table, columns, options).write(out);
}

}  // namespace kelpie::plugin
