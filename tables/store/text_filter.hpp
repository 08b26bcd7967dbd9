#pragma once

#include <span>
#include <string>

#include "tables/vector.hpp"

namespace kelpie::tables::store {

// A Bloom filter over the texts of a block: it says of a text that it is not among them, or that it may be (one in thirty that is not). Its bits are
// the bytes of a vector, so that it lies in the cache of blocks and is dropped as those are.

/// Of the rows of a flat string column.
[[nodiscard]] Vector make_text_filter(const Vector& texts);

/// False: none of the texts is in the block that the filter was made of.
[[nodiscard]] bool may_hold_any(const Vector& filter, std::span<const std::string> texts);

}  // namespace kelpie::tables::store
