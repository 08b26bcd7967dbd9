#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "executor/error.hpp"
#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

/// Values of a type that functions are likeliest to stumble over.
std::vector<Value> odd_values(Type type) {
  switch (type) {
    case Type::boolean:
      return {Value(type), Value::boolean(false), Value::boolean(true)};
    case Type::int_:
      return {Value(type), Value::int_(0), Value::int_(-3), Value::int_(2)};
    case Type::long_:
      return {Value(type), number(0), number(3), number(-1), number(least), number(greatest)};
    case Type::real:
      return {Value(type),      Value::real(0),        Value::real(-2.5),  Value::real(12),
              Value::real(NAN), Value::real(HUGE_VAL), Value::real(-1e300)};
    case Type::decimal:
      return {Value(type), Value::decimal(kelpie::tables::decimal_from(std::int64_t{7}))};
    case Type::string:
      return {text(""),     text("a"),       text("$.a.b"), text("$['a"),
              text("$[0]"), text("linefit"), text("tukey"), text("{\"a\": [1]}")};
    case Type::datetime:
      return {Value(type), Value::datetime(0), Value::datetime(kelpie::tables::max_datetime)};
    case Type::timespan:
      return {Value(type), Value::timespan(0), Value::timespan(kelpie::tables::ticks_per_day), Value::timespan(least)};
    case Type::guid:
      return {Value(type), Value::guid({1, 2})};
    case Type::dynamic:
      break;
  }
  std::vector<Value> values{Value(Type::dynamic)};
  for (const char* each : {"[]", "{}", "1", "\"a\"", "[1]", "[null]", "[1,2,3]", "[1.5,null,\"a\",{},[1]]",
                           "{\"a\":{\"b\":1}}", "[3,1,2,3,1,2,3,1,2]", "[0,0,0,0,0,0,0,0,0,1e308]", "[-1e308,1e308]",
                           "[9223372036854775807,-9223372036854775808]", "[[[]],[{}]]", "[\"a\",\"$.a.b\",\"$\"]",
                           "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]"}) {
    values.push_back(json(each));
  }
  kelpie::tables::DynamicBuilder typed;
  typed.begin_array();
  typed.real(NAN);
  typed.real(HUGE_VAL);
  typed.datetime(5);
  typed.timespan(-5);
  typed.guid({1, 2});
  typed.decimal(kelpie::tables::decimal_from(std::int64_t{7}));
  typed.end_array();
  values.push_back(Value::dynamic(typed.finish()));
  return values;
}

class Choices {
 public:
  std::size_t below(std::size_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 20240229;
};

std::vector<Value> some_arguments(const Overload& overload, Choices& choices) {
  std::vector<Value> arguments;
  const auto add = [&](const Parameter& parameter) {
    if (parameter.type_literal) return arguments.push_back(text(choices.below(2) == 0 ? "long" : "dynamic"));
    std::vector<Type> types;
    for (unsigned type = 0; type < 10; ++type) {
      if (parameter.types.has(static_cast<Type>(type))) types.push_back(static_cast<Type>(type));
    }
    const std::vector<Value> values = odd_values(types[choices.below(types.size())]);
    arguments.push_back(values[choices.below(values.size())]);
  };
  for (const Parameter& parameter : overload.parameters) {
    if (parameter.optional && choices.below(3) == 0) break;
    add(parameter);
  }
  if (!overload.parameters.empty() && arguments.size() == overload.parameters.size() &&
      overload.parameters.back().repeated) {
    for (const Parameter& parameter : overload.parameters) {
      if (parameter.repeated) add(parameter);
    }
  }
  return arguments;
}

void call_with_anything(const FunctionCaller& caller) {
  Choices choices;
  std::size_t answered = 0;
  for (const ScalarFunction* function : caller.registry().scalars()) {
    for (const Overload& overload : function->overloads) {
      for (int round = 0; round < 60; ++round) {
        const std::vector<Value> arguments = some_arguments(overload, choices);
        try {
          const Value value = caller.call(function->name, arguments);
          if (value.type() == Type::dynamic && !value.is_null()) {
            const std::string shown = kelpie::tables::to_json(kelpie::tables::DynamicView(value.as_text()));
            BOOST_TEST(kelpie::tables::parse_json(shown).has_value(),
                       function->name << " gives " << shown.substr(0, 200));
          }
          ++answered;
        } catch (const QueryError& failure) {
          BOOST_TEST(!std::string_view(failure.what()).empty());
        }
      }
    }
  }
  BOOST_TEST(answered > 1000u);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(any_argument)

BOOST_AUTO_TEST_CASE(dynamic_functions_answer_or_refuse) { call_with_anything(FunctionCaller{add_dynamic_functions}); }
BOOST_AUTO_TEST_CASE(series_functions_answer_or_refuse) { call_with_anything(FunctionCaller{add_series_functions}); }

BOOST_AUTO_TEST_SUITE_END()
