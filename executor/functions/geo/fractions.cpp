#include <s2/s2edge_distances.h>

#include "executor/functions/geo/detail/geojson.hpp"
#include "executor/functions/geo/detail/prepared_shape.hpp"
#include "executor/functions/geo/detail/sphere.hpp"
#include "executor/functions/geo/detail/spheroid.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicView;

namespace {

/// How far along an edge, from 0 to 1, the place nearest to the point on the spheroid is: golden-section search about
/// the sphere's answer.
double nearest_fraction(const S2Point& start, const S2Point& end, const S2Point& point) {
  constexpr double golden = 0.6180339887498949;
  double low = 0;
  double high = 1;
  const auto distance = [&](double fraction) {
    return geo::spheroid_distance(S2::Interpolate(start, end, fraction), point);
  };
  double left = high - golden * (high - low);
  double right = low + golden * (high - low);
  double at_left = distance(left);
  double at_right = distance(right);
  while (high - low > 1e-9) {
    if (at_left < at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - golden * (high - low);
      at_left = distance(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + golden * (high - low);
      at_right = distance(right);
    }
  }
  return (low + high) / 2;
}

double locate_on_spheroid(const S2Polyline& line, const S2Point& point) {
  double total = 0;
  double nearest = std::numeric_limits<double>::infinity();
  double before_nearest = 0;
  for (int i = 0; i + 1 < line.num_vertices(); ++i) {
    const double fraction = nearest_fraction(line.vertex(i), line.vertex(i + 1), point);
    const S2Point place = S2::Interpolate(line.vertex(i), line.vertex(i + 1), fraction);
    const double distance = geo::spheroid_distance(place, point);
    if (distance < nearest) {
      nearest = distance;
      before_nearest = total + geo::spheroid_distance(line.vertex(i), place);
    }
    total += geo::spheroid_distance(line.vertex(i), line.vertex(i + 1));
  }
  return total == 0 ? 0 : before_nearest / total;
}

/// Null for several lines.
std::optional<double> locate(const std::shared_ptr<const geo::LineShape>& line, double longitude, double latitude,
                             bool spheroid) {
  const auto point = geo::position(longitude, latitude);
  if (!line || line->parts().size() != 1 || !point) return std::nullopt;
  const S2Polyline& part = *line->parts().front();
  if (spheroid) return locate_on_spheroid(part, *point);
  int next = 0;
  const S2Point projected = part.Project(*point, &next);
  return part.UnInterpolate(projected, next);
}

bool interpolate(DynamicBuilder& out, const std::shared_ptr<const geo::LineShape>& line, double fraction) {
  if (!line || line->parts().size() != 1 || !(fraction >= 0 && fraction <= 1)) return false;
  geo::write_point(out, line->parts().front()->Interpolate(fraction));
  return true;
}

}  // namespace

void add_geo_fraction_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_line_interpolate_point",
      .category = "geo",
      .summary = "Finds the point at a fraction, from 0 to 1, of a line's length on Earth.",
      .example =
          R"(print geo_line_interpolate_point(dynamic({"type":"LineString","coordinates":[[8.7,50.1],[11.6,48.1]]}), 0.25))",
      .overloads = {{.signature = "(lineString:dynamic, fraction:real) -> dynamic",
                     .kernel = prepared([](const CallSite& site) {
                       return [line = geo::PreparedLine(site, 0)](DynamicBuilder& out, DynamicView geojson,
                                                                  double fraction) {
                         return interpolate(out, line(geojson), fraction);
                       };
                     })}}});
  registry.add(ScalarFunction{
      .name = "geo_line_locate_point",
      .category = "geo",
      .summary = "Gives the fraction, from 0 to 1, of a line's length on Earth at which it is closest to a point.",
      .example =
          R"(print geo_line_locate_point(dynamic({"type":"LineString","coordinates":[[8.7,50.1],[11.6,48.1]]}), 10, 49.3))",
      .overloads = {{.signature = "(lineString:dynamic, longitude:real, latitude:real) -> real",
                     .kernel = prepared([](const CallSite& site) {
                       return
                           [line = geo::PreparedLine(site, 0)](DynamicView geojson, double longitude, double latitude) {
                             return locate(line(geojson), longitude, latitude, false);
                           };
                     })},
                    {.signature = "(lineString:dynamic, longitude:real, latitude:real, use_spheroid:bool) -> real",
                     .kernel = prepared([](const CallSite& site) {
                       return [line = geo::PreparedLine(site, 0)](DynamicView geojson, double longitude,
                                                                  double latitude, bool spheroid) {
                         return locate(line(geojson), longitude, latitude, spheroid);
                       };
                     })}}});
}

}  // namespace kelpie::executor
