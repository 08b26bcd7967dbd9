#pragma once

// The logical plan: what a query asks for, not how it is done. Immutable and shared; every rewrite makes new nodes.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "executor/aggregates/aggregate.hpp"
#include "executor/batch.hpp"
#include "executor/plan/expression.hpp"
#include "executor/plan/plan_columns.hpp"
#include "executor/plan/rows_function.hpp"
#include "tables/table.hpp"

namespace kelpie::executor {

// Each operator says what its node's `columns` are. "Passes" means: the input's columns with their ids.

/// All rows of a table. Column i of the node is column table_columns[i] of the table.
struct ScanTable {
  std::shared_ptr<const tables::Table> table;
  std::vector<std::size_t> table_columns;
  /// Rows outside need not be read (bounds inclusive); set by the optimizer from filters above, which stay.
  struct Bound {
    std::size_t table_column = 0;
    tables::IntegerRange range;
  };
  std::vector<Bound> bounds;
  /// Blocks with the largest (or smallest) values of this column first: what is above keeps only the extremes. Set by the optimizer.
  struct ReadOrder {
    std::size_t table_column = 0;
    bool descending = false;
  };
  std::optional<ReadOrder> read_order{};
  /// Rows with another text than these in the column need not be read; set as the bounds are.
  struct TextBound {
    std::size_t table_column = 0;
    std::vector<std::string> texts;
  };
  std::vector<TextBound> text_bounds{};
  /// A column may be a part of its table column, which is dynamic: what lies at a path of keys, as a dynamic value. Set by the optimizer.
  struct Path {
    std::vector<std::string> keys;
    ExpressionPtr value;  // the same as a calculation over the table column,
    ColumnId whole = 0;   // which has this number in it
  };
  std::map<std::size_t, Path> paths{};  // by position among table_columns
};
/// Rows given in the query or computed while binding; columns by position.
struct ConstantRows {
  std::shared_ptr<const Batches> batches;
};
/// range x from a to b step s: one column.
struct RangeRows {
  ExpressionPtr from, to, step;
};
/// Keeps rows where every conjunct is true (null is not). Passes.
struct Filter {
  std::vector<ExpressionPtr> conjuncts;
};
/// Column i is expressions[i]; a column reference hands its column on under the same id.
struct Project {
  std::vector<ExpressionPtr> expressions;
};
struct AggregateCall {
  const AggregateFunction* function = nullptr;
  const AggregateOverload* overload = nullptr;
  std::vector<ExpressionPtr> arguments;
  std::size_t columns = 1;  // how many result columns it makes
};
/// One row a group of equal keys (null is a key); without keys one row in all. Columns: keys, then the calls' columns.
struct Aggregate {
  std::vector<ExpressionPtr> keys;
  std::vector<AggregateCall> calls;
};
struct SortTerm {
  ExpressionPtr value;
  bool ascending = false;
  bool nulls_first = false;
};
/// Passes, in order; stable.
struct Sort {
  std::vector<SortTerm> terms;
};
/// The first rows of that order. Passes.
struct Top {
  ExpressionPtr count;
  std::vector<SortTerm> terms;
};
/// The first rows of the input's order. Passes.
struct Take {
  ExpressionPtr count;
};
enum class JoinKind { innerunique, inner, leftouter, rightouter, fullouter, leftsemi, rightsemi, leftanti, rightanti };
/// Inputs: left, right. Keys are equal where left_keys[i] == right_keys[i] for all i; null equals null. Columns: left's then right's ids; only one
/// side's for semi and anti. Where `drops_right_keys` (lookup) the right's key columns are not among the columns.
struct Join {
  JoinKind kind = JoinKind::innerunique;
  std::vector<ExpressionPtr> left_keys;
  std::vector<ExpressionPtr> right_keys;
};
/// All rows of all inputs, one input after the other. Column i of the node is column i of every input, under a new id.
struct UnionAll {};
/// One row for each element. Columns: as the binder laid them out; expanded[i] replaces or appends a column.
struct ExpandArrays {
  struct Item {
    ExpressionPtr array;     // dynamic
    ColumnId column = 0;     // the output column that takes the element
    std::optional<tables::Type> to_type;  // absent: dynamic
  };
  std::vector<Item> items;
  bool bags_as_arrays = false;            // kind=array: [key, value] pairs
  std::optional<ColumnId> item_index;     // with_itemindex
  std::optional<std::uint64_t> row_limit; // rows from one input row
};
/// For each input row: expand, run the sub-plan over the expanded rows of that row alone, repeat the row's other columns beside each result row.
/// Inputs: the outer relation only; `subplan` has a leaf ApplyInput.
struct ApplyToArrays {
  ExpandArrays expand;                       // makes the sub-plan's input
  std::vector<PlanColumn> expanded_columns;  // of the ApplyInput leaf: everything that the sub-plan may read
  PlanPtr subplan;
};
/// The leaf of a sub-plan that is run over rows handed in by its operator. Columns as that operator says.
struct ApplyInput {};
/// parse, parse-where.
struct ParseText {
  enum class Mode { simple, regex, relaxed };
  struct Item {
    enum class Kind { literal, column, star } kind = Kind::literal;
    std::string text;     // of a literal
    ColumnId column = 0;  // the output column
    tables::Type type = tables::Type::string;
  };
  ExpressionPtr source;
  Mode mode = Mode::simple;
  std::string flags;
  bool drop_unmatched = false;
  std::vector<Item> items;
};
/// parse-kv. Passes, with a column a key in place or behind.
struct ParseKeyValues {
  struct Key {
    std::string name;
    ColumnId column = 0;  // the output column
    tables::Type type = tables::Type::string;
  };
  ExpressionPtr source;
  std::vector<Key> keys;
  std::string pair_delimiter, key_value_delimiter;  // both empty: whatever is no letter or digit
  std::vector<std::string> quotes;                  // one character, or an opening and a closing one
  std::string escapes;                              // characters that take the next one as it is, within quotes
  bool greedy = false;                              // a value goes on to the last delimiter before the next key
  std::string regex;                                // not empty: two groups, key and value
};
/// The last step of make-series: lays groups out along an axis. The input's columns: `keys` keys, the bin of the axis, values. Columns: the
/// keys with their ids, one dynamic array a value, the array of bins.
struct MakeSeries {
  std::size_t keys = 0;
  std::vector<ExpressionPtr> defaults;  // one a value; nullptr: 0
  ExpressionPtr from, to, step;         // from and to may be nullptr; bins count from `from` where it is given
  bool in_range = false;                // in range(): bins count from 0 and the one of `to` is the last
  bool nonempty = false;
};
/// Window functions over the input's order. Passes, then one column a call.
struct WindowCall {
  std::string function;  // prev, next, row_number, row_cumsum, row_rank_dense, row_rank_min, row_window_session
  std::vector<ExpressionPtr> arguments;
};
struct Window {
  std::vector<WindowCall> calls;
};
/// Any rows: at most `count`. Passes.
struct Sample {
  ExpressionPtr count;
};
/// partition: the sub-plan is run for the rows of each key by itself, keys in the order in which they are first met; what it makes is put one after
/// the other. Inputs: the relation; `subplan` has a leaf ApplyInput with the relation's columns. Columns: the sub-plan's.
struct PartitionRows {
  ExpressionPtr key;
  PlanPtr subplan;
  std::optional<std::uint64_t> most_keys;  // more are an error
};
/// What a function of whole relations makes; columns as it says, under new numbers. Its expressions are over the columns of the first input and over
/// columns that the function makes for itself.
struct ComputeRows {
  std::shared_ptr<const RowsFunction> function;
  std::vector<ExpressionPtr> expressions{};
};
/// The sub-plan's rows, computed once in a query however often this node is met (the same pointer).
struct Materialize {};

struct PlanNode {
  using Operator = std::variant<ScanTable, ConstantRows, RangeRows, Filter, Project, Aggregate, Sort, Top, Take, Join, UnionAll, ExpandArrays,
                                ApplyToArrays, ApplyInput, ParseText, ParseKeyValues, MakeSeries, Window, Sample, PartitionRows, ComputeRows, Materialize>;
  Operator op;
  std::vector<PlanPtr> inputs;
  PlanColumns columns;
  parser::Span span;
};

[[nodiscard]] PlanPtr make_plan(PlanNode::Operator op, std::vector<PlanPtr> inputs, PlanColumns columns, parser::Span span = {});

/// Position of a column among a node's columns; nothing when it is not there.
[[nodiscard]] std::optional<std::size_t> position_of(const std::vector<PlanColumn>& columns, ColumnId id);

/// The plan as an indented tree, one node a line; stable, the format of plan tests and of `kelpie explain`.
[[nodiscard]] std::string to_text(const PlanNode& plan);

}  // namespace kelpie::executor
