#pragma once

#include <string_view>

#include "tables/dynamic.hpp"

namespace kelpie::executor::geo {

/// Writes well-known text (OGC 06-103r4) as GeoJSON: points, lines, polygons, many of them, and collections, with two
/// coordinates a position. False, and nothing written, where the text is not of that form, a collection nests deeper
/// than 32, or a position is out of range.
[[nodiscard]] bool wkt_to_geojson(std::string_view text, tables::DynamicBuilder& out);

}  // namespace kelpie::executor::geo
