#pragma once

#include <functional>
#include <span>

#include "executor/functions/kernel.hpp"
#include "executor/functions/operators/arithmetic_kernel.hpp"
#include "executor/functions/operators/integer_range.hpp"

namespace kelpie::executor {

// The comparisons, each with what is known of the result from ranges alone: true, false, or nothing.

struct Equal {
  template <typename T>
  static bool apply(T a, T b) {
    return a == b;
  }
  static std::optional<bool> decide(tables::IntegerRange a, tables::IntegerRange b) {
    if (a.max < b.min || b.max < a.min) return false;
    if (a.min == a.max && b.min == b.max) return true;
    return std::nullopt;
  }
};

struct Less {
  template <typename T>
  static bool apply(T a, T b) {
    return a < b;
  }
  static std::optional<bool> decide(tables::IntegerRange a, tables::IntegerRange b) {
    if (a.max < b.min) return true;
    if (a.min >= b.max) return false;
    return std::nullopt;
  }
};

struct LessOrEqual {
  template <typename T>
  static bool apply(T a, T b) {
    return a <= b;
  }
  static std::optional<bool> decide(tables::IntegerRange a, tables::IntegerRange b) {
    if (a.max <= b.min) return true;
    if (a.min > b.max) return false;
    return std::nullopt;
  }
};

/// The same comparison with its sides exchanged.
template <typename Operation>
struct Mirrored {
  template <typename T>
  static bool apply(T a, T b) {
    return Operation::apply(b, a);
  }
  static std::optional<bool> decide(tables::IntegerRange a, tables::IntegerRange b) { return Operation::decide(b, a); }
};
using Greater = Mirrored<Less>;
using GreaterOrEqual = Mirrored<LessOrEqual>;

/// What a comparison of these vectors gives for every row; nothing when rows must be looked at.
template <typename Operation, typename T>
[[nodiscard]] std::optional<bool> decided(const tables::Vector& left, const tables::Vector& right) {
  if constexpr (std::is_same_v<T, std::int64_t>) {
    const auto a = known_range(left);
    const auto b = known_range(right);
    if (a && b) return Operation::decide(*a, *b);
  }
  return std::nullopt;
}

/// < <= > >=: a null on either side makes a null.
template <typename Operation, typename T>
class OrderingKernel final : public Kernel {
 public:
  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    const tables::Vector& left = arguments[0];
    const tables::Vector& right = arguments[1];
    if (is_constant_null(left) || is_constant_null(right)) return tables::Vector::null(tables::Type::boolean, rows);
    if (left.validity() == nullptr && right.validity() == nullptr) {
      if (const auto known = decided<Operation, T>(left, right))
        return tables::Vector::constant(tables::Value::boolean(*known), rows);
    }
    const std::size_t count = rows_to_compute(left, right, rows);
    FlatResult<std::uint8_t> result(count);
    with_sides<T, T>(left, right, [&](auto a, auto b) {
      run_loop<typename ElementwiseLoop<Operation>::template Over<decltype(a), decltype(b), std::uint8_t>>(
          a, b, result.values(), count);
    });
    propagate_nulls(result, left, right);
    return result.finish(tables::Type::boolean, rows);
  }
};

/// == and !=: a null equals no value; two nulls compare to null (Kusto reference: "Null values").
class EqualityNulls {
 public:
  /// The result when one side is a constant null: null where the other is null too.
  [[nodiscard]] static tables::Vector against_null(const tables::Vector& other, bool negated, std::size_t rows);
  /// Given where the values are equal, takes out what is null on one side, negates, and marks what is null on both.
  static void apply(FlatResult<std::uint8_t>& equal, const tables::Vector& left, const tables::Vector& right,
                    bool negated);
};

template <typename T>
class EqualityKernel final : public Kernel {
 public:
  explicit EqualityKernel(bool negated) : negated_(negated) {}

  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    const tables::Vector& left = arguments[0];
    const tables::Vector& right = arguments[1];
    if (is_constant_null(left)) return EqualityNulls::against_null(right, negated_, rows);
    if (is_constant_null(right)) return EqualityNulls::against_null(left, negated_, rows);
    if (const auto known = decided<Equal, T>(left, right); known && may_decide(left, right, *known)) {
      return tables::Vector::constant(tables::Value::boolean(*known != negated_), rows);
    }
    const std::size_t count = rows_to_compute(left, right, rows);
    FlatResult<std::uint8_t> result(count);
    with_sides<T, T>(left, right, [&](auto a, auto b) {
      using A = decltype(a);
      using B = decltype(b);
      if (negated_ && !is_flat_with_nulls(left) && !is_flat_with_nulls(right)) {
        run_loop<typename ElementwiseLoop<Unequal>::template Over<A, B, std::uint8_t>>(a, b, result.values(), count);
      } else {
        run_loop<typename ElementwiseLoop<Equal>::template Over<A, B, std::uint8_t>>(a, b, result.values(), count);
      }
    });
    if (is_flat_with_nulls(left) || is_flat_with_nulls(right)) EqualityNulls::apply(result, left, right, negated_);
    return result.finish(tables::Type::boolean, rows);
  }

 private:
  struct Unequal {
    static bool apply(T a, T b) { return !(a == b); }
  };
  /// A null equals nothing, so what is unequal by its range alone stays so unless both sides may be null.
  static bool may_decide(const tables::Vector& left, const tables::Vector& right, bool equal) {
    const int nullable = (left.validity() != nullptr ? 1 : 0) + (right.validity() != nullptr ? 1 : 0);
    return nullable == 0 || (nullable == 1 && !equal);
  }

  bool negated_;
};

}  // namespace kelpie::executor
