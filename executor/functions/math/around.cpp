#include <cmath>

#include "executor/functions/math/math.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

/// |value - center| <= delta without leaving the integers.
bool is_close(std::int64_t value, std::int64_t center, std::int64_t delta) {
  const tables::int128 distance = static_cast<tables::int128>(value) - center;
  return distance <= delta && -distance <= delta;
}

}  // namespace

void add_closeness_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "around",
      .category = "math",
      .summary = "Tells whether a value lies within some distance of another.",
      .example = "print around(datetime(2021-01-01 01:29), datetime(2021-01-01 01:30), 1m)",
      .overloads = {
          {.signature = "(value:datetime, center:datetime, delta:timespan) -> bool", .kernel = rows(&is_close)},
          {.signature = "(value:integer, center:integer, delta:integer) -> bool", .kernel = rows(&is_close)},
          {.signature = "(value:real, center:real, delta:real) -> bool",
           .kernel =
               rows([](double value, double center, double delta) { return std::fabs(value - center) <= delta; })},
          {.signature = "(value:timespan, center:timespan, delta:timespan) -> bool", .kernel = rows(&is_close)},
      }});
}

}  // namespace kelpie::executor
