#pragma once

#include <string>

#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// encode_column, but that dynamic values are not taken apart: for the columns inside of a shredded one.
void encode_unshredded(const Vector& column, std::string& out);

}  // namespace kelpie::tables::store
