#include <cstdlib>

#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

using RealFunction = double (*)(double);
/// What a function makes of whole numbers when it keeps them whole; nullptr when its result is real.
using WholeFunction = std::int64_t (*)(std::int64_t);

std::int64_t absolute(std::int64_t value) {
  return value < 0 ? static_cast<std::int64_t>(std::uint64_t{0} - static_cast<std::uint64_t>(value)) : value;
}
std::int64_t sign(std::int64_t value) { return (value > 0) - (value < 0); }
std::int64_t same(std::int64_t value) { return value; }
double real_sign(double value) { return std::isnan(value) ? value : (value > 0) - (value < 0); }

/// Applies a function to each number of an array; what is no number becomes null.
KernelFactory each(RealFunction real, WholeFunction whole) {
  return columns_to_dynamic([real, whole](DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
    const DynamicView array = columns[0].dynamic(row);
    if (array.kind() != DynamicKind::array) return false;
    bool integral = whole != nullptr;
    for (std::size_t i = 0; integral && i < array.size(); ++i) {
      const auto number = number_of(array.element(i));
      integral = !number || number->integral;
    }
    out.begin_array();
    for (std::size_t i = 0; i < array.size(); ++i) {
      const auto number = number_of(array.element(i));
      if (!number)
        out.null();
      else if (integral)
        out.long_(whole(number->integer));
      else
        out.real(real(number->real));
    }
    out.end_array();
    return true;
  });
}

struct ElementFunction {
  const char* name;
  const char* summary;
  const char* example;
  RealFunction real;
  WholeFunction whole;
};

constexpr ElementFunction functions[] = {
    {"series_abs", "Gives the absolute value of each element.", "print series_abs(dynamic([-6.5, 0, 8.2]))", std::abs,
     absolute},
    {"series_acos", "Gives the arc cosine of each element.", "print series_acos(dynamic([-1, 0, 1]))", std::acos,
     nullptr},
    {"series_asin", "Gives the arc sine of each element.", "print series_asin(dynamic([-1, 0, 1]))", std::asin,
     nullptr},
    {"series_atan", "Gives the arc tangent of each element.", "print series_atan(dynamic([-1, 0, 1]))", std::atan,
     nullptr},
    {"series_ceiling", "Rounds each element up to a whole number.", "print series_ceiling(dynamic([-1.5, 1, 2.5]))",
     std::ceil, same},
    {"series_cos", "Gives the cosine of each element.", "print series_cos(dynamic([-1, 0, 1]))", std::cos, nullptr},
    {"series_exp", "Raises e to the power of each element.", "print series_exp(dynamic([1, 2, 3]))", std::exp, nullptr},
    {"series_floor", "Rounds each element down to a whole number.", "print series_floor(dynamic([-1.5, 1, 2.5]))",
     std::floor, same},
    {"series_log", "Gives the natural logarithm of each element.", "print series_log(dynamic([1, 2, 3]))", std::log,
     nullptr},
    {"series_sign", "Tells of each element whether it is below, at or above zero: -1, 0 or 1.",
     "print series_sign(dynamic([-6, 0, 8]))", real_sign, sign},
    {"series_sin", "Gives the sine of each element.", "print series_sin(dynamic([-1, 0, 1]))", std::sin, nullptr},
    {"series_tan", "Gives the tangent of each element.", "print series_tan(dynamic([-1, 0, 1]))", std::tan, nullptr},
};

}  // namespace

void add_series_element_functions(FunctionRegistry& registry) {
  for (const ElementFunction& function : functions) {
    registry.add(ScalarFunction{.name = function.name,
                                .category = "series",
                                .summary = function.summary,
                                .example = function.example,
                                .overloads = {{"(series:dynamic) -> dynamic", each(function.real, function.whole)}}});
  }
}

}  // namespace kelpie::executor
