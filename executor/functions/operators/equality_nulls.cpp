#include "executor/functions/operators/comparison_kernel.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

struct Flip {
  KELPIE_INLINE_LOOP static void run(std::uint8_t* values, std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) values[row] ^= 1;
  }
};

}  // namespace

Vector EqualityNulls::against_null(const Vector& other, bool negated, std::size_t rows) {
  if (is_constant_null(other)) return Vector::null(Type::boolean, rows);
  if (!is_flat_with_nulls(other)) return Vector::constant(Value::boolean(negated), rows);
  FlatResult<std::uint8_t> result(rows);
  std::memset(result.values(), negated ? 1 : 0, rows);
  result.share_validity(other);
  return result.finish(Type::boolean, rows);
}

void EqualityNulls::apply(FlatResult<std::uint8_t>& equal, const Vector& left, const Vector& right, bool negated) {
  const std::size_t rows = equal.rows();
  const bool left_nulls = is_flat_with_nulls(left);
  const bool right_nulls = is_flat_with_nulls(right);
  if (left_nulls) and_bytes(equal.values(), left.validity(), equal.values(), rows);
  if (right_nulls) and_bytes(equal.values(), right.validity(), equal.values(), rows);
  if (negated) run_loop<Flip>(equal.values(), rows);
  if (left_nulls && right_nulls) {
    or_bytes(left.validity(), right.validity(), equal.make_validity(), rows);
    if (all_set(equal.computed_validity(), rows)) equal.drop_validity();
  }
}

}  // namespace kelpie::executor
