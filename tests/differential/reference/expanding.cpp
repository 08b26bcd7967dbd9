// mv-expand and mv-apply (Kusto reference: "mv-expand operator", "mv-apply operator").

#include <algorithm>

#include "executor/functions/conversion/cast.hpp"
#include "reference/interpreter.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::differential {

using namespace executor;
using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;

namespace {

std::vector<Value> elements_of(const Value& array, bool bags_as_arrays) {
  if (array.is_null()) return {Value(Type::dynamic)};
  const DynamicView view(array.as_text());
  std::vector<Value> elements;
  if (view.kind() == DynamicKind::array) {
    for (std::size_t i = 0; i < view.size(); ++i)
      elements.push_back(Value::dynamic(std::string(view.element(i).bytes())));
  } else if (view.kind() == DynamicKind::bag) {
    for (std::size_t i = 0; i < view.size(); ++i) {
      tables::DynamicBuilder out;
      if (bags_as_arrays) {
        out.begin_array();
        out.string(view.key(i));
        out.value(view.value(i));
        out.end_array();
      } else {
        out.begin_bag();
        out.key(view.key(i));
        out.value(view.value(i));
        out.end_bag();
      }
      elements.push_back(Value::dynamic(out.finish()));
    }
  } else {
    elements.push_back(array);
  }
  return elements;
}

/// `to typeof()` converts and does not read text, but for what JSON can only say as text; a number is no time.
Value converted(const Value& element, Type to) {
  if (to == Type::dynamic || element.is_null()) return element.is_null() ? Value(to) : element;
  const DynamicKind kind = DynamicView(element.as_text()).kind();
  const bool text = kind == DynamicKind::string;
  bool fits = to == Type::string || !text;
  if (to == Type::datetime) fits = text || kind == DynamicKind::datetime;
  if (to == Type::timespan) fits = text || kind == DynamicKind::timespan;
  if (to == Type::guid) fits = text || kind == DynamicKind::guid;
  return fits ? cast_value(element, to) : Value(to);
}

}  // namespace

std::vector<Row> Interpreter::expanded(const ExpandArrays& expand, const std::vector<PlanColumn>& columns,
                                       const Relation& from, const Row& row) {
  std::vector<std::vector<Value>> lists;
  std::size_t count = 0;
  for (const ExpandArrays::Item& item : expand.items) {
    lists.push_back(elements_of(expressions_.evaluate(*item.array, from.columns, row), expand.bags_as_arrays));
    count = std::max(count, lists.back().size());
  }
  if (expand.row_limit) count = std::min<std::size_t>(count, *expand.row_limit);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < count; ++i) {
    Row result;
    for (const PlanColumn& column : columns) {
      const auto item = std::find_if(expand.items.begin(), expand.items.end(),
                                     [&](const ExpandArrays::Item& one) { return one.column == column.id; });
      if (item != expand.items.end()) {
        const auto& list = lists[static_cast<std::size_t>(item - expand.items.begin())];
        result.push_back(i < list.size() ? converted(list[i], item->to_type.value_or(Type::dynamic))
                                         : Value(column.type));
      } else if (expand.item_index == column.id) {
        result.push_back(Value::long_(static_cast<std::int64_t>(i)));
      } else {
        result.push_back(row[position_of(from.columns, column.id).value()]);
      }
    }
    rows.push_back(std::move(result));
  }
  return rows;
}

std::vector<Row> Interpreter::expand(const ExpandArrays& expand, const PlanNode& node, const Relation& from) {
  std::vector<Row> rows;
  for (const Row& row : from.rows) {
    for (Row& one : expanded(expand, node.columns, from, row)) rows.push_back(std::move(one));
    if (rows.size() > most_rows) throw NotForReference("too many elements");
  }
  return rows;
}

std::vector<Row> Interpreter::apply(const ApplyToArrays& apply, const PlanNode& node, const Relation& from) {
  std::vector<Row> rows;
  for (const Row& row : from.rows) {
    const Relation own{apply.expanded_columns, expanded(apply.expand, apply.expanded_columns, from, row)};
    const Relation made = run(apply.subplan, &own);
    for (const Row& one : made.rows) {
      Row result;
      for (const PlanColumn& column : node.columns) {
        const auto outer = position_of(from.columns, column.id);
        result.push_back(outer ? row[*outer] : one[position_of(made.columns, column.id).value()]);
      }
      rows.push_back(std::move(result));
    }
  }
  return rows;
}

}  // namespace kelpie::differential
