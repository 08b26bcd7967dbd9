#include "executor/error.hpp"
#include "executor/functions/ip/ip_functions.hpp"
#include "executor/functions/ip/location_database.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

void add_ip_location_functions(FunctionRegistry& registry, std::shared_ptr<const LocationDatabase> locations) {
  registry.add(ScalarFunction{
      .name = "geo_info_from_ip_address",
      .category = "ip",
      .summary = "Tells country, state, city, latitude and longitude of an address, from a database of locations that "
                 "the user gives.",
      .example = "datatable(ip:string)[\"no address\"] | project geo_info_from_ip_address(ip)",
      .overloads = {
          {.signature = "(ip_address:string) -> dynamic",
           .kernel = rows([locations](tables::DynamicBuilder& out, std::string_view text) {
             const auto address = parse_ipv6(text);
             if (!address || address->prefix != 128) return false;
             if (locations == nullptr) {
               throw QueryError(
                   "E_LOCATIONS",
                   "geo_info_from_ip_address() needs a database of locations in MaxMind's format, and none was "
                   "given; --maxmind FILE names one.");
             }
             return locations->find(out, *address);
           })}}});
}

}  // namespace kelpie::executor
