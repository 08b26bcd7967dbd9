#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "executor/query_context.hpp"
#include "tables/table.hpp"

namespace kelpie::rules {

/// In which minutes the tables have rows: a run whose window is empty can be left out. Reads the column TimeGenerated of a table once, when
/// the table is first asked for. Not thread-safe. The tables must not grow meanwhile.
class Activity {
 public:
  /// Whether the table may have a row in the window; true when it has no TimeGenerated or that cannot be read.
  [[nodiscard]] bool any(const tables::Table& table, executor::TimeWindow window);
  /// From the first row's time to just after the last one's; nothing when no row of any table has a time.
  [[nodiscard]] std::optional<executor::TimeWindow> covered(const tables::Catalog& catalog);

 private:
  struct Times {
    bool known = false;                 // the table has the column
    std::vector<std::int64_t> minutes;  // sorted, each once
    std::optional<executor::TimeWindow> covered;
  };
  const Times& times_of(const tables::Table& table);
  static void add_segment(Times& times, const tables::Segment& segment, std::size_t column);

  std::map<const tables::Table*, Times> times_;
};

}  // namespace kelpie::rules
