#pragma once

#include <memory>

#include "tables/store/encoding/column_base.hpp"

namespace kelpie::tables::store {

/// Appends an integer column: `validity` has a byte a row or is nullptr. Each run of 1024 rows is packed above its
/// smallest value or as the differences of neighbours above the smallest difference, whichever is narrower, divided by
/// what divides them all (times of whole seconds).
void append_integers(std::string& out, const std::int64_t* values, const std::uint8_t* validity, std::size_t rows);
[[nodiscard]] std::unique_ptr<EncodedColumn> open_integers(Source source);

}  // namespace kelpie::tables::store
