#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "executor/engine.hpp"
#include "plugin/output/chart.hpp"
#include "plugin/output/terminal.hpp"

namespace kelpie::plugin {

/// How a column of a result is shown to a person.
enum class Show {
  text,       // as it is
  number,     // to the right
  bar,        // the number, and on a terminal a bar beside it; the largest of the column is the longest
  share,      // a percentage, and on a terminal a bar of it
  time,       // to the minute
  sparkline,  // an array of numbers, drawn on a terminal, left out elsewhere
  level,      // high, medium, low: coloured
  list,       // an array, its elements with commas
};

/// A column of the result by its name, and what stands above it.
struct ShownColumn {
  std::string_view column;
  std::string_view heading;
  Show show = Show::text;
};

struct ChartTableOptions {
  Terminal terminal;
  Marks marks = Marks::ascii;
  std::size_t rows = 0;  // at most so many; 0: all
};

/// Writes the columns of a result that a person wants to see, in their order; columns that the result lacks are left
/// out. On a terminal it fits its width: first the drawings go, then texts are cut. Elsewhere it is plain text without
/// control characters.
void write_chart_table(std::ostream& out, const executor::ResultTable& table, std::span<const ShownColumn> columns,
                       const ChartTableOptions& options);

}  // namespace kelpie::plugin
