#include "rules/incremental/time_slices.hpp"

#include <numeric>

#include "tables/text.hpp"

namespace kelpie::rules {

using executor::Expression;
using executor::ExpressionPtr;

std::optional<std::vector<ExpressionPtr>> cut_offs(const Expression& predicate, executor::ColumnId time) {
  const auto* call = std::get_if<executor::FunctionCall>(&predicate.node);
  if (call == nullptr) return std::nullopt;
  const std::string& name = call->function->name;
  if (name != "<" && name != "<=" && name != ">" && name != ">=" && name != "between" && name != "and")
    return std::nullopt;
  std::vector<ExpressionPtr> found;
  if (name == "and") {
    for (const ExpressionPtr& argument : call->arguments) {
      const auto more = cut_offs(*argument, time);
      if (!more) return std::nullopt;
      found.insert(found.end(), more->begin(), more->end());
    }
    return found;
  }
  std::size_t columns = 0;
  for (const ExpressionPtr& argument : call->arguments) {
    const auto* column = std::get_if<executor::ColumnReference>(&argument->node);
    if (column != nullptr && column->id == time) {
      // The bounds of between stand behind what they bound.
      if (name == "between" && argument != call->arguments.front()) return std::nullopt;
      ++columns;
    } else if (executor::is_row_independent(*argument) && argument->type == tables::Type::datetime) {
      found.push_back(argument);
    } else {
      return std::nullopt;
    }
  }
  return columns == 1 ? std::optional(std::move(found)) : std::nullopt;
}

std::optional<NewRows::Slices> slices_for(const RunTimes& times, const std::vector<ExpressionPtr>& cut_offs,
                                          RunParameters& parameters) {
  if (times.frequency <= 0) return std::nullopt;
  std::int64_t length = std::gcd(times.frequency, times.period);
  const std::int64_t before = parameters.now.value();
  // Far from the beginning of time, and some days and months apart: a cut-off such as startofmonth(now()) moves by its
  // own steps.
  const std::int64_t base =
      times.anchor + (tables::ticks_per_day * 735'000 - times.anchor) / times.frequency * times.frequency;
  bool known = true;
  for (const std::int64_t runs : {0, 1, 7, 101, 1009}) {
    parameters.now.set(base + runs * times.frequency);
    for (const ExpressionPtr& one : cut_offs) {
      const tables::Value value = value_now(one, parameters);
      if (value.is_null())
        known = false;
      else
        length = std::gcd(length, value.as_integer() - times.anchor);
    }
  }
  parameters.now.set(before);
  if (!known || length < tables::ticks_per_minute) return std::nullopt;
  return NewRows::Slices{length, times.anchor};
}

bool begins_slice(std::int64_t time, NewRows::Slices slices) { return (time - slices.anchor) % slices.length == 0; }

}  // namespace kelpie::rules
