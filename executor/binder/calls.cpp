#include <algorithm>

#include "executor/binder/binder.hpp"
#include "executor/binder/graphs/pattern_scope.hpp"
#include "executor/binder/nearest_name.hpp"
#include "executor/error.hpp"
#include "executor/evaluate/evaluator.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

/// The parameter that argument `index` of `count` goes to; nullptr when there are too many.
const Parameter* parameter_for(const std::vector<Parameter>& parameters, std::size_t index) {
  if (index < parameters.size()) return &parameters[index];
  std::size_t repeated = 0;
  while (repeated < parameters.size() && parameters[parameters.size() - 1 - repeated].repeated) ++repeated;
  if (repeated == 0) return nullptr;
  return &parameters[parameters.size() - repeated + (index - parameters.size()) % repeated];
}

std::size_t required_count(const std::vector<Parameter>& parameters) {
  std::size_t count = 0;
  for (const Parameter& parameter : parameters) count += parameter.optional ? 0 : 1;
  return count;
}

/// What the argument's type becomes for the parameter, and at what price; nothing when it cannot stand there. A dynamic value stands for a number, a time
/// or a truth where an operator compares or calculates with it (`lenient`); a function takes it for a text at most, and wants any other type said.
struct Conversion {
  Type type;
  int price = 0;
};
std::optional<Conversion> convert(Type from, const Parameter& parameter, bool null_literal, bool lenient) {
  const TypeSet& types = parameter.types;
  if (parameter.type_literal) return from == Type::string ? std::optional(Conversion{Type::string, 0}) : std::nullopt;
  if (types.has(from)) return Conversion{from, 0};
  if (from == Type::int_ && types.has(Type::long_)) return Conversion{Type::long_, 1};
  if (tables::is_integer(from) && types.has(Type::real)) return Conversion{Type::real, 3};
  if (tables::is_numeric(from) && types.has(Type::decimal)) return Conversion{Type::decimal, 5};
  if (from == Type::decimal && types.has(Type::real)) return Conversion{Type::real, 7};
  if (from == Type::long_ && types.has(Type::int_)) return Conversion{Type::int_, 6};
  if (tables::is_numeric(from) && types.has(Type::boolean) && types == TypeSet(Type::boolean)) return Conversion{Type::boolean, 8};
  if (from == Type::dynamic) {
    if (!lenient && !null_literal && types != TypeSet(Type::string)) return std::nullopt;
    constexpr Type preferred[] = {Type::string, Type::long_, Type::real, Type::boolean, Type::datetime, Type::timespan, Type::guid, Type::int_, Type::decimal};
    for (const Type type : preferred) {
      if (types.has(type)) return Conversion{type, null_literal ? 1 : 10};
    }
  }
  return std::nullopt;
}

/// What `and` and `or` with a constant side are: that side, or the other one. nullptr: no such thing. A function's parameter that filters only where it is
/// given then costs nothing, and a column that only it reads is not read.
ExpressionPtr decided_by_constant(const ScalarFunction& function, const std::vector<ExpressionPtr>& arguments) {
  const bool is_or = function.name == "or";
  if ((!is_or && function.name != "and") || arguments.size() != 2) return nullptr;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto* constant = std::get_if<Constant>(&arguments[i]->node);
    if (constant == nullptr || constant->value.type() != Type::boolean || constant->value.is_null() || arguments[1 - i]->type != Type::boolean) continue;
    return constant->value.as_bool() == is_or ? arguments[i] : arguments[1 - i];
  }
  return nullptr;
}

/// The type that all common arguments take.
std::optional<Type> common_type(const std::vector<Type>& types) {
  std::optional<Type> common;
  for (const Type type : types) {
    if (!common || *common == type) common = type;
    else if (tables::is_integer(*common) && tables::is_integer(type)) common = Type::long_;
    else if (*common == Type::dynamic) common = type;
    else if (type != Type::dynamic) return std::nullopt;
  }
  return common;
}

struct Match {
  const Overload* overload = nullptr;
  std::vector<Type> types;
  int price = 0;
};

std::optional<Match> match(const Overload& overload, const std::vector<ExpressionPtr>& arguments, bool lenient) {
  const auto& parameters = overload.parameters;
  if (arguments.size() < required_count(parameters)) return std::nullopt;
  Match result{&overload, {}, 0};
  std::vector<Type> common;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Parameter* parameter = parameter_for(parameters, i);
    if (parameter == nullptr) return std::nullopt;
    const auto* constant = std::get_if<Constant>(&arguments[i]->node);
    const auto conversion = convert(arguments[i]->type, *parameter, constant != nullptr && constant->value.is_null(), lenient);
    if (!conversion) return std::nullopt;
    result.price += conversion->price;
    // Chosen only when nothing else fits: then the message says what must be constant.
    if (parameter->constant && !is_row_independent(*arguments[i])) result.price += 1000;
    result.types.push_back(conversion->type);
    if (parameter->common) common.push_back(conversion->type);
  }
  if (!common.empty()) {
    const auto type = common_type(common);
    if (!type) return std::nullopt;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (parameter_for(parameters, i)->common) result.types[i] = *type;
    }
  }
  return result;
}

std::string types_text(const std::vector<ExpressionPtr>& arguments) {
  std::string text = "(";
  for (std::size_t i = 0; i < arguments.size(); ++i) text += (i > 0 ? ", " : "") + std::string(tables::name_of(arguments[i]->type));
  return text + ")";
}

bool is_operator(const ScalarFunction& function) { return function.category == "operator"; }

/// Of two dynamic values neither says what type is meant, and Kusto does not look into them.
bool is_arithmetic_of_dynamics(const ScalarFunction& function, const std::vector<ExpressionPtr>& arguments) {
  constexpr std::string_view operators = "+-*/%";
  return is_operator(function) && function.name.size() == 1 && operators.find(function.name) != std::string_view::npos && arguments.size() == 2 &&
         arguments[0]->type == Type::dynamic && arguments[1]->type == Type::dynamic;
}

}  // namespace

ExpressionPtr Binder::cast(ExpressionPtr expression, Type type) {
  if (!expression || expression->type == type) return expression;
  if (const auto* constant = std::get_if<Constant>(&expression->node); constant != nullptr && constant->value.is_null()) {
    return make_constant(Value(type), expression->span);
  }
  const ScalarFunction* function = functions_.find_scalar("cast");
  const parser::Span span = expression->span;
  auto result = std::make_shared<const Expression>(Expression{type, span, FunctionCall{function, &function->overloads.front(), {std::move(expression)}}});
  if (!is_foldable(*result)) return result;
  return make_constant(evaluate_constant(result), span);
}

ExpressionPtr Binder::make_call(std::string_view name, std::vector<ExpressionPtr> arguments, parser::Span span, parser::Span operator_span) {
  const ScalarFunction* function = functions_.find_scalar(name);
  if (function == nullptr) {
    error("KS211", "The name '" + std::string(name) + "' does not refer to any known function.", span, did_you_mean(name, functions_.names()));
    return nullptr;
  }
  return make_call(*function, std::move(arguments), span, operator_span);
}

ExpressionPtr Binder::make_call(const ScalarFunction& function, std::vector<ExpressionPtr> arguments, parser::Span span, parser::Span operator_span) {
  const auto refuse_operands = [&] {
    std::string types;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (i > 0) types += i + 1 == arguments.size() ? " and " : ", ";
      types += tables::name_of(arguments[i]->type);
    }
    error("KS106", "The operator '" + function.name + "' is not defined for the operand types " + types + ".", operator_span.empty() ? span : operator_span,
          "convert one side: tostring(), tolong(), todatetime() ...");
  };
  for (const ExpressionPtr& argument : arguments) {
    if (!argument) return nullptr;
  }
  std::optional<Match> best;
  // A column that is only believed to be there may be of any type.
  const bool believed = std::any_of(arguments.begin(), arguments.end(), [this](const ExpressionPtr& argument) { return is_believed(*argument); });
  for (const Overload& overload : function.overloads) {
    if (!believed && is_arithmetic_of_dynamics(function, arguments)) break;
    auto candidate = match(overload, arguments, believed || is_operator(function));
    if (candidate && (!best || candidate->price < best->price)) best = std::move(candidate);
  }
  if (!best) {
    const bool dynamic = std::any_of(arguments.begin(), arguments.end(), [](const ExpressionPtr& argument) { return argument->type == Type::dynamic; });
    std::string hint = dynamic ? "say what type a dynamic value is: tolong(), toreal(), todatetime() ...; it is called as " : "it is called as ";
    for (std::size_t i = 0; i < function.overloads.size() && i < 3; ++i) hint += (i > 0 ? " or " : "") + function.name + function.overloads[i].signature;
    if (is_operator(function)) {
      refuse_operands();
    } else {
      error("KS119", "The function '" + function.name + "' cannot be called with " + types_text(arguments) + ".", span, std::move(hint));
    }
    return nullptr;
  }
  std::vector<std::optional<Value>> constants;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    arguments[i] = cast(arguments[i], best->types[i]);
    const auto* constant = std::get_if<Constant>(&arguments[i]->node);
    constants.push_back(constant == nullptr ? std::nullopt : std::optional(constant->value));
    const Parameter& parameter = *parameter_for(best->overload->parameters, i);
    if (parameter.constant && !is_row_independent(*arguments[i])) {
      error("KS110", "The argument '" + parameter.name + "' of " + function.name + "() must be a constant; it depends on the rows here.", arguments[i]->span);
      return nullptr;
    }
  }
  std::optional<Type> type = best->overload->result_type;
  switch (best->overload->result_kind) {
    case Overload::ResultKind::fixed: break;
    case Overload::ResultKind::first: type = best->types.empty() ? Type::dynamic : best->types.front(); break;
    case Overload::ResultKind::common:
      for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (parameter_for(best->overload->parameters, i)->common) type = best->types[i];
      }
      break;
    case Overload::ResultKind::custom: type = best->overload->result(best->types, constants); break;
  }
  if (!type && believed) type = is_operator(function) ? Type::boolean : Type::dynamic;  // two columns that only data can tell
  if (!type && is_operator(function)) {
    refuse_operands();
    return nullptr;
  }
  if (!type) {
    error("KS119", "The function '" + function.name + "' cannot be called with " + types_text(arguments) + ".", span);
    return nullptr;
  }
  if (ExpressionPtr decided = decided_by_constant(function, arguments)) return decided;
  auto call = std::make_shared<const Expression>(Expression{*type, span, FunctionCall{&function, best->overload, std::move(arguments)}});
  try {
    if (function.tuple.empty() && is_foldable(*call)) return make_constant(evaluate_constant(call), span);
    // What constants alone show to be wrong (a malformed regex) is told now, not when the query runs.
    for (const Parameter& parameter : best->overload->parameters) {
      if (!parameter.constant) continue;
      static_cast<void>(best->overload->kernel(CallSite{best->types, constants, *type}));
      break;
    }
  } catch (const QueryError& failure) {
    error(failure.code(), failure.what(), failure.span().empty() ? span : failure.span());
    return nullptr;
  }
  return call;
}

std::optional<std::vector<ExpressionPtr>> Binder::bind_arguments_in_order(const parser::Call& call, const ExpressionScope& scope) {
  std::vector<ExpressionPtr> arguments;
  bool sound = true;
  for (const parser::Argument& argument : call.arguments) {
    if (call.function.text == "estimate_data_size" && std::holds_alternative<parser::Star>(argument.value.node) && scope.row != nullptr) {
      for (const PlanColumn& column : visible_columns(*scope.row)) arguments.push_back(reference(column, argument.span));
      continue;
    }
    arguments.push_back(bind_expression(argument.value, scope));
    sound &= arguments.back() != nullptr;
  }
  if (!sound) return std::nullopt;
  return arguments;
}

ExpressionPtr Binder::call_for_value(const FunctionBinding& function, const parser::Call& call, const ExpressionScope& scope) {
  if (!is_tabular(function)) return call_scalar(function, call, scope);
  const std::string& name = call.function.text;
  error("KS106", "'" + name + "' gives a table; a scalar value is expected here.", call.span, "toscalar(" + name + "(...)) gives its first value");
  return nullptr;
}

ExpressionPtr Binder::bind_call(const parser::Call& call, const ExpressionScope& scope) {
  const std::string& name = call.function.text;
  if (call.qualifier) {
    // database("d").f(x): a stored function, whatever lets are called; nothing else has functions.
    const auto here = names_database(**call.qualifier, scope.environment);
    if (here.has_value() && !*here) return nullptr;
    if (!here.has_value()) {
      error("KS211", "'" + name + "' is no function of what stands before the dot.", call.function.span, "write " + name + "( ... ) with that as its argument");
      return nullptr;
    }
    if (const Binding* binding = find_stored(name)) return call_for_value(std::get<FunctionBinding>(*binding), call, scope);
    if (tell_unreadable(call.function)) return nullptr;
    error("KS211", "The database has no function '" + name + "'.", call.function.span);
    return nullptr;
  }
  if (const Binding* binding = Environment::find(scope.environment, name)) {
    if (const auto* function = std::get_if<FunctionBinding>(binding)) {
      return call_for_value(*function, call, scope);
    }
    if (std::holds_alternative<PatternBinding>(*binding)) {
      error("KS106", "The pattern '" + name + "' gives a table; a scalar value is expected here.", call.span, "toscalar( ... ) gives its first value");
      return nullptr;
    }
  }
  bool handled = false;
  if (scope.pattern != nullptr) {
    if (ExpressionPtr of_graph = scope.pattern->call(call, scope, handled); handled) return of_graph;
  }
  if (ExpressionPtr special = bind_special(call, scope, handled); handled) return special;
  const ScalarFunction* function = functions_.find_scalar(name);
  if (function != nullptr && is_operator(*function)) function = nullptr;  // `has` stands between its operands
  if (const AggregateFunction* aggregate = functions_.find_aggregate(name); aggregate != nullptr && (function == nullptr || scope.aggregates != nullptr)) {
    return bind_aggregate(*aggregate, call, scope);
  }
  if (function == nullptr) {
    if (const Binding* binding = find_stored(name)) return call_for_value(std::get<FunctionBinding>(*binding), call, scope);
    if (tell_unreadable(call.function)) return nullptr;
    std::vector<std::string> names = functions_.names();
    if (options_.stored != nullptr) {
      for (std::string& known : options_.stored->names()) names.push_back(std::move(known));
    }
    for (const auto& [known, binding] : Environment::all(scope.environment)) {
      if (!known.empty() && known.front() != '\x01') names.push_back(known);
    }
    error("KS211", "The name '" + name + "' does not refer to any known function.", call.function.span, did_you_mean(name, names));
    for (const parser::Argument& argument : call.arguments) bind_expression(argument.value, scope);  // their errors are worth telling too
    return nullptr;
  }
  auto arguments = bind_arguments_in_order(call, scope);
  if (!arguments) return nullptr;
  return make_call(*function, std::move(*arguments), call.span);
}

}  // namespace kelpie::executor
