#pragma once

#include <s2/s2point.h>

namespace kelpie::executor::geo {

/// Metres along the geodesic of the WGS-84 spheroid.
[[nodiscard]] double spheroid_distance(double longitude1, double latitude1, double longitude2, double latitude2);
[[nodiscard]] double spheroid_distance(const S2Point& from, const S2Point& to);

}  // namespace kelpie::executor::geo
