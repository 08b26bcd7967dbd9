#pragma once

#include <cmath>
#include <optional>

#include <s2/s1angle.h>
#include <s2/s2latlng.h>
#include <s2/s2point.h>

namespace kelpie::executor::geo {

/// The radius of the sphere on which lengths and areas are measured, in metres.
inline constexpr double earth_radius = 6371010.0;

[[nodiscard]] inline double metres(S1Angle arc) { return arc.radians() * earth_radius; }
[[nodiscard]] inline S1Angle arc_of(double metres) { return S1Angle::Radians(metres / earth_radius); }

/// Degrees within [-180, 180] and [-90, 90]; NaN is neither.
[[nodiscard]] inline bool is_position(double longitude, double latitude) {
  return std::abs(longitude) <= 180 && std::abs(latitude) <= 90;
}

/// Nothing where the degrees are out of range.
[[nodiscard]] inline std::optional<S2Point> position(double longitude, double latitude) {
  if (!is_position(longitude, latitude)) return std::nullopt;
  return S2LatLng::FromDegrees(latitude, longitude).ToPoint();
}

}  // namespace kelpie::executor::geo
