#pragma once

#include <memory>

#include "tables/store/encoding/column_base.hpp"

namespace kelpie::tables::store {

/// Appends a column of which every row is the given one.
void append_constant(std::string& out, const Vector& column, std::size_t row);
/// A column without rows or without a value.
void append_constant_null(std::string& out, Type type);
[[nodiscard]] std::unique_ptr<EncodedColumn> open_constant(Source source);

}  // namespace kelpie::tables::store
