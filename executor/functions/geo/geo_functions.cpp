#include "executor/functions/geo/geo_functions.hpp"

#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_geo_functions(FunctionRegistry& registry) {
  add_geo_direction_functions(registry);
  add_geo_distance_functions(registry);
  add_geo_containment_functions(registry);
  add_geo_measure_functions(registry);
  add_geo_fraction_functions(registry);
  add_geo_set_functions(registry);
  add_geo_union_functions(registry);
  add_geo_buffer_functions(registry);
  add_geo_densify_functions(registry);
  add_geo_simplify_functions(registry);
  add_geo_geohash_functions(registry);
  add_geo_s2cell_functions(registry);
  add_geo_s2_covering_functions(registry);
  add_geo_h3cell_functions(registry);
  add_geo_h3_covering_functions(registry);
  add_geo_wkt_functions(registry);
}

}  // namespace kelpie::executor
