#pragma once

#include <string_view>

namespace kelpie::tables::store {

/// Throws DamagedData unless the bytes are one dynamic value as DynamicBuilder lays it out (tables/dynamic.hpp): every
/// length inside, members one behind another without a gap, not nested deeper than any value may be. Time in proportion
/// to the bytes.
void require_dynamic(std::string_view bytes);

}  // namespace kelpie::tables::store
