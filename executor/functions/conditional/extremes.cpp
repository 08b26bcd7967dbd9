#include <cmath>
#include <vector>

#include "executor/functions/conditional/conditional.hpp"
#include "executor/functions/operators/elementwise.hpp"
#include "tables/decimal.hpp"

// Kusto reference: "max_of()", "min_of()". Nulls do not count; NaN wins over every number.

namespace kelpie::executor {

using tables::Decimal;
using tables::Type;
using tables::Vector;

namespace {

template <typename T>
bool less(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, Decimal>)
    return compare(a, b) < 0;
  else
    return a < b;
}

template <typename T, bool Largest>
bool better(const T& candidate, const T& best) {
  if constexpr (std::is_same_v<T, double>) {
    if (std::isnan(candidate) || std::isnan(best)) return std::isnan(candidate);
  }
  return Largest ? less(best, candidate) : less(candidate, best);
}

template <typename T, bool Largest>
class ExtremeKernel final : public Kernel {
 public:
  explicit ExtremeKernel(Type type) : type_(type) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    FlatResult<T> result(rows);
    T* best = result.values();
    std::vector<std::uint8_t> found(rows);
    for (const Vector& argument : arguments) {
      if (is_constant_null(argument) && type_ != Type::string) continue;
      const T* values = argument.values<T>();
      const std::uint8_t* validity = argument.validity();
      const std::size_t step = argument.is_constant() ? 0 : 1;
      for (std::size_t row = 0; row < rows; ++row) {
        if (validity != nullptr && validity[row * step] == 0) continue;
        const T& value = values[row * step];
        if (found[row] == 0 || better<T, Largest>(value, best[row])) best[row] = value;
        found[row] = 1;
      }
      if constexpr (std::is_same_v<T, std::string_view>) result.keep(argument.owner());
    }
    if (!all_set(found.data(), rows)) {
      for (std::size_t row = 0; row < rows; ++row) {
        if (found[row] == 0) best[row] = T{};
      }
      if (type_ != Type::string) std::copy(found.begin(), found.end(), result.make_validity());
    }
    return result.finish(type_, rows);
  }

 private:
  Type type_;
};

template <bool Largest>
std::vector<Overload> extreme_overloads() {
  std::vector<Overload> overloads;
  for (const Type type : {Type::int_, Type::long_, Type::real, Type::decimal, Type::string, Type::datetime,
                          Type::timespan, Type::boolean}) {
    const std::string name(tables::name_of(type));
    overloads.push_back(
        {.signature = "(value:" + name + ", other...:" + name + ") -> " + name, .kernel = [type](const CallSite&) {
           return tables::with_physical(tables::physical_of(type),
                                        [type]<typename T>(T*) -> std::shared_ptr<const Kernel> {
                                          if constexpr (std::is_same_v<T, tables::Guid>)
                                            return nullptr;
                                          else
                                            return std::make_shared<const ExtremeKernel<T, Largest>>(type);
                                        });
         }});
  }
  return overloads;
}

}  // namespace

void add_extreme_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "max_of",
                              .category = "conditional",
                              .summary = "Gives the largest of its arguments that are there.",
                              .example = "print max_of(10, 1, -3, 17)",
                              .overloads = extreme_overloads<true>()});
  registry.add(ScalarFunction{.name = "min_of",
                              .category = "conditional",
                              .summary = "Gives the smallest of its arguments that are there.",
                              .example = "print min_of(10, 1, -3, 17)",
                              .overloads = extreme_overloads<false>()});
}

}  // namespace kelpie::executor
