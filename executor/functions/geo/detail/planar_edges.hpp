#pragma once

#include <optional>
#include <vector>

#include <s2/s2point.h>

#include "tables/dynamic.hpp"

namespace kelpie::executor::geo {

/// Reads positions whose edges are straight in degrees and gives vertices whose geodesics are within `tolerance` metres
/// of them. An edge over more than 180 degrees of longitude goes the long way, or, with `crossing`, the short one over
/// the antimeridian. Longitudes may be up to 360. Empty where a position is invalid or there would be more than `limit`
/// vertices.
[[nodiscard]] std::vector<S2Point> densified(tables::DynamicView positions, double tolerance, bool crossing,
                                             std::size_t limit);

/// Cuts a line where it crosses the antimeridian.
struct Degrees {
  double longitude;
  double latitude;
};
[[nodiscard]] std::vector<std::vector<Degrees>> cut_at_antimeridian(const std::vector<S2Point>& vertices);

}  // namespace kelpie::executor::geo
