// Window functions over rows in their order (Kusto reference: "Window functions overview").

#include "reference/interpreter.hpp"
#include "reference/values.hpp"

namespace kelpie::differential {

using namespace executor;
using tables::Type;
using tables::Value;

namespace {

/// All rows' arguments of one call.
using Arguments = std::vector<Row>;

bool restarts(const Arguments& arguments, std::size_t row, std::size_t at) {
  return arguments[row].size() > at && is_true(arguments[row][at]);
}

Value neighbour(const Arguments& arguments, std::size_t row, bool backwards, Type type) {
  const Row& own = arguments[row];
  const std::int64_t offset = own.size() > 1 && !own[1].is_null() ? own[1].as_integer() : 1;
  const std::int64_t from = static_cast<std::int64_t>(row) + (backwards ? -offset : offset);
  if (from >= 0 && from < static_cast<std::int64_t>(arguments.size()))
    return arguments[static_cast<std::size_t>(from)][0];
  return own.size() > 2 ? own[2] : Value(type);
}

Value running_sum(const Arguments& arguments, std::size_t row, Type type) {
  std::size_t begin = row;
  while (begin > 0 && !restarts(arguments, begin, 1)) --begin;
  double real = 0;
  std::uint64_t whole = 0;
  tables::Decimal decimal;
  for (std::size_t i = begin; i <= row; ++i) {
    const Value& value = arguments[i][0];
    if (value.is_null()) continue;
    if (type == Type::real)
      real += value.as_real();
    else if (type == Type::decimal)
      decimal = tables::add(decimal, value.as_decimal()).value_or(decimal);
    else
      whole += static_cast<std::uint64_t>(value.as_integer());
  }
  if (type == Type::real) return Value::real(real);
  if (type == Type::decimal) return Value::decimal(decimal);
  return integer_value(type, static_cast<std::int64_t>(whole));
}

Value rank(const Arguments& arguments, std::size_t row, bool dense) {
  std::size_t begin = row;
  while (begin > 0 && !restarts(arguments, begin, 1)) --begin;
  std::int64_t rank = 1;
  for (std::size_t i = begin + 1; i <= row; ++i) {
    if (!same_key(arguments[i][0], arguments[i - 1][0]))
      rank = dense ? rank + 1 : static_cast<std::int64_t>(i - begin) + 1;
  }
  return Value::long_(rank);
}

/// A session ends when it would become longer than allowed, or at a gap.
std::vector<Value> sessions(const Arguments& arguments) {
  std::vector<Value> result;
  const Value* began = nullptr;
  const Value* last = nullptr;
  for (std::size_t row = 0; row < arguments.size(); ++row) {
    const Value& time = arguments[row][0];
    if (time.is_null()) {
      began = nullptr;
      result.emplace_back(Type::datetime);
      continue;
    }
    const Value &length = arguments[0][1], &gap = arguments[0][2];
    const auto beyond = [&](const Value& since, const Value& limit) {
      return !limit.is_null() && time.as_integer() - since.as_integer() > limit.as_integer();
    };
    if (began == nullptr || restarts(arguments, row, 3) || beyond(*began, length) || beyond(*last, gap)) began = &time;
    last = &time;
    result.push_back(*began);
  }
  return result;
}

std::vector<Value> column_of_call(const std::string& function, const Arguments& arguments, Type type) {
  if (function == "row_window_session") return sessions(arguments);
  std::vector<Value> result;
  std::int64_t number = 0;
  for (std::size_t row = 0; row < arguments.size(); ++row) {
    if (function == "prev" || function == "next")
      result.push_back(neighbour(arguments, row, function == "prev", type));
    else if (function == "row_cumsum")
      result.push_back(running_sum(arguments, row, type));
    else if (function == "row_rank_dense" || function == "row_rank_min")
      result.push_back(rank(arguments, row, function == "row_rank_dense"));
    else if (function == "row_number") {
      const Row& first = arguments[0];
      if (row == 0 || restarts(arguments, row, 1))
        number = !first.empty() && !first[0].is_null() ? first[0].as_integer() : 1;
      result.push_back(Value::long_(number++));
    } else {
      throw NotForReference("a window function that is not known here");
    }
  }
  return result;
}

}  // namespace

std::vector<Row> Interpreter::window(const Window& window, const PlanNode& node, const Relation& from) {
  Relation rows = from;
  for (std::size_t i = 0; i < window.calls.size(); ++i) {
    const PlanColumn& column = node.columns[node.columns.size() - window.calls.size() + i];
    Arguments arguments;
    for (const Row& row : rows.rows) arguments.push_back(values(window.calls[i].arguments, rows, row));
    const std::vector<Value> made = column_of_call(window.calls[i].function, arguments, column.type);
    for (std::size_t row = 0; row < rows.rows.size(); ++row) rows.rows[row].push_back(made[row]);
    rows.columns.push_back(column);
  }
  return rows.rows;
}

}  // namespace kelpie::differential
