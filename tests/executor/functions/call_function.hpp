#pragma once

// Calls a registered function as a query would, without a query: for tests of single functions.

#include <initializer_list>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "executor/functions/registry.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::tables {

/// For messages of failed checks: "long 3", "string null".
inline std::ostream& operator<<(std::ostream& out, const Value& value) {
  return out << name_of(value.type()) << ' ' << (value.is_null() ? "null" : to_text(value));
}

}  // namespace kelpie::tables

namespace kelpie::executor::test {

using tables::Type;
using tables::Value;
using tables::Vector;

inline Value text(std::string_view value) { return Value::string(std::string(value)); }
inline Value number(std::int64_t value) { return Value::long_(value); }
/// A dynamic value from JSON text.
inline Value json(std::string_view value) { return Value::dynamic(tables::parse_json(value).value()); }

class FunctionCaller {
 public:
  using AddFamily = void (*)(FunctionRegistry&);
  FunctionCaller(std::initializer_list<AddFamily> families) {
    for (const AddFamily add : families) add(registry_);
  }
  [[nodiscard]] const FunctionRegistry& registry() const { return registry_; }

  /// The result for the arguments. They are given as constants that are known before and, unless a parameter must be
  /// constant, as flat columns of several rows; all must give the same.
  [[nodiscard]] Value call(std::string_view name, std::vector<Value> arguments) const {
    const ScalarFunction* function = registry_.find_scalar(name);
    BOOST_TEST_REQUIRE(function != nullptr, "no function " << name);
    for (const bool convert : {false, true}) {
      for (const Overload& overload : function->overloads) {
        std::vector<Value> converted = arguments;
        const std::optional<std::vector<Parameter>> parameters = fit(overload, converted, convert);
        if (parameters) return evaluate_all(name, overload, *parameters, converted);
      }
    }
    BOOST_TEST_REQUIRE(false, name << " takes no such arguments");
    return Value();
  }
  /// A dynamic result as JSON text; "null" for a null.
  [[nodiscard]] std::string call_json(std::string_view name, std::vector<Value> arguments) const {
    const Value value = call(name, std::move(arguments));
    return value.is_null() ? "null" : tables::to_json(tables::DynamicView(value.as_text()));
  }

 private:
  static constexpr std::size_t rows = 3;

  static bool same(const Value& left, const Value& right) {
    const bool nan = left.type() == Type::real && right.type() == Type::real && !left.is_null() && !right.is_null() &&
                     left.as_real() != left.as_real() && right.as_real() != right.as_real();
    return nan || left == right;
  }

  static Value evaluate_all(std::string_view name, const Overload& overload, const std::vector<Parameter>& parameters,
                            const std::vector<Value>& arguments) {
    const Type result = result_type(overload, arguments);
    const Value known = evaluate(overload, parameters, arguments, result, true, true);
    BOOST_TEST(same(evaluate(overload, parameters, arguments, result, true, false), known),
               name << ": a column differs from a constant");
    BOOST_TEST(same(evaluate(overload, parameters, arguments, result, false, false), known),
               name << ": columns differ from constants");
    return known;
  }

  static Type result_type(const Overload& overload, const std::vector<Value>& arguments) {
    if (overload.result_kind == Overload::ResultKind::fixed) return overload.result_type;
    if (overload.result_kind == Overload::ResultKind::first) return arguments.at(0).type();
    if (overload.result_kind == Overload::ResultKind::common) {
      std::size_t first = 0;
      while (!overload.parameters[first].common) ++first;
      return arguments.at(first).type();
    }
    std::vector<Type> types;
    for (const Value& argument : arguments) types.push_back(argument.type());
    const std::vector<std::optional<Value>> constants(arguments.begin(), arguments.end());
    return overload.result(types, constants).value();
  }

  /// The parameter of each argument, with the arguments converted to its type; nothing when they do not fit.
  static std::optional<std::vector<Parameter>> fit(const Overload& overload, std::vector<Value>& arguments,
                                                   bool convert) {
    std::vector<Parameter> parameters;
    std::size_t next = 0;
    for (Value& argument : arguments) {
      if (next >= overload.parameters.size()) return std::nullopt;
      const Parameter& parameter = overload.parameters[next];
      if (parameter.repeated && next + 1 == overload.parameters.size()) {
        while (next > 0 && overload.parameters[next - 1].repeated) --next;  // the repeated ones come again as a group
      } else {
        ++next;
      }
      if (!parameter.type_literal && !parameter.types.has(argument.type())) {
        if (!convert) return std::nullopt;
        if (argument.type() == Type::dynamic && parameter.types.has(Type::string))
          argument = text(tables::to_text(argument));
        else if (argument.type() == Type::int_ && parameter.types.has(Type::long_))
          argument = argument.is_null() ? Value(Type::long_) : number(argument.as_integer());
        else if (tables::is_integer(argument.type()) && parameter.types.has(Type::real))
          argument = argument.is_null() ? Value(Type::real) : Value::real(static_cast<double>(argument.as_integer()));
        else
          return std::nullopt;
      }
      parameters.push_back(parameter);
    }
    for (; next < overload.parameters.size(); ++next) {
      if (!overload.parameters[next].optional && !(overload.parameters[next].repeated && !arguments.empty()))
        return std::nullopt;
    }
    return parameters;
  }

  /// First argument a column unless `first_constant`; the others columns unless `known`.
  static Value evaluate(const Overload& overload, const std::vector<Parameter>& parameters,
                        const std::vector<Value>& arguments, Type result, bool known, bool first_constant) {
    std::vector<Type> types;
    std::vector<std::optional<Value>> constants;
    std::vector<Vector> vectors;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      types.push_back(arguments[i].type());
      const bool constant = parameters[i].constant || (i == 0 ? known && first_constant : known);
      constants.push_back(constant ? std::optional<Value>(arguments[i]) : std::nullopt);
      tables::ColumnBuilder builder(arguments[i].type());
      for (std::size_t row = 0; row < rows; ++row) builder.append(arguments[i]);
      vectors.push_back(constant ? Vector::constant(arguments[i], rows) : builder.finish());
    }
    const auto kernel =
        overload.kernel(CallSite{.argument_types = types, .constants = constants, .result_type = result});
    const Vector answer = kernel->evaluate(vectors, rows);
    BOOST_TEST_REQUIRE(answer.size() == rows);
    BOOST_TEST_REQUIRE(!answer.is_dictionary());
    BOOST_TEST(answer.type() == result);
    for (std::size_t row = 1; row < rows; ++row) BOOST_TEST(same(answer.value_at(row), answer.value_at(0)));
    return answer.value_at(0);
  }

  FunctionRegistry registry_;
};

}  // namespace kelpie::executor::test

namespace kelpie::tables {

inline std::ostream& operator<<(std::ostream& out, Type type) { return out << name_of(type); }

}  // namespace kelpie::tables
