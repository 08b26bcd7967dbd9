#pragma once

#include <span>
#include <utility>

#include "executor/functions/kernel.hpp"
#include "executor/functions/operators/elementwise.hpp"

namespace kelpie::executor {

/// Out = Operation::apply(A, B) for every row. The operation cannot fail, not even on what lies under a null.
template <typename Operation>
struct ElementwiseLoop {
  template <typename A, typename B, typename Out>
  struct Over {
    KELPIE_INLINE_LOOP static void run(A a, B b, Out* __restrict out, std::size_t rows) {
      for (std::size_t row = 0; row < rows; ++row) out[row] = Operation::apply(a[row], b[row]);
    }
  };
};

/// The same for an operation that may fail: apply(a, b, valid) clears `valid` where there is no result.
template <typename Operation>
struct PartialLoop {
  template <typename A, typename B, typename Out>
  struct Over {
    KELPIE_INLINE_LOOP static void run(A a, B b, Out* __restrict out, std::uint8_t* __restrict validity,
                                       std::size_t rows) {
      for (std::size_t row = 0; row < rows; ++row) {
        std::uint8_t valid = 1;
        out[row] = Operation::apply(a[row], b[row], valid);
        validity[row] = valid;
      }
    }
  };
};

/// A binary operation where a null on either side makes a null.
///   struct Operation { static Out apply(A, B); }  or, with Partial, apply(A, B, std::uint8_t& valid)
/// An operation may have `static std::optional<IntegerRange> range(left, right)` that says what the result lies in.
template <typename Operation, typename A, typename B, typename Out, bool Partial = false>
class ElementwiseKernel final : public Kernel {
 public:
  explicit ElementwiseKernel(tables::Type result) : result_(result) {}

  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    const tables::Vector& left = arguments[0];
    const tables::Vector& right = arguments[1];
    if (is_constant_null(left) || is_constant_null(right)) return tables::Vector::null(result_, rows);
    const std::size_t count = rows_to_compute(left, right, rows);
    FlatResult<Out> result(count);
    with_sides<A, B>(left, right, [&](auto a, auto b) {
      if constexpr (Partial) {
        run_loop<typename PartialLoop<Operation>::template Over<decltype(a), decltype(b), Out>>(
            a, b, result.values(), result.make_validity(), count);
      } else {
        run_loop<typename ElementwiseLoop<Operation>::template Over<decltype(a), decltype(b), Out>>(
            a, b, result.values(), count);
      }
    });
    if constexpr (Partial)
      finish_validity(result, left, right);
    else
      propagate_nulls(result, left, right);
    tables::Vector vector = result.finish(result_, rows);
    if constexpr (requires { Operation::range(left, right); }) vector.set_range(Operation::range(left, right));
    return vector;
  }

 private:
  /// What the loop found, and the nulls of the arguments; no validity at all when every row has a value.
  static void finish_validity(FlatResult<Out>& result, const tables::Vector& left, const tables::Vector& right) {
    std::uint8_t* validity = result.computed_validity();
    if (is_flat_with_nulls(left)) and_bytes(validity, left.validity(), validity, result.rows());
    if (is_flat_with_nulls(right)) and_bytes(validity, right.validity(), validity, result.rows());
    if (all_set(validity, result.rows())) result.drop_validity();
  }

  tables::Type result_;
};

/// A kernel factory of one operation.
template <typename Operation, typename A, typename B, typename Out, bool Partial = false>
KernelFactory elementwise() {
  return [](const CallSite& site) {
    return std::make_shared<const ElementwiseKernel<Operation, A, B, Out, Partial>>(site.result_type);
  };
}

}  // namespace kelpie::executor
