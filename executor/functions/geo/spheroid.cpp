#include "executor/functions/geo/detail/spheroid.hpp"

#include <GeographicLib/Geodesic.hpp>
#include <s2/s2latlng.h>

namespace kelpie::executor::geo {

double spheroid_distance(double longitude1, double latitude1, double longitude2, double latitude2) {
  double metres = 0;
  GeographicLib::Geodesic::WGS84().Inverse(latitude1, longitude1, latitude2, longitude2, metres);
  return metres;
}

double spheroid_distance(const S2Point& from, const S2Point& to) {
  const S2LatLng start(from);
  const S2LatLng end(to);
  return spheroid_distance(start.lng().degrees(), start.lat().degrees(), end.lng().degrees(), end.lat().degrees());
}

}  // namespace kelpie::executor::geo
