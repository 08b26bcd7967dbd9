#include <numbers>

#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

/// Radians within [0, 2 pi).
double full_turn(double angle) {
  constexpr double turn = 2 * std::numbers::pi;
  angle = std::fmod(angle, turn);
  if (angle < 0) angle += turn;
  return angle < turn ? angle : 0;
}

/// Clockwise from north, of the geodesic that leaves the first point for the second one.
std::optional<double> azimuth(double longitude1, double latitude1, double longitude2, double latitude2) {
  const auto from = geo::position(longitude1, latitude1);
  const auto to = geo::position(longitude2, latitude2);
  if (!from || !to || *from == *to) return std::nullopt;
  const S2LatLng start = S2LatLng::FromDegrees(latitude1, longitude1);
  const S2LatLng end = S2LatLng::FromDegrees(latitude2, longitude2);
  const double east = end.lng().radians() - start.lng().radians();
  const double start_latitude = start.lat().radians();
  const double end_latitude = end.lat().radians();
  return full_turn(std::atan2(std::sin(east) * std::cos(end_latitude),
                              std::cos(start_latitude) * std::sin(end_latitude) -
                                  std::sin(start_latitude) * std::cos(end_latitude) * std::cos(east)));
}

/// Clockwise from the line to the first point to the line to the third one, at the second.
std::optional<double> angle(double longitude1, double latitude1, double longitude2, double latitude2, double longitude3,
                            double latitude3) {
  const std::optional<double> back = azimuth(longitude2, latitude2, longitude1, latitude1);
  const std::optional<double> on = azimuth(longitude2, latitude2, longitude3, latitude3);
  if (!back || !on) return std::nullopt;
  return full_turn(*on - *back);
}

}  // namespace

void add_geo_direction_functions(FunctionRegistry& registry) {
  registry.add(
      ScalarFunction{.name = "geo_angle",
                     .category = "geo",
                     .summary = "Measures the clockwise angle in radians at the second of three points on Earth.",
                     .example = "print geo_angle(13.4, 52.5, 11.6, 48.1, 8.7, 50.1)",
                     .overloads = {{.signature = "(p1_longitude:real, p1_latitude:real, p2_longitude:real, "
                                                 "p2_latitude:real, p3_longitude:real, p3_latitude:real) -> real",
                                    .kernel = rows([](double longitude1, double latitude1, double longitude2,
                                                      double latitude2, double longitude3, double latitude3) {
                                      return angle(longitude1, latitude1, longitude2, latitude2, longitude3, latitude3);
                                    })}}});
  registry.add(ScalarFunction{
      .name = "geo_azimuth",
      .category = "geo",
      .summary =
          "Measures the clockwise angle in radians between true north and the line from one point on Earth to another.",
      .example = "print geo_azimuth(13.4, 52.5, 11.6, 48.1)",
      .overloads = {{.signature = "(p1_longitude:real, p1_latitude:real, p2_longitude:real, p2_latitude:real) -> real",
                     .kernel = rows([](double longitude1, double latitude1, double longitude2, double latitude2) {
                       return azimuth(longitude1, latitude1, longitude2, latitude2);
                     })}}});
}

}  // namespace kelpie::executor
