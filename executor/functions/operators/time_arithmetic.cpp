#include <cmath>

#include "executor/functions/operators/arithmetic_kernel.hpp"
#include "executor/functions/operators/division.hpp"
#include "executor/functions/operators/integer_range.hpp"
#include "executor/functions/operators/map_kernel.hpp"
#include "executor/functions/operators/operators.hpp"
#include "tables/text.hpp"

// Kusto reference: "Datetime / timespan arithmetic". A datetime outside 0001..9999 is null, a timespan wraps as a long
// does.

namespace kelpie::executor {

namespace {

using std::int64_t;
using std::uint64_t;

int64_t wrapping_sum(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
int64_t wrapping_difference(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}

struct AddTimespans {
  static int64_t apply(int64_t a, int64_t b) { return wrapping_sum(a, b); }
  static std::optional<tables::IntegerRange> range(const tables::Vector& a, const tables::Vector& b) {
    return sum_range(a, b);
  }
};

struct SubtractTimes {
  static int64_t apply(int64_t a, int64_t b) { return wrapping_difference(a, b); }
  static std::optional<tables::IntegerRange> range(const tables::Vector& a, const tables::Vector& b) {
    return difference_range(a, b);
  }
};

/// A datetime is at most 2^62, so a sum that wraps is negative and thereby out of range too.
struct Shift {
  static int64_t apply(int64_t time, int64_t span, std::uint8_t& valid) {
    const int64_t sum = wrapping_sum(time, span);
    valid = static_cast<uint64_t>(sum) <= static_cast<uint64_t>(tables::max_datetime);
    return sum;
  }
  static std::optional<tables::IntegerRange> range(const tables::Vector& a, const tables::Vector& b) {
    return sum_range(a, b);
  }
};

struct ShiftBack {
  static int64_t apply(int64_t time, int64_t span, std::uint8_t& valid) {
    const int64_t difference = wrapping_difference(time, span);
    valid = static_cast<uint64_t>(difference) <= static_cast<uint64_t>(tables::max_datetime);
    return difference;
  }
  static std::optional<tables::IntegerRange> range(const tables::Vector& a, const tables::Vector& b) {
    return difference_range(a, b);
  }
};

struct Scale {
  static int64_t apply(int64_t a, int64_t b) {
    return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  }
};

int64_t ticks_from(double ticks, std::uint8_t& valid) {
  constexpr double limit = 9223372036854775808.0;
  valid = ticks > -limit && ticks < limit;
  return valid != 0 ? static_cast<int64_t>(std::round(ticks)) : 0;
}

struct ScaleByReal {
  static int64_t apply(int64_t span, double factor, std::uint8_t& valid) {
    return ticks_from(static_cast<double>(span) * factor, valid);
  }
  static int64_t apply(double factor, int64_t span, std::uint8_t& valid) { return apply(span, factor, valid); }
};

struct DivideByReal {
  static int64_t apply(int64_t span, double divisor, std::uint8_t& valid) {
    return ticks_from(static_cast<double>(span) / divisor, valid);
  }
};

struct DivideByInteger {
  static int64_t apply(int64_t span, int64_t divisor, std::uint8_t& valid) {
    valid = divisor != 0;
    return divisor == 0 ? 0 : truncating_quotient(span, divisor);
  }
};

struct Ratio {
  static double apply(int64_t a, int64_t b) { return static_cast<double>(a) / static_cast<double>(b); }
};

struct Remainder {
  static int64_t apply(int64_t a, int64_t b, std::uint8_t& valid) {
    valid = b != 0;
    return b == 0 ? 0 : positive_remainder(a, b);
  }
};

struct RemainderOfConstant {
  InvariantDivisor divisor;
  int64_t apply(int64_t value) const { return divisor.remainder(value); }
};

KernelFactory remainder() {
  return [](const CallSite& site) -> std::shared_ptr<const Kernel> {
    const tables::Value* divisor = site.constant(1);
    if (divisor != nullptr && !divisor->is_null() && divisor->as_integer() != 0) {
      return make_map_kernel<int64_t, int64_t>(site, RemainderOfConstant{InvariantDivisor(divisor->as_integer())});
    }
    return std::make_shared<const ElementwiseKernel<Remainder, int64_t, int64_t, int64_t, true>>(site.result_type);
  };
}

template <typename Operation>
constexpr auto integers = elementwise<Operation, int64_t, int64_t, int64_t>;
template <typename Operation>
constexpr auto partial_integers = elementwise<Operation, int64_t, int64_t, int64_t, true>;

}  // namespace

std::shared_ptr<const Kernel> make_shift_kernel() {
  return std::make_shared<const ElementwiseKernel<Shift, int64_t, int64_t, int64_t, true>>(tables::Type::datetime);
}

std::vector<Overload> time_overloads(std::string_view operation) {
  if (operation == "+") {
    return {{.signature = "(left:timespan, right:timespan) -> timespan", .kernel = integers<AddTimespans>()},
            {.signature = "(left:datetime, right:timespan) -> datetime", .kernel = partial_integers<Shift>()},
            {.signature = "(left:timespan, right:datetime) -> datetime", .kernel = partial_integers<Shift>()}};
  }
  if (operation == "-") {
    return {{.signature = "(left:timespan, right:timespan) -> timespan", .kernel = integers<SubtractTimes>()},
            {.signature = "(left:datetime, right:datetime) -> timespan", .kernel = integers<SubtractTimes>()},
            {.signature = "(left:datetime, right:timespan) -> datetime", .kernel = partial_integers<ShiftBack>()}};
  }
  if (operation == "*") {
    return {{.signature = "(left:integer, right:timespan) -> timespan", .kernel = integers<Scale>()},
            {.signature = "(left:timespan, right:integer) -> timespan", .kernel = integers<Scale>()},
            {.signature = "(left:real, right:timespan) -> timespan",
             .kernel = elementwise<ScaleByReal, double, int64_t, int64_t, true>()},
            {.signature = "(left:timespan, right:real) -> timespan",
             .kernel = elementwise<ScaleByReal, int64_t, double, int64_t, true>()}};
  }
  if (operation == "/") {
    return {{.signature = "(left:timespan, right:timespan) -> real",
             .kernel = elementwise<Ratio, int64_t, int64_t, double>()},
            {.signature = "(left:timespan, right:integer) -> timespan", .kernel = partial_integers<DivideByInteger>()},
            {.signature = "(left:timespan, right:real) -> timespan",
             .kernel = elementwise<DivideByReal, int64_t, double, int64_t, true>()},
            {.signature = "(left:datetime, right:timespan) -> real",
             .kernel = elementwise<Ratio, int64_t, int64_t, double>()}};
  }
  return {{.signature = "(left:timespan, right:timespan) -> timespan", .kernel = remainder()},
          {.signature = "(left:datetime, right:timespan) -> timespan", .kernel = remainder()}};
}

}  // namespace kelpie::executor
