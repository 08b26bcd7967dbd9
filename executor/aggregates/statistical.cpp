#include "executor/aggregates/aggregate_families.hpp"
#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_statistical_aggregates(FunctionRegistry& registry) {
  add_count_aggregates(registry);
  add_sum_aggregates(registry);
  add_extremum_aggregates(registry);
  add_moment_aggregates(registry);
  add_binary_aggregates(registry);
  add_percentile_aggregates(registry);
  add_tdigest_aggregates(registry);
}

}  // namespace kelpie::executor
