#include <cmath>

#include "executor/error.hpp"
#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

const FunctionCaller& conditionals() {
  static const FunctionCaller caller{add_conditional_functions};
  return caller;
}

Value call(std::string_view function, std::vector<Value> arguments) {
  return conditionals().call(function, std::move(arguments));
}
Value yes() { return Value::boolean(true); }
Value no() { return Value::boolean(false); }
Value unknown() { return Value(Type::boolean); }

}  // namespace

BOOST_AUTO_TEST_SUITE(choices)

BOOST_AUTO_TEST_CASE(iff_takes_the_else_branch_for_a_null) {
  BOOST_TEST(call("iff", {yes(), number(1), number(2)}) == number(1));
  BOOST_TEST(call("iff", {no(), number(1), number(2)}) == number(2));
  BOOST_TEST(call("iff", {unknown(), number(1), number(2)}) == number(2));
  BOOST_TEST(call("iff", {yes(), text("a"), text("b")}) == text("a"));
  BOOST_TEST(call("iff", {no(), Value::real(1), Value(Type::real)}) == Value(Type::real));
  BOOST_TEST(call("iif", {yes(), yes(), no()}) == yes());
  BOOST_TEST(call("iff", {no(), json("[1]"), json("[2]")}) == json("[2]"));
}

BOOST_AUTO_TEST_CASE(case_takes_the_first_branch_whose_predicate_holds) {
  BOOST_TEST(call("case", {no(), text("a"), yes(), text("b"), text("c")}) == text("b"));
  BOOST_TEST(call("case", {yes(), text("a"), yes(), text("b"), text("c")}) == text("a"));
  BOOST_TEST(call("case", {no(), text("a"), unknown(), text("b"), text("c")}) == text("c"));
}

BOOST_AUTO_TEST_CASE(case_mixes_ints_longs_and_dynamics) {
  BOOST_TEST(call("case", {no(), Value::int_(1), number(7)}) == number(7));
  BOOST_TEST(call("case", {yes(), json("5"), number(7)}) == number(5));
}

BOOST_AUTO_TEST_CASE(case_takes_more_branches_than_a_byte_counts) {
  std::vector<Value> arguments;
  for (int i = 0; i < 600; ++i) {
    arguments.push_back(i == 599 ? yes() : no());
    arguments.push_back(number(i));
  }
  arguments.push_back(number(-1));
  BOOST_TEST(call("case", arguments) == number(599));
  arguments[599 * 2] = unknown();
  BOOST_TEST(call("case", arguments) == number(-1));
  arguments[20] = yes();
  BOOST_TEST(call("case", arguments) == number(10));
}

BOOST_AUTO_TEST_CASE(case_without_an_else_has_no_type) {
  const Overload& overload = conditionals().registry().find_scalar("case")->overloads.front();
  const std::vector<Type> even{Type::boolean, Type::long_, Type::boolean, Type::long_};
  const std::vector<Type> mixed{Type::boolean, Type::long_, Type::string};
  const std::vector<Type> long_and_real{Type::boolean, Type::long_, Type::real};
  BOOST_TEST(!overload.result(even, {}).has_value());
  BOOST_TEST(!overload.result(mixed, {}).has_value());
  BOOST_TEST(!overload.result(long_and_real, {}).has_value());
}

BOOST_AUTO_TEST_CASE(coalesce_skips_nulls_and_empty_text) {
  BOOST_TEST(call("coalesce", {Value(Type::long_), number(5), number(7)}) == number(5));
  BOOST_TEST(call("coalesce", {text(""), text(""), text("x")}) == text("x"));
  BOOST_TEST(call("coalesce", {text("a"), text("x")}) == text("a"));
  BOOST_TEST(call("coalesce", {Value(Type::long_), Value(Type::long_)}) == Value(Type::long_));
}

BOOST_AUTO_TEST_CASE(rows_choose_for_themselves) {
  const Overload& overload = conditionals().registry().find_scalar("iff")->overloads.front();
  kelpie::tables::ColumnBuilder tests(Type::boolean), texts(Type::string), numbers(Type::long_);
  for (int i = 0; i < 100; ++i) {
    if (i % 5 == 0)
      tests.append_null();
    else
      tests.append(Value::boolean(i % 2 == 0));
    texts.append(text(std::to_string(i)));
    if (i % 7 == 0)
      numbers.append_null();
    else
      numbers.append(number(i));
  }
  const Vector predicate = tests.finish();
  {
    const std::vector<Type> types{Type::boolean, Type::string, Type::string};
    const std::vector<std::optional<Value>> constants(3);
    const std::vector<Vector> arguments{predicate, texts.finish(), Vector::constant(text("else"), 100)};
    const Vector result = overload.kernel(CallSite{types, constants, Type::string})->evaluate(arguments, 100);
    for (std::size_t i = 0; i < 100; ++i)
      BOOST_TEST(result.value_at(i) == text(i % 5 != 0 && i % 2 == 0 ? std::to_string(i) : "else"));
  }
  {
    const std::vector<Type> types{Type::boolean, Type::long_, Type::long_};
    const std::vector<std::optional<Value>> constants(3);
    const std::vector<Vector> arguments{predicate, numbers.finish(), Vector::constant(number(-1), 100)};
    const Vector result = overload.kernel(CallSite{types, constants, Type::long_})->evaluate(arguments, 100);
    for (std::size_t i = 0; i < 100; ++i) {
      const bool taken = i % 5 != 0 && i % 2 == 0;
      BOOST_TEST(result.value_at(i) == (!taken       ? number(-1)
                                        : i % 7 == 0 ? Value(Type::long_)
                                                     : number(static_cast<std::int64_t>(i))));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(null_tests)

BOOST_AUTO_TEST_CASE(text_is_never_null_but_may_be_empty) {
  BOOST_TEST(call("isnull", {text("")}) == no());
  BOOST_TEST(call("isnotnull", {text("")}) == yes());
  BOOST_TEST(call("isempty", {text("")}) == yes());
  BOOST_TEST(call("isnotempty", {text("")}) == no());
  BOOST_TEST(call("isempty", {text("a")}) == no());
}

BOOST_AUTO_TEST_CASE(nulls_of_every_type_are_null_and_empty) {
  for (const Type type : {Type::boolean, Type::int_, Type::long_, Type::real, Type::decimal, Type::datetime,
                          Type::timespan, Type::guid, Type::dynamic}) {
    BOOST_TEST(call("isnull", {Value(type)}) == yes());
    BOOST_TEST(call("isnotnull", {Value(type)}) == no());
    BOOST_TEST(call("isempty", {Value(type)}) == yes());
    BOOST_TEST(call("notempty", {Value(type)}) == no());
  }
  BOOST_TEST(call("isnull", {number(0)}) == no());
  BOOST_TEST(call("isempty", {json("[]")}) == no());
  BOOST_TEST(call("isempty", {json(R"("")")}) == yes());
}

BOOST_AUTO_TEST_CASE(not_of_a_null_is_a_null) {
  BOOST_TEST(call("not", {yes()}) == no());
  BOOST_TEST(call("not", {no()}) == yes());
  BOOST_TEST(call("not", {unknown()}) == unknown());
}

BOOST_AUTO_TEST_CASE(reals_may_be_infinite_or_no_number) {
  BOOST_TEST(call("isnan", {Value::real(std::nan(""))}) == yes());
  BOOST_TEST(call("isinf", {Value::real(-INFINITY)}) == yes());
  BOOST_TEST(call("isfinite", {Value::real(INFINITY)}) == no());
  BOOST_TEST(call("isfinite", {number(1)}) == yes());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(assertions)

BOOST_AUTO_TEST_CASE(a_condition_that_fails_ends_the_query_with_its_message) {
  BOOST_TEST(call("assert", {yes(), text("fine")}) == yes());
  const auto says_so = [](const QueryError& error) {
    return std::string_view(error.what()).find("too short") != std::string_view::npos;
  };
  BOOST_CHECK_EXCEPTION(call("assert", {no(), text("too short")}), QueryError, says_so);
  BOOST_CHECK_THROW(call("assert", {unknown(), text("too short")}), QueryError);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(extremes)

BOOST_AUTO_TEST_CASE(nulls_do_not_count) {
  BOOST_TEST(call("max_of", {number(1), Value(Type::long_), number(3)}) == number(3));
  BOOST_TEST(call("min_of", {Value(Type::int_), Value::int_(5)}) == Value::int_(5));
  BOOST_TEST(call("max_of", {Value(Type::long_), Value(Type::long_)}) == Value(Type::long_));
}

BOOST_AUTO_TEST_CASE(nan_wins) {
  const Value nan = Value::real(std::nan(""));
  BOOST_TEST(std::isnan(call("min_of", {nan, Value::real(1)}).as_real()));
  BOOST_TEST(std::isnan(call("max_of", {Value::real(1), nan}).as_real()));
}

BOOST_AUTO_TEST_CASE(the_widest_type_is_taken) {
  BOOST_TEST(call("max_of", {Value::int_(1), number(2), Value::real(3)}) == Value::real(3));
  BOOST_TEST(call("min_of", {text("b"), text("a")}) == text("a"));
  BOOST_TEST(call("min_of", {Value::datetime(5), Value::datetime(4)}) == Value::datetime(4));
}

BOOST_AUTO_TEST_SUITE_END()
