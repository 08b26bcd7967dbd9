#include "executor/functions/conversion/cast.hpp"
#include "executor/functions/operators/comparison_kernel.hpp"
#include "executor/functions/operators/dynamic_comparison.hpp"
#include "executor/functions/operators/operators.hpp"
#include "executor/functions/operators/text_equality.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::Decimal;
using tables::Guid;
using tables::Type;
using tables::Vector;

namespace {

using KernelPtr = std::shared_ptr<const Kernel>;

// ---- == and != ----

template <typename T>
KernelPtr equality_one_by_one(bool negated) {
  return row_kernel_detail::make(
      Type::boolean, [negated](const std::optional<T>& a, const std::optional<T>& b) -> std::optional<bool> {
        if (!a && !b) return std::nullopt;
        return (a && b && *a == *b) != negated;
      });
}

KernelPtr make_equality(Type type, bool negated) {
  switch (tables::physical_of(type)) {
    case tables::Physical::byte:
      return std::make_shared<const EqualityKernel<std::uint8_t>>(negated);
    case tables::Physical::integer:
      return std::make_shared<const EqualityKernel<std::int64_t>>(negated);
    case tables::Physical::real:
      return std::make_shared<const EqualityKernel<double>>(negated);
    case tables::Physical::decimal:
      return equality_one_by_one<Decimal>(negated);
    case tables::Physical::guid:
      return equality_one_by_one<Guid>(negated);
    case tables::Physical::text:
      break;
  }
  return make_text_equality(negated);
}

/// A typed value against text that is known: the text is read as the type says, once.
class TextLiteralEqualityKernel final : public Kernel {
 public:
  TextLiteralEqualityKernel(const tables::Value& text, Type type, std::size_t typed_side, bool negated)
      : value_(cast_value(text, type)),
        typed_side_(typed_side),
        negated_(negated),
        equality_(make_equality(type, negated)) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    // Text that is no such value equals nothing, not even a null.
    if (value_.is_null()) return Vector::constant(tables::Value::boolean(negated_), rows);
    const Vector sides[] = {arguments[typed_side_], Vector::constant(value_, rows)};
    return equality_->evaluate(sides, rows);
  }

 private:
  tables::Value value_;
  std::size_t typed_side_;
  bool negated_;
  KernelPtr equality_;
};

KernelFactory literal_equality(std::size_t typed_side, bool negated) {
  return [typed_side, negated](const CallSite& site) -> KernelPtr {
    const tables::Value* text = site.constant(1 - typed_side);
    const tables::Value missing = tables::Value::string("");
    return std::make_shared<const TextLiteralEqualityKernel>(text != nullptr ? *text : missing,
                                                             site.argument_types[typed_side], typed_side, negated);
  };
}

void add_equality(FunctionRegistry& registry, const std::string& name, std::string summary, std::string example) {
  const bool negated = name == "!=";
  std::vector<Overload> overloads;
  for (const auto& [words, type] : {std::pair{"bool", Type::boolean},
                                    {"integer", Type::long_},
                                    {"real", Type::real},
                                    {"decimal", Type::decimal},
                                    {"string", Type::string},
                                    {"datetime", Type::datetime},
                                    {"timespan", Type::timespan},
                                    {"guid", Type::guid}}) {
    overloads.push_back({.signature = "(left:" + std::string(words) + ", right:" + words + ") -> bool",
                         .kernel = [type = type, negated](const CallSite&) { return make_equality(type, negated); }});
  }
  const std::string typed = "bool|number|datetime|timespan|guid";
  overloads.push_back(
      {.signature = "(left:" + typed + ", const right:string) -> bool", .kernel = literal_equality(0, negated)});
  overloads.push_back(
      {.signature = "(const left:string, right:" + typed + ") -> bool", .kernel = literal_equality(1, negated)});
  for (Overload& overload : dynamic_comparisons(name)) overloads.push_back(std::move(overload));
  registry.add(ScalarFunction{.name = name,
                              .category = "operator",
                              .summary = std::move(summary),
                              .example = std::move(example),
                              .overloads = std::move(overloads)});
}

// ---- < <= > >= ----

int order_of(const Decimal& a, const Decimal& b) {
  const std::strong_ordering order = compare(a, b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

template <typename Operation, typename T>
KernelFactory ordering() {
  return [](const CallSite&) { return std::make_shared<const OrderingKernel<Operation, T>>(); };
}

template <typename Operation>
void add_ordering(FunctionRegistry& registry, const std::string& name, std::string summary, std::string example) {
  const auto integers = ordering<Operation, std::int64_t>();
  std::vector<Overload> overloads{
      {.signature = "(left:integer, right:integer) -> bool", .kernel = integers},
      {.signature = "(left:real, right:real) -> bool", .kernel = ordering<Operation, double>()},
      {.signature = "(left:decimal, right:decimal) -> bool",
       .kernel = rows([](Decimal a, Decimal b) { return Operation::apply(order_of(a, b), 0); })},
      {.signature = "(left:datetime, right:datetime) -> bool", .kernel = integers},
      {.signature = "(left:timespan, right:timespan) -> bool", .kernel = integers},
  };
  for (Overload& overload : dynamic_comparisons(name)) overloads.push_back(std::move(overload));
  registry.add(ScalarFunction{.name = name,
                              .category = "operator",
                              .summary = std::move(summary),
                              .example = std::move(example),
                              .overloads = std::move(overloads)});
}

}  // namespace

std::shared_ptr<const Kernel> make_equality_kernel(Type type, bool negated) { return make_equality(type, negated); }

void add_comparison_operators(FunctionRegistry& registry) {
  add_equality(registry, "==", "Tells whether two values are equal; text is compared byte for byte.",
               "print 'a' == 'a', 1 == 1.0");
  add_equality(registry, "!=", "Tells whether two values differ.", "print 'a' != 'A'");
  add_ordering<Less>(registry, "<", "Tells whether the left value is smaller.", "print 1d < 36h");
  add_ordering<LessOrEqual>(registry, "<=", "Tells whether the left value is smaller or equal.", "print 2 <= 2.0");
  add_ordering<Greater>(registry, ">", "Tells whether the left value is larger.",
                        "print datetime(2024-02-01) > datetime(2024-01-31)");
  add_ordering<GreaterOrEqual>(registry, ">=", "Tells whether the left value is larger or equal.", "print 2 >= 2");
}

}  // namespace kelpie::executor
