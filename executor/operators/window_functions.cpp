#include "executor/operators/window_functions.hpp"

#include "executor/operators/key_column.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

/// One call's arguments over all rows, and where its counting begins anew.
struct WindowInput {
  std::vector<Vector> arguments;
  std::vector<std::uint8_t> restarts;    // one a row; empty: never
  std::span<const std::uint32_t> parts;  // one a row; empty: all rows are one
  std::size_t rows = 0;
  Type type = Type::long_;
};

Vector shifted(const WindowInput& input, bool backwards) {
  std::int64_t offset = 1;
  if (input.arguments.size() > 1 && input.rows > 0 && !input.arguments[1].is_null_at(0))
    offset = input.arguments[1].value_at(0).as_integer();
  if (backwards) offset = -offset;
  std::vector<std::uint32_t> rows(input.rows);
  bool outside = false;
  for (std::size_t row = 0; row < input.rows; ++row) {
    const std::int64_t from = static_cast<std::int64_t>(row) + offset;
    const bool inside = from >= 0 && from < static_cast<std::int64_t>(input.rows) &&
                        (input.parts.empty() || input.parts[static_cast<std::size_t>(from)] == input.parts[row]);
    outside |= !inside;
    rows[row] = inside ? static_cast<std::uint32_t>(from) : Vector::no_row;
  }
  if (input.arguments.size() < 3 || !outside) return input.arguments[0].gather_or_null(rows);
  tables::ColumnBuilder builder(input.type);
  for (std::size_t row = 0; row < input.rows; ++row) {
    if (rows[row] == Vector::no_row)
      builder.append(input.arguments[2], row);
    else
      builder.append(input.arguments[0], rows[row]);
  }
  return builder.finish();
}

Vector row_numbers(const WindowInput& input) {
  std::int64_t start = 1;
  if (!input.arguments.empty() && input.rows > 0 && !input.arguments[0].is_null_at(0))
    start = input.arguments[0].value_at(0).as_integer();
  tables::FlatBuilder<std::int64_t> builder(Type::long_, input.rows);
  std::int64_t number = start;
  for (std::size_t row = 0; row < input.rows; ++row) {
    if (!input.restarts.empty() && input.restarts[row] != 0) number = start;
    builder.set(row, number++);
  }
  return builder.finish();
}

template <typename T>
Vector running_sum(const WindowInput& input) {
  const Vector term = input.arguments[0].flattened();
  const T* values = term.values<T>();
  tables::FlatBuilder<T> builder(input.type, input.rows);
  T sum{};
  for (std::size_t row = 0; row < input.rows; ++row) {
    if (!input.restarts.empty() && input.restarts[row] != 0) sum = T{};
    if (term.validity() == nullptr || term.validity()[row] != 0) {
      if constexpr (std::is_same_v<T, std::int64_t>)
        sum = static_cast<T>(static_cast<std::uint64_t>(sum) + static_cast<std::uint64_t>(values[row]));
      else if constexpr (std::is_same_v<T, double>)
        sum += values[row];
      else
        sum = tables::add(sum, values[row]).value_or(sum);
    }
    builder.set(row, sum);
  }
  return builder.finish();
}

Vector ranks(const WindowInput& input, bool dense) {
  KeyColumn column(input.arguments[0].type());
  KeyColumn::Local local;
  std::vector<std::uint32_t> numbers(input.rows);
  column.numbers(input.arguments[0], local, numbers.data());
  tables::FlatBuilder<std::int64_t> builder(Type::long_, input.rows);
  std::int64_t rank = 0, place = 0;
  for (std::size_t row = 0; row < input.rows; ++row) {
    const bool restart = !input.restarts.empty() && input.restarts[row] != 0;
    if (restart) rank = place = 0;
    ++place;
    if (row == 0 || restart || numbers[row] != numbers[row - 1]) rank = dense ? rank + 1 : place;
    builder.set(row, rank);
  }
  return builder.finish();
}

/// The time at which the session of each row began: a gap or a length that is reached begins a new one.
Vector sessions(const WindowInput& input) {
  const Vector times = input.arguments[0].flattened();
  const std::int64_t* ticks = times.values<std::int64_t>();
  const auto span_of = [&](std::size_t index) {
    const Value value = input.rows > 0 ? input.arguments[index].value_at(0) : Value(Type::timespan);
    return value.is_null() ? INT64_MAX : value.as_integer();
  };
  const std::int64_t length = span_of(1), gap = span_of(2);
  tables::FlatBuilder<std::int64_t> builder(Type::datetime, input.rows);
  bool open = false;
  std::int64_t began = 0, last = 0;
  for (std::size_t row = 0; row < input.rows; ++row) {
    if (times.validity() != nullptr && times.validity()[row] == 0) {
      open = false;
      builder.set_null(row);
      continue;
    }
    const bool restart = !input.restarts.empty() && input.restarts[row] != 0;
    if (!open || restart || ticks[row] - began > length || ticks[row] - last > gap) began = ticks[row];
    open = true;
    last = ticks[row];
    builder.set(row, began);
  }
  return builder.finish();
}

Vector compute(const std::string& function, const WindowInput& input) {
  if (function == "prev") return shifted(input, true);
  if (function == "next") return shifted(input, false);
  if (function == "row_number") return row_numbers(input);
  if (function == "row_rank_dense") return ranks(input, true);
  if (function == "row_rank_min") return ranks(input, false);
  if (function == "row_window_session") return sessions(input);
  switch (tables::physical_of(input.type)) {
    case tables::Physical::real:
      return running_sum<double>(input);
    case tables::Physical::decimal:
      return running_sum<tables::Decimal>(input);
    default:
      return running_sum<std::int64_t>(input);
  }
}

/// Which argument of a function says where to begin anew.
std::size_t restart_argument(const std::string& function) {
  if (function == "row_window_session") return 3;
  if (function == "prev" || function == "next") return SIZE_MAX;
  return 1;
}

}  // namespace

Vector window_column(const WindowCall& call, Type type, const Batch& rows, const std::vector<PlanColumn>& layout,
                     std::span<const std::uint32_t> parts, Execution& execution) {
  const Evaluator evaluator = execution.evaluator(call.arguments, layout);
  WindowInput input{evaluator.evaluate(rows), {}, parts, rows.rows, type};
  if (const std::size_t at = restart_argument(call.function); at < input.arguments.size()) {
    const Vector restart = input.arguments[at].flattened();
    input.restarts.resize(rows.rows);
    for (std::size_t row = 0; row < rows.rows; ++row) {
      const bool valid = restart.validity() == nullptr || restart.validity()[row] != 0;
      input.restarts[row] = valid && restart.values<std::uint8_t>()[row] != 0;
    }
  }
  if (!parts.empty()) {
    input.restarts.resize(rows.rows);
    for (std::size_t row = 1; row < rows.rows; ++row) input.restarts[row] |= parts[row] != parts[row - 1];
  }
  return compute(call.function, input);
}

}  // namespace kelpie::executor
