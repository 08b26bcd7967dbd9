#include <array>

#include "executor/functions/conversion/cast.hpp"
#include "executor/functions/operators/arithmetic_kernel.hpp"
#include "executor/functions/operators/dynamic_comparison.hpp"
#include "executor/functions/operators/membership_set.hpp"
#include "executor/functions/operators/operators.hpp"
#include "executor/functions/row_kernel.hpp"

// in is the `or` of ==, !in the `and` of != (Kusto reference: "The in operator"). Constant elements make one set; the
// others are compared one by one.

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

using KernelPtr = std::shared_ptr<const Kernel>;

template <typename T>
struct Storage {
  using type = T;
  static T of(const Value& value) {
    if constexpr (std::is_same_v<T, std::uint8_t>)
      return value.as_bool() ? 1 : 0;
    else if constexpr (std::is_same_v<T, std::int64_t>)
      return value.as_integer();
    else if constexpr (std::is_same_v<T, double>)
      return value.as_real() + 0.0;  // one zero
    else if constexpr (std::is_same_v<T, tables::Decimal>)
      return value.as_decimal();
    else
      return value.as_guid();
  }
};

template <typename T>
struct AnyOfFew {
  KELPIE_INLINE_LOOP static void run(const T* values, const T* members, std::size_t count, std::uint8_t negated,
                                     std::uint8_t* __restrict out, std::size_t rows) {
    constexpr std::size_t block = 1024;
    for (std::size_t start = 0; start < rows; start += block) {
      const std::size_t end = start + block < rows ? start + block : rows;
      for (std::size_t row = start; row < end; ++row) out[row] = negated;
      for (std::size_t m = 0; m < count; ++m) {
        const T member = members[m];
        for (std::size_t row = start; row < end; ++row) out[row] ^= values[row] == member;
      }
    }
  }
};

/// Typed values in a set of constants.
template <typename T>
class SetKernel final : public Kernel {
 public:
  SetKernel(std::span<const Value> elements, Type type, bool negated) : negated_(negated) {
    for (const Value& element : elements) {
      const auto value = element_as(element, type);
      if (!value) continue;
      if (value->is_null())
        contains_null_ = true;
      else
        set_.insert(Storage<T>::of(*value));
    }
  }

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const Vector& values = arguments[0];
    const std::size_t count = values.is_constant() && rows > 0 ? 1 : rows;
    FlatResult<std::uint8_t> result(count);
    std::uint8_t* out = result.values();
    const T* cells = values.values<T>();
    if (set_.size() <= MembershipSet<T>::few && std::is_arithmetic_v<T>) {
      run_loop<AnyOfFew<T>>(cells, set_.members().data(), set_.size(), std::uint8_t{negated_}, out, count);
    } else {
      for (std::size_t row = 0; row < count; ++row) out[row] = set_.contains(cells[row]) != negated_;
    }
    if (values.validity() != nullptr) apply_nulls(result, values.validity());
    return result.finish(Type::boolean, rows);
  }

 private:
  /// A null is in no set of values; whether it is among nulls is unknown.
  void apply_nulls(FlatResult<std::uint8_t>& result, const std::uint8_t* valid) const {
    const std::size_t rows = result.rows();
    for (std::size_t row = 0; row < rows; ++row) {
      if (valid[row] == 0) result.values()[row] = negated_;
    }
    if (contains_null_) std::memcpy(result.make_validity(), valid, rows);
  }

  MembershipSet<T> set_;
  bool contains_null_ = false;
  bool negated_;
};

/// Text, and dynamics by their text, in a set of constant texts.
class TextSetKernel final : public Kernel {
 public:
  TextSetKernel(std::span<const Value> elements, Type type, bool negated)
      : dynamic_(type == Type::dynamic), negated_(negated) {
    for (const Value& element : elements) {
      if (const auto value = element_as(element, Type::string)) texts_.push_back(std::string(value->as_text()));
    }
    for (const std::string& text : texts_) set_.insert(text);
  }

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const Vector& values = arguments[0];
    const std::size_t count = values.is_constant() && rows > 0 ? 1 : rows;
    FlatResult<std::uint8_t> result(count);
    const std::string_view* cells = values.values<std::string_view>();
    for (std::size_t row = 0; row < count; ++row) result.values()[row] = contains(cells[row]) != negated_;
    return result.finish(Type::boolean, rows);
  }

 private:
  [[nodiscard]] bool contains(std::string_view cell) const {
    if (!dynamic_) return set_.contains(cell);
    const DynamicView view(cell);
    return view.kind() == DynamicKind::string ? set_.contains(view.as_string()) : set_.contains(tables::to_text(view));
  }

  std::vector<std::string> texts_;
  MembershipSet<std::string_view> set_;
  bool dynamic_;
  bool negated_;
};

/// Dynamics among constants of any types.
KernelPtr make_dynamic_set(std::vector<Value> elements, bool negated) {
  return row_kernel_detail::make(
      Type::boolean,
      [elements = std::move(elements), negated](std::optional<DynamicView> value) -> std::optional<bool> {
        bool null_element = false;
        for (const Value& element : elements) {
          if (element.is_null())
            null_element = true;
          else if (equals(value.value_or(DynamicView()), element))
            return !negated;
        }
        if (!value && null_element) return std::nullopt;
        return negated;
      });
}

KernelPtr make_set(Type type, std::span<const Value> elements, bool negated) {
  switch (tables::physical_of(type)) {
    case tables::Physical::byte:
      return std::make_shared<const SetKernel<std::uint8_t>>(elements, type, negated);
    case tables::Physical::integer:
      return std::make_shared<const SetKernel<std::int64_t>>(elements, type, negated);
    case tables::Physical::real:
      return std::make_shared<const SetKernel<double>>(elements, type, negated);
    case tables::Physical::decimal:
      return std::make_shared<const SetKernel<tables::Decimal>>(elements, type, negated);
    case tables::Physical::guid:
      return std::make_shared<const SetKernel<tables::Guid>>(elements, type, negated);
    case tables::Physical::text:
      break;
  }
  const auto is_text = [](const Value& element) { return element.type() == Type::string; };
  if (type == Type::string || std::all_of(elements.begin(), elements.end(), is_text)) {
    return std::make_shared<const TextSetKernel>(elements, type, negated);
  }
  return make_dynamic_set({elements.begin(), elements.end()}, negated);
}

/// Two values of which one at least is dynamic, or both are of one type.
bool same(const Value& value, const Value& element) {
  if (value.is_null() || element.is_null()) return false;
  if (value.type() == Type::dynamic) return equals(DynamicView(value.as_text()), element);
  if (element.type() == Type::dynamic) return equals(DynamicView(element.as_text()), value);
  return value == element;
}

/// An element that changes from row to row where it or the value is dynamic: an array stands for its elements.
class DynamicElementKernel final : public Kernel {
 public:
  explicit DynamicElementKernel(bool negated) : negated_(negated) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    FlatResult<std::uint8_t> result(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      result.values()[row] = contains(arguments[1].value_at(row), arguments[0].value_at(row)) != negated_;
    }
    return result.finish(Type::boolean, rows);
  }

 private:
  static bool contains(const Value& element, const Value& value) {
    if (element.type() != Type::dynamic || element.is_null()) return same(value, element);
    const DynamicView view(element.as_text());
    if (view.kind() != DynamicKind::array) return same(value, element);
    for (std::size_t i = 0; i < view.size(); ++i) {
      if (same(value, tables::scalar_of(view.element(i)))) return true;
      if (value.type() != Type::dynamic && !value.is_null() && equals(view.element(i), value)) return true;
    }
    return false;
  }

  bool negated_;
};

/// The set of the constants, and one comparison for every other element.
class MembershipKernel final : public Kernel {
 public:
  MembershipKernel(const CallSite& site, bool negated) : combine_(make_logical_kernel(!negated)) {
    // A long that does not fit an int equals none: both are compared as longs.
    const Type type = site.argument_types[0] == Type::int_ ? Type::long_ : site.argument_types[0];
    std::vector<Value> constants;
    for (std::size_t i = 1; i < site.size(); ++i) {
      if (const Value* constant = site.constant(i))
        constants.push_back(*constant);
      else
        others_.push_back(other(i, type, site.argument_types[i], negated));
    }
    set_ = make_set(type, flattened_elements(constants), negated);
  }

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    Vector result = set_->evaluate(arguments.subspan(0, 1), rows);
    for (const Other& element : others_) {
      const std::array sides{converted(element.convert_value, arguments[0], rows),
                             converted(element.convert_element, arguments[element.index], rows)};
      const std::array both{std::move(result), element.compare->evaluate(sides, rows)};
      result = combine_->evaluate(both, rows);
    }
    return result;
  }

 private:
  struct Other {
    std::size_t index;
    KernelPtr convert_value;
    KernelPtr convert_element;
    KernelPtr compare;
  };
  static Other other(std::size_t index, Type value, Type element, bool negated) {
    if (element == Type::dynamic || value == Type::dynamic) {
      return {index, make_cast_kernel(value, value), make_cast_kernel(element, element),
              std::make_shared<const DynamicElementKernel>(negated)};
    }
    // An integer among reals is read as a real.
    const bool widen = tables::is_integer(value) && tables::is_numeric(element);
    const Type common = widen ? element : value;
    return {index, make_cast_kernel(value, common), make_cast_kernel(element, common),
            make_equality_kernel(common, negated)};
  }
  static Vector converted(const KernelPtr& cast, const Vector& vector, std::size_t rows) {
    return cast->evaluate(std::span(&vector, 1), rows);
  }

  KernelPtr set_;
  std::vector<Other> others_;
  KernelPtr combine_;
};

ScalarFunction membership(std::string name, std::string summary, std::string example, bool negated) {
  return {.name = std::move(name),
          .category = "operator",
          .summary = std::move(summary),
          .example = std::move(example),
          .overloads = {
              {.signature = "(value:scalar, element?...:scalar) -> bool", .kernel = [negated](const CallSite& site) {
                 return std::make_shared<const MembershipKernel>(site, negated);
               }}}};
}

}  // namespace

void add_membership_operators(FunctionRegistry& registry) {
  registry.add(membership("in", "Tells whether a value is one of a list of values or of the elements of arrays.",
                          "print 2 in (1, 2, 3)", false));
  registry.add(membership("!in", "Tells whether a value is none of a list of values.",
                          "print 'b' !in ('a', dynamic(['c', 'd']))", true));
}

}  // namespace kelpie::executor
