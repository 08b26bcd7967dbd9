#include "executor/functions/series/series.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;

namespace {

SeriesNumber whole(std::int64_t value) { return {static_cast<double>(value), value, true}; }

}  // namespace

std::optional<SeriesNumber> number_of(DynamicView value) {
  switch (value.kind()) {
    case DynamicKind::long_:
    case DynamicKind::datetime:
    case DynamicKind::timespan:
      return whole(value.as_integer());
    case DynamicKind::real:
      return SeriesNumber{.real = value.as_real()};
    case DynamicKind::decimal:
      return SeriesNumber{.real = tables::to_double(value.as_decimal())};
    default:
      return std::nullopt;
  }
}

std::optional<SeriesNumber> number_of(const ScalarColumn& column, std::size_t row) {
  if (column.is_null(row)) return std::nullopt;
  switch (column.type()) {
    case Type::dynamic:
      return number_of(column.dynamic(row));
    case Type::int_:
    case Type::long_:
      return whole(column.get<std::int64_t>(row));
    case Type::real:
      return SeriesNumber{.real = column.get<double>(row)};
    case Type::decimal:
      return SeriesNumber{.real = tables::to_double(column.get<tables::Decimal>(row))};
    default:
      return std::nullopt;
  }
}

std::optional<Series> read_series(DynamicView array) {
  if (array.kind() != DynamicKind::array) return std::nullopt;
  Series series;
  series.values.reserve(array.size());
  for (std::size_t i = 0; i < array.size(); ++i) {
    const auto number = number_of(array.element(i));
    if (number)
      series.integral &= number->integral;
    else
      series.complete = false;
    series.values.push_back(number ? number->real : missing);
  }
  return series;
}

std::optional<Series> read_complete_series(DynamicView array) {
  auto series = read_series(array);
  if (series && !series->complete) series.reset();
  return series;
}

std::optional<Series> read_finite_series(DynamicView array) {
  auto series = read_series(array);
  if (!series) return std::nullopt;
  for (const double value : series->values) {
    if (!std::isfinite(value)) return std::nullopt;
  }
  return series;
}

void write_reals(DynamicBuilder& out, std::span<const double> values) {
  out.begin_array();
  for (const double value : values) {
    if (std::isnan(value))
      out.null();
    else
      out.real(value);
  }
  out.end_array();
}

void write_longs(DynamicBuilder& out, std::span<const double> values) {
  out.begin_array();
  for (const double value : values) {
    if (std::abs(value) < 9.2e18)
      out.long_(static_cast<std::int64_t>(value));
    else
      out.null();
  }
  out.end_array();
}

double real_argument(ScalarColumns columns, std::size_t index, std::size_t row, double absent) {
  if (index >= columns.size()) return absent;
  const auto number = number_of(columns[index], row);
  return number ? number->real : absent;
}

std::int64_t integer_argument(ScalarColumns columns, std::size_t index, std::size_t row, std::int64_t absent) {
  return index >= columns.size() || columns[index].is_null(row) ? absent : columns[index].get<std::int64_t>(row);
}

bool bool_argument(ScalarColumns columns, std::size_t index, std::size_t row, bool absent) {
  return index >= columns.size() || columns[index].is_null(row) ? absent : columns[index].get<std::uint8_t>(row) != 0;
}

std::string_view text_argument(ScalarColumns columns, std::size_t index, std::size_t row, std::string_view absent) {
  return index >= columns.size() ? absent : columns[index].get<std::string_view>(row);
}

}  // namespace kelpie::executor
