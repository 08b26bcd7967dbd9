#include "executor/binder/binder.hpp"
#include "executor/binder/nearest_name.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

std::string UniqueNames::add(const std::string& wanted) {
  if (wanted.empty()) {
    std::string name;
    do name = "Column" + std::to_string(++nameless_);
    while (!used_.insert(name).second);
    return name;
  }
  if (used_.insert(wanted).second) return wanted;
  for (std::size_t i = 1;; ++i) {
    std::string name = wanted + std::to_string(i);
    if (used_.insert(name).second) return name;
  }
}

bool matches_wildcard(std::string_view name, std::string_view pattern) {
  // Greedy with one point of return: the last star seen.
  std::size_t n = 0, p = 0, star = std::string_view::npos, after = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++after;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

namespace {

std::string literal_part(const parser::Expression& index) {
  const auto* literal = std::get_if<parser::Literal>(&index.node);
  if (literal == nullptr) return {};
  return literal->text;
}

/// A name that comes from data must be one that a column may have.
std::string joined(const std::string& base, const std::string& part) { return base.empty() || part.empty() ? std::string() : base + "_" + part; }

}  // namespace

std::string Binder::natural_name(const parser::Expression& expression) const {
  if (const auto* name = std::get_if<parser::Name>(&expression.node)) return name->text == "$left" || name->text == "$right" ? std::string() : name->text;
  if (const auto* member = std::get_if<parser::Member>(&expression.node)) {
    const auto* base = std::get_if<parser::Name>(&member->base->node);
    if (base != nullptr && (base->text == "$left" || base->text == "$right")) return member->member.text;
    return joined(natural_name(*member->base), member->member.text);
  }
  if (const auto* index = std::get_if<parser::Index>(&expression.node)) return joined(natural_name(*index->base), literal_part(*index->index));
  if (const auto* inner = std::get_if<parser::Parenthesized>(&expression.node)) return natural_name(*inner->inner);
  const auto* call = std::get_if<parser::Call>(&expression.node);
  if (call == nullptr) return {};
  const ScalarFunction* function = functions_.find_scalar(call->function.text);
  // hll_merge and tdigest_merge are both: of one argument the aggregate, of several the function.
  if (const AggregateFunction* aggregate = functions_.find_aggregate(call->function.text);
      aggregate != nullptr && (function == nullptr || call->arguments.size() == 1)) {
    const std::string argument = call->arguments.empty() ? std::string() : natural_name(call->arguments.front().value);
    if (aggregate->naming == ResultNaming::first_argument) return argument;
    std::string name = (aggregate->prefix.empty() ? aggregate->name : aggregate->prefix) + "_" + argument;
    for (std::size_t i = 1; i < aggregate->named_arguments && i < call->arguments.size(); ++i) name += "_" + natural_name(call->arguments[i].value);
    return name;
  }
  if (function == nullptr) {
    if (call->function.text == "bin_auto" && !call->arguments.empty()) return natural_name(call->arguments.front().value);
    if ((call->function.text == "column_ifexists" || call->function.text == "columnifexists") && !call->arguments.empty()) {
      return literal_part(call->arguments.front().value);
    }
    return call->function.text == "ingestion_time" ? "$IngestionTime" : std::string();
  }
  const std::string prefix = function->prefix.empty() ? call->function.text : function->prefix;
  switch (function->naming) {
    case ResultNaming::none: return {};
    case ResultNaming::prefix_only: return prefix + "_";
    case ResultNaming::first_argument: return call->arguments.empty() ? std::string() : natural_name(call->arguments.front().value);
    case ResultNaming::only_argument: return call->arguments.size() == 1 ? natural_name(call->arguments.front().value) : std::string();
    case ResultNaming::prefix_and_first_argument:
      return prefix + "_" + (call->arguments.empty() ? std::string() : natural_name(call->arguments.front().value));
  }
  return {};
}

std::vector<TupleColumn> Binder::tuple_columns(const ExpressionPtr& value, const parser::Expression& written, bool named, const ExpressionScope& scope) {
  std::vector<TupleColumn> columns;
  const auto* syntax = std::get_if<parser::Call>(&written.node);
  const auto* call = std::get_if<FunctionCall>(&value->node);
  if (call != nullptr && !call->function->tuple.empty()) {
    const std::string argument = syntax != nullptr && !syntax->arguments.empty() ? natural_name(syntax->arguments.front().value) : std::string();
    columns = call->function->tuple;
    for (TupleColumn& column : columns) column.name = call->function->name + "_" + argument + "_" + column.name;
    return columns;
  }
  // Arrays that are sorted together are columns of their own where the query names none (Kusto reference: "array_sort_asc()").
  if (named || syntax == nullptr || (syntax->function.text != "array_sort_asc" && syntax->function.text != "array_sort_desc")) return columns;
  for (std::size_t i = 0; i < syntax->arguments.size(); ++i) {
    const parser::Expression& argument = syntax->arguments[i].value;
    // A call that was calculated while binding has no columns in it, so that its arguments can be looked at once more.
    const ExpressionPtr bound = call != nullptr ? call->arguments[i] : bind_expression(argument, {scope.environment});
    if (!bound || bound->type != tables::Type::dynamic) break;
    const std::string name = natural_name(argument);
    columns.push_back({(name.empty() ? "array" + std::to_string(i + 1) : name) + "_sorted", tables::Type::dynamic});
  }
  if (columns.size() == 1) columns.clear();
  return columns;
}

std::optional<std::vector<NamedValue>> Binder::bind_named(std::span<const parser::NamedExpression> list, const ExpressionScope& scope) {
  std::vector<NamedValue> values;
  bool sound = true;
  for (const parser::NamedExpression& item : list) {
    if (std::holds_alternative<parser::Star>(item.value.node)) {
      if (scope.row == nullptr) continue;
      for (const PlanColumn& column : visible_columns(*scope.row)) values.push_back({column.name, true, reference(column, item.span), item.span});
      continue;
    }
    ExpressionPtr value = bind_expression(item.value, scope);
    if (!value) {
      sound = false;
      continue;
    }
    if (const std::vector<TupleColumn> tuple = tuple_columns(value, item.value, !item.names.empty(), scope); !tuple.empty()) {
      // A function of several columns: as many as there are names, all of them without a name.
      const std::size_t count = item.names.empty() ? tuple.size() : std::min(item.names.size(), tuple.size());
      for (std::size_t i = 0; i < count; ++i) {
        const ExpressionPtr element = make_call("element", {value, make_constant(tables::Value::long_(static_cast<std::int64_t>(i)))}, item.span);
        values.push_back({item.names.empty() ? tuple[i].name : item.names[i].text, true, cast(element, tuple[i].type), item.span});
      }
      continue;
    }
    if (item.names.size() > 1) {
      for (std::size_t i = 0; i < item.names.size(); ++i) {
        const ExpressionPtr element = make_call("element", {value, make_constant(tables::Value::long_(static_cast<std::int64_t>(i)))}, item.span);
        if (element) values.push_back({item.names[i].text, true, element, item.names[i].span});
      }
      continue;
    }
    const bool named = !item.names.empty();
    values.push_back({named ? item.names.front().text : natural_name(item.value), named, std::move(value), item.span});
  }
  if (!sound) return std::nullopt;
  return values;
}

bool Binder::is_believed(const Expression& expression) const {
  bool believed = false;
  for_each_column(expression, [&](const ColumnReference& column) { believed |= believed_.contains(column.id); });
  return believed;
}

const PlanColumn* Binder::find_column(const Relation& relation, std::string_view name) const {
  for (const PlanColumn& column : relation.columns()) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

std::vector<bool> Binder::matching_columns(std::span<const parser::Expression> patterns, const Relation& relation) {
  std::vector<bool> chosen(relation.columns().size(), false);
  for (const parser::Expression& pattern : patterns) {
    bool any = false;
    const auto choose = [&](auto matches, bool hidden = false) {
      for (std::size_t i = 0; i < chosen.size(); ++i) {
        if (!hidden && is_hidden(relation.columns()[i])) continue;
        if (matches(relation.columns()[i].name)) chosen[i] = any = true;
      }
    };
    if (const auto* name = std::get_if<parser::Name>(&pattern.node)) {
      choose([&](const std::string& column) { return column == name->text; }, true);
      if (!any && !relation.open) {
        std::vector<std::string> candidates;
        for (const PlanColumn& column : relation.columns()) candidates.push_back(column.name);
        unknown_name(*name, std::move(candidates));
      }
    } else if (const auto* wildcard = std::get_if<parser::WildcardName>(&pattern.node)) {
      choose([&](const std::string& column) { return matches_wildcard(column, wildcard->pattern); });
      if (!any && !relation.open) {
        error("KS109", "Column name expected.", wildcard->span);
        error("KS142", "The name '" + wildcard->pattern + "' does not refer to any known column.", wildcard->span);
      }
    } else if (std::holds_alternative<parser::Star>(pattern.node)) {
      choose([](const std::string&) { return true; });
    } else if (!std::holds_alternative<parser::BadExpression>(pattern.node)) {
      error("KS109", "Column name expected.", span_of(pattern));
    }
  }
  return chosen;
}

Relation Binder::select(Relation input, const std::vector<std::size_t>& positions) const {
  Project project;
  std::vector<PlanColumn> columns;
  for (const std::size_t position : positions) {
    columns.push_back(input.columns()[position]);
    project.expressions.push_back(reference(columns.back()));
  }
  input.plan = make_plan(std::move(project), {input.plan}, std::move(columns), input.plan->span);
  input.name.clear();
  return input;
}

Relation Binder::with_windows(Relation input, WindowCollector& windows) const {
  if (windows.calls.empty()) return input;
  std::vector<PlanColumn> columns = input.columns();
  columns.insert(columns.end(), windows.columns.begin(), windows.columns.end());
  input.plan = make_plan(Window{std::move(windows.calls)}, {input.plan}, std::move(columns));
  return input;
}

Relation Binder::with_new_ids(const Relation& relation) {
  Relation result = relation;
  Project project;
  std::vector<PlanColumn> columns;
  for (const PlanColumn& column : relation.columns()) {
    project.expressions.push_back(reference(column));
    columns.push_back(new_column(column.name, column.type));
    if (is_hidden(column)) hidden_.insert(columns.back().id);
  }
  result.plan = make_plan(std::move(project), {relation.plan}, std::move(columns), relation.plan->span);
  return result;
}

std::optional<std::vector<SortTerm>> Binder::bind_sort_terms(std::span<const parser::OrderTerm> terms, const ExpressionScope& scope) {
  std::vector<SortTerm> result;
  for (const parser::OrderTerm& term : terms) {
    ExpressionPtr value = bind_expression(term.value, scope);
    if (!value) continue;
    if (value->type == tables::Type::dynamic && !is_believed(*value)) {
      error("KS108", "The value of type 'dynamic' is not allowed in this context.", span_of(term.value), "convert it: tostring(), tolong(), todatetime() ...");
      continue;
    }
    const bool ascending = term.ascending.value_or(false);
    result.push_back({std::move(value), ascending, term.nulls_first.value_or(ascending)});
  }
  if (result.size() != terms.size()) return std::nullopt;
  return result;
}

ExpressionPtr Binder::bind_row_count(const parser::Expression& count, const EnvironmentPtr& environment) {
  ExpressionPtr value = bind_expression(count, {environment});
  if (!value) return nullptr;
  if (!tables::is_integer(value->type) && value->type != tables::Type::dynamic) {
    error("KS106", "The number of rows must be a whole number; this is of type " + std::string(tables::name_of(value->type)) + ".", span_of(count));
    return nullptr;
  }
  return cast(std::move(value), tables::Type::long_);
}

const parser::Parameter* Binder::find_parameter(std::span<const parser::Parameter> parameters, std::string_view name) const {
  for (const parser::Parameter& parameter : parameters) {
    if (parameter.name.text == name) return &parameter;
  }
  return nullptr;
}

std::string Binder::parameter_word(const parser::Parameter& parameter) const {
  if (const auto* name = std::get_if<parser::Name>(&parameter.value.node)) return name->text;
  if (const auto* literal = std::get_if<parser::Literal>(&parameter.value.node)) return literal->text;
  return {};
}

void Binder::unknown_name(const parser::Name& name, std::vector<std::string> candidates) {
  if (tell_unreadable(name)) return;
  error("KS142", "The name '" + name.text + "' does not refer to any known column, table, variable or function.", name.span,
        did_you_mean(name.text, candidates));
}

}  // namespace kelpie::executor
