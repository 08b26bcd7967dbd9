#include "executor/functions/datetime/datetime.hpp"
#include "executor/functions/families.hpp"

namespace kelpie::executor {

void add_datetime_functions(FunctionRegistry& registry) {
  add_period_functions(registry);
  add_date_part_functions(registry);
  add_step_functions(registry);
  add_making_functions(registry);
  add_format_functions(registry);
  add_time_zone_functions(registry);
}

}  // namespace kelpie::executor
