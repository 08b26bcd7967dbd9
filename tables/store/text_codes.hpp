#pragma once

#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// The same rows of a flat string column of at most 2^32 - 2 rows as codes of a dictionary of their own, in which a text is found without comparing
/// every row. Copies no text.
[[nodiscard]] Vector with_codes_of_texts(const Vector& texts);

}  // namespace kelpie::tables::store
