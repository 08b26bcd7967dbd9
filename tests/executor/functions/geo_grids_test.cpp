#include <algorithm>
#include <set>
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
Value at(double degrees) { return Value::real(degrees); }
std::vector<std::string> list(const Value& array) {
  std::vector<std::string> texts;
  const tables::DynamicView view(array.as_text());
  for (std::size_t i = 0; i < view.size(); ++i) texts.emplace_back(view.element(i).as_string());
  return texts;
}
const Value square = json(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]})");

}  // namespace

BOOST_AUTO_TEST_SUITE(geo_grids)

BOOST_AUTO_TEST_CASE(geohashes_are_rectangles) {
  BOOST_TEST(call("geo_point_to_geohash", {at(-5.6), at(42.6)}) == text("ezs42"));
  BOOST_TEST(call("geo_point_to_geohash", {at(10.40744), at(57.64911), number(11)}) == text("u4pruydqqvj"));
  BOOST_TEST(call("geo_point_to_geohash", {at(180), at(90), number(18)}) == text("zzzzzzzzzzzzzzzzzz"));
  BOOST_TEST(call("geo_point_to_geohash", {at(-180), at(-90), number(1)}) == text("0"));
  for (const std::int64_t wrong : {-1, 0, 19})
    BOOST_TEST(call("geo_point_to_geohash", {at(1), at(1), number(wrong)}) == text(""));
  BOOST_TEST(call("geo_point_to_geohash", {at(181), at(1)}) == text(""));
  BOOST_TEST(call_json("geo_geohash_to_central_point", {text("s")}) == R"({"type":"Point","coordinates":[22.5,22.5]})");
  BOOST_TEST(call_json("geo_geohash_to_polygon", {text("s")}) ==
             R"({"type":"Polygon","coordinates":[[[0.0,0.0],[45.0,0.0],[45.0,45.0],[0.0,45.0],[0.0,0.0]]]})");
  for (const char* wrong : {"", "a", "ezs4i", "EZS42", "0000000000000000000"}) {
    BOOST_TEST(call("geo_geohash_to_central_point", {text(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_geohash_to_polygon", {text(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_geohash_neighbors", {text(wrong)}).is_null(), wrong);
  }
  const std::vector<std::string> around = list(call("geo_geohash_neighbors", {text("ezs42")}));
  const std::set<std::string> expected{"ezefp", "ezefr", "ezs40", "ezs48", "ezs41", "ezs43", "ezefx", "ezs49"};
  BOOST_TEST((std::set<std::string>(around.begin(), around.end()) == expected));
  BOOST_TEST(list(call("geo_geohash_neighbors", {text("z")})).size() == 5U);  // at the pole
}

BOOST_AUTO_TEST_CASE(s2_cells_have_tokens) {
  BOOST_TEST(call("geo_point_to_s2cell", {at(0), at(0), number(0)}) == text("1"));
  const Value cell = call("geo_point_to_s2cell", {at(13.405), at(52.52)});
  BOOST_TEST(cell.as_text().size() == 7U);
  for (const std::int64_t wrong : {-1, 31})
    BOOST_TEST(call("geo_point_to_s2cell", {at(1), at(1), number(wrong)}) == text(""));
  BOOST_TEST(call("geo_point_to_s2cell", {at(0), at(91)}) == text(""));
  BOOST_TEST(list(call("geo_s2cell_neighbors", {cell})).size() == 8U);
  BOOST_TEST(call_json("geo_s2cell_to_polygon", {cell}).starts_with(R"({"type":"Polygon")"));
  for (const char* wrong : {"", "a", "x", "47a8g", "11111111111111111"}) {
    BOOST_TEST(call("geo_s2cell_to_central_point", {text(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_s2cell_to_polygon", {text(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_s2cell_neighbors", {text(wrong)}).is_null(), wrong);
  }
}

BOOST_AUTO_TEST_CASE(shapes_are_covered_with_s2_cells_of_one_level) {
  const std::vector<std::string> cells = list(call("geo_polygon_to_s2cells", {square, number(8)}));
  const std::set<std::string> distinct(cells.begin(), cells.end());
  BOOST_TEST(distinct.size() == cells.size());
  BOOST_TEST(distinct.contains(std::string(call("geo_point_to_s2cell", {at(0.5), at(0.5), number(8)}).as_text())));
  BOOST_TEST(list(call("geo_polygon_to_s2cells", {square, number(8), at(100000)})).size() > cells.size());
  BOOST_TEST(call("geo_polygon_to_s2cells", {square, number(30)}).is_null());
  BOOST_TEST(call("geo_polygon_to_s2cells", {square, number(31)}).is_null());
  BOOST_TEST(call("geo_polygon_to_s2cells", {square, number(8), at(-1)}).is_null());
  const Value line = json(R"({"type":"LineString","coordinates":[[0,0],[1,1]]})");
  BOOST_TEST(!list(call("geo_line_to_s2cells", {line})).empty());
  BOOST_TEST(call("geo_line_to_s2cells", {line, number(-1)}).is_null());
}

BOOST_AUTO_TEST_CASE(h3_cells_form_a_hierarchy) {
  BOOST_TEST(call("geo_point_to_h3cell", {at(-122.0553238), at(37.3615593), number(5)}) == text("85283473fffffff"));
  BOOST_TEST(call("geo_h3cell_level", {text("85283473fffffff")}) == Value::int_(5));
  BOOST_TEST(call("geo_h3cell_parent", {text("85283473fffffff")}) == text("8428347ffffffff"));
  BOOST_TEST(call("geo_h3cell_parent", {text("85283473fffffff"), number(5)}) == text("85283473fffffff"));
  BOOST_TEST(call("geo_h3cell_parent", {text("85283473fffffff"), number(6)}) == text(""));
  BOOST_TEST(call("geo_h3cell_parent", {text("8029fffffffffff")}) == text(""));
  BOOST_TEST(list(call("geo_h3cell_children", {text("85283473fffffff")})).size() == 7U);
  BOOST_TEST(list(call("geo_h3cell_children", {text("85283473fffffff"), number(8)})).size() == 343U);
  BOOST_TEST(call("geo_h3cell_children", {text("85283473fffffff"), number(11)}).is_null());
  BOOST_TEST(call("geo_h3cell_children", {text("85283473fffffff"), number(4)}).is_null());
  BOOST_TEST(list(call("geo_h3cell_children", {text("8009fffffffffff")})).size() == 6U);  // a pentagon
  BOOST_TEST(list(call("geo_h3cell_neighbors", {text("8009fffffffffff")})).size() == 5U);
  for (const char* wrong :
       {"", "abc", "85283473ffffff7", "95283473fffffff", "80f5fffffffffff", "85283473fffffffff", "8109fffffffffff0"}) {
    BOOST_TEST(call("geo_h3cell_level", {text(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_h3cell_parent", {text(wrong)}) == text(""), wrong);
    BOOST_TEST(call("geo_h3cell_children", {text(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_h3cell_rings", {text(wrong), number(1)}).is_null(), wrong);
    BOOST_TEST(call("geo_h3cell_to_polygon", {text(wrong)}).is_null(), wrong);
    BOOST_TEST(call("geo_h3cell_to_central_point", {text(wrong)}).is_null(), wrong);
  }
  BOOST_TEST(call("geo_point_to_h3cell", {at(1), at(1), number(16)}) == text(""));
  BOOST_TEST(call("geo_point_to_h3cell", {at(1), at(91), number(6)}) == text(""));
}

BOOST_AUTO_TEST_CASE(every_h3_cell_holds_its_middle_and_its_neighbours_know_it) {
  for (std::int64_t resolution = 0; resolution <= 15; ++resolution) {
    for (double longitude = -175; longitude < 180; longitude += 23) {
      for (double latitude = -85; latitude < 90; latitude += 17) {
        const Value cell = call("geo_point_to_h3cell", {at(longitude), at(latitude), number(resolution)});
        const Value middle = call("geo_h3cell_to_central_point", {cell});
        const tables::DynamicView position = tables::DynamicView(middle.as_text()).find("coordinates");
        BOOST_TEST(call("geo_point_to_h3cell", {at(position.element(0).as_real()), at(position.element(1).as_real()),
                                                number(resolution)}) == cell);
        for (const std::string& neighbour : list(call("geo_h3cell_neighbors", {cell}))) {
          const std::vector<std::string> around = list(call("geo_h3cell_neighbors", {text(neighbour)}));
          BOOST_TEST((std::find(around.begin(), around.end(), cell.as_text()) != around.end()));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(rings_of_h3_cells_grow_by_six) {
  const Value rings = call("geo_h3cell_rings", {text("85283473fffffff"), number(3)});
  const tables::DynamicView view(rings.as_text());
  BOOST_TEST_REQUIRE(view.size() == 4U);
  for (const std::size_t ring : {1U, 2U, 3U}) BOOST_TEST(view.element(ring).size() == 6 * ring);
  BOOST_TEST(view.element(0).element(0).as_string() == "85283473fffffff");
  BOOST_TEST(call("geo_h3cell_rings", {text("85283473fffffff"), number(143)}).is_null());
  BOOST_TEST(call("geo_h3cell_rings", {text("85283473fffffff"), number(-1)}).is_null());
}

BOOST_AUTO_TEST_CASE(polygons_hold_the_h3_cells_whose_middle_they_hold) {
  const std::vector<std::string> cells = list(call("geo_polygon_to_h3cells", {square, number(4)}));
  BOOST_TEST(!cells.empty());
  for (const std::string& cell : cells) {
    const Value middle = call("geo_h3cell_to_central_point", {text(cell)});
    const tables::DynamicView position = tables::DynamicView(middle.as_text()).find("coordinates");
    BOOST_TEST((position.element(0).as_real() > 0 && position.element(0).as_real() < 1));
    BOOST_TEST((position.element(1).as_real() > 0 && position.element(1).as_real() < 1));
  }
  BOOST_TEST(list(call("geo_polygon_to_h3cells", {square, number(4), at(50000)})).size() > cells.size());
  BOOST_TEST(call("geo_polygon_to_h3cells", {square, number(15)}).is_null());
  BOOST_TEST(call("geo_polygon_to_h3cells", {square, number(16)}).is_null());
  BOOST_TEST(call("geo_polygon_to_h3cells", {square, number(4), at(-1)}).is_null());
}

BOOST_AUTO_TEST_CASE(well_known_text_becomes_geojson) {
  BOOST_TEST(call_json("geo_from_wkt", {text(" point(1 -2.5) ")}) == R"({"type":"Point","coordinates":[1.0,-2.5]})");
  BOOST_TEST(call_json("geo_from_wkt", {text("MULTIPOINT ((1 1), (2 2))")}) ==
             R"({"type":"MultiPoint","coordinates":[[1.0,1.0],[2.0,2.0]]})");
  BOOST_TEST(call_json("geo_from_wkt", {text("MULTIPOINT (1 1, 2 2)")}) ==
             R"({"type":"MultiPoint","coordinates":[[1.0,1.0],[2.0,2.0]]})");
  BOOST_TEST(call_json("geo_from_wkt", {text("MultiPolygon (((0 0, 1 0, 1 1, 0 0)))")}) ==
             R"({"type":"MultiPolygon","coordinates":[[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]]})");
  BOOST_TEST(call_json("geo_from_wkt", {text("GEOMETRYCOLLECTION (POINT (1e1 +2))")}) ==
             R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[10.0,2.0]}]})");
  for (const char* wrong :
       {"", "POINT", "POINT ()", "POINT (1)", "POINT (1 2", "POINT (1 2) x", "POINT (1 91)", "POINT (1 2 3)",
        "CIRCLE (1 2)", "LINESTRING (1 2)", "POLYGON ((0 0, 1 1, 2 2))", "POLYGON ((0 0, 1 0, 1 1, 0 1))",
        "GEOMETRYCOLLECTION (POINT (1 2)", "GEOMETRYCOLLECTION ()"}) {
    BOOST_TEST(call("geo_from_wkt", {text(wrong)}).is_null(), wrong);
  }
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "GEOMETRYCOLLECTION (";
  BOOST_TEST(call("geo_from_wkt", {text(deep + "POINT (1 2)" + std::string(40, ')'))}).is_null());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::executor::test
