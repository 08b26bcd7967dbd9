#include <cmath>

#include "executor/functions/math/math.hpp"
#include "executor/functions/operators/arithmetic_kernel.hpp"
#include "executor/functions/operators/division.hpp"
#include "executor/functions/operators/map_kernel.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/text.hpp"

// Kusto reference: "bin()", "bin_at()". A bin is a multiple of its size, taken toward minus infinity; a datetime's bins
// count from year 1. A size that is not positive makes a null.

namespace kelpie::executor {

namespace {

using std::int64_t;
using tables::Decimal;

/// Value minus what it exceeds the bin's start by; wraps at the end of the integers.
int64_t bin_start(int64_t value, int64_t excess) {
  return static_cast<int64_t>(static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(excess));
}

struct Bin {
  static int64_t apply(int64_t value, int64_t size, std::uint8_t& valid) {
    valid = size > 0;
    return size > 0 ? bin_start(value, positive_remainder(value, size)) : 0;
  }
  static double apply(double value, double size, std::uint8_t& valid) {
    valid = size > 0;
    return std::floor(value / size) * size;
  }
};

/// Bins of one size.
struct BinOf {
  InvariantDivisor divisor;
  int64_t apply(int64_t value) const { return bin_start(value, divisor.remainder(value)); }
  std::optional<tables::IntegerRange> range(tables::IntegerRange of) const {
    // The least integers wrap to the greatest ones.
    if (apply(of.min) > of.min) return std::nullopt;
    return tables::IntegerRange{apply(of.min), apply(of.max)};
  }
};

/// The same for values that are never negative.
struct DatetimeBinOf {
  InvariantDivisor divisor;
  int64_t size;
  int64_t apply(int64_t ticks) const {
    return static_cast<int64_t>(divisor.magnitude_quotient(static_cast<std::uint64_t>(ticks)) *
                                static_cast<std::uint64_t>(size));
  }
  std::optional<tables::IntegerRange> range(tables::IntegerRange of) const {
    return tables::IntegerRange{apply(of.min), apply(of.max)};
  }
};

/// The same by a product of doubles and a correction by one: eight rows at a time where a processor converts 64-bit
/// integers. The quotient must be small enough that a double is never off by more than one.
struct LongDatetimeBinOf {
  int64_t size;
  double reciprocal;
  static bool serves(int64_t size) {
    constexpr int64_t least_size = tables::max_datetime >> 50;
    return size > least_size && instruction_set() == InstructionSet::avx512;
  }
  int64_t apply(int64_t ticks) const {
    const auto quotient = static_cast<int64_t>(static_cast<double>(ticks) * reciprocal);
    // Unsigned, for what lies under a null may be any number.
    const auto start = static_cast<std::uint64_t>(quotient) * static_cast<std::uint64_t>(size);
    const auto rest = static_cast<int64_t>(static_cast<std::uint64_t>(ticks) - start);
    const std::int64_t correction = (rest >= size ? size : 0) - (rest < 0 ? size : 0);
    return static_cast<int64_t>(start + static_cast<std::uint64_t>(correction));
  }
  std::optional<tables::IntegerRange> range(tables::IntegerRange of) const {
    return tables::IntegerRange{apply(of.min), apply(of.max)};
  }
};

}  // namespace

std::shared_ptr<const Kernel> make_datetime_bin(const CallSite& site, int64_t size) {
  if (LongDatetimeBinOf::serves(size)) {
    return make_map_kernel<int64_t, int64_t>(site, LongDatetimeBinOf{size, 1.0 / static_cast<double>(size)});
  }
  return make_map_kernel<int64_t, int64_t>(site, DatetimeBinOf{InvariantDivisor(size), size});
}

namespace {

std::shared_ptr<const Kernel> make_bin(const CallSite& site) {
  const tables::Value* size = site.constant(1);
  if (size != nullptr && !size->is_null() && size->as_integer() > 0) {
    const InvariantDivisor divisor(size->as_integer());
    if (site.result_type == tables::Type::datetime) return make_datetime_bin(site, size->as_integer());
    return make_map_kernel<int64_t, int64_t>(site, BinOf{divisor});
  }
  return std::make_shared<const ElementwiseKernel<Bin, int64_t, int64_t, int64_t, true>>(site.result_type);
}

std::optional<Decimal> decimal_bin(const Decimal& value, const Decimal& size) {
  if (size.coefficient <= 0) return std::nullopt;
  const auto excess = modulo(value, size);
  return excess ? subtract(value, *excess) : std::nullopt;
}

// ---- bin_at ----

std::optional<int64_t> bin_from(int64_t value, int64_t size, int64_t fixed) {
  if (size <= 0) return std::nullopt;
  // Numbers that are not far apart, which is almost all, need no wide division.
  if (int64_t near = 0; !__builtin_sub_overflow(value, fixed, &near)) {
    int64_t excess = near % size;
    if (excess < 0) excess += size;
    return static_cast<int64_t>(static_cast<uint64_t>(value) - static_cast<uint64_t>(excess));
  }
  const auto distance = static_cast<tables::int128>(value) - fixed;
  tables::int128 excess = distance % size;
  if (excess < 0) excess += size;
  return static_cast<int64_t>(value - excess);
}

std::optional<int64_t> datetime_bin_from(int64_t value, int64_t size, int64_t fixed) {
  const auto start = bin_from(value, size, fixed);
  return start && *start >= 0 && *start <= tables::max_datetime ? start : std::nullopt;
}

}  // namespace

void add_bin_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "bin",
      .aliases = {"floor"},
      .category = "math",
      .summary = "Rounds a value down to a multiple of a size.",
      .example = "print bin(4.5, 1), bin(datetime(1970-05-11 13:45:07), 1d)",
      .naming = ResultNaming::first_argument,
      .overloads = {
          {.signature = "(value:datetime, size:timespan) -> datetime", .kernel = &make_bin},
          {.signature = "(value:integer, size:integer) -> long", .kernel = &make_bin},
          {.signature = "(value:real, size:real) -> real", .kernel = elementwise<Bin, double, double, double, true>()},
          {.signature = "(value:decimal, size:decimal) -> decimal", .kernel = rows(&decimal_bin)},
          {.signature = "(value:timespan, size:timespan) -> timespan", .kernel = &make_bin},
      }});
  registry.add(ScalarFunction{
      .name = "bin_at",
      .category = "math",
      .summary = "Rounds a value down to a bin, where one bin starts at a fixed point.",
      .example = "print bin_at(6.5, 2.5, 7)",
      .naming = ResultNaming::first_argument,
      .overloads = {
          {.signature = "(value:datetime, size:timespan, fixed:datetime) -> datetime",
           .kernel = rows(&datetime_bin_from)},
          {.signature = "(value:integer, size:integer, fixed:integer) -> long", .kernel = rows(&bin_from)},
          {.signature = "(value:real, size:real, fixed:real) -> real",
           .kernel = rows([](double value, double size, double fixed) -> std::optional<double> {
             if (!(size > 0)) return std::nullopt;
             return std::floor((value - fixed) / size) * size + fixed;
           })},
          {.signature = "(value:decimal, size:decimal, fixed:decimal) -> decimal",
           .kernel =
               rows([](const Decimal& value, const Decimal& size, const Decimal& fixed) -> std::optional<Decimal> {
                 const auto distance = subtract(value, fixed);
                 const auto start = distance ? decimal_bin(*distance, size) : std::nullopt;
                 return start ? add(*start, fixed) : std::nullopt;
               })},
          {.signature = "(value:timespan, size:timespan, fixed:timespan) -> timespan", .kernel = rows(&bin_from)},
      }});
}

}  // namespace kelpie::executor
