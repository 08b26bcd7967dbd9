#include <cmath>
#include <numbers>

#include "executor/functions/math/math.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

using Function = double (*)(double);

ScalarFunction of_number(std::string name, Function function, std::string summary, std::string example,
                         ResultNaming naming) {
  return {.name = std::move(name),
          .category = "math",
          .summary = std::move(summary),
          .example = std::move(example),
          .naming = naming,
          .overloads = {{.signature = "(number:real) -> real",
                         .kernel = rows([function](double value) { return function(value); })}}};
}

/// Nothing for a negative number; minus infinity for zero.
ScalarFunction logarithm(std::string name, Function function, std::string summary, std::string example) {
  return {.name = std::move(name),
          .category = "math",
          .summary = std::move(summary),
          .example = std::move(example),
          .naming = ResultNaming::first_argument,
          .overloads = {
              {.signature = "(number:real) -> real", .kernel = rows([function](double value) -> std::optional<double> {
                                                       if (value < 0) return std::nullopt;
                                                       return function(value);
                                                     })}}};
}

ScalarFunction of_two(std::string name, std::string parameters, double (*function)(double, double), std::string summary,
                      std::string example) {
  return {.name = std::move(name),
          .category = "math",
          .summary = std::move(summary),
          .example = std::move(example),
          .naming = ResultNaming::first_argument,
          .overloads = {{.signature = std::move(parameters),
                         .kernel = rows([function](double a, double b) { return function(a, b); })}}};
}

constexpr double degrees_per_radian = 180 / std::numbers::pi;

}  // namespace

void add_elementary_functions(FunctionRegistry& registry) {
  constexpr auto carried = ResultNaming::first_argument;
  constexpr auto nameless = ResultNaming::none;
  registry.add(of_number(
      "exp", [](double x) { return std::exp(x); }, "Raises e to a power.", "print exp(2)", carried));
  registry.add(of_number(
      "exp2", [](double x) { return std::exp2(x); }, "Raises 2 to a power.", "print exp2(2)", carried));
  registry.add(of_number(
      "exp10", [](double x) { return std::pow(10.0, x); }, "Raises 10 to a power.", "print exp10(3)", carried));
  registry.add(of_number(
      "sqrt", [](double x) { return std::sqrt(x); }, "Gives the square root.", "print sqrt(256)", carried));
  registry.add(of_number(
      "sin", [](double x) { return std::sin(x); }, "Gives the sine of an angle in radians.", "print sin(1)", carried));
  registry.add(of_number(
      "cos", [](double x) { return std::cos(x); }, "Gives the cosine of an angle in radians.", "print cos(1)",
      carried));
  registry.add(of_number(
      "tan", [](double x) { return std::tan(x); }, "Gives the tangent of an angle in radians.", "print tan(1)",
      carried));
  registry.add(of_number(
      "cot", [](double x) { return 1 / std::tan(x); }, "Gives the cotangent of an angle in radians.", "print cot(1)",
      nameless));
  registry.add(of_number(
      "asin", [](double x) { return std::asin(x); }, "Gives the angle whose sine a number is.", "print asin(0.5)",
      carried));
  registry.add(of_number(
      "acos", [](double x) { return std::acos(x); }, "Gives the angle whose cosine a number is.", "print acos(0.5)",
      carried));
  registry.add(of_number(
      "atan", [](double x) { return std::atan(x); }, "Gives the angle whose tangent a number is.", "print atan(0.5)",
      carried));
  registry.add(of_number(
      "degrees", [](double x) { return x * degrees_per_radian; }, "Turns radians into degrees.", "print degrees(pi())",
      nameless));
  registry.add(of_number(
      "radians", [](double x) { return x * (std::numbers::pi / 180); }, "Turns degrees into radians.",
      "print radians(180)", nameless));
  registry.add(logarithm(
      "log", [](double x) { return std::log(x); }, "Gives the natural logarithm; null for a negative number.",
      "print log(5)"));
  registry.add(logarithm(
      "log2", [](double x) { return std::log2(x); }, "Gives the logarithm to base 2; null for a negative number.",
      "print log2(8)"));
  registry.add(logarithm(
      "log10", [](double x) { return std::log10(x); }, "Gives the logarithm to base 10; null for a negative number.",
      "print log10(1000)"));
  registry.add(of_two(
      "pow", "(base:real, exponent:real) -> real", [](double a, double b) { return std::pow(a, b); },
      "Raises a number to a power.", "print pow(2, 3)"));
  registry.add(of_two(
      "atan2", "(y:real, x:real) -> real", [](double a, double b) { return std::atan2(a, b); },
      "Gives the angle between the x axis and the ray to a point.", "print atan2(1, 1)"));
  registry.add(
      ScalarFunction{.name = "pi",
                     .category = "math",
                     .summary = "Gives the ratio of a circle's circumference to its diameter.",
                     .example = "print pi()",
                     .overloads = {{.signature = "() -> real", .kernel = rows([]() { return std::numbers::pi; })}}});
}

}  // namespace kelpie::executor
