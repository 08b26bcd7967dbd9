#include <cmath>
#include <limits>

#include "executor/functions/operators/arithmetic_kernel.hpp"
#include "executor/functions/operators/division.hpp"
#include "executor/functions/operators/integer_range.hpp"
#include "executor/functions/operators/map_kernel.hpp"
#include "executor/functions/operators/operators.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

namespace {

using std::int64_t;
using std::uint64_t;
using tables::Decimal;
using tables::Vector;

struct Add {
  static constexpr std::string_view text = "+";
  static int64_t apply(int64_t a, int64_t b) {
    return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  }
  static double apply(double a, double b) { return a + b; }
  static std::optional<Decimal> apply(const Decimal& a, const Decimal& b) { return add(a, b); }
};

struct Subtract {
  static constexpr std::string_view text = "-";
  static int64_t apply(int64_t a, int64_t b) {
    return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
  }
  static double apply(double a, double b) { return a - b; }
  static std::optional<Decimal> apply(const Decimal& a, const Decimal& b) { return subtract(a, b); }
};

struct Multiply {
  static constexpr std::string_view text = "*";
  static int64_t apply(int64_t a, int64_t b) {
    return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  }
  static double apply(double a, double b) { return a * b; }
  static std::optional<Decimal> apply(const Decimal& a, const Decimal& b) { return multiply(a, b); }
};

struct Divide {
  static constexpr std::string_view text = "/";
  static int64_t apply(int64_t a, int64_t b, std::uint8_t& valid) {
    valid = b != 0;
    return b == 0 ? 0 : truncating_quotient(a, b);
  }
  static double apply(double a, double b) { return a / b; }
  static std::optional<Decimal> apply(const Decimal& a, const Decimal& b) { return divide(a, b); }
  struct ByConstant {
    InvariantDivisor divisor;
    int64_t apply(int64_t value) const { return divisor.quotient(value); }
  };
};

struct Modulo {
  static constexpr std::string_view text = "%";
  static int64_t apply(int64_t a, int64_t b, std::uint8_t& valid) {
    valid = b != 0;
    return b == 0 ? 0 : positive_remainder(a, b);
  }
  static double apply(double a, double b) {
    const double remainder = std::fmod(a, b);
    return remainder < 0 ? remainder + std::fabs(b) : remainder;
  }
  static std::optional<Decimal> apply(const Decimal& a, const Decimal& b) { return modulo(a, b); }
  struct ByConstant {
    InvariantDivisor divisor;
    int64_t apply(int64_t value) const { return divisor.remainder(value); }
  };
};

/// Integers: + - * wrap, / and % by zero are null (Kusto reference: "Numerical operators").
template <typename Operation>
KernelFactory integers() {
  if constexpr (requires { typename Operation::ByConstant; }) {
    return [](const CallSite& site) -> std::shared_ptr<const Kernel> {
      const tables::Value* divisor = site.constant(1);
      if (divisor != nullptr && !divisor->is_null() && divisor->as_integer() != 0) {
        return make_map_kernel<int64_t, int64_t>(
            site, typename Operation::ByConstant{InvariantDivisor(divisor->as_integer())});
      }
      return std::make_shared<const ElementwiseKernel<Operation, int64_t, int64_t, int64_t, true>>(site.result_type);
    };
  } else {
    return elementwise<Operation, int64_t, int64_t, int64_t>();
  }
}

template <typename Operation>
std::vector<Overload> number_overloads() {
  return {
      {.signature = "(left:integer, right:integer) -> long", .kernel = integers<Operation>()},
      {.signature = "(left:real, right:real) -> real", .kernel = elementwise<Operation, double, double, double>()},
      {.signature = "(left:decimal, right:decimal) -> decimal",
       .kernel = rows([](Decimal a, Decimal b) { return Operation::apply(a, b); })},
  };
}

template <typename Operation>
void add_operator(FunctionRegistry& registry, std::string summary, std::string example) {
  std::vector<Overload> overloads = number_overloads<Operation>();
  for (Overload& overload : time_overloads(Operation::text)) overloads.push_back(std::move(overload));
  registry.add(ScalarFunction{.name = std::string(Operation::text),
                              .category = "operator",
                              .summary = std::move(summary),
                              .example = std::move(example),
                              .overloads = std::move(overloads)});
}

struct Negate {
  static int64_t apply(int64_t value) { return static_cast<int64_t>(0 - static_cast<uint64_t>(value)); }
  static double apply(double value) { return -value; }
};

/// A number inside a dynamic stays dynamic; anything else has no negative.
bool negate_dynamic(tables::DynamicBuilder& out, tables::DynamicView value) {
  switch (value.kind()) {
    case tables::DynamicKind::long_:
      out.long_(Negate::apply(value.as_integer()));
      return true;
    case tables::DynamicKind::timespan:
      out.timespan(Negate::apply(value.as_integer()));
      return true;
    case tables::DynamicKind::real:
      out.real(-value.as_real());
      return true;
    default:
      out.null();
      return false;
  }
}

void add_negation(FunctionRegistry& registry) {
  registry.add(
      ScalarFunction{.name = "negate",
                     .category = "operator",
                     .summary = "Gives a number or a timespan the opposite sign.",
                     .example = "print -(2 + 3)",
                     .overloads = {
                         {.signature = "(value:integer) -> long", .kernel = mapped<Negate, int64_t, int64_t>()},
                         {.signature = "(value:real) -> real", .kernel = mapped<Negate, double, double>()},
                         {.signature = "(value:decimal) -> decimal", .kernel = rows([](Decimal value) {
                                                                       value.coefficient = -value.coefficient;
                                                                       return value;
                                                                     })},
                         {.signature = "(value:timespan) -> timespan", .kernel = mapped<Negate, int64_t, int64_t>()},
                         {.signature = "(value:dynamic) -> dynamic", .kernel = rows(&negate_dynamic)},
                     }});
}

}  // namespace

void add_number_operators(FunctionRegistry& registry) {
  add_operator<Add>(registry, "Adds two numbers, or a timespan to a timespan or a datetime.", "print 2 + 3");
  add_operator<Subtract>(registry, "Subtracts numbers, timespans or datetimes.",
                         "print datetime(2024-03-01) - datetime(2024-02-01)");
  add_operator<Multiply>(registry, "Multiplies two numbers, or a timespan by a number.", "print 90 * 1m");
  add_operator<Divide>(registry, "Divides numbers, or a timespan by a number or a timespan.", "print 7 / 2, 1d / 1h");
  add_operator<Modulo>(registry, "Gives the remainder of a division; it is never negative.", "print -14 % 12");
  add_negation(registry);
}

}  // namespace kelpie::executor
