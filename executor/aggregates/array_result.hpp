#pragma once

#include <cstdint>
#include <span>

#include "executor/aggregates/aggregate.hpp"
#include "tables/vector.hpp"

namespace kelpie::executor {

/// Largest number of elements that make_list, make_set and make_bag collect unless told otherwise, and at most (Kusto
/// reference).
inline constexpr std::int64_t largest_collection = 1'048'576;

/// The maxSize argument at `index` of a call, `otherwise` when it is left out; negative ones and larger ones than the
/// limit become the limit.
[[nodiscard]] std::uint64_t collection_limit(const CallSite& site, std::size_t index, std::int64_t otherwise);

/// One dynamic array a group: group g holds the values [offsets[g], offsets[g + 1]), at most `limit` elements. `values`
/// must be flat. Arrays among dynamic values are spliced in: their elements stand in the result, not they themselves.
[[nodiscard]] tables::Vector make_arrays(const tables::Vector& values, std::span<const std::size_t> offsets,
                                         std::uint64_t limit);

}  // namespace kelpie::executor
