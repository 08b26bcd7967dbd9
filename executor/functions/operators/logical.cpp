#include "executor/functions/operators/elementwise.hpp"
#include "executor/functions/operators/operators.hpp"

// Three-valued logic (Kusto reference: "Logical operators", "Null values"): a false side decides an `and`, a true side
// an `or`, even against a null; otherwise a null makes a null.

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

/// Truth values as two bytes a row: what is certainly true and what is certainly false.
template <bool Dominant, bool LeftNulls, bool RightNulls>
struct ThreeValued {
  KELPIE_INLINE_LOOP static void run(const std::uint8_t* a, const std::uint8_t* a_valid, const std::uint8_t* b,
                                     const std::uint8_t* b_valid, std::uint8_t* __restrict out,
                                     std::uint8_t* __restrict validity, std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) {
      // With Dominant false, "decides" means false and the operation is `and`; with true it means true and the
      // operation is `or`.
      const std::uint8_t a_known = LeftNulls ? a_valid[row] : 1;
      const std::uint8_t b_known = RightNulls ? b_valid[row] : 1;
      const std::uint8_t a_decides = a_known & (Dominant ? a[row] : a[row] ^ 1);
      const std::uint8_t b_decides = b_known & (Dominant ? b[row] : b[row] ^ 1);
      const std::uint8_t decided = a_decides | b_decides;
      out[row] = Dominant ? decided : decided ^ 1;
      validity[row] = decided | (a_known & b_known);
    }
  }
};

template <bool Dominant>
class LogicalKernel final : public Kernel {
 public:
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const Vector& left = arguments[0];
    const Vector& right = arguments[1];
    if (left.is_constant()) return with_constant(left, right, rows);
    if (right.is_constant()) return with_constant(right, left, rows);
    return columns(left, right, rows);
  }

 private:
  static Vector with_constant(const Vector& constant, const Vector& other, std::size_t rows) {
    if (!is_constant_null(constant)) {
      const bool value = *constant.values<std::uint8_t>() != 0;
      return value == Dominant ? Vector::constant(Value::boolean(Dominant), rows) : other;
    }
    if (is_constant_null(other)) return other;
    if (other.is_constant()) {
      const bool value = *other.values<std::uint8_t>() != 0;
      return value == Dominant ? other : Vector::null(Type::boolean, rows);
    }
    // A null against a column: known only where the column decides.
    FlatResult<std::uint8_t> result(rows);
    std::uint8_t* validity = result.make_validity();
    const std::uint8_t* values = other.values<std::uint8_t>();
    for (std::size_t row = 0; row < rows; ++row) {
      const bool known = other.validity() == nullptr || other.validity()[row] != 0;
      result.values()[row] = Dominant;
      validity[row] = known && (values[row] != 0) == Dominant;
    }
    return result.finish(Type::boolean, rows);
  }

  static Vector columns(const Vector& left, const Vector& right, std::size_t rows) {
    const std::uint8_t* a = left.values<std::uint8_t>();
    const std::uint8_t* b = right.values<std::uint8_t>();
    const std::uint8_t* a_valid = left.validity();
    const std::uint8_t* b_valid = right.validity();
    FlatResult<std::uint8_t> result(rows);
    std::uint8_t* out = result.values();
    if (a_valid == nullptr && b_valid == nullptr) {
      if (Dominant)
        or_bytes(a, b, out, rows);
      else
        and_bytes(a, b, out, rows);
      return result.finish(Type::boolean, rows);
    }
    std::uint8_t* validity = result.make_validity();
    if (b_valid == nullptr)
      run_loop<ThreeValued<Dominant, true, false>>(a, a_valid, b, b_valid, out, validity, rows);
    else if (a_valid == nullptr)
      run_loop<ThreeValued<Dominant, false, true>>(a, a_valid, b, b_valid, out, validity, rows);
    else
      run_loop<ThreeValued<Dominant, true, true>>(a, a_valid, b, b_valid, out, validity, rows);
    if (all_set(validity, rows)) result.drop_validity();
    return result.finish(Type::boolean, rows);
  }
};

template <bool Dominant>
ScalarFunction logical(std::string name, std::string summary, std::string example) {
  return {.name = std::move(name),
          .category = "operator",
          .summary = std::move(summary),
          .example = std::move(example),
          .overloads = {{.signature = "(left:bool, right:bool) -> bool",
                         .kernel = [](const CallSite&) { return std::make_shared<const LogicalKernel<Dominant>>(); }}}};
}

}  // namespace

std::shared_ptr<const Kernel> make_logical_kernel(bool disjunction) {
  if (disjunction) return std::make_shared<const LogicalKernel<true>>();
  return std::make_shared<const LogicalKernel<false>>();
}

void add_logical_operators(FunctionRegistry& registry) {
  registry.add(logical<false>("and", "Is true when both sides are; false as soon as one side is, even against a null.",
                              "print 1 < 2 and 2 < 3"));
  registry.add(logical<true>("or", "Is true as soon as one side is, even against a null.", "print 1 > 2 or 2 < 3"));
}

}  // namespace kelpie::executor
