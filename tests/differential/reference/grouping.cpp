// Operators that look at rows with equal keys: summarize, join, partition.

#include <algorithm>

#include "executor/error.hpp"
#include "reference/interpreter.hpp"
#include "reference/values.hpp"

namespace kelpie::differential {

using namespace executor;
using tables::Value;

namespace {

struct Group {
  Row key;
  std::vector<const Row*> rows;
};

/// The group of a key, made where there is none: groups are in the order in which they are first met.
Group& group_of(std::vector<Group>& groups, Row key) {
  const auto found =
      std::find_if(groups.begin(), groups.end(), [&](const Group& group) { return same_keys(group.key, key); });
  if (found != groups.end()) return *found;
  groups.push_back({shown_keys(std::move(key)), {}});
  return groups.back();
}

}  // namespace

std::vector<Row> Interpreter::aggregate(const Aggregate& aggregate, const PlanNode& node, const Relation& from) {
  std::vector<Group> groups;
  if (aggregate.keys.empty()) groups.push_back({});
  for (const Row& row : from.rows) group_of(groups, values(aggregate.keys, from, row)).rows.push_back(&row);
  std::vector<Row> rows;
  for (const Group& group : groups) {
    Row result = group.key;
    std::size_t column = aggregate.keys.size();
    for (const AggregateCall& call : aggregate.calls) {
      AggregateInput input;
      for (std::size_t i = 0; i < call.columns; ++i) input.results.push_back(node.columns[column++]);
      for (const ExpressionPtr& argument : call.arguments) {
        input.types.push_back(argument->type);
        input.constants.push_back(is_row_independent(*argument) ? std::optional(expressions_.constant(*argument))
                                                                : std::nullopt);
      }
      for (const Row* row : group.rows) input.rows.push_back(values(call.arguments, from, *row));
      const auto central = central_aggregate(call.function->name, input);
      ++(central ? coverage_.own_aggregates : coverage_.engine_aggregates)[call.function->name];
      for (const Value& value : central ? *central : engine_aggregate(call, input)) result.push_back(value);
    }
    rows.push_back(std::move(result));
  }
  return rows;
}

std::vector<Row> Interpreter::join(const Join& join, const PlanNode& node, const Relation& left,
                                   const Relation& right) {
  const auto keys_of = [&](const Relation& side, const std::vector<ExpressionPtr>& keys) {
    std::vector<Row> result;
    for (const Row& row : side.rows) result.push_back(values(keys, side, row));
    return result;
  };
  const std::vector<Row> left_keys = keys_of(left, join.left_keys), right_keys = keys_of(right, join.right_keys);
  const auto nulls = [](const Relation& side) {
    Row row;
    for (const PlanColumn& column : side.columns) row.emplace_back(column.type);
    return row;
  };
  std::vector<PlanColumn> columns = left.columns;
  columns.insert(columns.end(), right.columns.begin(), right.columns.end());
  std::vector<Row> rows;
  const auto add = [&](Row row, const Row& other) {
    row.insert(row.end(), other.begin(), other.end());
    rows.push_back(picked(row, columns, node.columns));
    if (rows.size() > most_rows) throw NotForReference("too many pairs");
  };
  const JoinKind kind = join.kind;
  const bool pairs = kind == JoinKind::innerunique || kind == JoinKind::inner || kind == JoinKind::leftouter ||
                     kind == JoinKind::rightouter || kind == JoinKind::fullouter;
  std::vector<char> left_matched(left.rows.size()), right_matched(right.rows.size());
  for (std::size_t i = 0; i < left.rows.size(); ++i) {
    const auto earlier = left_keys.begin() + static_cast<std::ptrdiff_t>(i);
    if (kind == JoinKind::innerunique &&
        std::any_of(left_keys.begin(), earlier, [&](const Row& key) { return same_keys(key, left_keys[i]); }))
      continue;
    for (std::size_t j = 0; j < right.rows.size(); ++j) {
      if (!same_keys(left_keys[i], right_keys[j])) continue;
      left_matched[i] = right_matched[j] = 1;
      if (pairs) add(left.rows[i], right.rows[j]);
    }
  }
  const bool left_rest = kind == JoinKind::leftouter || kind == JoinKind::fullouter || kind == JoinKind::leftanti;
  const bool right_rest = kind == JoinKind::rightouter || kind == JoinKind::fullouter || kind == JoinKind::rightanti;
  for (std::size_t i = 0; i < left.rows.size(); ++i) {
    if (left_matched[i] != 0 ? kind == JoinKind::leftsemi : left_rest) add(left.rows[i], nulls(right));
  }
  for (std::size_t j = 0; j < right.rows.size(); ++j) {
    if (right_matched[j] != 0 ? kind == JoinKind::rightsemi : right_rest) add(nulls(left), right.rows[j]);
  }
  return rows;
}

std::vector<Row> Interpreter::partition(const PartitionRows& partition, const PlanNode& node, const Relation& from) {
  std::vector<Group> groups;
  for (const Row& row : from.rows) group_of(groups, values({partition.key}, from, row)).rows.push_back(&row);
  if (partition.most_keys && groups.size() > *partition.most_keys)
    throw QueryError("E_PARTITION_COUNT_EXCEEDED", "too many keys", {});
  std::vector<Row> rows;
  for (const Group& group : groups) {
    Relation own{from.columns, {}};
    for (const Row* row : group.rows) own.rows.push_back(*row);
    const Relation made = run(partition.subplan, &own);
    for (const Row& row : made.rows) rows.push_back(picked(row, made.columns, node.columns));
  }
  return rows;
}

}  // namespace kelpie::differential
