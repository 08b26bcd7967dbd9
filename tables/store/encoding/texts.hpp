#pragma once

#include <memory>

#include "tables/store/encoding/column_base.hpp"

namespace kelpie::tables::store {

/// Appends a flat column of texts: for each block the packed lengths and the bytes, compressed where it pays.
void append_texts(std::string& out, const Vector& column);
[[nodiscard]] std::unique_ptr<EncodedColumn> open_texts(Source source);

}  // namespace kelpie::tables::store
