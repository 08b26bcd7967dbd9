#include <cmath>

#include <boost/test/unit_test.hpp>

#include "executor/error.hpp"
#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

using namespace kelpie::executor::test;
using kelpie::executor::QueryError;
using kelpie::tables::DynamicKind;
using kelpie::tables::DynamicView;

namespace {

const FunctionCaller& functions() {
  static const FunctionCaller caller{kelpie::executor::add_series_functions};
  return caller;
}

std::string series(std::string_view name, std::vector<Value> arguments) {
  return functions().call_json(name, std::move(arguments));
}

double real(std::string_view name, std::vector<Value> arguments) {
  return functions().call(name, std::move(arguments)).as_real();
}

bool is_null(std::string_view name, std::vector<Value> arguments) {
  return functions().call(name, std::move(arguments)).is_null();
}

/// The numbers of an array; NaN for anything else.
std::vector<double> numbers(DynamicView array) {
  std::vector<double> result;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const DynamicView element = array.element(i);
    if (element.kind() == DynamicKind::long_)
      result.push_back(static_cast<double>(element.as_integer()));
    else
      result.push_back(element.kind() == DynamicKind::real ? element.as_real() : NAN);
  }
  return result;
}

/// Column of a function that gives several.
struct Columns {
  Columns(std::string_view name, std::vector<Value> arguments) : value(functions().call(name, std::move(arguments))) {
    BOOST_TEST_REQUIRE(!value.is_null());
    const auto* function = functions().registry().find_scalar(name);
    BOOST_TEST(view().size() == function->tuple.size());
  }
  [[nodiscard]] DynamicView view() const { return DynamicView(value.as_text()); }
  [[nodiscard]] double number(std::size_t column) const {
    const DynamicView cell = view().element(column);
    return cell.kind() == DynamicKind::long_ ? static_cast<double>(cell.as_integer()) : cell.as_real();
  }
  [[nodiscard]] std::vector<double> series(std::size_t column) const { return numbers(view().element(column)); }
  Value value;
};

Value array(const std::vector<double>& values) {
  kelpie::tables::DynamicBuilder builder;
  builder.begin_array();
  for (const double value : values) builder.real(value);
  builder.end_array();
  return Value::dynamic(builder.finish());
}

/// `count` values of a pattern that repeats itself.
std::vector<double> repeated(const std::vector<double>& pattern, std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(pattern[i % pattern.size()]);
  return values;
}

/// Small, the same on every machine, and without a pattern.
double noise(std::size_t i) { return static_cast<double>((i * 2654435761u >> 7) % 1000) / 1000 - 0.5; }

void check_near(const std::vector<double>& found, const std::vector<double>& expected, double tolerance = 1e-9) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    BOOST_TEST(std::abs(found[i] - expected[i]) < tolerance, i << ": " << found[i]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(series_functions)

BOOST_AUTO_TEST_CASE(elements_keep_whole_numbers_where_the_function_does) {
  BOOST_TEST(series("series_abs", {json("[-6, 0, 8]")}) == "[6,0,8]");
  BOOST_TEST(series("series_abs", {json("[-6.5, 0, null, \"a\"]")}) == "[6.5,0.0,null,null]");
  BOOST_TEST(series("series_sign", {json("[-6, 0, 8]")}) == "[-1,0,1]");
  BOOST_TEST(series("series_floor", {json("[-1.5, 1]")}) == "[-2.0,1.0]");
  BOOST_TEST(series("series_ceiling", {json("[-1.5, 1.2]")}) == "[-1.0,2.0]");
  BOOST_TEST(series("series_exp", {json("[0]")}) == "[1.0]");
  BOOST_TEST(series("series_acos", {json("[2]")}) == "[\"NaN\"]");
  BOOST_TEST(series("series_log", {json("{}")}) == "null");
}

BOOST_AUTO_TEST_CASE(operators_take_series_and_numbers) {
  BOOST_TEST(series("series_add", {json("[1, 2, 4]"), json("[4, 2]")}) == "[5,4,null]");
  BOOST_TEST(series("series_add", {json("[9223372036854775807]"), json("[1]")}) == "[-9223372036854775808]");
  BOOST_TEST(series("series_subtract", {json("[1, 2]"), json("[0.5, null]")}) == "[0.5,null]");
  BOOST_TEST(series("series_multiply", {json("[1, 2]"), number(3)}) == "[3,6]");
  BOOST_TEST(series("series_divide", {number(1), json("[4, 0]")}) == "[0.25,\"Infinity\"]");
  BOOST_TEST(series("series_pow", {json("[2, 3]"), Value::real(2)}) == "[4.0,9.0]");
  BOOST_TEST(series("series_greater", {json("[1, 2, 4]"), json("[4, 2, 1]")}) == "[false,false,true]");
  BOOST_TEST(series("series_less_equals", {json("[1, 2, \"x\"]"), number(1)}) == "[true,false,null]");
  BOOST_TEST(series("series_equals", {json("[9007199254740993]"), json("[9007199254740992]")}) == "[false]");
  BOOST_TEST(series("series_not_equals", {json("[1, 1.5]"), json("[1.0, 1]")}) == "[false,true]");
  BOOST_TEST(series("series_add", {json("{}"), json("[1]")}) == "null");
}

BOOST_AUTO_TEST_CASE(missing_values_are_filled) {
  const Value gaps = json("[null, 1, null, null, 4, null]");
  BOOST_TEST(series("series_fill_forward", {gaps}) == "[null,1,1,1,4,4]");
  BOOST_TEST(series("series_fill_backward", {gaps}) == "[1,1,4,4,4,null]");
  BOOST_TEST(series("series_fill_forward", {json("[7, 0, 0]"), number(0)}) == "[7,7,7]");
  BOOST_TEST(series("series_fill_const", {gaps, Value::real(0.5)}) == "[0.5,1,0.5,0.5,4,0.5]");
  BOOST_TEST(series("series_fill_const", {json("[1, 0, null]"), number(9), number(0)}) == "[1,9,null]");
  BOOST_TEST(series("series_fill_linear", {json("[null, 1.0, null, null, 4.0, null]")}) == "[1.0,1.0,2.0,3.0,4.0,4.0]");
  BOOST_TEST(series("series_fill_linear", {json("[10, null, 5]")}) == "[10,7,5]");
  BOOST_TEST(series("series_fill_linear", {json("[null, 1, null, 3, null]"), Value(Type::real),
                                           Value::boolean(false)}) == "[null,1,2,3,null]");
  BOOST_TEST(series("series_fill_linear", {json("[null, null]")}) == "[0.0,0.0]");
  BOOST_TEST(series("series_fill_linear",
                    {json("[null]"), Value(Type::real), Value::boolean(true), Value::real(1.5)}) == "[1.5]");
  BOOST_TEST(series("series_fill_linear", {json("[]")}) == "[]");
}

BOOST_AUTO_TEST_CASE(filters) {
  BOOST_TEST(series("series_fir", {json("[0, 3, 6, 0]"), json("[1, 1, 1]")}) == "[0.0,1.0,3.0,3.0]");
  BOOST_TEST(series("series_fir", {json("[0, 3, 6, 0]"), json("[1, 1, 1]"), Value::boolean(true),
                                   Value::boolean(true)}) == "[1.0,3.0,3.0,2.0]");
  BOOST_TEST(series("series_fir", {json("[5, 15, 10]"), json("[1, -1]")}) == "[5,10,-5]");
  BOOST_TEST(series("series_fir", {json("[5, 15, 10]"), json("[1, -1]"), Value::boolean(true)}) == "null");
  BOOST_TEST(series("series_fir",
                    {json("[1, 2]"), json("[1, 1, 1, 1, 1]"), Value::boolean(false), Value::boolean(true)}) == "[3,3]");
  BOOST_TEST(series("series_fir", {json("[1, null]"), json("[1]")}) == "null");
  BOOST_TEST(series("series_fir", {json("[1]"), json("[]")}) == "null");
  BOOST_TEST(series("series_iir", {json("[1, 2, 3, 4]"), json("[1]"), json("[1, -1]")}) == "[1.0,3.0,6.0,10.0]");
  BOOST_TEST(series("series_iir", {json("[1]"), json("[1]"), json("[0, 1]")}) == "null");
}

BOOST_AUTO_TEST_CASE(statistics) {
  const Columns stats("series_stats", {json("[2, 4, 4, 4, 5, 5, 7, 9]")});
  check_near({stats.number(0), stats.number(1), stats.number(2), stats.number(3), stats.number(4)}, {2, 0, 9, 7, 5});
  check_near({stats.number(5), stats.number(6)}, {std::sqrt(32.0 / 7), 32.0 / 7});
  BOOST_TEST(is_null("series_stats", {json("[1, null]")}));
  BOOST_TEST(Columns("series_stats", {json("[1, null]"), Value::boolean(true)}).number(4) == 1);
  BOOST_TEST(is_null("series_stats", {json("[]")}));
  BOOST_TEST(
      series("series_stats_dynamic", {json("[1, 3]")}) ==
      R"({"min":1.0,"min_idx":0,"max":3.0,"max_idx":1,"avg":2.0,"stdev":1.4142135623730951,"variance":2.0,"sum":4.0,"len":2})");
  BOOST_TEST(real("series_sum", {json("[1, 2, 3.5]")}) == 6.5);
  BOOST_TEST(real("series_product", {json("[2, 3, 4]")}) == 24);
  BOOST_TEST(real("series_magnitude", {json("[3, 4]")}) == 5);
  BOOST_TEST(real("series_dot_product", {json("[1, 2, 4]"), json("[4, 2]")}) == 8);
  BOOST_TEST(real("series_dot_product", {json("[1, 2, 4]"), number(10)}) == 70);
  BOOST_TEST(is_null("series_dot_product", {json("[]"), number(10)}));
  BOOST_TEST(std::abs(real("series_cosine_similarity", {json("[1, 0]"), json("[1, 1]")}) - std::sqrt(0.5)) < 1e-12);
  BOOST_TEST(std::abs(real("series_pearson_correlation", {json("[1, 2, 3]"), json("[6, 4, 2]")}) + 1) < 1e-12);
  BOOST_TEST(is_null("series_pearson_correlation", {json("[1, 2]"), json("[1, 2, 3]")}));
}

BOOST_AUTO_TEST_CASE(lines_are_fitted_from_one_on) {
  const Columns line("series_fit_line", {json("[3, 5, 7, 9]")});
  check_near({line.number(0), line.number(1), line.number(2), line.number(3), line.number(4)}, {1, 2, 20.0 / 3, 0, 1});
  check_near(line.series(5), {3, 5, 7, 9});
  BOOST_TEST(Columns("series_fit_line", {json("[4, 4, 4]")}).number(0) == 1);
  BOOST_TEST(is_null("series_fit_line", {json("[1, null]")}));
  BOOST_TEST(is_null("series_fit_line", {json("[]")}));
  BOOST_TEST(series("series_fit_line_dynamic", {json("[1]")}) ==
             R"({"rsquare":1.0,"slope":0.0,"variance":0.0,"rvariance":0.0,"interception":1.0,"line_fit":[1.0]})");
}

BOOST_AUTO_TEST_CASE(two_lines_meet_where_the_trend_changes) {
  const Columns lines("series_fit_2lines", {json("[0, 2, 4, 6, 8, 10, 7, 4, 1]")});
  check_near({lines.number(0), lines.number(1), lines.number(3)}, {1, 6, 0});
  check_near(lines.series(4), {0, 2, 4, 6, 8, 10, 7, 4, 1});
  check_near({lines.number(6), lines.number(7), lines.number(11), lines.number(12)}, {-3, 10, 2, -2});
  BOOST_TEST(is_null("series_fit_2lines", {json("[1]")}));
  const std::string bag = series("series_fit_2lines_dynamic", {json("[0, 2, 4, 6, 8, 10, 7, 4, 1]")});
  BOOST_TEST(bag.find("\"split_idx\":6") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(polynomials_are_found_again) {
  const Columns square("series_fit_poly", {json("[1, 4, 9, 16, 25]"), Value(Type::dynamic), number(2)});
  check_near({square.number(0), square.number(3)}, {1, 0});
  check_near(square.series(1), {1, 0, 0});
  check_near(square.series(4), {1, 4, 9, 16, 25});
  const Columns cubic("series_fit_poly", {json("[-7, 1, 1, 5, 25, 73]"), json("[-2, 0, 1, 2, 3, 4]"), Value::int_(3)});
  check_near(cubic.series(4), {-7, 1, 1, 5, 25, 73}, 20);
  check_near(Columns("series_fit_poly", {json("[5, 7]"), json("[3, 3]"), number(4)}).series(1), {0, 0, 0, 0, 6});
  BOOST_TEST(is_null("series_fit_poly", {json("[5, 7]"), json("[3]")}));
  BOOST_CHECK_THROW(series("series_fit_poly", {json("[5, 7]"), json("[3, 4]"), number(1000)}), QueryError);
}

BOOST_AUTO_TEST_CASE(a_polynomial_of_high_degree_far_from_zero_stays_sound) {
  std::vector<double> x, y;
  for (int i = 0; i < 200; ++i) {
    x.push_back(1000 + i);
    const double t = (i - 99.5) / 99.5;
    y.push_back(std::pow(t, 9) - 2 * std::pow(t, 4) + t);
  }
  BOOST_TEST(Columns("series_fit_poly", {array(y), array(x), number(9)}).number(0) > 1 - 1e-9);
}

BOOST_AUTO_TEST_CASE(fourier_transforms_of_any_length_come_back) {
  const Columns wave("series_fft", {json("[0, 1, 0, -1]")});
  check_near(wave.series(0), {0, 0, 0, 0});
  check_near(wave.series(1), {0, -2, 0, 2});
  for (const std::size_t size : {1u, 2u, 7u, 64u, 97u, 360u}) {
    std::vector<double> values;
    for (std::size_t i = 0; i < size; ++i) values.push_back(noise(i));
    const Columns there("series_fft", {array(values)});
    const Columns back("series_ifft", {array(there.series(0)), array(there.series(1))});
    check_near(back.series(0), values);
    check_near(back.series(1), std::vector<double>(size, 0.0));
  }
  BOOST_TEST(is_null("series_fft", {json("[1, null]")}));
  BOOST_TEST(is_null("series_fft", {json("[1, 2]"), json("[1]")}));
}

BOOST_AUTO_TEST_CASE(periods_are_detected_and_validated) {
  std::vector<double> daily = repeated({1, 2, 4, 8, 9, 6, 3, 2}, 80);
  for (std::size_t i = 0; i < daily.size(); ++i) daily[i] += noise(i) + 0.05 * static_cast<double>(i);
  const Columns found("series_periods_detect", {array(daily), Value::real(0), Value::real(40), number(2)});
  check_near({found.series(0)[0]}, {8});
  BOOST_TEST(found.series(1)[0] > 0.9);
  BOOST_TEST(found.series(0).size() == 2u);
  const Columns validated("series_periods_validate",
                          {array(daily), Value::real(8), Value::real(11), Value::real(3), Value::real(41)});
  check_near(validated.series(0), {8, 11, 3, 41});
  BOOST_TEST(validated.series(1)[0] > 0.9);
  check_near({validated.series(1)[1], validated.series(1)[2], validated.series(1)[3]}, {0, 0, 0});
}

BOOST_AUTO_TEST_CASE(noise_and_constants_have_no_period) {
  std::vector<double> values;
  for (std::size_t i = 0; i < 200; ++i) values.push_back(noise(i * i + 17));
  check_near(Columns("series_periods_detect", {array(values), Value::real(0), Value::real(100), number(1)}).series(1),
             {0}, 0.3);
  const Value constant = array(std::vector<double>(50, 0.1));
  check_near(Columns("series_periods_detect", {constant, Value::real(0), Value::real(100), number(1)}).series(0), {0});
  check_near(Columns("series_periods_detect", {json("[]"), Value::real(0), Value::real(100), number(1)}).series(0),
             {0});
}

BOOST_AUTO_TEST_CASE(the_seasonal_part_is_the_median_of_each_place) {
  BOOST_TEST(series("series_seasonal", {json("[1, 3, 5, 1, 3, 5, 2, 4, 6]"), number(3)}) ==
             "[1.0,3.0,5.0,1.0,3.0,5.0,1.0,3.0,5.0]");
  BOOST_TEST(series("series_seasonal", {json("[1, 3, 2, 4]"), number(2)}) == "[1.5,3.5,1.5,3.5]");
  BOOST_TEST(series("series_seasonal", {json("[1, 2, 3]"), number(9223372036854775807)}) == "[1.0,2.0,3.0]");
  BOOST_TEST(series("series_seasonal", {json("[3, 1, 2, 3, 1, 2]")}) == "[0.0,0.0,0.0,0.0,0.0,0.0]");
  const std::vector<double> pattern = repeated({3, 1, 4, 1, 5}, 40);
  check_near(numbers(DynamicView(functions().call("series_seasonal", {array(pattern)}).as_text())), pattern);
}

BOOST_AUTO_TEST_CASE(outliers_are_scored_in_lengths_of_the_range) {
  const Value values = json("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 29, -19]");
  const auto scores = numbers(DynamicView(functions().call("series_outliers", {values, text("tukey")}).as_text()));
  check_near({scores[5], scores[11], scores[12]}, {0, (29 - 8) / 6.0, (-19 - 2) / 6.0});
  const auto custom =
      numbers(DynamicView(functions().call("series_outliers", {json("[1, 1, 1, 1, 9, null]")}).as_text()));
  check_near(custom, {0, 0, 0, 0, (9 - 5.8) / 4.8, 0});
  BOOST_TEST(series("series_outliers", {json("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,5,0]")})
                 .ends_with("\"Infinity\",\"-Infinity\"]"));
  BOOST_TEST(series("series_outliers", {json("[null]")}) == "[0.0]");
  BOOST_CHECK_THROW(series("series_outliers", {values, text("grubbs")}), QueryError);
  BOOST_CHECK_THROW(
      series("series_outliers", {values, text("ctukey"), Value(Type::real), Value::real(90), Value::real(10)}),
      QueryError);
}

BOOST_AUTO_TEST_CASE(a_series_is_the_sum_of_its_parts) {
  std::vector<double> values = repeated({1, 5, 9, 5}, 48);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += 0.5 * static_cast<double>(i);
  const Columns parts("series_decompose", {array(values), number(4), text("linefit")});
  const auto baseline = parts.series(0), seasonal = parts.series(1), trend = parts.series(2),
             residual = parts.series(3);
  for (std::size_t i = 0; i < values.size(); ++i) {
    BOOST_TEST(std::abs(seasonal[i] + trend[i] - baseline[i]) < 1e-9);
    BOOST_TEST(std::abs(baseline[i] + residual[i] - values[i]) < 1e-9);
    BOOST_TEST(std::abs(residual[i]) < 1);
  }
  const Columns plain("series_decompose", {json("[1, 2, 3]"), number(0), text("none")});
  check_near(plain.series(0), {0, 0, 0});
  check_near(plain.series(3), {1, 2, 3});
  BOOST_CHECK_THROW(series("series_decompose", {json("[1]"), number(0), text("loess")}), QueryError);
  check_near(Columns("series_decompose", {json("[]")}).series(0), {});
}

BOOST_AUTO_TEST_CASE(a_forecast_looks_only_at_what_was_before) {
  std::vector<double> values = repeated({10, 20, 30, 40, 50}, 50);
  for (std::size_t i = 45; i < 50; ++i) values[i] = 0;
  check_near(Columns("series_decompose_forecast", {array(values), number(5), number(5)}).series(0),
             repeated({10, 20, 30, 40, 50}, 50));
  check_near(Columns("series_decompose_forecast", {array(values), number(5)}).series(0),
             repeated({10, 20, 30, 40, 50}, 50));
}

BOOST_AUTO_TEST_CASE(a_spike_is_an_anomaly) {
  std::vector<double> values = repeated({10, 20, 30, 20, 10, 5, 5}, 70);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += noise(i);
  values[33] += 25;
  values[50] -= 25;
  const Columns found("series_decompose_anomalies", {array(values), Value::real(3), number(-1), text("linefit")});
  std::vector<double> expected(70, 0.0);
  expected[33] = 1;
  expected[50] = -1;
  check_near(found.series(0), expected);
  BOOST_TEST(found.series(1)[33] > 3);
  BOOST_TEST(is_null("series_decompose_anomalies", {json("{}")}));
}

BOOST_AUTO_TEST_SUITE_END()
