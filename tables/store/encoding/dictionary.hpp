#pragma once

#include <memory>
#include <span>

#include "tables/store/encoding/column_base.hpp"
#include "tables/store/encoding/ordered_entries.hpp"

namespace kelpie::tables::store {

/// Appends a dictionary column. The entry of a row is ranks[codes[row]]; `values` is flat. `codes` holds `rows` codes
/// of the width.
void append_dictionary(std::string& out, const Vector& values, const OrderedEntries& entries,
                       std::span<const std::uint32_t> ranks, const void* codes, CodeWidth width, std::size_t rows);
[[nodiscard]] std::unique_ptr<EncodedColumn> open_dictionary(Source source);

}  // namespace kelpie::tables::store
