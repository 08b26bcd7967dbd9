#include <array>

#include "executor/functions/operators/comparison_kernel.hpp"
#include "executor/functions/operators/operators.hpp"
#include "executor/functions/registry.hpp"

// Kusto reference: "The between operator". Both ends belong to the range; a null anywhere makes a null.

namespace kelpie::executor {

using tables::Decimal;
using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

template <typename T>
bool at_most(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, Decimal>)
    return compare(a, b) <= 0;
  else
    return a <= b;
}

template <typename T, bool Negated>
struct BetweenLoop {
  KELPIE_INLINE_LOOP static void run(const T* values, T low, T high, std::uint8_t* __restrict out, std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) {
      const bool inside = at_most(low, values[row]) & at_most(values[row], high);
      out[row] = inside != Negated;
    }
  }
};

/// Bounds that change from row to row.
template <typename T, bool Negated>
struct BetweenColumnsLoop {
  KELPIE_INLINE_LOOP static void run(const T* values, const T* lows, std::size_t low_step, const T* highs,
                                     std::size_t high_step, std::uint8_t* __restrict out, std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) {
      const bool inside = at_most(lows[row * low_step], values[row]) & at_most(values[row], highs[row * high_step]);
      out[row] = inside != Negated;
    }
  }
};

template <typename T, bool Negated>
class BetweenKernel final : public Kernel {
 public:
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    for (const Vector& argument : arguments) {
      if (is_constant_null(argument)) return Vector::null(Type::boolean, rows);
    }
    if (arguments[0].is_constant()) {
      const Vector values = arguments[0].flattened();
      return columns(values, arguments[1], arguments[2], rows);
    }
    return columns(arguments[0], arguments[1], arguments[2], rows);
  }

 private:
  static Vector columns(const Vector& values, const Vector& low, const Vector& high, std::size_t rows) {
    const bool fixed = low.is_constant() && high.is_constant();
    if constexpr (std::is_same_v<T, std::int64_t>) {
      if (fixed && values.validity() == nullptr && values.range()) {
        const auto known = decide(*values.range(), *low.values<T>(), *high.values<T>());
        if (known) return Vector::constant(Value::boolean(*known != Negated), rows);
      }
    }
    FlatResult<std::uint8_t> result(rows);
    if (fixed) {
      run_loop<BetweenLoop<T, Negated>>(values.values<T>(), *low.values<T>(), *high.values<T>(), result.values(), rows);
      if (is_flat_with_nulls(values)) result.share_validity(values);
      return result.finish(Type::boolean, rows);
    }
    run_loop<BetweenColumnsLoop<T, Negated>>(values.values<T>(), low.values<T>(), step(low), high.values<T>(),
                                             step(high), result.values(), rows);
    propagate(result, values, low, high);
    return result.finish(Type::boolean, rows);
  }
  static std::size_t step(const Vector& vector) { return vector.is_constant() ? 0 : 1; }
  static void propagate(FlatResult<std::uint8_t>& result, const Vector& values, const Vector& low, const Vector& high) {
    std::uint8_t* validity = nullptr;
    for (const Vector* vector : {&values, &low, &high}) {
      if (!is_flat_with_nulls(*vector)) continue;
      if (validity == nullptr)
        std::memcpy(validity = result.make_validity(), vector->validity(), result.rows());
      else
        and_bytes(validity, vector->validity(), validity, result.rows());
    }
  }
  static std::optional<bool> decide(tables::IntegerRange range, std::int64_t low, std::int64_t high) {
    if (range.min >= low && range.max <= high) return true;
    if (range.max < low || range.min > high) return false;
    return std::nullopt;
  }
};

template <typename T, bool Negated>
KernelFactory between() {
  return [](const CallSite&) { return std::make_shared<const BetweenKernel<T, Negated>>(); };
}

/// A datetime between another and so much later.
template <bool Negated>
class BetweenSpanKernel final : public Kernel {
 public:
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const Vector end = shift_->evaluate(arguments.subspan(1), rows);
    return between_.evaluate(std::array{arguments[0], arguments[1], end}, rows);
  }

 private:
  std::shared_ptr<const Kernel> shift_ = make_shift_kernel();
  BetweenKernel<std::int64_t, Negated> between_;
};

template <bool Negated>
ScalarFunction between_function(std::string name, std::string summary, std::string example) {
  const auto integers = between<std::int64_t, Negated>();
  return {
      .name = std::move(name),
      .category = "operator",
      .summary = std::move(summary),
      .example = std::move(example),
      .overloads = {
          {.signature = "(value:integer, low:integer, high:integer) -> bool", .kernel = integers},
          {.signature = "(value:real, low:real, high:real) -> bool", .kernel = between<double, Negated>()},
          {.signature = "(value:decimal, low:decimal, high:decimal) -> bool", .kernel = between<Decimal, Negated>()},
          {.signature = "(value:datetime, low:datetime, high:datetime) -> bool", .kernel = integers},
          {.signature = "(value:datetime, low:datetime, length:timespan) -> bool",
           .kernel = [](const CallSite&) { return std::make_shared<const BetweenSpanKernel<Negated>>(); }},
          {.signature = "(value:timespan, low:timespan, high:timespan) -> bool", .kernel = integers},
      }};
}

}  // namespace

void add_between_operators(FunctionRegistry& registry) {
  registry.add(between_function<false>("between", "Tells whether a value lies in a range, ends included.",
                                       "print 5 between (1 .. 5)"));
  registry.add(
      between_function<true>("!between", "Tells whether a value lies outside a range.", "print 6 !between (1 .. 5)"));
}

}  // namespace kelpie::executor
