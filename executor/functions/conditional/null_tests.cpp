#include <cmath>
#include <cstring>

#include "executor/functions/conditional/conditional.hpp"
#include "executor/functions/operators/map_kernel.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/dynamic.hpp"

// Kusto reference: "isnull()", "isempty()", "not()", "isnan()". A string is never null, so only isempty tells whether
// it is missing.

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

struct Flip {
  std::uint8_t apply(std::uint8_t value) const { return value ^ 1; }
};

class NullTestKernel final : public Kernel {
 public:
  explicit NullTestKernel(bool wanted) : wanted_(wanted) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const Vector& vector = arguments[0];
    if (is_constant_null(vector))
      return Vector::constant(Value::boolean(wanted_ != (vector.type() == Type::string)), rows);
    if (!is_flat_with_nulls(vector)) return Vector::constant(Value::boolean(!wanted_), rows);
    // The validity bytes are the answer of isnotnull as they stand.
    const Vector valid = Vector::flat(Type::boolean, rows, vector.validity(), nullptr, vector.owner());
    if (!wanted_) return valid;
    return flip_.evaluate(std::span(&valid, 1), rows);
  }

 private:
  bool wanted_;
  MapKernel<Flip, std::uint8_t, std::uint8_t> flip_{Type::boolean, Flip{}};
};

std::shared_ptr<const Kernel> make_empty_test(const CallSite& site, bool wanted) {
  if (site.argument_types[0] == Type::string) {
    return row_kernel_detail::make(Type::boolean, [wanted](std::string_view text) { return text.empty() == wanted; });
  }
  if (site.argument_types[0] == Type::dynamic) {
    return row_kernel_detail::make(Type::boolean, [wanted](std::optional<DynamicView> value) {
      const bool empty = !value || (value->kind() == DynamicKind::string && value->as_string().empty());
      return empty == wanted;
    });
  }
  return std::make_shared<const NullTestKernel>(wanted);
}

ScalarFunction test(std::string name, std::vector<std::string> aliases, std::string accepted, KernelFactory kernel,
                    std::string summary, std::string example) {
  return {.name = std::move(name),
          .aliases = std::move(aliases),
          .category = "conditional",
          .summary = std::move(summary),
          .example = std::move(example),
          .overloads = {{.signature = "(value:" + accepted + ") -> bool", .kernel = std::move(kernel)}}};
}

}  // namespace

void add_null_tests(FunctionRegistry& registry) {
  const auto null_test = [](bool wanted) {
    return [wanted](const CallSite&) { return std::make_shared<const NullTestKernel>(wanted); };
  };
  const auto empty_test = [](bool wanted) {
    return [wanted](const CallSite& site) { return make_empty_test(site, wanted); };
  };
  registry.add(test("isnull", {}, "scalar", null_test(true), "Tells whether a value is missing; text never is.",
                    "print isnull(toint('x'))"));
  registry.add(test("isnotnull", {"notnull"}, "scalar", null_test(false), "Tells whether there is a value.",
                    "print isnotnull(1)"));
  registry.add(test("isempty", {}, "scalar", empty_test(true), "Tells whether a value is missing or empty text.",
                    "print isempty('')"));
  registry.add(test("isnotempty", {"notempty"}, "scalar", empty_test(false),
                    "Tells whether a value is there and not empty text.", "print isnotempty('a')"));
  registry.add(test("not", {}, "bool", mapped<Flip, std::uint8_t, std::uint8_t>(),
                    "Turns true into false and false into true.", "print not(1 > 2)"));
  registry.add(test("isnan", {}, "real", rows([](double value) { return std::isnan(value); }),
                    "Tells whether a real is not a number.", "print isnan(0.0 / 0)"));
  registry.add(test("isinf", {}, "real", rows([](double value) { return std::isinf(value); }),
                    "Tells whether a real is infinite.", "print isinf(1.0 / 0)"));
  registry.add(test("isfinite", {}, "real", rows([](double value) { return std::isfinite(value); }),
                    "Tells whether a real is neither infinite nor NaN.", "print isfinite(1.5)"));
}

}  // namespace kelpie::executor
