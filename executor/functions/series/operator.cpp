#include <algorithm>

#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

/// One side of an element-wise operation: an array, or a number that stands for all its elements.
class Operand {
 public:
  Operand(const ScalarColumn& column, std::size_t row) {
    if (column.type() == tables::Type::dynamic) {
      array_ = column.dynamic(row);
      valid_ = array_.kind() == DynamicKind::array;
    } else {
      number_ = number_of(column, row);
      valid_ = number_.has_value();
      scalar_ = true;
    }
  }
  /// Neither an array nor a number: the result is null.
  [[nodiscard]] bool valid() const { return valid_; }
  [[nodiscard]] std::size_t size() const { return scalar_ ? 0 : array_.size(); }
  [[nodiscard]] std::optional<SeriesNumber> at(std::size_t index) const {
    if (scalar_) return number_;
    return index < array_.size() ? number_of(array_.element(index)) : std::nullopt;
  }
  [[nodiscard]] bool integral() const {
    if (scalar_) return number_->integral;
    for (std::size_t i = 0; i < array_.size(); ++i) {
      if (const auto number = number_of(array_.element(i)); number && !number->integral) return false;
    }
    return true;
  }

 private:
  DynamicView array_;
  std::optional<SeriesNumber> number_;
  bool scalar_ = false;
  bool valid_ = false;
};

/// Writes one element for each index that either side has; null where either is missing or no number.
template <typename Write>
bool combine(DynamicBuilder& out, const Operand& left, const Operand& right, Write write) {
  out.begin_array();
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const auto a = left.at(i);
    const auto b = right.at(i);
    if (a && b)
      write(*a, *b);
    else
      out.null();
  }
  out.end_array();
  return true;
}

using RealOperation = double (*)(double, double);
/// On two's complement, where the result of whole numbers is whole; nullptr: it is real.
using WholeOperation = std::uint64_t (*)(std::uint64_t, std::uint64_t);

KernelFactory arithmetic(RealOperation real, WholeOperation whole) {
  return columns_to_dynamic([real, whole](DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
    const Operand left(columns[0], row);
    const Operand right(columns[1], row);
    if (!left.valid() || !right.valid()) return false;
    const bool integral = whole != nullptr && left.integral() && right.integral();
    return combine(out, left, right, [&](const SeriesNumber& a, const SeriesNumber& b) {
      if (integral) {
        out.long_(static_cast<std::int64_t>(
            whole(static_cast<std::uint64_t>(a.integer), static_cast<std::uint64_t>(b.integer))));
      } else {
        out.real(real(a.real, b.real));
      }
    });
  });
}

/// `accepts(-1, 0 or 1)` for less, equal and greater; `unordered` is the answer when a side is NaN.
KernelFactory comparison(bool (*accepts)(int), bool unordered) {
  return columns_to_dynamic([accepts, unordered](DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
    const Operand left(columns[0], row);
    const Operand right(columns[1], row);
    if (!left.valid() || !right.valid()) return false;
    return combine(out, left, right, [&](const SeriesNumber& a, const SeriesNumber& b) {
      if (a.integral && b.integral) return out.boolean(accepts((a.integer > b.integer) - (a.integer < b.integer)));
      if (std::isnan(a.real) || std::isnan(b.real)) return out.boolean(unordered);
      out.boolean(accepts((a.real > b.real) - (a.real < b.real)));
    });
  });
}

void add_operator(FunctionRegistry& registry, const std::string& name, const char* summary,
                  const KernelFactory& kernel) {
  registry.add(ScalarFunction{.name = name,
                              .category = "series",
                              .summary = summary,
                              .example = "print " + name + "(dynamic([1, 2, 4]), dynamic([4, 2, 1]))",
                              .overloads = {{"(left:dynamic, right:dynamic) -> dynamic", kernel},
                                            {"(left:dynamic, right:number) -> dynamic", kernel},
                                            {"(left:number, right:dynamic) -> dynamic", kernel}}});
}

}  // namespace

void add_series_operator_functions(FunctionRegistry& registry) {
  add_operator(
      registry, "series_add", "Adds two series, or a number to a series, element by element.",
      arithmetic([](double a, double b) { return a + b; }, [](std::uint64_t a, std::uint64_t b) { return a + b; }));
  add_operator(
      registry, "series_subtract", "Subtracts the second series or number from the first, element by element.",
      arithmetic([](double a, double b) { return a - b; }, [](std::uint64_t a, std::uint64_t b) { return a - b; }));
  add_operator(
      registry, "series_multiply", "Multiplies two series, or a series by a number, element by element.",
      arithmetic([](double a, double b) { return a * b; }, [](std::uint64_t a, std::uint64_t b) { return a * b; }));
  add_operator(registry, "series_divide", "Divides the first series or number by the second, element by element.",
               arithmetic([](double a, double b) { return a / b; }, nullptr));
  add_operator(registry, "series_pow",
               "Raises the first series or number to the power of the second, element by element.",
               arithmetic([](double a, double b) { return std::pow(a, b); }, nullptr));
  add_operator(registry, "series_equals", "Tells element by element whether two series are equal.",
               comparison([](int order) { return order == 0; }, false));
  add_operator(registry, "series_not_equals", "Tells element by element whether two series differ.",
               comparison([](int order) { return order != 0; }, true));
  add_operator(registry, "series_less", "Tells element by element whether the first series is less than the second.",
               comparison([](int order) { return order < 0; }, false));
  add_operator(registry, "series_less_equals",
               "Tells element by element whether the first series is at most the second.",
               comparison([](int order) { return order <= 0; }, false));
  add_operator(registry, "series_greater",
               "Tells element by element whether the first series is greater than the second.",
               comparison([](int order) { return order > 0; }, false));
  add_operator(registry, "series_greater_equals",
               "Tells element by element whether the first series is at least the second.",
               comparison([](int order) { return order >= 0; }, false));
}

}  // namespace kelpie::executor
