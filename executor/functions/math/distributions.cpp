#include <cmath>
#include <limits>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "executor/functions/math/math.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

using Policy =
    boost::math::policies::policy<boost::math::policies::domain_error<boost::math::policies::errno_on_error>,
                                  boost::math::policies::pole_error<boost::math::policies::errno_on_error>,
                                  boost::math::policies::overflow_error<boost::math::policies::errno_on_error>,
                                  boost::math::policies::evaluation_error<boost::math::policies::errno_on_error>>;
using Beta = boost::math::beta_distribution<double, Policy>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The shapes that the beta functions take (Kusto reference: "beta_cdf()").
bool sound_shape(double shape) { return shape > 0 && shape <= 10'000; }
bool sound(double x, double alpha, double beta) { return x >= 0 && x <= 1 && sound_shape(alpha) && sound_shape(beta); }

double beta_cdf(double x, double alpha, double beta) {
  return sound(x, alpha, beta) ? boost::math::cdf(Beta(alpha, beta), x) : nan;
}
double beta_pdf(double x, double alpha, double beta) {
  return sound(x, alpha, beta) ? boost::math::pdf(Beta(alpha, beta), x) : nan;
}
/// A probability that is none has no answer; a shape that is none has no number.
std::optional<double> beta_inv(double probability, double alpha, double beta) {
  if (!(probability >= 0 && probability <= 1)) return std::nullopt;
  return sound_shape(alpha) && sound_shape(beta) ? boost::math::quantile(Beta(alpha, beta), probability) : nan;
}

/// Probability that two samples whose means differ this much come from populations of one mean (Welch's unequal
/// variances t-test, two-sided).
double welch_test(double mean1, double variance1, double count1, double mean2, double variance2, double count2) {
  if (!(count1 > 1) || !(count2 > 1)) return nan;
  const double error1 = variance1 / count1;
  const double error2 = variance2 / count2;
  const double error = error1 + error2;
  const double t = (mean1 - mean2) / std::sqrt(error);
  const double freedom = error * error / (error1 * error1 / (count1 - 1) + error2 * error2 / (count2 - 1));
  if (!std::isfinite(t) || !std::isfinite(freedom) || !(freedom > 0)) return nan;
  const boost::math::students_t_distribution<double, Policy> distribution(freedom);
  return 2 * boost::math::cdf(boost::math::complement(distribution, std::fabs(t)));
}

ScalarFunction of_number(std::string name, double (*function)(double), std::string summary, std::string example) {
  return {.name = std::move(name),
          .category = "math",
          .summary = std::move(summary),
          .example = std::move(example),
          .naming = ResultNaming::first_argument,
          .overloads = {{.signature = "(number:real) -> real",
                         .kernel = rows([function](double value) { return function(value); })}}};
}

template <typename F>
ScalarFunction of_distribution(std::string name, std::string signature, F function, std::string summary,
                               std::string example) {
  return {.name = std::move(name),
          .category = "math",
          .summary = std::move(summary),
          .example = std::move(example),
          .overloads = {{.signature = std::move(signature), .kernel = rows(function)}}};
}

}  // namespace

void add_distribution_functions(FunctionRegistry& registry) {
  registry.add(of_number(
      "gamma", [](double x) { return std::tgamma(x); }, "Gives the gamma function.", "print gamma(5)"));
  // lgamma() keeps the sign in a global; the reentrant form does not.
  registry.add(of_number(
      "loggamma",
      [](double x) {
        int sign = 0;
        return ::lgamma_r(x, &sign);
      },
      "Gives the logarithm of the gamma function.", "print loggamma(5)"));
  registry.add(of_number(
      "erf", [](double x) { return std::erf(x); }, "Gives the error function.", "print erf(0.5)"));
  registry.add(of_number(
      "erfc", [](double x) { return std::erfc(x); }, "Gives one minus the error function.", "print erfc(0.5)"));
  registry.add(of_distribution("beta_cdf", "(x:real, alpha:real, beta:real) -> real", &beta_cdf,
                               "Gives the cumulative beta distribution.", "print beta_cdf(0.9, 10, 20)"));
  registry.add(of_distribution("beta_pdf", "(x:real, alpha:real, beta:real) -> real", &beta_pdf,
                               "Gives the density of the beta distribution.", "print beta_pdf(0.5, 10, 20)"));
  registry.add(of_distribution("beta_inv", "(probability:real, alpha:real, beta:real) -> real", &beta_inv,
                               "Inverts the cumulative beta distribution.", "print beta_inv(0.1, 10, 20)"));
  registry.add(of_distribution(
      "welch_test", "(mean1:real, variance1:real, count1:real, mean2:real, variance2:real, count2:real) -> real",
      &welch_test, "Gives the p-value of Welch's test that two samples have one mean.",
      "print welch_test(20.8, 7.9, 15, 23.0, 3.9, 15)"));
}

}  // namespace kelpie::executor
