#include "tables/store/encoding/summary_check.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "tables/store/encoding/byte_cursor.hpp"
#include "tables/store/encoding/ordered_entries.hpp"

namespace kelpie::tables::store {

namespace {

/// Nulls and ends of what was read.
BlockSummary summary_of(const Vector& rows) {
  BlockSummary found{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min(), 0};
  const auto add = [&found](std::int64_t value) {
    found.min = std::min(found.min, value);
    found.max = std::max(found.max, value);
  };
  if (rows.is_dictionary()) {
    const bool null_first = rows.dictionary()->values().is_null_at(0);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::uint32_t code = rows.code_at(row);
      if (null_first && code == 0) {
        ++found.nulls;
      } else {
        add(code);
      }
    }
    return found;
  }
  const std::uint8_t* validity = rows.type() == Type::string ? nullptr : rows.validity();
  const std::int64_t* values = physical_of(rows.type()) == Physical::integer ? rows.values<std::int64_t>() : nullptr;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (validity != nullptr && validity[row] == 0) {
      ++found.nulls;
    } else if (values != nullptr) {
      add(values[row]);
    }
  }
  return found;
}

}  // namespace

void require_summary(const BlockSummary& summary, const Vector& rows) {
  if (rows.is_constant()) return;
  const BlockSummary found = summary_of(rows);
  if (found.nulls != summary.nulls) throw_damaged("nulls of a block", found.nulls, "as many as its summary says");
  if (found.min > found.max) return;
  if (found.min < summary.min || found.max > summary.max) {
    throw_damaged("ends of a block", static_cast<std::uint64_t>(found.min < summary.min ? found.min : found.max),
                  "no value beyond those of its summary");
  }
}

void require_order(const Dictionary& dictionary) {
  std::vector<std::uint32_t> positions(dictionary.size());
  std::iota(positions.begin(), positions.end(), 0u);
  const OrderedEntries entries = order_entries(dictionary.values(), positions);
  if (entries.ranks != positions)
    throw_damaged("entries of a dictionary", entries.positions.size(), "all of them in order, none twice");
}

}  // namespace kelpie::tables::store
