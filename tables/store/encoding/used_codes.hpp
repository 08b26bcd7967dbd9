#pragma once

#include <cstdint>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// The codes that occur in a dictionary vector with rows, ascending.
[[nodiscard]] std::vector<std::uint32_t> used_codes(const Vector& column);

}  // namespace kelpie::tables::store
