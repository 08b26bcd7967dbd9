#include "executor/aggregates/aggregate_families.hpp"
#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_collecting_aggregates(FunctionRegistry& registry) {
  add_distinct_count_aggregates(registry);
  add_hll_aggregates(registry);
  add_list_aggregates(registry);
  add_set_aggregates(registry);
  add_bag_aggregates(registry);
  add_schema_aggregates(registry);
  add_arg_extremum_aggregates(registry);
  add_any_aggregates(registry);
}

}  // namespace kelpie::executor
