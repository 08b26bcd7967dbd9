#include <algorithm>

#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/hll_value.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicView;
using tables::Vector;

/// The number of different values that a result of hll() stands for; null for anything else.
std::optional<std::int64_t> count_of(DynamicView value) {
  const std::optional<HllValue> hll = HllValue::read(value);
  if (!hll) return std::nullopt;
  DistinctCounter counter(hll->precision(), exact_values(hll->precision()));
  counter.resize(1);
  hll->add_to(counter, hll->precision(), 0);
  return counter.counts().front();
}

/// hll_merge(a, b, ...): null when an argument is no result of hll().
class HllMergeKernel final : public Kernel {
 public:
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    tables::FlatBuilder<std::string_view> result(tables::Type::dynamic, rows);
    std::vector<HllValue> values;
    for (std::size_t row = 0; row < rows; ++row) {
      values.clear();
      unsigned precision = 64;
      for (const Vector& argument : arguments) {
        const std::size_t at = argument.is_constant() ? 0 : row;
        if (argument.validity() != nullptr && argument.validity()[at] == 0) continue;
        std::optional<HllValue> value = HllValue::read(DynamicView(argument.values<std::string_view>()[at]));
        if (!value) continue;
        precision = std::min(precision, value->precision());
        values.push_back(std::move(*value));
      }
      if (values.size() != arguments.size()) {
        result.set_null(row);
        continue;
      }
      DistinctCounter counter(precision, exact_values(precision));
      counter.resize(1);
      for (const HllValue& value : values) value.add_to(counter, precision, 0);
      result.set(row, result.arena().put(hll_values(counter, precision).values<std::string_view>()[0]));
    }
    return result.finish();
  }
};

}  // namespace

void add_hll_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "dcount_hll",
      .category = "aggregate",
      .summary = "Estimates the number of different values that a result of hll or hll_merge stands for.",
      .example = "range x from 1 to 10 step 1 | summarize h = hll(x) | project dcount_hll(h)",
      .naming = ResultNaming::prefix_and_first_argument,
      .overloads = {
          {.signature = "(hll:dynamic) -> long", .kernel = rows([](DynamicView hll) { return count_of(hll); })}}});
  registry.add(ScalarFunction{
      .name = "hll_merge",
      .category = "aggregate",
      .summary = "Joins several results of hll into one.",
      .example =
          "range x from 1 to 10 step 1 | summarize a = hll(x), b = hll(x + 5) | project dcount_hll(hll_merge(a, b))",
      .naming = ResultNaming::prefix_only,
      .prefix = "hll_merged_result",
      .overloads = {{.signature = "(hll:dynamic, more...:dynamic) -> dynamic",
                     .kernel = [](const CallSite&) { return std::make_shared<const HllMergeKernel>(); }}}});
}

}  // namespace kelpie::executor
