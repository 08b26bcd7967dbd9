#pragma once

#include <memory>

#include "tables/store/encoding/column_base.hpp"

namespace kelpie::tables::store {

/// Appends a flat column of truth values, a bit a row.
void append_bit_column(std::string& out, const Vector& column);
[[nodiscard]] std::unique_ptr<EncodedColumn> open_bit_column(Source source);

/// Appends a flat column of reals or decimals at fixed width, each block compressed where it pays.
void append_numbers(std::string& out, const Vector& column);
[[nodiscard]] std::unique_ptr<EncodedColumn> open_numbers(Source source);

}  // namespace kelpie::tables::store
