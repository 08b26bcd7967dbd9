#pragma once

// The parts that kernels over whole columns share: reading a side that is a column or one constant, building a flat
// result, and the nulls.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

#include "executor/functions/operators/simd.hpp"
#include "tables/vector.hpp"

namespace kelpie::executor {

/// One value a row.
template <typename T>
struct ColumnSide {
  const T* values;
  KELPIE_INLINE_LOOP T operator[](std::size_t row) const { return values[row]; }
};

/// The same value for every row.
template <typename T>
struct ConstantSide {
  T value;
  KELPIE_INLINE_LOOP T operator[](std::size_t) const { return value; }
};

/// Calls f with both sides of a binary operation in the shape they have. Two constants come as columns of one row.
template <typename A, typename B, typename F>
void with_sides(const tables::Vector& left, const tables::Vector& right, F&& f) {
  const A* a = left.values<A>();
  const B* b = right.values<B>();
  if (left.is_constant() == right.is_constant())
    f(ColumnSide<A>{a}, ColumnSide<B>{b});
  else if (right.is_constant())
    f(ColumnSide<A>{a}, ConstantSide<B>{*b});
  else
    f(ConstantSide<A>{*a}, ColumnSide<B>{b});
}

/// A flat result under construction. Values and validity are unset until somebody fills them.
template <tables::PhysicalValue T>
class FlatResult {
 public:
  explicit FlatResult(std::size_t rows) : rows_(rows), cells_(std::make_shared<Cells>()) {
    cells_->values = std::make_unique_for_overwrite<T[]>(rows);
  }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] T* values() { return cells_->values.get(); }
  [[nodiscard]] std::uint8_t* make_validity() {
    cells_->validity = std::make_unique_for_overwrite<std::uint8_t[]>(rows_);
    validity_ = cells_->validity.get();
    return cells_->validity.get();
  }
  /// What make_validity() made.
  [[nodiscard]] std::uint8_t* computed_validity() { return cells_->validity.get(); }
  void drop_validity() { validity_ = nullptr; }
  /// Takes the validity of a flat vector without copying it.
  void share_validity(const tables::Vector& from) {
    validity_ = from.validity();
    if (validity_ != nullptr) keep(from.owner());
  }
  void keep(const std::shared_ptr<const void>& owner) { kept_ = tables::join_owners(std::move(kept_), owner); }
  /// The result for `rows` rows: a constant when it was computed for one row only and more are wanted.
  [[nodiscard]] tables::Vector finish(tables::Type type, std::size_t rows) {
    const T* values = cells_->values.get();
    std::shared_ptr<const void> owner = cells_;
    if (kept_) owner = tables::join_owners(std::move(owner), kept_);
    tables::Vector flat = tables::Vector::flat(type, rows_, values, validity_, std::move(owner));
    return rows_ == rows ? flat : tables::Vector::constant(flat.value_at(0), rows);
  }

 private:
  struct Cells {
    std::unique_ptr<T[]> values;
    std::unique_ptr<std::uint8_t[]> validity;
  };
  std::size_t rows_;
  std::shared_ptr<Cells> cells_;
  const std::uint8_t* validity_ = nullptr;
  std::shared_ptr<const void> kept_;
};

[[nodiscard]] inline bool is_constant_null(const tables::Vector& vector) {
  return vector.is_constant() && vector.validity() != nullptr && *vector.validity() == 0;
}
[[nodiscard]] inline bool is_flat_with_nulls(const tables::Vector& vector) {
  return vector.is_flat() && vector.validity() != nullptr;
}

/// Rows that must be computed: one when both sides are constants.
[[nodiscard]] inline std::size_t rows_to_compute(const tables::Vector& left, const tables::Vector& right,
                                                 std::size_t rows) {
  return left.is_constant() && right.is_constant() && rows > 0 ? 1 : rows;
}

/// out = a AND b, byte by byte. `out` may be one of them.
void and_bytes(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out, std::size_t rows);
void or_bytes(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out, std::size_t rows);
/// Whether every byte is 1.
[[nodiscard]] bool all_set(const std::uint8_t* bytes, std::size_t rows);

/// A null on either side makes a null. Neither side may be a constant null.
template <tables::PhysicalValue T>
void propagate_nulls(FlatResult<T>& result, const tables::Vector& left, const tables::Vector& right) {
  const bool left_nulls = is_flat_with_nulls(left);
  const bool right_nulls = is_flat_with_nulls(right);
  if (left_nulls && right_nulls)
    and_bytes(left.validity(), right.validity(), result.make_validity(), result.rows());
  else if (left_nulls)
    result.share_validity(left);
  else if (right_nulls)
    result.share_validity(right);
}

}  // namespace kelpie::executor
