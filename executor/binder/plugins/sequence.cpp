#include "executor/binder/plugins/sequence.hpp"

#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

/// A value of the sequence as one of the column; a null where it cannot be one.
Value state_of(DynamicView element, Type type) {
  const Value value = tables::scalar_of(element);
  if (value.type() == type) return value;
  return tables::value_from_text(type, tables::to_text(element));
}

}  // namespace

std::optional<StateSequence> StateSequence::bind(PluginArguments& arguments) {
  auto column = arguments.column("StateColumn");
  const auto sequence = arguments.constant("Sequence");
  if (!column || !sequence) return std::nullopt;
  if (column->type == Type::dynamic && arguments.binder().options_.run) {
    arguments.error("StateColumn of " + arguments.plugin() + " must not be dynamic.",
                    arguments.find("StateColumn")->span, "convert it before: extend ... = tostring(...)");
    return std::nullopt;
  }
  const DynamicView list(sequence->type() == Type::dynamic && !sequence->is_null() ? sequence->as_text()
                                                                                   : std::string_view());
  if (list.kind() != DynamicKind::array || list.size() == 0) {
    arguments.error("Sequence of " + arguments.plugin() + " must be an array of states: dynamic(['a', 'b']).",
                    arguments.find("Sequence")->span);
    return std::nullopt;
  }
  std::vector<Value> values;
  for (std::size_t i = 0; i < list.size(); ++i) values.push_back(state_of(list.element(i), column->type));
  return StateSequence(std::move(*column), std::move(values));
}

StateSequence::Numbers StateSequence::numbers(const Vector& states) const {
  Numbers numbers;
  numbers.of_rows.resize(states.size());
  KeyColumn column(states.type());
  KeyColumn::Local local;
  column.numbers(states, local, numbers.of_rows.data());
  for (const Value& value : values_) {
    std::uint32_t number = not_in_it;
    const bool no_state = value.is_null() && states.type() != Type::string;
    if (!no_state) column.numbers(Vector::constant(value, 1), local, &number);
    numbers.of_sequence.push_back(number);
  }
  return numbers;
}

}  // namespace kelpie::executor
