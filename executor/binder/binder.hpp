#pragma once

// The binder's inside: one object binds one query. Each group of members has a file of its own.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "executor/binder/bind.hpp"
#include "executor/binder/environment.hpp"
#include "executor/stored/stored_function.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

/// Where an expression stands: what its names may mean and what it may contain.
struct ExpressionScope {
  EnvironmentPtr environment;
  const Relation* row = nullptr;    // columns that may be named; nullptr: none
  const Relation* right = nullptr;  // in a join's condition: $right
  /// In summarize: aggregates become columns of the Aggregate node. nullptr: an aggregate is an error.
  struct AggregateCollector* aggregates = nullptr;
  /// In extend, project, serialize, where: window functions become columns of a Window node. nullptr: a window function is an error.
  struct WindowCollector* windows = nullptr;
  /// In a graph pattern: its nodes and edges have names, and the graph functions can be called.
  class PatternScope* pattern = nullptr;
};

struct AggregateCollector {
  std::vector<AggregateCall> calls;
  std::vector<PlanColumn> columns;  // one or more a call, in order
};

struct WindowCollector {
  bool serialized = false;
  std::vector<WindowCall> calls;
  std::vector<PlanColumn> columns;
};

/// A column that an operator computes: its name when the query gives one.
struct NamedValue {
  std::string name;
  bool named = false;  // the query gives the name
  ExpressionPtr value;
  parser::Span span;
};

struct StateScope;

class Binder {
 public:
  Binder(const tables::Catalog& catalog, const FunctionRegistry& functions, const BindOptions& options)
      : catalog_(catalog), functions_(functions), options_(options) {}

  BoundQuery bind(const parser::Query& query);

  // All is public: the header is the binder's own, and plugins bind with the same means.

  // ---- statements.cpp ----
  /// Runs through statements; the results of expression statements go to `results`.
  EnvironmentPtr bind_statements(std::span<const parser::Statement> statements, EnvironmentPtr environment, BoundQuery* query);
  void add_result(Relation relation, BoundQuery& query);
  EnvironmentPtr bind_let(const parser::LetStatement& let, EnvironmentPtr environment);
  /// A let over a table or function that does not exist. A fuzzy union leaves such operands out, so that is told where the let is used, or in the
  /// end where nothing uses it.
  struct MissingLet {
    parser::Diagnostics diagnostics;
    bool used = false;
  };
  [[nodiscard]] TabularBinding missing_let(parser::Diagnostics diagnostics);
  void bind_set(const parser::SetStatement& set, BoundQuery* query);
  EnvironmentPtr bind_parameters(const parser::QueryParametersStatement& statement, EnvironmentPtr environment);

  // ---- functions of the query's own: user_functions.cpp ----
  [[nodiscard]] bool is_tabular(const parser::Pipeline& pipeline, const EnvironmentPtr& environment);
  [[nodiscard]] bool is_tabular(const parser::Expression& expression, const EnvironmentPtr& environment);
  [[nodiscard]] bool is_tabular(const parser::FunctionLiteral& function, const EnvironmentPtr& environment);
  [[nodiscard]] bool is_tabular(const FunctionBinding& function);
  /// The relation as a tabular parameter shows it: with the declared columns alone, unless others are allowed. Nothing, with an error told, where it
  /// lacks one.
  std::optional<Relation> fits_parameter(const parser::FunctionParameter& parameter, Relation relation, parser::Span span);
  /// The environment of a call's body: parameters bound to arguments. nullptr after an error.
  EnvironmentPtr bind_arguments(const FunctionBinding& function, const parser::Call& call, const ExpressionScope& scope,
                                const Relation* invoked);
  std::optional<Relation> call_tabular(const FunctionBinding& function, const parser::Call& call, const ExpressionScope& scope,
                                       const Relation* invoked);
  /// The call where a scalar is meant; a function that gives a table is an error.
  ExpressionPtr call_for_value(const FunctionBinding& function, const parser::Call& call, const ExpressionScope& scope);
  ExpressionPtr call_scalar(const FunctionBinding& function, const parser::Call& call, const ExpressionScope& scope);

  // ---- stored functions: stored_calls.cpp ----
  /// What a name stands for where no call's brackets follow it: a let, else a stored function. nullptr: a table, or nothing. A stored function
  /// goes before a table of its name (Kusto reference: "Tables"), but a built-in one goes behind it.
  const Binding* find(const EnvironmentPtr& environment, std::string_view name);
  /// What a name stands for that is called.
  const Binding* find_called(const EnvironmentPtr& environment, std::string_view name);
  const Binding* find_stored(std::string_view name);
  /// Tells of a stored function whose text is wrong, where a name stands for one.
  bool tell_unreadable(const parser::Name& name);
  /// Calls of stored functions that are being bound, innermost first.
  struct StoredCall {
    const StoredFunction* function = nullptr;
    parser::Span span;  // of the call, in its caller's text
    std::shared_ptr<const StoredCall> outer;
  };
  /// Enters a call of a function; nullptr, with an error told, when it is a call too many: nested too deep, too many in all, or of a function that
  /// is being called already.
  class CallGuard {
   public:
    CallGuard(Binder& binder, const FunctionBinding& function, const parser::Call& call);
    ~CallGuard();
    CallGuard(const CallGuard&) = delete;
    CallGuard& operator=(const CallGuard&) = delete;
    [[nodiscard]] bool allowed() const { return allowed_; }

   private:
    Binder& binder_;
    std::shared_ptr<const StoredCall> outer_;
    bool allowed_ = false;
  };
  /// A tabular binding whose rows are bound as where it was made: an argument is no part of the function that uses it.
  [[nodiscard]] TabularBinding bound_here(std::function<std::optional<Relation>()> make);
  /// A diagnostic about a stored function's text as one about the query's call of it.
  void place_in_query(parser::Diagnostic& diagnostic) const;
  void tell(parser::Diagnostic diagnostic);

  // ---- the database and its names: databases.cpp, macro_expand.cpp, patterns.cpp, restrictions.cpp ----
  /// Does the expression name the database that is here: database("d"), cluster("c").database("d"), workspace("w"), an alias? false, with an error
  /// told, where it names another one; nothing where it names no database at all.
  std::optional<bool> names_database(const parser::Expression& expression, const EnvironmentPtr& environment);
  [[nodiscard]] bool is_database(const parser::Expression& expression, const EnvironmentPtr& environment);
  /// A text in brackets, as cluster("c") has; nothing, with an error told, where there is none.
  std::optional<std::string> entity_name(const parser::Call& call, const EnvironmentPtr& environment);
  /// What stands behind the dot of a database.
  std::optional<Relation> bind_entity(const parser::Name& name, const EnvironmentPtr& environment);
  std::optional<Relation> bind_entity(const parser::Call& call, const EnvironmentPtr& environment);
  EnvironmentPtr bind_alias(const parser::AliasStatement& alias, EnvironmentPtr environment);
  EnvironmentPtr bind_restriction(const parser::RestrictStatement& restriction, EnvironmentPtr environment);
  std::optional<Relation> bind(const parser::MacroExpandSource& source, const EnvironmentPtr& environment);
  /// The pattern that is applied, and the texts it is applied to; nullptr where the expression applies none.
  const PatternBinding* applied_pattern(const parser::Expression& expression, const EnvironmentPtr& environment, const parser::Call*& call,
                                        const parser::Name*& path);
  std::optional<Relation> apply_pattern(const PatternBinding& binding, const parser::Call& call, const parser::Name* path, const EnvironmentPtr& environment);
  /// A table that may be named here; nullptr where there is none, or none that is shown.
  [[nodiscard]] std::shared_ptr<const tables::Table> find_table(const EnvironmentPtr& environment, std::string_view name) const;
  /// The functions about the database and the principal: current_database(), cursor_after() ... Sets `handled`.
  ExpressionPtr bind_environment_call(const parser::Call& call, const ExpressionScope& scope, bool& handled);

  // ---- pipelines and sources: pipelines.cpp, sources.cpp ----
  /// The values of the options of `set` that binding itself heeds; nothing where it is not set.
  [[nodiscard]] const std::string* setting(std::string_view name) const;
  /// An error where a relation stands on too many others, or too many have been bound: nothing below recurses so deep.
  bool too_large(const Relation& relation, parser::Span span);
  std::uint32_t depth_of(const PlanPtr& plan);
  void tell_too_many(parser::Span span);
  std::optional<Relation> bind_pipeline(const parser::Pipeline& pipeline, const EnvironmentPtr& environment,
                                        const Relation* implicit = nullptr);
  std::optional<Relation> bind_source(const parser::Source& source, const EnvironmentPtr& environment, const Relation* implicit);
  std::optional<Relation> bind_table(const parser::Expression& expression, const EnvironmentPtr& environment);
  std::optional<Relation> bind_table_name(const parser::Name& name, const EnvironmentPtr& environment);
  std::optional<Relation> bind_table_call(const parser::Call& call, const EnvironmentPtr& environment);
  std::optional<Relation> scan(std::string_view name);
  Relation scan(std::shared_ptr<const tables::Table> table);
  /// _GetWatchlist(alias, keys), a watchlist, _GetWatchlistAlias(): watchlists.cpp.
  std::optional<Relation> bind_watchlist(const parser::Call& call, const EnvironmentPtr& environment);
  std::optional<Relation> watchlist(const std::string& alias, parser::Span span);
  std::optional<Relation> watchlist_aliases(parser::Span span);
  /// externaldata, inline_external_table: external_data.cpp.
  std::optional<Relation> bind_external(const parser::ExternalDataSource& source, const EnvironmentPtr& environment);
  std::optional<Relation> bind_external(const parser::InlineExternalTableSource& source, const EnvironmentPtr& environment);
  ExpressionPtr bind_signed_literal(const parser::Expression& expression, const EnvironmentPtr& environment);
  std::optional<Relation> bind_datatable(const parser::DatatableSource& source, const EnvironmentPtr& environment);
  std::optional<Relation> bind_range(const parser::RangeSource& source, const EnvironmentPtr& environment);
  std::optional<Relation> bind_print(const parser::PrintSource& source, const EnvironmentPtr& environment);
  /// Tables, lets and views; stored functions too where a suggestion is looked for.
  [[nodiscard]] std::vector<std::string> table_names(const EnvironmentPtr& environment, bool with_functions = false) const;

  // ---- operators; each in a file of its family ----
  std::optional<Relation> bind_operator(const parser::Operator& op, Relation input, EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::WhereOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ProjectOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ProjectAwayOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ProjectKeepOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ProjectRenameOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ProjectByNamesOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ProjectReorderOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ExtendOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::SerializeOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::SummarizeOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::DistinctOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::CountOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::SortOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::TopOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::TakeOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::SampleOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::SampleDistinctOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::TopHittersOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::TopNestedOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::PartitionOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ScanOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ForkOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::FacetOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ConsumeOperator& op, Relation input, const EnvironmentPtr& environment);
  /// The partition whose sub-query has a source of its own, or reads its rows more than once: it is bound for each key by itself.
  std::optional<Relation> bind_for_each_key(const parser::PartitionOperator& op, const Relation& input, const PlanColumn& key,
                                            std::optional<std::uint64_t> most_keys, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::JoinOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::LookupOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> join(Relation left, Relation right, JoinKind kind, bool drops_right_keys, std::span<const parser::Expression> written,
                               parser::Span span, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::UnionOperator& op, const Relation* input, const EnvironmentPtr& environment);
  /// Tables that an operator takes by name, pattern or expression; a relation is called as union's withsource calls it. Nothing after an error.
  std::optional<std::vector<Relation>> bind_operands(std::span<const parser::Expression> tables, bool fuzzy, const EnvironmentPtr& environment);
  /// Tables and views by pattern; the built-in ones are views of tables that are there themselves.
  std::vector<Relation> tables_matching(std::string_view pattern, bool built_in, parser::Span span, const EnvironmentPtr& environment);
  /// All rows of all inputs; columns as union gives them. `source_column` empty: none.
  Relation unite(std::vector<Relation> inputs, bool inner, const std::string& source_column, parser::Span span);
  /// What mv-expand and mv-apply have in common.
  struct ArrayItems {
    std::span<const parser::MvExpandItem> items;
    std::span<const parser::Parameter> parameters;
    const parser::Expression* row_limit = nullptr;
    bool legacy = false;
  };
  /// The columns of the expanded rows go to `layout`; nothing after an error.
  std::optional<ExpandArrays> bind_expansion(const ArrayItems& written, const Relation& input, const EnvironmentPtr& environment,
                                             std::vector<PlanColumn>& layout);
  std::optional<Relation> bind(const parser::MvExpandOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::MvApplyOperator& op, Relation input, const EnvironmentPtr& environment);
  /// What parse and parse-kv read: text, or a dynamic value as text.
  ExpressionPtr bind_parsed_text(const parser::Expression& source, const Relation& input, const EnvironmentPtr& environment);
  /// Reports the QueryError that `compile` throws on account of a regular expression of the query.
  bool compiles(const std::function<void()>& compile, parser::Span span);
  std::optional<Relation> bind(const parser::ParseOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ParseKvOperator& op, Relation input, const EnvironmentPtr& environment);
  /// Along what a series goes: all of one type, the step of a datetime axis a timespan.
  struct SeriesAxis {
    ExpressionPtr value, from, to, step;
    ExpressionPtr bin;                  // of a row
    std::vector<ExpressionPtr> within;  // what a row of the series fulfils
  };
  std::optional<SeriesAxis> bind_axis(const parser::MakeSeriesOperator& op, const Relation& input, const EnvironmentPtr& environment);
  /// What stands where a bin has no rows.
  ExpressionPtr bind_series_default(const parser::MakeSeriesAggregate& aggregate, tables::Type type, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::MakeSeriesOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::GetSchemaOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::ReduceOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::RenderOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::SearchOperator& op, const Relation* input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::FindOperator& op, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::InvokeOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::EvaluateOperator& op, const Relation* input, const EnvironmentPtr& environment);
  /// The rows of those sources for which a search's predicate is true. A column that a source lacks is missing in all its rows; a source that has none
  /// of the predicate's columns drops out. Nothing after an error.
  /// The columns that find shows: those that the query names or its predicate does, the ones that all tables have, and a bag of the rest.
  std::optional<std::vector<Relation>> columns_of_find(const parser::FindOperator& op, std::vector<Relation> found);
  std::optional<std::vector<Relation>> found_in(std::vector<Relation> sources, const parser::Expression& predicate, bool case_sensitive,
                                                const EnvironmentPtr& environment, parser::Span span);
  /// A search's predicate over one table: a bare literal means that some column has it.
  ExpressionPtr bind_search_predicate(const parser::Expression& predicate, const ExpressionScope& scope, bool case_sensitive);
  ExpressionPtr bind_search_term(const parser::Literal& literal, const ExpressionScope& scope, bool case_sensitive);

  // ---- graphs: graphs/*.cpp ----
  std::optional<Relation> bind(const parser::MakeGraphOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::GraphMatchOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::GraphToTableOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::GraphMarkComponentsOperator& op, Relation input, const EnvironmentPtr& environment);
  std::optional<Relation> bind(const parser::GraphWhereOperator& op, Relation input, const EnvironmentPtr& environment);
  /// The relation where rows are meant; a graph is reported.
  std::optional<Relation> rows_of(std::optional<Relation> relation, parser::Span span);
  /// Whether the stage may follow: graph operators want a graph, others rows. Reports what does not fit.
  bool fits(const parser::Operator& op, const Relation& input);
  /// A table where rows are meant.
  std::optional<Relation> bind_rows(const parser::Expression& expression, const EnvironmentPtr& environment) {
    return rows_of(bind_table(expression, environment), span_of(expression));
  }
  /// The relation with its rows in hand, where binding may run plans: the second use of its plan costs nothing.
  std::optional<Relation> computed(Relation input);

  // ---- expressions: expressions.cpp, operators_in_expressions.cpp, calls.cpp, special_calls.cpp ----
  /// nullptr after an error, which has been reported.
  ExpressionPtr bind_expression(const parser::Expression& expression, const ExpressionScope& scope);
  ExpressionPtr bind_name(const parser::Name& name, const ExpressionScope& scope);
  ExpressionPtr bind_literal(const parser::Literal& literal);
  ExpressionPtr bind_dynamic(const parser::Expression& content, parser::Span span, const ExpressionScope& scope);
  ExpressionPtr bind_member(const parser::Member& member, const ExpressionScope& scope);
  /// step.column, in scan: scanning.cpp. Sets `handled` where the name is one of a step.
  ExpressionPtr bind_state(const parser::Name& step, const parser::Name& column, bool& handled);
  ExpressionPtr bind_index(const parser::Index& index, const ExpressionScope& scope);
  ExpressionPtr bind_binary(const parser::Binary& binary, const ExpressionScope& scope);
  ExpressionPtr bind_between(const parser::Between& between, const ExpressionScope& scope);
  ExpressionPtr bind_list(const parser::InList& list, const ExpressionScope& scope);
  ExpressionPtr bind_star_predicate(const parser::Binary& binary, const ExpressionScope& scope);
  ExpressionPtr bind_call(const parser::Call& call, const ExpressionScope& scope);
  ExpressionPtr bind_aggregate(const AggregateFunction& function, const parser::Call& call, const ExpressionScope& scope);
  /// Special forms that are no functions of values: now, ago, toscalar, column_ifexists, pack_all, window functions ... Sets `handled`.
  ExpressionPtr bind_special(const parser::Call& call, const ExpressionScope& scope, bool& handled);
  ExpressionPtr bind_window(const parser::Call& call, const ExpressionScope& scope);
  ExpressionPtr bind_toscalar(const parser::Call& call, const ExpressionScope& scope);
  ExpressionPtr bind_column_ifexists(const parser::Call& call, const ExpressionScope& scope);
  ExpressionPtr bind_pack_all(const parser::Call& call, const ExpressionScope& scope);
  ExpressionPtr bind_pack_columns(const parser::Call& call, const ExpressionScope& scope);
  /// Names of columns as values, column_functions.cpp.
  ExpressionPtr bind_iscolumnexists(const parser::Call& call, const ExpressionScope& scope);
  ExpressionPtr bind_column_names_of(const parser::Call& call, const ExpressionScope& scope);
  /// bin_auto(value), whose size and anchor the query sets as options: bin_auto.cpp.
  ExpressionPtr bind_bin_auto(const parser::Call& call, const ExpressionScope& scope);
  /// A call of a registered function with bound arguments: picks the overload, converts, reports. `name` as the query spells it.
  /// `operator_span` is where an operator stands between its operands; an error about their types is told there.
  ExpressionPtr make_call(std::string_view name, std::vector<ExpressionPtr> arguments, parser::Span span, parser::Span operator_span = {});
  ExpressionPtr make_call(const ScalarFunction& function, std::vector<ExpressionPtr> arguments, parser::Span span, parser::Span operator_span = {});
  /// Conversion that KQL makes by itself or that the query asks for; the same pointer when the type is right already.
  ExpressionPtr cast(ExpressionPtr expression, tables::Type type);
  /// A boolean, as where and iff want it; reports anything else.
  ExpressionPtr bind_predicate(const parser::Expression& expression, const ExpressionScope& scope);
  /// A value known before the query runs; reports anything else.
  std::optional<tables::Value> constant_value(const ExpressionPtr& expression, std::string_view what);
  std::optional<std::vector<ExpressionPtr>> bind_arguments_in_order(const parser::Call& call, const ExpressionScope& scope);
  /// A dynamic literal's value without JSON's limits.
  bool append_dynamic(const parser::Expression& content, tables::DynamicBuilder& builder);

  // ---- columns: columns.cpp ----
  /// name = value lists of extend, project, summarize by ..., with Kusto's names for the nameless. Unnamed ones get "" until unique names are
  /// made.
  std::optional<std::vector<NamedValue>> bind_named(std::span<const parser::NamedExpression> list, const ExpressionScope& scope);
  /// The columns that a call gives in place of one, with their names; none: it gives one. `named`: the query gives names of its own.
  std::vector<TupleColumn> tuple_columns(const ExpressionPtr& value, const parser::Expression& written, bool named, const ExpressionScope& scope);
  /// The name that an expression gives its column by itself: "a", "d_x_0", "strlen_s"; "" where it gives none.
  [[nodiscard]] std::string natural_name(const parser::Expression& expression) const;
  /// A column that is believed to exist: any type may be meant.
  [[nodiscard]] bool is_believed(const Expression& expression) const;
  [[nodiscard]] const PlanColumn* find_column(const Relation& relation, std::string_view name) const;
  /// Columns that a list of names and wildcards chooses; reports names that choose nothing.
  std::vector<bool> matching_columns(std::span<const parser::Expression> patterns, const Relation& relation);
  PlanColumn new_column(std::string name, tables::Type type) { return {next_id_++, std::move(name), type}; }
  /// A hidden column is seen only where the query names it; what names it makes a column of its own of it. See hidden_columns.cpp.
  [[nodiscard]] bool is_hidden(const PlanColumn& column) const { return hidden_.contains(column.id); }
  [[nodiscard]] std::vector<PlanColumn> visible_columns(const Relation& relation) const;
  /// The relation as a result shows it.
  [[nodiscard]] Relation without_hidden(Relation relation) const;
  /// The same rows; those of the chosen columns that are hidden become columns like others.
  [[nodiscard]] Relation with_shown(Relation relation, const std::vector<bool>& chosen);
  /// A projection of the input's columns at these positions, under their ids.
  [[nodiscard]] Relation select(Relation input, const std::vector<std::size_t>& positions) const;
  /// Puts a Window node under what uses its columns.
  [[nodiscard]] Relation with_windows(Relation input, WindowCollector& windows) const;
  /// The same rows with columns under new ids, so that the relation can be used twice in one plan.
  [[nodiscard]] Relation with_new_ids(const Relation& relation);
  [[nodiscard]] static ExpressionPtr reference(const PlanColumn& column, parser::Span span = {}) {
    return make_column(column.id, column.name, column.type, span);
  }
  std::optional<std::vector<SortTerm>> bind_sort_terms(std::span<const parser::OrderTerm> terms, const ExpressionScope& scope);
  ExpressionPtr bind_row_count(const parser::Expression& count, const EnvironmentPtr& environment);
  [[nodiscard]] const parser::Parameter* find_parameter(std::span<const parser::Parameter> parameters, std::string_view name) const;
  /// A parameter's value as a word: kind=inner -> "inner".
  [[nodiscard]] std::string parameter_word(const parser::Parameter& parameter) const;

  // ---- diagnostics ----
  void error(std::string code, std::string message, parser::Span span, std::string hint = {});
  void warning(std::string code, std::string message, parser::Span span, std::string hint = {});
  void unknown_name(const parser::Name& name, std::vector<std::string> candidates);
  /// Reports what the project leaves out on purpose, by name.
  void refuse(std::string_view what, std::string_view why, parser::Span span);

  const tables::Catalog& catalog_;
  const FunctionRegistry& functions_;
  const BindOptions& options_;
  parser::Diagnostics diagnostics_;
  ColumnId next_id_ = 1;
  std::set<ColumnId> believed_;  // columns of open relations, whose types nobody knows
  std::vector<std::pair<std::string, std::string>> settings_;
  std::size_t stages_ = 0;  // that have been bound, in all
  std::unordered_map<PlanPtr, std::uint32_t> depths_;  // of the plans that stages made
  std::uint32_t scalar_height_ = 0;                    // of the scalar lets that were named since this was set to 0
  std::set<ColumnId> hidden_;
  std::size_t depth_ = 0;       // of calls of the query's own functions
  std::size_t unresolved_ = 0;  // names of tables and functions that stood for nothing, so far
  std::vector<std::shared_ptr<MissingLet>> missing_lets_;
  std::size_t calls_ = 0;       // of functions, in all
  std::shared_ptr<const StoredCall> stored_call_;
  std::map<std::string, Binding, std::less<>> stored_bindings_;
  std::map<const StoredFunction*, bool> stored_tabular_;
  bool several_results_ = false;  // fork and facet may end the pipeline that is bound next
  const StateScope* steps_ = nullptr;  // of the scan whose step is being bound
  static constexpr std::size_t max_call_depth = 64;
  static constexpr std::size_t max_calls = 20'000;
  static constexpr std::size_t max_stages = 30'000;
  static constexpr std::uint32_t max_stage_depth = 2'000;
  static constexpr std::uint32_t max_scalar_height = 1'000;
  static constexpr std::size_t max_statements = 20'000;
};

/// A list of names in which no two are equal: a clash gets the first free number behind it.
class UniqueNames {
 public:
  /// The name to use; `Column1`, `Column2`, ... for "".
  std::string add(const std::string& wanted);
  void reserve(const std::string& name) { used_.insert(name); }

 private:
  std::set<std::string> used_;
  std::size_t nameless_ = 0;
};

}  // namespace kelpie::executor
