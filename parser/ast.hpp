#pragma once

// The syntax tree of KQL: plain values, one aggregate per construct, a span in every node.
// Equality ignores nothing: two trees are equal when their text positions are too; `dump()` without spans compares shape.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "parser/box.hpp"
#include "parser/span.hpp"

namespace kelpie::parser {

struct Expression;
struct Pipeline;

/// A name as written; `quoted` remembers ['a b'] so that the formatter gives it back.
struct Name {
  Span span;
  std::string text;
  bool quoted = false;
  bool operator==(const Name&) const = default;
};

enum class LiteralType { boolean, int_, long_, real, decimal, string, datetime, timespan, guid, null };

/// A literal value. `text` is the decoded content: the characters of a string, the digits of a number (without suffix),
/// what stands between the parentheses of datetime(...), timespan(...), guid(...), or the number with its unit (`1.5h`).
/// `is_null` is int(null) and its kin; LiteralType::null is the bare `null` inside dynamic literals.
struct Literal {
  Span span;
  LiteralType type = LiteralType::string;
  std::string text;
  bool is_null = false;
  bool operator==(const Literal&) const = default;
};

/// dynamic([1, 2]) and dynamic({"a": 1}): `dynamic(<scalar>)` is a DynamicLiteral over that scalar.
struct DynamicArray {
  Span span;
  std::vector<Expression> elements;
  bool operator==(const DynamicArray&) const;
};
struct DynamicEntry;
struct DynamicBag {
  Span span;
  std::vector<DynamicEntry> entries;
  bool operator==(const DynamicBag&) const;
};
struct DynamicLiteral {
  Span span;
  Box<Expression> value;
  bool operator==(const DynamicLiteral&) const;
};

/// typeof(string), or the bare type name where only a type can stand (`to typeof(long)`).
struct TypeLiteral {
  Span span;
  std::string type;
  bool operator==(const TypeLiteral&) const = default;
};

/// `*` as an argument, in `where * has "x"`, `distinct *`, `arg_max(t, *)`.
struct Star {
  Span span;
  bool operator==(const Star&) const = default;
};

/// A name with `*` in it (`Sign*`), where tables or columns are chosen by pattern.
struct WildcardName {
  Span span;
  std::string pattern;
  bool operator==(const WildcardName&) const = default;
};

/// base.member; `member.quoted` is base['member'] written as base.['member'].
struct Member {
  Span span;
  Box<Expression> base;
  Name member;
  bool operator==(const Member&) const = default;
};

/// base[index]
struct Index {
  Span span;
  Box<Expression> base;
  Box<Expression> index;
  bool operator==(const Index&) const = default;
};

/// An argument of a call: `value` or `name = value`.
struct Argument;

/// name(arguments). The name of a built-in operator-like function (`not`, `toscalar`, `materialize`) is here too.
struct Call {
  Span span;
  Name function;
  std::vector<Argument> arguments;
  std::optional<Box<Expression>> qualifier;  // what stands before the dot: database("d").f(1)
  bool operator==(const Call&) const;
};

enum class UnaryOperator { plus, minus };
struct Unary {
  Span span;
  UnaryOperator op = UnaryOperator::minus;
  Box<Expression> operand;
  bool operator==(const Unary&) const = default;
};

enum class BinaryOperator {
  or_, and_,
  equal, not_equal, less, less_equal, greater, greater_equal,
  equal_ci, not_equal_ci,  // =~ !~
  add, subtract, multiply, divide, modulo,
  has, not_has, has_cs, not_has_cs,
  hasprefix, not_hasprefix, hasprefix_cs, not_hasprefix_cs,
  hassuffix, not_hassuffix, hassuffix_cs, not_hassuffix_cs,
  contains, not_contains, contains_cs, not_contains_cs,
  startswith, not_startswith, startswith_cs, not_startswith_cs,
  endswith, not_endswith, endswith_cs, not_endswith_cs,
  like, not_like, like_cs, not_like_cs,
  matches_regex,
  search_column,  // column : "text", in search only
};
struct Binary {
  Span span;
  BinaryOperator op = BinaryOperator::add;
  Span op_span;
  Box<Expression> left;
  Box<Expression> right;
  bool operator==(const Binary&) const = default;
};

/// value between (low .. high)
struct Between {
  Span span;
  bool negated = false;
  Box<Expression> value;
  Box<Expression> low;
  Box<Expression> high;
  bool operator==(const Between&) const = default;
};

enum class ListOperator { in, not_in, in_ci, not_in_ci, has_any, has_all };
/// value in (a, b, c); a single list element may be a pipeline or a dynamic array.
struct InList {
  Span span;
  ListOperator op = ListOperator::in;
  Span op_span;
  Box<Expression> value;
  std::vector<Expression> list;
  bool operator==(const InList&) const;
};

/// ( expression ), kept so that text and tree agree.
struct Parenthesized {
  Span span;
  Box<Expression> inner;
  bool operator==(const Parenthesized&) const = default;
};

/// A pipeline where an expression may stand: toscalar(T | count), in (T | project a), join (T | where ...).
/// The parentheses, where there are any, belong to the parent.
struct PipelineExpression {
  Span span;
  Box<Pipeline> pipeline;
  bool operator==(const PipelineExpression&) const = default;
};

/// entity_group [cluster("c").database("d"), ...]: the databases over which macro-expand goes.
struct EntityGroup {
  Span span;
  std::vector<Expression> entities;
  bool operator==(const EntityGroup&) const;
};

/// Where the parser could not read an expression; a diagnostic says why.
struct BadExpression {
  Span span;
  bool operator==(const BadExpression&) const = default;
};

struct Expression {
  using Node = std::variant<BadExpression, Literal, DynamicArray, DynamicBag, DynamicLiteral, TypeLiteral, Star, WildcardName, Name,
                            Member, Index, Call, Unary, Binary, Between, InList, Parenthesized, PipelineExpression, EntityGroup>;
  Node node;
  bool operator==(const Expression&) const = default;
};
/// The span of whatever the expression is.
[[nodiscard]] Span span_of(const Expression& expression);

struct DynamicEntry {
  Literal key;  // a string
  Expression value;
  bool operator==(const DynamicEntry&) const = default;
};

struct Argument {
  Span span;
  std::optional<Name> name;
  Expression value;
  bool operator==(const Argument&) const = default;
};

/// value, name = value, or (a, b) = value.
struct NamedExpression {
  Span span;
  std::vector<Name> names;
  bool parenthesized_names = false;
  Expression value;
  bool operator==(const NamedExpression&) const = default;
};

/// name = value given to an operator: kind=inner, hint.strategy=shuffle, withsource=T, isfuzzy=true. `name` has the dots in it.
struct Parameter {
  Span span;
  Name name;
  Expression value;
  bool operator==(const Parameter&) const = default;
};

/// name:type, with a default where the place allows one.
struct ColumnDeclaration {
  Span span;
  Name name;
  std::string type;  // as written: "string", "boolean", "date"
  Span type_span;
  std::optional<Expression> default_value;
  bool operator==(const ColumnDeclaration&) const = default;
};

struct OrderTerm {
  Span span;
  Expression value;
  std::optional<bool> ascending;    // absent: not written
  std::optional<bool> nulls_first;  // absent: not written
  bool operator==(const OrderTerm&) const = default;
};

// ---- tabular operators: what may stand after a pipe ---------------------------------------------------------------

struct WhereOperator { Span span; std::vector<Parameter> parameters; Expression predicate; bool filter_keyword = false; bool operator==(const WhereOperator&) const = default; };
struct ProjectOperator { Span span; std::vector<NamedExpression> columns; bool operator==(const ProjectOperator&) const = default; };
/// The items of away and keep are Name or WildcardName (or Star).
struct ProjectAwayOperator { Span span; std::vector<Expression> columns; bool operator==(const ProjectAwayOperator&) const = default; };
struct ProjectKeepOperator { Span span; std::vector<Expression> columns; bool operator==(const ProjectKeepOperator&) const = default; };
/// Columns are names and wildcards, or calculations of names: "a", dynamic(["a", "b"]), column_names_of(T).
struct ProjectByNamesOperator { Span span; std::vector<Expression> columns; bool operator==(const ProjectByNamesOperator&) const = default; };
struct ProjectRenameOperator { Span span; std::vector<NamedExpression> columns; bool operator==(const ProjectRenameOperator&) const = default; };
enum class ReorderDirection { none, ascending, descending, granny_ascending, granny_descending };
struct ReorderItem { Span span; Expression column; ReorderDirection direction = ReorderDirection::none; bool operator==(const ReorderItem&) const = default; };
struct ProjectReorderOperator { Span span; std::vector<ReorderItem> columns; bool operator==(const ProjectReorderOperator&) const = default; };
struct ExtendOperator { Span span; std::vector<NamedExpression> columns; bool operator==(const ExtendOperator&) const = default; };
struct SummarizeOperator { Span span; std::vector<Parameter> parameters; std::vector<NamedExpression> aggregates; std::vector<NamedExpression> by; bool has_by = false; bool operator==(const SummarizeOperator&) const = default; };
struct DistinctOperator { Span span; std::vector<Parameter> parameters; std::vector<NamedExpression> columns; bool operator==(const DistinctOperator&) const = default; };
struct CountOperator { Span span; bool operator==(const CountOperator&) const = default; };
struct SortOperator { Span span; std::vector<Parameter> parameters; std::vector<OrderTerm> terms; bool order_keyword = false; bool operator==(const SortOperator&) const = default; };
struct TopOperator { Span span; std::vector<Parameter> parameters; Expression count; std::vector<OrderTerm> terms; bool operator==(const TopOperator&) const = default; };
struct TakeOperator { Span span; std::vector<Parameter> parameters; Expression count; bool limit_keyword = false; bool operator==(const TakeOperator&) const = default; };
/// kind and hints are in the parameters; a condition is a column name or $left.a == $right.b; `and` between them is split.
struct JoinOperator { Span span; std::vector<Parameter> parameters; Expression right; std::vector<Expression> conditions; bool operator==(const JoinOperator&) const = default; };
struct LookupOperator { Span span; std::vector<Parameter> parameters; Expression right; std::vector<Expression> conditions; bool operator==(const LookupOperator&) const = default; };
/// Tables are names, wildcards, calls or pipelines. As a source the first operand is in the list; after a pipe it is the input.
struct UnionOperator { Span span; std::vector<Parameter> parameters; std::vector<Expression> tables; bool operator==(const UnionOperator&) const = default; };
struct MvExpandItem { Span span; std::optional<Name> name; Expression value; std::string to_type; Span to_type_span; bool operator==(const MvExpandItem&) const = default; };
/// Parameters: kind, bagexpansion, with_itemindex. `legacy` is the spelling mvexpand (row limit 128).
struct MvExpandOperator { Span span; std::vector<Parameter> parameters; std::vector<MvExpandItem> items; std::optional<Expression> row_limit; bool legacy = false; bool operator==(const MvExpandOperator&) const = default; };
/// mv-apply items on (subquery): the subquery's source is implicit (Pipeline::implicit_source).
struct MvApplyOperator { Span span; std::vector<Parameter> parameters; std::vector<MvExpandItem> items; std::optional<Expression> row_limit; Box<Pipeline> subquery; bool operator==(const MvApplyOperator&) const = default; };
struct ParsePatternColumn { Span span; Name name; std::string type; bool operator==(const ParsePatternColumn&) const = default; };
/// One step of a parse pattern: a literal text, a column to fill, or `*`.
using ParsePatternItem = std::variant<Literal, ParsePatternColumn, Star>;
/// parse and parse-where (`drop_unmatched`). Parameters: kind=simple|regex|relaxed, flags=...
struct ParseOperator { Span span; bool drop_unmatched = false; std::vector<Parameter> parameters; Expression source; std::vector<ParsePatternItem> pattern; bool operator==(const ParseOperator&) const = default; };
/// parse-kv source as (columns) with (parameters)
struct ParseKvOperator { Span span; Expression source; std::vector<ColumnDeclaration> columns; std::vector<Parameter> parameters; bool operator==(const ParseKvOperator&) const = default; };
struct MakeSeriesAggregate { Span span; NamedExpression value; std::optional<Expression> default_value; bool operator==(const MakeSeriesAggregate&) const = default; };
/// make-series aggregates on axis from a to b step s by keys; `in_range` is the form `in range(a, b, s)` with from, to, step set.
struct MakeSeriesOperator { Span span; std::vector<Parameter> parameters; std::vector<MakeSeriesAggregate> aggregates; NamedExpression axis; bool in_range = false; std::optional<Expression> from; std::optional<Expression> to; std::optional<Expression> step; std::vector<NamedExpression> by; bool operator==(const MakeSeriesOperator&) const = default; };
struct SerializeOperator { Span span; std::vector<Parameter> parameters; std::vector<NamedExpression> columns; bool operator==(const SerializeOperator&) const = default; };
struct GetSchemaOperator { Span span; bool operator==(const GetSchemaOperator&) const = default; };
struct RenderOperator { Span span; Name chart; std::vector<Parameter> properties; bool with_keyword = false; bool operator==(const RenderOperator&) const = default; };
/// search kind=... in (tables) predicate. As a source `tables` may be empty: all tables.
struct SearchOperator { Span span; std::vector<Parameter> parameters; std::vector<Expression> tables; Expression predicate; bool operator==(const SearchOperator&) const = default; };
/// find withsource=x in (tables) where predicate project columns project-smart project-away
struct FindProjection { Span span; Name name; std::string type; bool pack_all = false; bool operator==(const FindProjection&) const = default; };
enum class FindOutput { automatic, project, project_smart };
struct FindOperator { Span span; std::vector<Parameter> parameters; std::vector<Expression> tables; bool where_keyword = false; Expression predicate; FindOutput output = FindOutput::automatic; std::vector<FindProjection> projections; std::vector<Expression> away; bool operator==(const FindOperator&) const = default; };
struct InvokeOperator { Span span; Call call; bool operator==(const InvokeOperator&) const = default; };
struct AsOperator { Span span; std::vector<Parameter> parameters; Name name; bool operator==(const AsOperator&) const = default; };
/// evaluate plugin(arguments) : (schema)
struct EvaluateOperator { Span span; std::vector<Parameter> parameters; Call call; bool has_schema = false; bool schema_keeps_input = false; std::vector<ColumnDeclaration> schema; bool operator==(const EvaluateOperator&) const = default; };
struct SampleOperator { Span span; Expression count; bool operator==(const SampleOperator&) const = default; };
struct SampleDistinctOperator { Span span; Expression count; Expression of; bool operator==(const SampleDistinctOperator&) const = default; };
struct TopHittersOperator { Span span; Expression count; NamedExpression of; std::optional<Expression> by; bool operator==(const TopHittersOperator&) const = default; };
struct TopNestedLevel { Span span; std::optional<Expression> count; NamedExpression of; std::optional<Expression> with_others; NamedExpression by; std::optional<bool> ascending; bool operator==(const TopNestedLevel&) const = default; };
struct TopNestedOperator { Span span; std::vector<TopNestedLevel> levels; bool operator==(const TopNestedOperator&) const = default; };
/// partition by column (subquery); `subquery` has an implicit source; the braces form holds a pipeline with a source of its own.
struct PartitionOperator { Span span; std::vector<Parameter> parameters; Expression by; bool braces = false; Box<Pipeline> subquery; bool operator==(const PartitionOperator&) const = default; };
struct ScanAssignment { Span span; Name name; Expression value; bool operator==(const ScanAssignment&) const = default; };
struct ScanStep { Span span; Name name; bool optional = false; std::string output; Expression condition; std::vector<ScanAssignment> assignments; bool operator==(const ScanStep&) const = default; };
struct ScanOperator { Span span; std::vector<Parameter> parameters; std::vector<OrderTerm> order_by; std::vector<Expression> partition_by; std::vector<ColumnDeclaration> declarations; std::vector<ScanStep> steps; bool operator==(const ScanOperator&) const = default; };
struct ForkBranch { Span span; std::optional<Name> name; Box<Pipeline> subquery; bool operator==(const ForkBranch&) const = default; };
struct ForkOperator { Span span; std::vector<ForkBranch> branches; bool operator==(const ForkOperator&) const = default; };
struct FacetOperator { Span span; std::vector<Expression> by; std::optional<Box<Pipeline>> with; bool operator==(const FacetOperator&) const = default; };
struct ReduceOperator { Span span; std::vector<Parameter> parameters; Expression by; bool operator==(const ReduceOperator&) const = default; };
struct ConsumeOperator { Span span; std::vector<Parameter> parameters; bool operator==(const ConsumeOperator&) const = default; };
// ---- graphs ---------------------------------------------------------------------------------------------------------

/// table on column, behind make-graph's `with`.
struct GraphNodes { Span span; Expression table; Name key; bool operator==(const GraphNodes&) const = default; };
/// make-graph source --> target with nodes ...; `node_id` is with_node_id=name. partitioned-by column (subquery): the subquery's source is the graph.
struct MakeGraphOperator { Span span; std::vector<Parameter> parameters; Name source; Name target; std::vector<GraphNodes> nodes; std::optional<Name> node_id; std::optional<Name> partition; std::optional<Box<Pipeline>> subquery; bool operator==(const MakeGraphOperator&) const = default; };
/// (name) or ()
struct PatternNode { Span span; std::optional<Name> name; bool operator==(const PatternNode&) const = default; };
enum class EdgeDirection { any, right, left };
/// -[name*least..most]->; without brackets -->. `least` and `most` are there together or not at all.
struct PatternEdge { Span span; std::optional<Name> name; EdgeDirection direction = EdgeDirection::any; bool brackets = false; std::optional<Expression> least; std::optional<Expression> most; bool operator==(const PatternEdge&) const = default; };
/// Nodes with an edge between two of them, from left to right.
struct GraphPattern { Span span; std::vector<PatternNode> nodes; std::vector<PatternEdge> edges; bool operator==(const GraphPattern&) const = default; };
/// graph-match and graph-shortest-paths. Parameters: cycles of the first, output of the second.
struct GraphMatchOperator { Span span; bool shortest_paths = false; std::vector<Parameter> parameters; std::vector<GraphPattern> patterns; std::optional<Expression> where; std::vector<NamedExpression> project; bool operator==(const GraphMatchOperator&) const = default; };
/// nodes as name with_node_id=column, or edges as name with_source_id=column with_target_id=column
struct GraphTable { Span span; bool edges = false; std::optional<Name> name; std::vector<Parameter> parameters; bool operator==(const GraphTable&) const = default; };
struct GraphToTableOperator { Span span; std::vector<GraphTable> tables; bool operator==(const GraphToTableOperator&) const = default; };
/// Parameters: kind, with_component_id.
struct GraphMarkComponentsOperator { Span span; std::vector<Parameter> parameters; bool operator==(const GraphMarkComponentsOperator&) const = default; };
/// graph-where-nodes and graph-where-edges
struct GraphWhereOperator { Span span; bool edges = false; Expression predicate; bool operator==(const GraphWhereOperator&) const = default; };

/// A stage that the parser could not read; a diagnostic says why.
struct BadOperator { Span span; bool operator==(const BadOperator&) const = default; };

using Operator = std::variant<BadOperator, WhereOperator, ProjectOperator, ProjectAwayOperator, ProjectKeepOperator, ProjectRenameOperator,
                              ProjectByNamesOperator, ProjectReorderOperator, ExtendOperator, SummarizeOperator, DistinctOperator, CountOperator, SortOperator,
                              TopOperator, TakeOperator, JoinOperator, LookupOperator, UnionOperator, MvExpandOperator, MvApplyOperator,
                              ParseOperator, ParseKvOperator, MakeSeriesOperator, SerializeOperator, GetSchemaOperator, RenderOperator,
                              SearchOperator, FindOperator, InvokeOperator, AsOperator, EvaluateOperator, SampleOperator,
                              SampleDistinctOperator, TopHittersOperator, TopNestedOperator, PartitionOperator, ScanOperator,
                              ForkOperator, FacetOperator, ReduceOperator, ConsumeOperator, MakeGraphOperator, GraphMatchOperator,
                              GraphToTableOperator, GraphMarkComponentsOperator, GraphWhereOperator>;
[[nodiscard]] Span span_of(const Operator& op);

// ---- sources: what may stand before the first pipe ------------------------------------------------------------------

/// datatable (a:long, b:string) [1, "x", ...]; values row by row.
struct DatatableSource { Span span; std::vector<ColumnDeclaration> columns; std::vector<Expression> values; bool operator==(const DatatableSource&) const = default; };
struct RangeSource { Span span; Name column; Expression from; Expression to; Expression step; bool operator==(const RangeSource&) const = default; };
struct PrintSource { Span span; std::vector<NamedExpression> columns; bool operator==(const PrintSource&) const = default; };
struct ExternalDataSource { Span span; std::vector<ColumnDeclaration> columns; std::vector<Expression> addresses; std::vector<Parameter> parameters; bool operator==(const ExternalDataSource&) const = default; };
/// inline_external_table (columns) kind=... partition by (...) pathformat=(...) dataformat=... (addresses) with (properties). kind and dataformat are
/// among the parameters; a partition's default is what it is calculated of.
struct InlineExternalTableSource { Span span; std::vector<ColumnDeclaration> columns; std::vector<Parameter> parameters; std::vector<ColumnDeclaration> partitions; std::vector<Expression> path_format; std::vector<Expression> addresses; std::vector<Parameter> properties; bool operator==(const InlineExternalTableSource&) const = default; };
/// The rows that the enclosing operator hands in (mv-apply, partition, fork, facet).
struct ImplicitSource { Span span; bool operator==(const ImplicitSource&) const = default; };
struct BadSource { Span span; bool operator==(const BadSource&) const = default; };

struct FunctionBody;
/// macro-expand kind=... group as scope (statements; expression): the body once for every entity, which `scope` names. `group` is an EntityGroup, or
/// the name of one.
struct MacroExpandSource { Span span; std::vector<Parameter> parameters; Expression group; Name scope; Box<FunctionBody> body; bool operator==(const MacroExpandSource&) const; };

/// Expression: a table, a let name, a call, a parenthesised pipeline.
using Source = std::variant<BadSource, Expression, DatatableSource, RangeSource, PrintSource, ExternalDataSource, InlineExternalTableSource,
                            ImplicitSource, UnionOperator, SearchOperator, FindOperator, EvaluateOperator, MacroExpandSource>;
[[nodiscard]] Span span_of(const Source& source);

struct Pipeline {
  Span span;
  Source source;
  std::vector<Operator> operators;
  bool operator==(const Pipeline&) const = default;
};

// ---- statements ---------------------------------------------------------------------------------------------------

/// A parameter of a function: scalar `x:int = 5`, or tabular `T:(a:long, *)`.
struct FunctionParameter {
  Span span;
  Name name;
  bool tabular = false;
  bool any_columns = false;                // T:(*) or (a:long, *)
  std::vector<ColumnDeclaration> columns;  // of a tabular parameter
  std::string type;                        // of a scalar parameter
  Span type_span;
  std::optional<Expression> default_value;
  bool operator==(const FunctionParameter&) const = default;
};

/// let f = view (parameters) { statements; expression }
struct FunctionLiteral {
  Span span;
  bool view = false;
  std::vector<FunctionParameter> parameters;
  Box<FunctionBody> body;
  bool operator==(const FunctionLiteral&) const;
};

/// A pipeline without operators whose source is an Expression is a scalar or a table: only the binder can tell.
struct LetStatement { Span span; Name name; std::variant<Pipeline, FunctionLiteral> value; bool operator==(const LetStatement&) const = default; };
struct SetStatement { Span span; Name option; std::optional<Expression> value; bool operator==(const SetStatement&) const = default; };
struct QueryParametersStatement { Span span; std::vector<ColumnDeclaration> parameters; bool operator==(const QueryParametersStatement&) const = default; };
struct AliasStatement { Span span; Name name; Expression value; bool operator==(const AliasStatement&) const = default; };
struct RestrictStatement { Span span; std::vector<Expression> tables; bool operator==(const RestrictStatement&) const = default; };
struct ExpressionStatement { Span span; Pipeline pipeline; bool operator==(const ExpressionStatement&) const = default; };
/// One line of a pattern: ("x", ...).["y"] = { statements; expression }
struct PatternRule { Span span; std::vector<Literal> arguments; std::optional<Literal> path; Box<FunctionBody> body; bool operator==(const PatternRule&) const; };
/// declare pattern P = (a:string, ...)[b:string] { rules }; `defined` is false where the pattern is only named.
struct PatternStatement { Span span; Name name; bool defined = false; std::vector<ColumnDeclaration> parameters; std::optional<ColumnDeclaration> path; std::vector<PatternRule> rules; bool operator==(const PatternStatement&) const = default; };
struct BadStatement { Span span; bool operator==(const BadStatement&) const = default; };

using Statement = std::variant<BadStatement, LetStatement, SetStatement, QueryParametersStatement, AliasStatement, RestrictStatement, PatternStatement, ExpressionStatement>;
[[nodiscard]] Span span_of(const Statement& statement);

struct FunctionBody {
  Span span;
  std::vector<Statement> statements;
  bool operator==(const FunctionBody&) const = default;
};

/// A whole query text.
struct Query {
  std::vector<Statement> statements;
  bool operator==(const Query&) const = default;
};

}  // namespace kelpie::parser
