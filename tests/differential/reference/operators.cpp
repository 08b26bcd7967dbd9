#include "reference/operators.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "reference/values.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::differential {

using tables::Type;
using tables::Value;

namespace {

using Arguments = std::span<const Value>;

Value truth(bool value) { return Value::boolean(value); }
Value unknown() { return Value(Type::boolean); }

bool same_types(Arguments values) {
  return std::all_of(values.begin(), values.end(), [&](const Value& value) {
    return value.type() == values[0].type() ||
           (tables::is_integer(value.type()) && tables::is_integer(values[0].type()));
  });
}

Value equal(const Value& left, const Value& right) {
  if (left.is_null() && right.is_null()) return unknown();
  if (left.is_null() || right.is_null() || is_nan(left) || is_nan(right)) return truth(false);
  return truth(compare(left, right) == 0);
}

Value negation(const Value& value) { return value.is_null() ? value : truth(!value.as_bool()); }

Value both(const Value& left, const Value& right) {
  if ((!left.is_null() && !left.as_bool()) || (!right.is_null() && !right.as_bool())) return truth(false);
  return left.is_null() || right.is_null() ? unknown() : truth(true);
}
Value either(const Value& left, const Value& right) { return negation(both(negation(left), negation(right))); }

Value ordered(std::string_view name, const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return unknown();
  if (is_nan(left) || is_nan(right)) return truth(false);
  const int order = compare(left, right);
  if (name == "<") return truth(order < 0);
  if (name == "<=") return truth(order <= 0);
  if (name == ">") return truth(order > 0);
  return truth(order >= 0);
}

std::optional<Value> comparison(std::string_view name, Arguments arguments) {
  if (arguments.size() != 2 || !same_types(arguments) || arguments[0].type() == Type::dynamic) return std::nullopt;
  if (name == "==") return equal(arguments[0], arguments[1]);
  if (name == "!=") return negation(equal(arguments[0], arguments[1]));
  if (arguments[0].type() == Type::string) return std::nullopt;
  return ordered(name, arguments[0], arguments[1]);
}

std::optional<Value> between(Arguments arguments) {
  if (!same_types(arguments)) return std::nullopt;
  for (const Value& value : arguments) {
    if (value.is_null()) return unknown();
  }
  return both(ordered(">=", arguments[0], arguments[1]), ordered("<=", arguments[0], arguments[2]));
}

/// `in` is the `or` of ==; an array stands for its elements.
std::optional<Value> member(Arguments arguments) {
  const Value& value = arguments[0];
  if (value.type() == Type::dynamic) return std::nullopt;
  std::vector<Value> elements;
  for (const Value& argument : arguments.subspan(1)) {
    if (argument.type() != Type::dynamic) {
      elements.push_back(argument);
      continue;
    }
    if (argument.is_null()) return std::nullopt;
    const tables::DynamicView list(argument.as_text());
    if (list.kind() != tables::DynamicKind::array) return std::nullopt;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Value element = tables::scalar_of(list.element(i));
      elements.push_back(element.is_null() ? Value(value.type()) : element);
    }
  }
  Value found = truth(false);
  for (const Value& element : elements) {
    const Value sides[] = {value, element};
    if (!same_types(sides)) return std::nullopt;
    found = either(found, equal(value, element));
  }
  return found;
}

std::int64_t wrapped(std::string_view name, std::int64_t left, std::int64_t right) {
  const auto a = static_cast<std::uint64_t>(left), b = static_cast<std::uint64_t>(right);
  return static_cast<std::int64_t>(name == "+" ? a + b : name == "-" ? a - b : a * b);
}

/// A remainder of integers or reals is never negative.
std::int64_t remainder_of(std::int64_t value, std::int64_t divisor) {
  if (divisor == -1) return 0;
  const std::int64_t rest = value % divisor;
  return rest >= 0 ? rest : divisor > 0 ? rest + divisor : rest - divisor;
}

std::optional<Value> integers(std::string_view name, const Value& left, const Value& right, Type result) {
  if (left.is_null() || right.is_null()) return Value(result);
  const std::int64_t a = left.as_integer(), b = right.as_integer();
  if (name == "/" || name == "%") {
    if (b == 0) return Value(result);
    if (name == "%") return integer_value(result, remainder_of(a, b));
    return integer_value(result, b == -1 ? wrapped("-", 0, a) : a / b);
  }
  return integer_value(result, wrapped(name, a, b));
}

std::optional<Value> reals(std::string_view name, const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return Value(Type::real);
  const double a = left.as_real(), b = right.as_real();
  if (name == "+") return Value::real(a + b);
  if (name == "-") return Value::real(a - b);
  if (name == "*") return Value::real(a * b);
  if (name == "/") return Value::real(a / b);
  return std::nullopt;
}

std::optional<Value> arithmetic(std::string_view name, Arguments arguments, Type result) {
  if (arguments.size() != 2) return std::nullopt;
  const Value &left = arguments[0], &right = arguments[1];
  if (tables::is_integer(left.type()) && tables::is_integer(right.type())) return integers(name, left, right, result);
  if (left.type() == Type::real && right.type() == Type::real) return reals(name, left, right);
  const auto is_time = [](Type type) { return type == Type::datetime || type == Type::timespan; };
  if ((name != "+" && name != "-") || !is_time(left.type()) || !is_time(right.type())) return std::nullopt;
  if (left.is_null() || right.is_null()) return Value(result);
  const std::int64_t ticks = wrapped(name, left.as_integer(), right.as_integer());
  if (result == Type::datetime && (ticks < 0 || ticks > tables::max_datetime)) return Value(result);
  return integer_value(result, ticks);
}

std::optional<Value> bin(Arguments arguments, Type result) {
  const Value &value = arguments[0], &size = arguments[1];
  if (value.type() == Type::decimal || size.type() == Type::decimal) return std::nullopt;
  if (value.is_null() || size.is_null()) return Value(result);
  if (result == Type::real) {
    if (value.type() != Type::real || size.type() != Type::real) return std::nullopt;
    if (!(size.as_real() > 0)) return Value(result);
    return Value::real(std::floor(value.as_real() / size.as_real()) * size.as_real());
  }
  if (size.as_integer() <= 0) return Value(result);
  const std::int64_t rest = remainder_of(value.as_integer(), size.as_integer());
  return integer_value(result, wrapped("-", value.as_integer(), rest));
}

/// A branch as a value of the result's type; nothing where that needs more than another name for an integer.
std::optional<Value> branch(const Value& value, Type result) {
  if (value.type() == result) return value;
  if (tables::is_integer(value.type()) && tables::is_integer(result)) {
    return value.is_null() ? Value(result) : integer_value(result, value.as_integer());
  }
  return std::nullopt;
}

std::optional<Value> choice(Arguments arguments, Type result) {
  for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
    if (arguments[i].type() != Type::boolean) return std::nullopt;
    if (is_true(arguments[i])) return branch(arguments[i + 1], result);
  }
  return branch(arguments.back(), result);
}

bool is_empty(const Value& value) {
  if (value.is_null()) return true;
  if (value.type() == Type::string) return value.as_text().empty();
  if (value.type() != Type::dynamic) return false;
  const tables::DynamicView view(value.as_text());
  return view.kind() == tables::DynamicKind::string && view.as_string().empty();
}

std::optional<Value> coalesce(Arguments arguments, Type result) {
  if (result == Type::dynamic) return std::nullopt;
  for (const Value& value : arguments) {
    if (!is_empty(value)) return branch(value, result);
  }
  return Value(result);
}

}  // namespace

std::optional<Value> central_operator(std::string_view name, Arguments arguments, Type result) {
  if (name == "and") return both(arguments[0], arguments[1]);
  if (name == "or") return either(arguments[0], arguments[1]);
  if (name == "not" && arguments[0].type() == Type::boolean) return negation(arguments[0]);
  if (name == "==" || name == "!=" || name == "<" || name == "<=" || name == ">" || name == ">=")
    return comparison(name, arguments);
  if (name == "+" || name == "-" || name == "*" || name == "/" || name == "%")
    return arithmetic(name, arguments, result);
  if (name == "between") return between(arguments);
  if (name == "!between") {
    const auto inside = between(arguments);
    return inside ? std::optional(negation(*inside)) : std::nullopt;
  }
  if (name == "in") return member(arguments);
  if (name == "!in") {
    const auto found = member(arguments);
    return found ? std::optional(negation(*found)) : std::nullopt;
  }
  if (name == "bin") return bin(arguments, result);
  if (name == "iff" || name == "case") return choice(arguments, result);
  if (name == "coalesce") return coalesce(arguments, result);
  if (name == "isnull" || name == "isnotnull") return truth(arguments[0].is_null() == (name == "isnull"));
  if (name == "isempty" || name == "isnotempty") return truth(is_empty(arguments[0]) == (name == "isempty"));
  return text_operator(name, arguments);
}

}  // namespace kelpie::differential
