#include "executor/functions/operators/membership_set.hpp"

#include "executor/functions/conversion/cast.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;

std::vector<Value> flattened_elements(std::span<const Value> elements) {
  std::vector<Value> result;
  for (const Value& element : elements) {
    if (element.type() != Type::dynamic || element.is_null()) {
      result.push_back(element);
      continue;
    }
    const DynamicView view(element.as_text());
    if (view.kind() != DynamicKind::array) {
      result.push_back(tables::scalar_of(view));
      continue;
    }
    for (std::size_t i = 0; i < view.size(); ++i) result.push_back(tables::scalar_of(view.element(i)));
  }
  return result;
}

std::optional<Value> element_as(const Value& element, Type type) {
  if (element.is_null()) return Value(type);
  if (element.type() == Type::dynamic) return std::nullopt;  // an array or a bag within the list
  Value value = cast_value(element, type);
  if (value.is_null()) return std::nullopt;
  const bool may_lose = tables::is_integer(type) && (element.type() == Type::real || element.type() == Type::decimal);
  if (may_lose && cast_value(value, element.type()) != element) return std::nullopt;
  return value;
}

}  // namespace kelpie::executor
