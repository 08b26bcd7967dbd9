#include <cmath>
#include <string>
#include <vector>

#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

namespace kelpie::executor::test {

namespace {

const FunctionCaller functions{add_geo_functions};

Value call(std::string_view name, std::vector<Value> arguments) { return functions.call(name, std::move(arguments)); }
std::string call_json(std::string_view name, std::vector<Value> arguments) {
  return functions.call_json(name, std::move(arguments));
}
double real(std::string_view name, std::vector<Value> arguments) {
  const Value value = call(name, std::move(arguments));
  BOOST_TEST_REQUIRE(!value.is_null(), name);
  return value.as_real();
}
Value at(double degrees) { return Value::real(degrees); }
Value yes() { return Value::boolean(true); }

// Berlin and Munich, the way between them, and a square of one degree on the equator.
const Value berlin_longitude = at(13.405), berlin_latitude = at(52.52), munich_longitude = at(11.582),
            munich_latitude = at(48.135);
const Value way = json(R"({"type":"LineString","coordinates":[[13.405,52.52],[11.582,48.135]]})");
const Value square = json(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]})");
const Value next_square = json(R"({"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]})");
const Value far_square = json(R"({"type":"Polygon","coordinates":[[[10,10],[11,10],[11,11],[10,11],[10,10]]]})");
const Value equator = json(R"({"type":"LineString","coordinates":[[-1,0],[3,0]]})");
const Value meridian = json(R"({"type":"LineString","coordinates":[[0.5,-1],[0.5,2]]})");

constexpr const char* wrong_lines[] = {R"({"type":"LineString","coordinates":[[1,1]]})",
                                       R"({"type":"LineString","coordinates":[]})",
                                       R"({"type":"LineString"})",
                                       R"({"type":"linestring","coordinates":[[1,1],[2,2]]})",
                                       R"({"type":"LineString","coordinates":[[1,1],[1,1]]})",
                                       R"({"type":"LineString","coordinates":[[1,1],[2,91]]})",
                                       R"({"type":"LineString","coordinates":[[1,1],["2",2]]})",
                                       R"({"type":"LineString","coordinates":[[1,1],[2]]})",
                                       R"({"type":"LineString","coordinates":[[0,0],[180,0]]})",
                                       R"({"type":"MultiLineString","coordinates":[]})",
                                       R"({"type":"MultiLineString","coordinates":[[[1,1],[2,2]],[[1,1]]]})",
                                       R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]})",
                                       R"([1,2])",
                                       R"x("LINESTRING (1 1, 2 2)")x"};
constexpr const char* wrong_polygons[] = {
    R"({"type":"Polygon","coordinates":[]})",
    R"({"type":"Polygon"})",
    R"({"type":"Polygon","coordinates":[[]]})",
    R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]})",
    R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]})",
    R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,0],[0,0]]]})",
    R"({"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]})",
    R"({"type":"Polygon","coordinates":[[[0,0],[190,0],[1,1],[0,0]]]})",
    R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,0.5],[5,0.5],[5,0.7],[1,0.5]]]})",
    R"({"type":"MultiPolygon","coordinates":[]})",
    R"({"type":"LineString","coordinates":[[1,1],[2,2]]})",
    R"(7)"};

}  // namespace

BOOST_AUTO_TEST_SUITE(geo_functions)

BOOST_AUTO_TEST_CASE(distances_are_measured_on_a_sphere_or_on_the_spheroid) {
  BOOST_TEST(real("geo_distance_2points", {at(0), at(0), at(1), at(0)}) == 6371010 * M_PI / 180,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(real("geo_distance_2points", {at(0), at(0), at(1), at(0), Value::boolean(false)}) == 6371010 * M_PI / 180,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(real("geo_distance_2points", {at(0), at(0), at(1), at(0), yes()}) == 6378137 * M_PI / 180,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(real("geo_distance_2points", {at(0), at(90), at(50), at(-90)}) == 6371010 * M_PI,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(real("geo_distance_2points", {at(0), at(0), at(179.7), at(0.5), yes()}) == 19944127.421,
             boost::test_tools::tolerance(1e-8));
  BOOST_TEST(call("geo_distance_2points", {at(181), at(0), at(1), at(0)}).is_null());
  BOOST_TEST(call("geo_distance_2points", {at(0), at(0), at(1), at(-90.1)}).is_null());
  BOOST_TEST(call("geo_distance_2points", {at(NAN), at(0), at(1), at(0)}).is_null());
  BOOST_TEST(call("geo_distance_2points", {Value(Type::real), at(0), at(1), at(0)}).is_null());
}

BOOST_AUTO_TEST_CASE(directions_are_clockwise_from_north) {
  BOOST_TEST(real("geo_azimuth", {at(0), at(0), at(0), at(1)}) == 0.0);
  BOOST_TEST(real("geo_azimuth", {at(0), at(0), at(1), at(0)}) == M_PI_2, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(real("geo_azimuth", {at(0), at(0), at(-1), at(0)}) == 3 * M_PI_2, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(call("geo_azimuth", {at(5), at(5), at(5), at(5)}).is_null());
  BOOST_TEST(real("geo_angle", {at(0), at(1), at(0), at(0), at(1), at(0)}) == M_PI_2,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(real("geo_angle", {at(1), at(0), at(0), at(0), at(0), at(1)}) == 3 * M_PI_2,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(call("geo_angle", {at(0), at(1), at(0), at(1), at(1), at(0)}).is_null());
  BOOST_TEST(call("geo_angle", {at(0), at(100), at(0), at(1), at(1), at(0)}).is_null());
}

BOOST_AUTO_TEST_CASE(distances_to_shapes_are_those_to_their_nearest_point) {
  const double degree = 6371010 * M_PI / 180;
  BOOST_TEST(real("geo_distance_point_to_line", {at(1), at(2), equator}) == 2 * degree,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(real("geo_distance_point_to_polygon", {at(0.5), at(-1), square}) == degree,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(real("geo_distance_point_to_polygon", {at(0.5), at(0.5), square}) == 0.0);
  BOOST_TEST(call_json("geo_closest_point_on_line", {at(-5), at(0), equator}) ==
             R"({"type":"Point","coordinates":[-1.0,0.0]})");
  const std::string inside = call_json("geo_closest_point_on_polygon", {at(0.5), at(0.5), square});
  BOOST_TEST(inside == R"({"type":"Point","coordinates":[0.5,0.5]})");
  BOOST_TEST(call_json("geo_closest_point_on_polygon", {at(0.5), at(91), square}) == "null");
}

BOOST_AUTO_TEST_CASE(points_lie_in_circles_and_polygons) {
  BOOST_TEST(call("geo_point_in_circle",
                  {berlin_longitude, berlin_latitude, munich_longitude, munich_latitude, at(505000)}) == yes());
  BOOST_TEST(call("geo_point_in_circle", {berlin_longitude, berlin_latitude, munich_longitude, munich_latitude,
                                          at(500000)}) == Value::boolean(false));
  BOOST_TEST(call("geo_point_in_circle", {at(1), at(1), at(1), at(1), at(0)}) == yes());
  BOOST_TEST(call("geo_point_in_circle", {at(1), at(1), at(1), at(1), at(-1)}).is_null());
  BOOST_TEST(call("geo_point_in_circle", {at(1), at(1), at(1), at(95), at(1)}).is_null());
  BOOST_TEST(call("geo_point_in_polygon", {at(0.5), at(0.5), square}) == yes());
  BOOST_TEST(call("geo_point_in_polygon", {at(1.5), at(0.5), square}) == Value::boolean(false));
  const Value clockwise = json(R"({"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0],[0,0]]]})");
  BOOST_TEST(call("geo_point_in_polygon", {at(0.5), at(0.5), clockwise}) == yes());
  const Value holed =
      json(R"({"type":"Polygon","coordinates":[[[0,0],[3,0],[3,3],[0,3],[0,0]],[[1,1],[2,1],[2,2],[1,2],[1,1]]]})");
  BOOST_TEST(call("geo_point_in_polygon", {at(1.5), at(1.5), holed}) == Value::boolean(false));
  BOOST_TEST(call("geo_point_in_polygon", {at(0.5), at(0.5), holed}) == yes());
  const Value several =
      json(R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]})");
  BOOST_TEST(call("geo_point_in_polygon", {at(5.8), at(5.3), several}) == yes());
}

BOOST_AUTO_TEST_CASE(what_is_no_shape_gives_null) {
  for (const char* wrong : wrong_lines) {
    BOOST_TEST(call("geo_line_length", {json(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_line_centroid", {json(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_distance_point_to_line", {at(1), at(1), json(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_intersects_2lines", {equator, json(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_line_buffer", {json(wrong), at(5)}).is_null(), wrong);
    BOOST_TEST(call("geo_line_simplify", {json(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_line_to_s2cells", {json(wrong)}).is_null(), wrong);
  }
  for (const char* wrong : wrong_polygons) {
    BOOST_TEST(call("geo_polygon_area", {json(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_polygon_densify", {json(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_point_in_polygon", {at(1), at(1), json(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_intersection_2polygons", {json(wrong), square}).is_null(), wrong);
    BOOST_TEST(call("geo_intersection_line_with_polygon", {equator, json(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_polygon_to_h3cells", {json(wrong)}).is_null(), wrong);
  }
}

BOOST_AUTO_TEST_CASE(lines_and_polygons_are_measured) {
  BOOST_TEST(real("geo_line_length", {equator}) == 4 * 6371010 * M_PI / 180, boost::test_tools::tolerance(1e-12));
  const Value twice = json(R"({"type":"MultiLineString","coordinates":[[[0,0],[2,0]],[[1,0],[3,0]]]})");
  BOOST_TEST(real("geo_line_length", {twice}) == 3 * 6371010 * M_PI / 180, boost::test_tools::tolerance(1e-9));
  const double octant =
      real("geo_polygon_area", {json(R"({"type":"Polygon","coordinates":[[[0,0],[90,0],[0,90],[0,0]]]})")});
  BOOST_TEST(octant == M_PI_2 * 6371010.0 * 6371010.0, boost::test_tools::tolerance(1e-12));
  const double overlapping =
      real("geo_polygon_area", {json(R"({"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,2],[0,2],[0,0]]],)"
                                     R"([[[0,0],[2,0],[2,2],[0,2],[0,0]]]]})")});
  BOOST_TEST(overlapping == real("geo_polygon_area",
                                 {json(R"({"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]})")}),
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(real("geo_polygon_perimeter",
                  {json(R"({"type":"Polygon","coordinates":[[[0,0],[90,0],[0,90],[0,0]]]})")}) == 1.5 * M_PI * 6371010,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(call_json("geo_line_centroid", {equator}) == R"({"type":"Point","coordinates":[1.0,0.0]})");
}

BOOST_AUTO_TEST_CASE(fractions_of_a_line_and_its_points_belong_together) {
  BOOST_TEST(call_json("geo_line_interpolate_point", {equator, at(0)}) ==
             R"({"type":"Point","coordinates":[-1.0,0.0]})");
  BOOST_TEST(
      call_json("geo_line_interpolate_point", {equator, at(1)}).starts_with(R"({"type":"Point","coordinates":[3.0)"));
  BOOST_TEST(call("geo_line_interpolate_point", {equator, at(1.01)}).is_null());
  BOOST_TEST(call("geo_line_interpolate_point", {equator, at(NAN)}).is_null());
  BOOST_TEST(real("geo_line_locate_point", {equator, at(0), at(5)}) == 0.25, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(real("geo_line_locate_point", {equator, at(0), at(5), yes()}) == 0.25, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(real("geo_line_locate_point", {equator, at(-9), at(0)}) == 0.0);
  BOOST_TEST(real("geo_line_locate_point", {equator, at(9), at(0), yes()}) == 1.0, boost::test_tools::tolerance(1e-6));
  const Value two = json(R"({"type":"MultiLineString","coordinates":[[[0,0],[2,0]],[[1,1],[3,1]]]})");
  BOOST_TEST(call("geo_line_locate_point", {two, at(0), at(5)}).is_null());
  BOOST_TEST(call("geo_line_interpolate_point", {two, at(0.5)}).is_null());
}

BOOST_AUTO_TEST_CASE(intersections_are_of_the_kind_that_is_common) {
  BOOST_TEST(call_json("geo_intersection_2lines", {equator, meridian}) ==
             R"({"type":"Point","coordinates":[0.5,0.0]})");
  BOOST_TEST(call_json("geo_intersection_2lines", {way, equator}) ==
             R"({"type":"GeometryCollection","geometries":[]})");
  BOOST_TEST(call_json("geo_intersection_2polygons", {square, next_square}).starts_with(R"({"type":"LineString")"));
  BOOST_TEST(call_json("geo_intersection_2polygons", {square, square}).starts_with(R"({"type":"Polygon")"));
  BOOST_TEST(call_json("geo_intersection_2polygons", {square, far_square}) ==
             R"({"type":"GeometryCollection","geometries":[]})");
  BOOST_TEST(
      call_json("geo_intersection_line_with_polygon", {meridian, square}).starts_with(R"({"type":"LineString")"));
  BOOST_TEST(call("geo_intersects_2lines", {equator, meridian}) == yes());
  BOOST_TEST(call("geo_intersects_2lines", {equator, way}) == Value::boolean(false));
  BOOST_TEST(call("geo_intersects_2polygons", {square, next_square}) == yes());
  BOOST_TEST(call("geo_intersects_2polygons", {square, far_square}) == Value::boolean(false));
  BOOST_TEST(call("geo_intersects_line_with_polygon", {meridian, square}) == yes());
  BOOST_TEST(call("geo_intersects_line_with_polygon", {way, square}) == Value::boolean(false));
}

BOOST_AUTO_TEST_CASE(unions_join_what_touches) {
  const Value lines =
      json(R"([{"type":"LineString","coordinates":[[0,0],[1,0]]},{"type":"LineString","coordinates":[[1,0],[2,0]]}])");
  BOOST_TEST(call_json("geo_union_lines_array", {lines}).starts_with(R"({"type":"LineString")"));
  BOOST_TEST(call("geo_union_lines_array", {json("[]")}).is_null());
  BOOST_TEST(
      call("geo_union_lines_array", {json(R"([{"type":"LineString","coordinates":[[0,0],[1,0]]},5])")}).is_null());
  BOOST_TEST(call("geo_union_lines_array", {equator}).is_null());
  const auto both = [](const char* first, const char* second) {
    return json("[" + std::string(first) + "," + second + "]");
  };
  const char* left = R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]})";
  const char* right = R"({"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]})";
  const char* far = R"({"type":"Polygon","coordinates":[[[10,0],[12,0],[12,1],[10,0]]]})";
  BOOST_TEST(call_json("geo_union_polygons_array", {both(left, right)}).starts_with(R"({"type":"Polygon")"));
  BOOST_TEST(call_json("geo_union_polygons_array", {both(left, far)}).starts_with(R"({"type":"MultiPolygon")"));
  BOOST_TEST(call("geo_union_polygons_array", {both(left, "{}")}).is_null());
  BOOST_TEST(call("geo_union_polygons_array", {square}).is_null());
}

BOOST_AUTO_TEST_CASE(buffers_lie_around_shapes) {
  const std::string around = call_json("geo_point_buffer", {at(0), at(0), at(1000), at(1)});
  BOOST_TEST(around.starts_with(R"({"type":"Polygon")"));
  BOOST_TEST(real("geo_polygon_area", {json(around)}) == M_PI * 1e6, boost::test_tools::tolerance(0.01));
  BOOST_TEST(real("geo_polygon_area", {json(call_json("geo_polygon_buffer", {square, at(1000)}))}) >
             real("geo_polygon_area", {square}));
  BOOST_TEST(call_json("geo_line_buffer", {way, at(1000), at(5000)}).starts_with(R"({"type":"Polygon")"));
  for (const double radius : {0.0, -1.0, static_cast<double>(NAN), static_cast<double>(INFINITY)}) {
    BOOST_TEST(call("geo_point_buffer", {at(0), at(0), at(radius)}).is_null());
    BOOST_TEST(call("geo_line_buffer", {way, at(radius)}).is_null());
    BOOST_TEST(call("geo_polygon_buffer", {square, at(radius)}).is_null());
  }
  BOOST_TEST(call("geo_point_buffer", {at(0), at(0), at(1000), at(0)}).is_null());
  BOOST_TEST(call("geo_point_buffer", {at(0), at(0), at(1000), at(0.0001)}).is_null());
  BOOST_TEST(call("geo_point_buffer", {at(200), at(0), at(1000)}).is_null());
}

BOOST_AUTO_TEST_CASE(planar_edges_become_geodesics) {
  BOOST_TEST(call_json("geo_line_densify", {json(R"({"type":"LineString","coordinates":[[0,0],[0,1]]})")}) ==
             R"({"type":"LineString","coordinates":[[0.0,0.0],[0.0,1.0]]})");
  const std::string parallel =
      call_json("geo_line_densify", {json(R"({"type":"LineString","coordinates":[[0,60],[10,60]]})"), at(1000)});
  BOOST_TEST(parallel.size() > 80U);
  BOOST_TEST(call("geo_line_densify", {equator, at(0.05)}).is_null());
  BOOST_TEST(call("geo_line_densify", {equator, at(10001)}).is_null());
  const Value pacific = json(R"({"type":"LineString","coordinates":[[179,10],[-179,10]]})");
  BOOST_TEST(call_json("geo_line_densify", {pacific, at(10000), yes()}).size() <
             call_json("geo_line_densify", {pacific, at(10000)}).size());
  BOOST_TEST(
      call_json("geo_line_densify", {json(R"({"type":"LineString","coordinates":[[179,0],[181,0]]})")}) ==
      R"({"type":"MultiLineString","coordinates":[[[179.0,0.0],[179.999999999999,0.0]],[[-179.999999999999,0.0],[-179.0,0.0]]]})");
  BOOST_TEST(call_json("geo_polygon_densify", {square, at(10000)}).starts_with(R"({"type":"Polygon")"));
  BOOST_TEST(call("geo_polygon_densify", {square, at(0)}).is_null());
}

BOOST_AUTO_TEST_CASE(simple_shapes_have_fewer_vertices) {
  const Value crooked = json(R"({"type":"LineString","coordinates":[[0,0],[0.00001,0.00001],[0.00002,0],[1,0]]})");
  BOOST_TEST(call_json("geo_line_simplify", {crooked}) ==
             R"({"type":"LineString","coordinates":[[0.0,0.0],[1.0,0.0]]})");
  BOOST_TEST(call("geo_line_simplify", {crooked, at(1000000)}).is_null());
  BOOST_TEST(call("geo_line_simplify", {crooked, at(-1)}).is_null());
  BOOST_TEST(call("geo_line_simplify", {crooked, at(7900000)}).is_null());
  BOOST_TEST(call("geo_polygon_simplify", {square, at(1000000)}).is_null());
  BOOST_TEST(call_json("geo_polygon_simplify", {square}).starts_with(R"({"type":"Polygon")"));
  const Value neighbours = json(R"([{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]},)"
                                R"({"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]}])");
  BOOST_TEST(call_json("geo_simplify_polygons_array", {neighbours}).starts_with(R"({"type":"MultiPolygon")"));
  BOOST_TEST(call("geo_simplify_polygons_array", {neighbours, at(-1)}).is_null());
  BOOST_TEST(call("geo_simplify_polygons_array", {square}).is_null());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::executor::test
