#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The groups of the functions of places on Earth; add_geo_functions() adds them all.
void add_geo_direction_functions(FunctionRegistry& registry);    // geo_angle geo_azimuth
void add_geo_distance_functions(FunctionRegistry& registry);     // geo_distance_* geo_closest_point_on_*
void add_geo_containment_functions(FunctionRegistry& registry);  // geo_point_in_circle geo_point_in_polygon
void add_geo_measure_functions(FunctionRegistry& registry);      // lengths, areas, centroids
void add_geo_fraction_functions(FunctionRegistry& registry);     // geo_line_interpolate_point geo_line_locate_point
void add_geo_set_functions(FunctionRegistry& registry);          // geo_intersection_* geo_intersects_*
void add_geo_union_functions(FunctionRegistry& registry);        // geo_union_lines_array geo_union_polygons_array
void add_geo_buffer_functions(FunctionRegistry& registry);       // geo_point_buffer geo_line_buffer geo_polygon_buffer
void add_geo_densify_functions(FunctionRegistry& registry);      // geo_line_densify geo_polygon_densify
void add_geo_simplify_functions(FunctionRegistry& registry);     // geo_line_simplify geo_polygon_simplify ...
void add_geo_geohash_functions(FunctionRegistry& registry);      // geo_point_to_geohash geo_geohash_*
void add_geo_s2cell_functions(FunctionRegistry& registry);       // geo_point_to_s2cell geo_s2cell_*
void add_geo_s2_covering_functions(FunctionRegistry& registry);  // geo_line_to_s2cells geo_polygon_to_s2cells
void add_geo_h3cell_functions(FunctionRegistry& registry);       // geo_point_to_h3cell geo_h3cell_*
void add_geo_h3_covering_functions(FunctionRegistry& registry);  // geo_polygon_to_h3cells
void add_geo_wkt_functions(FunctionRegistry& registry);          // geo_from_wkt

}  // namespace kelpie::executor
