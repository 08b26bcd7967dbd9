#include "plugin/output/table_extent.hpp"

#include <algorithm>

namespace kelpie::plugin {

TableExtent extent_of(const tables::Table& table) {
  TableExtent extent;
  const auto time = table.schema().find("TimeGenerated");
  const bool timed = time && table.schema().columns[*time].type == tables::Type::datetime;
  for (const auto& segment : table.segments()) {
    extent.rows += segment->size();
    const auto range = timed ? segment->range(*time, 0, segment->size()) : std::nullopt;
    if (!range || range->max < range->min) continue;
    const auto& all = extent.times;
    extent.times =
        all ? tables::IntegerRange{std::min(all->min, range->min), std::max(all->max, range->max)} : *range;
  }
  return extent;
}

}  // namespace kelpie::plugin
