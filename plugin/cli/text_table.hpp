#pragma once

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "plugin/output/result_writer.hpp"
#include "tables/builder.hpp"

namespace kelpie::plugin {

/// A small result made by hand, so that every format works on it.
class TextTable {
 public:
  explicit TextTable(std::vector<std::pair<std::string, tables::Type>> columns);
  void add(std::vector<tables::Value> row);

  /// The result in a format; the table is empty afterwards.
  void write(std::ostream& out, Format format, const Terminal& terminal);
  /// The same, but where the last column is prose and the terminal is too narrow for it, a row's prose goes below the row, whole.
  void write_with_prose(std::ostream& out, Format format, const Terminal& terminal);

 private:
  executor::ResultTable table_;
  std::vector<tables::ColumnBuilder> builders_;
  std::size_t rows_ = 0;
};

/// The text in lines of at most `width` columns, broken at blanks, each after `indent` blanks.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace kelpie::plugin
