// The operators that make rows of nothing, keep some of them, or change each by itself.

#include <algorithm>

#include "executor/error.hpp"
#include "reference/interpreter.hpp"
#include "reference/values.hpp"

namespace kelpie::differential {

using namespace executor;
using tables::Type;
using tables::Value;

std::vector<Row> Interpreter::scan(const ScanTable& scan) {
  const std::vector<Row>* rows = tables_(scan.table->schema().name);
  if (rows == nullptr) throw NotForReference("a table that was not generated");
  std::vector<Row> result;
  for (const Row& row : *rows) {
    Row read;
    for (const std::size_t column : scan.table_columns) read.push_back(row[column]);
    result.push_back(std::move(read));
  }
  return result;
}

std::vector<Row> Interpreter::constant_rows(const ConstantRows& rows, const PlanNode& node) {
  std::vector<Row> result = differential::rows_of(*rows.batches);
  for (Row& row : result) row.resize(node.columns.size(), Value(Type::dynamic));
  return result;
}

std::vector<Row> Interpreter::range(const RangeRows& range, PlanColumn column) {
  const Value from = expressions_.constant(*range.from), to = expressions_.constant(*range.to),
              step = expressions_.constant(*range.step);
  std::vector<Row> rows;
  if (from.is_null() || to.is_null() || step.is_null()) return rows;
  for (std::int64_t i = 0; rows.size() <= most_rows; ++i) {
    if (column.type == Type::real) {
      const double value = from.as_real() + static_cast<double>(i) * step.as_real();
      if (step.as_real() == 0 || (step.as_real() > 0 ? value > to.as_real() : value < to.as_real())) break;
      rows.push_back({Value::real(value)});
    } else {
      const tables::int128 value =
          static_cast<tables::int128>(from.as_integer()) + static_cast<tables::int128>(i) * step.as_integer();
      if (step.as_integer() == 0 || (step.as_integer() > 0 ? value > to.as_integer() : value < to.as_integer())) break;
      rows.push_back({integer_value(column.type, static_cast<std::int64_t>(value))});
    }
  }
  return rows;
}

std::vector<Row> Interpreter::filter(const Filter& filter, const PlanNode& node, const Relation& from) {
  std::vector<Row> rows;
  for (const Row& row : from.rows) {
    const bool kept = std::all_of(filter.conjuncts.begin(), filter.conjuncts.end(), [&](const ExpressionPtr& conjunct) {
      return is_true(expressions_.evaluate(*conjunct, from.columns, row));
    });
    if (kept) rows.push_back(picked(row, from.columns, node.columns));
  }
  return rows;
}

std::vector<Row> Interpreter::project(const Project& project, const Relation& from) {
  std::vector<Row> rows;
  for (const Row& row : from.rows) rows.push_back(values(project.expressions, from, row));
  return rows;
}

namespace {

/// Where a value stands: nulls and NaN travel together at one end, NaN between the nulls and the numbers.
int place(const Value& value, bool nulls_first) {
  const int kind = value.is_null() ? 2 : is_nan(value) ? 1 : 0;
  return nulls_first ? -kind : kind;
}

bool before(const Row& left, const Row& right, const std::vector<SortTerm>& terms) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const int a = place(left[i], terms[i].nulls_first), b = place(right[i], terms[i].nulls_first);
    if (a != b) return a < b;
    if (a != 0) continue;
    const int order = compare(left[i], right[i]);
    if (order != 0) return terms[i].ascending ? order < 0 : order > 0;
  }
  return false;
}

}  // namespace

std::vector<Row> Interpreter::first(const std::vector<SortTerm>& terms, const ExpressionPtr& count,
                                    const PlanNode& node, const Relation& from) {
  std::vector<ExpressionPtr> by;
  for (const SortTerm& term : terms) by.push_back(term.value);
  std::vector<std::pair<Row, const Row*>> keyed;
  for (const Row& row : from.rows) keyed.emplace_back(values(by, from, row), &row);
  std::stable_sort(keyed.begin(), keyed.end(),
                   [&](const auto& left, const auto& right) { return before(left.first, right.first, terms); });
  std::size_t limit = keyed.size();
  if (count) {
    const Value wanted = expressions_.constant(*count);
    if (wanted.is_null() || wanted.as_integer() < 0)
      throw QueryError("SEM0040", "The number of rows must be a number that is not negative.", {});
    limit = std::min(limit, static_cast<std::size_t>(wanted.as_integer()));
  }
  std::vector<Row> rows;
  for (std::size_t i = 0; i < limit; ++i) rows.push_back(picked(*keyed[i].second, from.columns, node.columns));
  return rows;
}

}  // namespace kelpie::differential
