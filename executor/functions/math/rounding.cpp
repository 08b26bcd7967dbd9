#include <algorithm>
#include <cmath>

#include "executor/functions/math/math.hpp"
#include "executor/functions/operators/map_kernel.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

using std::int64_t;
using tables::Decimal;

/// Half away from zero, to a number of decimal places that may be negative (Kusto reference: "round()").
double rounded(double value, int64_t places) {
  constexpr int64_t most_places = 300;
  if (!std::isfinite(value) || places > most_places) return value;
  if (places < -most_places) return 0;
  if (places < 0) {
    const double unit = std::pow(10.0, static_cast<double>(-places));
    return std::round(value / unit) * unit;
  }
  const double scale = std::pow(10.0, static_cast<double>(places));
  const double scaled = value * scale;
  return std::isfinite(scaled) ? std::round(scaled) / scale : value;
}

std::optional<Decimal> rounded(const Decimal& value, int64_t places) {
  constexpr int64_t most_places = 400;
  const Decimal unit{1, static_cast<std::int32_t>(std::clamp(-places, -most_places, most_places))};
  const Decimal half{5, unit.exponent - 1};
  const bool negative = value.coefficient < 0;
  const Decimal size{negative ? -value.coefficient : value.coefficient, value.exponent};
  const auto raised = add(size, half);
  const auto excess = raised ? modulo(*raised, unit) : std::nullopt;
  auto result = excess ? subtract(*raised, *excess) : std::nullopt;
  if (result && negative) result->coefficient = -result->coefficient;
  return result;
}

struct Absolute {
  int64_t apply(int64_t value) const {
    return value < 0 ? static_cast<int64_t>(0 - static_cast<std::uint64_t>(value)) : value;
  }
  double apply(double value) const { return std::fabs(value); }
};

struct Sign {
  double apply(double value) const { return static_cast<double>(value > 0) - static_cast<double>(value < 0); }
};

struct Ceiling {
  double apply(double value) const { return std::ceil(value); }
};

Decimal ceiling(const Decimal& value) {
  Decimal result = floor(Decimal{-value.coefficient, value.exponent});
  result.coefficient = -result.coefficient;
  return result;
}

}  // namespace

void add_rounding_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "round",
                              .category = "math",
                              .summary = "Rounds a number to some decimal places, halves away from zero.",
                              .example = "print round(2.98765, 3), round(21.5, -1)",
                              .naming = ResultNaming::first_argument,
                              .overloads = {
                                  {.signature = "(number:real, precision?:integer) -> real",
                                   .kernel = rows([](double value, std::optional<int64_t> places) {
                                     return rounded(value, places.value_or(0));
                                   })},
                                  {.signature = "(number:decimal, precision?:integer) -> decimal",
                                   .kernel = rows([](const Decimal& value, std::optional<int64_t> places) {
                                     return rounded(value, places.value_or(0));
                                   })},
                              }});
  registry.add(
      ScalarFunction{.name = "ceiling",
                     .category = "math",
                     .summary = "Gives the smallest whole number that is not below a number.",
                     .example = "print ceiling(-1.1), ceiling(0.9)",
                     .naming = ResultNaming::first_argument,
                     .overloads = {{.signature = "(number:real) -> real", .kernel = mapped<Ceiling, double, double>()},
                                   {.signature = "(number:decimal) -> decimal", .kernel = rows(&ceiling)}}});
  registry.add(ScalarFunction{
      .name = "abs",
      .category = "math",
      .summary = "Gives the size of a number or a timespan without its sign.",
      .example = "print abs(-5)",
      .naming = ResultNaming::first_argument,
      .overloads = {{.signature = "(number:integer) -> long", .kernel = mapped<Absolute, int64_t, int64_t>()},
                    {.signature = "(number:real) -> real", .kernel = mapped<Absolute, double, double>()},
                    {.signature = "(number:decimal) -> decimal", .kernel = rows([](Decimal value) {
                                                                   if (value.coefficient < 0)
                                                                     value.coefficient = -value.coefficient;
                                                                   return value;
                                                                 })},
                    {.signature = "(number:timespan) -> timespan", .kernel = mapped<Absolute, int64_t, int64_t>()}}});
  registry.add(
      ScalarFunction{.name = "sign",
                     .category = "math",
                     .summary = "Gives 1.0 for a positive number, -1.0 for a negative one, 0.0 otherwise.",
                     .example = "print sign(-42)",
                     .overloads = {{.signature = "(number:real) -> real", .kernel = mapped<Sign, double, double>()}}});
}

}  // namespace kelpie::executor
