#include "executor/functions/geo/detail/wkt.hpp"
#include "executor/functions/geo/geo_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;

void add_geo_wkt_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "geo_from_wkt",
                              .category = "geo",
                              .summary = "Turns a shape that is written as well-known text into GeoJSON.",
                              .example = "print geo_from_wkt('LINESTRING (8.7 50.1, 11.6 48.1)')",
                              .overloads = {{.signature = "(wkt:string) -> dynamic",
                                             .kernel = rows([](DynamicBuilder& out, std::string_view wkt) {
                                               return geo::wkt_to_geojson(wkt, out);
                                             })}}});
}

}  // namespace kelpie::executor
