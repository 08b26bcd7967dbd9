#include <algorithm>
#include <numeric>

#include "executor/functions/row_kernel.hpp"
#include "executor/functions/series/series.hpp"
#include "executor/functions/series/series_functions.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicView;

namespace {

struct Summary {
  std::size_t count = 0;
  double min = 0, max = 0, sum = 0, avg = 0, variance = 0;
  std::int64_t min_index = 0, max_index = 0;
};

/// Nothing when there is no finite value, or one that is not finite while those are not to be passed over. Variance of
/// a sample.
std::optional<Summary> summarize(const Series& series, bool ignore_nonfinite) {
  Summary summary;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const double value = series.values[i];
    if (!std::isfinite(value)) {
      if (!ignore_nonfinite) return std::nullopt;
      continue;
    }
    if (summary.count == 0 || value < summary.min) {
      summary.min = value;
      summary.min_index = static_cast<std::int64_t>(i);
    }
    if (summary.count == 0 || value > summary.max) {
      summary.max = value;
      summary.max_index = static_cast<std::int64_t>(i);
    }
    summary.sum += value;
    ++summary.count;
  }
  if (summary.count == 0) return std::nullopt;
  summary.avg = summary.sum / static_cast<double>(summary.count);
  double squares = 0;
  for (const double value : series.values) {
    if (std::isfinite(value)) squares += (value - summary.avg) * (value - summary.avg);
  }
  summary.variance = summary.count > 1 ? squares / static_cast<double>(summary.count - 1) : 0;
  return summary;
}

std::optional<Summary> summarize(ScalarColumns columns, std::size_t row) {
  const auto series = read_series(columns[0].dynamic(row));
  return series ? summarize(*series, bool_argument(columns, 1, row, false)) : std::nullopt;
}

bool stats(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto summary = summarize(columns, row);
  if (!summary) return false;
  out.begin_array();
  out.real(summary->min);
  out.long_(summary->min_index);
  out.real(summary->max);
  out.long_(summary->max_index);
  out.real(summary->avg);
  out.real(std::sqrt(summary->variance));
  out.real(summary->variance);
  out.end_array();
  return true;
}

void write(DynamicBuilder& out, std::string_view key, double value) {
  out.key(key);
  out.real(value);
}
void write(DynamicBuilder& out, std::string_view key, std::int64_t value) {
  out.key(key);
  out.long_(value);
}

bool stats_dynamic(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  const auto summary = summarize(columns, row);
  if (!summary) return false;
  out.begin_bag();
  write(out, "min", summary->min);
  write(out, "min_idx", summary->min_index);
  write(out, "max", summary->max);
  write(out, "max_idx", summary->max_index);
  write(out, "avg", summary->avg);
  write(out, "stdev", std::sqrt(summary->variance));
  write(out, "variance", summary->variance);
  write(out, "sum", summary->sum);
  write(out, "len", static_cast<std::int64_t>(summary->count));
  out.end_bag();
  return true;
}

/// The numbers of an array folded into one; null when it is empty or no array. What is no number is passed over.
template <typename Fold>
std::optional<double> folded(DynamicView array, double start, Fold fold) {
  const auto series = read_series(array);
  if (!series || series->size() == 0) return std::nullopt;
  double result = start;
  for (const double value : series->values) {
    if (!std::isnan(value)) result = fold(result, value);
  }
  return result;
}

std::optional<double> sum(DynamicView array) {
  return folded(array, 0, [](double total, double value) { return total + value; });
}
std::optional<double> product(DynamicView array) {
  return folded(array, 1, [](double total, double value) { return total * value; });
}
std::optional<double> squares(DynamicView array) {
  return folded(array, 0, [](double total, double value) { return total + value * value; });
}
std::optional<double> magnitude(DynamicView array) {
  const auto total = squares(array);
  return total ? std::optional(std::sqrt(*total)) : std::nullopt;
}

/// A side of a dot product: an array, or a number that stands for all its elements. Nothing for anything else and for
/// an empty array.
std::optional<Series> side(const ScalarColumn& column, std::size_t row, std::size_t length) {
  if (column.type() == tables::Type::dynamic) {
    auto series = read_series(column.dynamic(row));
    return series && series->size() > 0 ? series : std::nullopt;
  }
  const auto number = number_of(column, row);
  if (!number) return std::nullopt;
  return Series{.values = std::vector<double>(length, number->real)};
}

double dot(std::span<const double> left, std::span<const double> right) {
  double total = 0;
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (!std::isnan(left[i]) && !std::isnan(right[i])) total += left[i] * right[i];
  }
  return total;
}

/// Over the length of the shorter array; pairs that are not numbers are passed over.
std::optional<double> dot_product(ScalarColumns columns, std::size_t row) {
  const auto length = [&](std::size_t column) {
    return columns[column].type() == tables::Type::dynamic ? columns[column].dynamic(row).size() : std::size_t{0};
  };
  const auto left = side(columns[0], row, length(1));
  const auto right = side(columns[1], row, length(0));
  return left && right ? std::optional(dot(left->values, right->values)) : std::nullopt;
}

/// left, right and, where they are known already, their magnitudes.
std::optional<double> cosine_similarity(ScalarColumns columns, std::size_t row) {
  auto left = read_series(columns[0].dynamic(row));
  auto right = read_series(columns[1].dynamic(row));
  if (!left || !right || left->size() == 0 || right->size() == 0) return std::nullopt;
  const std::size_t length = std::min(left->size(), right->size());
  left->values.resize(length);
  right->values.resize(length);
  const double left_magnitude = real_argument(columns, 2, row, std::sqrt(dot(left->values, left->values)));
  const double right_magnitude = real_argument(columns, 3, row, std::sqrt(dot(right->values, right->values)));
  return dot(left->values, right->values) / (left_magnitude * right_magnitude);
}

/// Null for arrays of different lengths, empty ones, and such that hold anything but numbers.
std::optional<double> pearson_correlation(DynamicView left_array, DynamicView right_array) {
  const auto left = read_complete_series(left_array);
  const auto right = read_complete_series(right_array);
  if (!left || !right || left->size() != right->size() || left->size() == 0) return std::nullopt;
  const auto size = static_cast<double>(left->size());
  const double left_mean = std::accumulate(left->values.begin(), left->values.end(), 0.0) / size;
  const double right_mean = std::accumulate(right->values.begin(), right->values.end(), 0.0) / size;
  double both = 0, lefts = 0, rights = 0;
  for (std::size_t i = 0; i < left->size(); ++i) {
    const double a = left->values[i] - left_mean;
    const double b = right->values[i] - right_mean;
    both += a * b;
    lefts += a * a;
    rights += b * b;
  }
  return both / std::sqrt(lefts * rights);
}

}  // namespace

void add_series_statistics_functions(FunctionRegistry& registry) {
  using tables::Type;
  registry.add(ScalarFunction{
      .name = "series_stats",
      .category = "series",
      .summary = "Gives minimum, maximum, their places, average, standard deviation and variance of a series.",
      .example = "print s = dynamic([23, 46, 4, 87]) | project series_stats(s)",
      .overloads = {{"(series:dynamic, const ignore_nonfinite?:boolean) -> dynamic", columns_to_dynamic(stats)}},
      .tuple = {{"min", Type::real},
                {"min_idx", Type::long_},
                {"max", Type::real},
                {"max_idx", Type::long_},
                {"avg", Type::real},
                {"stdev", Type::real},
                {"variance", Type::real}}});
  registry.add(
      ScalarFunction{.name = "series_stats_dynamic",
                     .category = "series",
                     .summary = "Gives minimum, maximum, average, sum and their kin of a series as one property bag.",
                     .example = "print series_stats_dynamic(dynamic([23, 46, 4, 87])).avg",
                     .overloads = {{"(series:dynamic, const ignore_nonfinite?:boolean) -> dynamic",
                                    columns_to_dynamic(stats_dynamic)}}});
  registry.add(ScalarFunction{.name = "series_sum",
                              .category = "series",
                              .summary = "Adds the elements of a series.",
                              .example = "print series_sum(dynamic([1, 2, 3, 4]))",
                              .overloads = {{"(series:dynamic) -> real", rows(sum)}}});
  registry.add(ScalarFunction{.name = "series_product",
                              .category = "series",
                              .summary = "Multiplies the elements of a series.",
                              .example = "print series_product(dynamic([1, 2, 3, 4]))",
                              .overloads = {{"(series:dynamic) -> real", rows(product)}}});
  registry.add(ScalarFunction{.name = "series_magnitude",
                              .category = "series",
                              .summary = "Gives the length of a series as a vector.",
                              .example = "print series_magnitude(dynamic([3, 4]))",
                              .overloads = {{"(series:dynamic) -> real", rows(magnitude)}}});
  registry.add(
      ScalarFunction{.name = "series_dot_product",
                     .category = "series",
                     .summary = "Gives the dot product of two series, or of a series and a number.",
                     .example = "print series_dot_product(dynamic([1, 2, 4]), dynamic([4, 2, 1]))",
                     .overloads = {{"(left:dynamic, right:dynamic) -> real", columns_to<double>(dot_product)},
                                   {"(left:dynamic, right:number) -> real", columns_to<double>(dot_product)},
                                   {"(left:number, right:dynamic) -> real", columns_to<double>(dot_product)}}});
  registry.add(ScalarFunction{
      .name = "series_cosine_similarity",
      .category = "series",
      .summary = "Gives the cosine of the angle between two series as vectors.",
      .example = "print series_cosine_similarity(dynamic([1, 2]), dynamic([2, 4]))",
      .overloads = {{"(left:dynamic, right:dynamic, left_magnitude?:real, right_magnitude?:real) -> real",
                     columns_to<double>(cosine_similarity)}}});
  registry.add(ScalarFunction{.name = "series_pearson_correlation",
                              .category = "series",
                              .summary = "Gives Pearson's correlation coefficient of two series.",
                              .example = "print series_pearson_correlation(dynamic([1, 2, 3]), dynamic([2, 4, 7]))",
                              .overloads = {{"(left:dynamic, right:dynamic) -> real", rows(pearson_correlation)}}});
}

}  // namespace kelpie::executor
