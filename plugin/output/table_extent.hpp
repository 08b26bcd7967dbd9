#pragma once

#include <cstdint>
#include <optional>

#include "tables/table.hpp"

namespace kelpie::plugin {

/// How much a table holds.
struct TableExtent {
  std::uint64_t rows = 0;
  std::optional<tables::IntegerRange> times;  // first and last TimeGenerated, in ticks; nothing where there is none
};
[[nodiscard]] TableExtent extent_of(const tables::Table& table);

}  // namespace kelpie::plugin
