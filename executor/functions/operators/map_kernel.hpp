#pragma once

#include <span>
#include <utility>

#include "executor/functions/kernel.hpp"
#include "executor/functions/operators/elementwise.hpp"

namespace kelpie::executor {

/// A function of the first argument alone, whatever else is constant being part of the function. A null makes a null.
///   struct Function { Out apply(In) const; }  or, with Partial, apply(In, std::uint8_t& valid) const
/// A function may have `std::optional<IntegerRange> range(IntegerRange) const` that says what the result lies in; when
/// that is one value and there are no nulls, nothing is computed at all.
template <typename Function, typename In, typename Out, bool Partial = false>
class MapKernel final : public Kernel {
 public:
  MapKernel(tables::Type result, Function function) : result_(result), function_(std::move(function)) {}

  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    const tables::Vector& from = arguments[0];
    if (is_constant_null(from)) return tables::Vector::null(result_, rows);
    std::optional<tables::IntegerRange> range;
    if constexpr (requires { function_.range(tables::IntegerRange{}); }) {
      if (from.range()) range = function_.range(*from.range());
      if (range && range->min == range->max && from.validity() == nullptr) return constant(range->min, rows);
    }
    const std::size_t count = from.is_constant() && rows > 0 ? 1 : rows;
    FlatResult<Out> result(count);
    if constexpr (Partial) {
      run_loop<PartialLoop>(function_, from.values<In>(), result.values(), result.make_validity(), count);
      std::uint8_t* validity = result.computed_validity();
      if (is_flat_with_nulls(from)) and_bytes(validity, from.validity(), validity, count);
      if (all_set(validity, count)) result.drop_validity();
    } else {
      run_loop<Loop>(function_, from.values<In>(), result.values(), count);
      if (is_flat_with_nulls(from)) result.share_validity(from);
    }
    tables::Vector vector = result.finish(result_, rows);
    vector.set_range(range);
    return vector;
  }

 private:
  struct Loop {
    KELPIE_INLINE_LOOP static void run(Function function, const In* in, Out* __restrict out, std::size_t rows) {
      for (std::size_t row = 0; row < rows; ++row) out[row] = function.apply(in[row]);
    }
  };
  struct PartialLoop {
    KELPIE_INLINE_LOOP static void run(Function function, const In* in, Out* __restrict out,
                                       std::uint8_t* __restrict validity, std::size_t rows) {
      for (std::size_t row = 0; row < rows; ++row) {
        std::uint8_t valid = 1;
        out[row] = function.apply(in[row], valid);
        validity[row] = valid;
      }
    }
  };

  [[nodiscard]] tables::Vector constant(std::int64_t value, std::size_t rows) const {
    const auto cell = std::make_shared<const std::int64_t>(value);
    return tables::Vector::constant(tables::Vector::flat(result_, 1, cell.get(), nullptr, cell).value_at(0), rows);
  }

  tables::Type result_;
  Function function_;
};

template <typename In, typename Out, bool Partial = false, typename Function>
std::shared_ptr<const Kernel> make_map_kernel(const CallSite& site, Function function) {
  return std::make_shared<const MapKernel<Function, In, Out, Partial>>(site.result_type, std::move(function));
}

/// A kernel factory of a function that has no state.
template <typename Function, typename In, typename Out, bool Partial = false>
KernelFactory mapped() {
  return [](const CallSite& site) { return make_map_kernel<In, Out, Partial>(site, Function{}); };
}

}  // namespace kelpie::executor
