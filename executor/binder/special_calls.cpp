#include <algorithm>
#include <array>

#include "executor/binder/binder.hpp"
#include "tables/ingestion_time.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

namespace {

constexpr std::array<std::string_view, 8> window_functions{"prev",         "next",     "row_number", "row_cumsum", "row_rank_dense",
                                                           "row_rank_min", "row_rank", "row_window_session"};

/// Functions that always give a bag.
constexpr auto bag_functions = std::to_array<std::string_view>({"bag_merge", "bag_pack", "bag_pack_columns", "bag_remove_keys", "bag_set_key", "bag_zip", "pack", "pack_all",
                                                                "parse_path", "parse_url", "parse_urlquery", "parse_user_agent"});

/// The argument of todynamic(), which takes text, where it is known to be none; nullptr: it may be.
const parser::Expression* bag_for_text(const parser::Call& call) {
  if (call.function.text != "todynamic" || call.arguments.size() != 1) return nullptr;
  const auto* inner = std::get_if<parser::Call>(&call.arguments.front().value.node);
  const bool is_bag = inner != nullptr && std::find(bag_functions.begin(), bag_functions.end(), inner->function.text) != bag_functions.end();
  return is_bag ? &call.arguments.front().value : nullptr;
}

bool is_window_function(std::string_view name) {
  for (const std::string_view window : window_functions) {
    if (window == name) return true;
  }
  return false;
}

/// Whether it is a whole number above 0, as far as binding can tell.
bool is_positive(const Expression& expression) {
  const auto* constant = std::get_if<Constant>(&expression.node);
  if (constant == nullptr) return tables::is_integer(expression.type);
  return tables::is_integer(constant->value.type()) && !constant->value.is_null() && constant->value.as_integer() > 0;
}

}  // namespace

ExpressionPtr Binder::bind_special(const parser::Call& call, const ExpressionScope& scope, bool& handled) {
  const std::string& name = call.function.text;
  handled = true;
  if (const parser::Expression* bag = bag_for_text(call)) {
    error("KS107", "A value of type string expected: todynamic() reads text, and this is a bag already.", span_of(*bag), "leave todynamic() out, or write parse_json()");
    return nullptr;
  }
  if (name == "now") {
    const ExpressionPtr now = make_constant(Value::datetime(options_.now), call.span);
    if (call.arguments.empty()) return now;
    return make_call("+", {now, bind_expression(call.arguments.front().value, scope)}, call.span);
  }
  if (name == "ago") {
    if (call.arguments.size() != 1) {
      error("KS119", "ago() takes one timespan.", call.span);
      return nullptr;
    }
    return make_call("-", {make_constant(Value::datetime(options_.now), call.span), bind_expression(call.arguments.front().value, scope)}, call.span);
  }
  if (name == "toscalar") return bind_toscalar(call, scope);
  if (name == "column_ifexists" || name == "columnifexists") return bind_column_ifexists(call, scope);
  if (name == "iscolumnexists") return bind_iscolumnexists(call, scope);
  if (name == "column_names_of") return bind_column_names_of(call, scope);
  if (name == "bin_auto") return bind_bin_auto(call, scope);
  if (name == "pack_all") return bind_pack_all(call, scope);
  if (name == "bag_pack_columns") return bind_pack_columns(call, scope);
  if (name == "ingestion_time") {
    // Rows that came from files know no time of arrival: TimeGenerated is when the log was written.
    const PlanColumn* column = scope.row == nullptr ? nullptr : find_column(*scope.row, tables::ingestion_time_column);
    if (column == nullptr && scope.row != nullptr) column = find_column(*scope.row, "TimeGenerated");
    return column != nullptr && column->type == Type::datetime ? reference(*column, call.span) : make_constant(Value(Type::datetime), call.span);
  }
  if (is_window_function(name)) return bind_window(call, scope);
  bool about_environment = false;
  if (ExpressionPtr value = bind_environment_call(call, scope, about_environment); about_environment) return value;
  handled = false;
  return nullptr;
}

ExpressionPtr Binder::bind_toscalar(const parser::Call& call, const ExpressionScope& scope) {
  if (call.arguments.size() != 1) {
    error("KS119", "toscalar() takes one expression.", call.span);
    return nullptr;
  }
  const parser::Expression& argument = call.arguments.front().value;
  if (!is_tabular(argument, scope.environment)) return bind_expression(argument, {scope.environment});
  auto relation = bind_rows(argument, scope.environment);
  if (!relation) return nullptr;
  relation = without_hidden(std::move(*relation));
  if (relation->columns().empty()) {
    error("KS109", "The table has no column to take the value from.", call.span);
    return nullptr;
  }
  return std::make_shared<const Expression>(Expression{relation->columns().front().type, call.span, ScalarSubquery{relation->plan}});
}

ExpressionPtr Binder::bind_column_ifexists(const parser::Call& call, const ExpressionScope& scope) {
  if (call.arguments.size() != 2) {
    error("KS119", "column_ifexists() takes the name of a column and a value to use where there is none.", call.span);
    return nullptr;
  }
  const ExpressionPtr name = bind_expression(call.arguments.front().value, scope);
  ExpressionPtr otherwise = bind_expression(call.arguments.back().value, scope);
  const auto text = name ? constant_value(name, "The name of the column") : std::nullopt;
  if (!text || !otherwise) return nullptr;
  if (text->type() == Type::string && scope.row != nullptr) {
    if (const PlanColumn* column = find_column(*scope.row, text->as_text())) return reference(*column, call.span);
  }
  return otherwise;
}

ExpressionPtr Binder::bind_pack_all(const parser::Call& call, const ExpressionScope& scope) {
  bool ignore_empty = false;
  if (!call.arguments.empty()) {
    const ExpressionPtr argument = bind_expression(call.arguments.front().value, scope);
    const auto value = argument ? constant_value(argument, "The argument of pack_all()") : std::nullopt;
    if (!value) return nullptr;
    ignore_empty = value->type() == Type::boolean && !value->is_null() && value->as_bool();
  }
  std::vector<ExpressionPtr> arguments;
  if (scope.row != nullptr) {
    for (const PlanColumn& column : visible_columns(*scope.row)) {
      arguments.push_back(make_constant(Value::string(column.name)));
      arguments.push_back(reference(column, call.span));
    }
  }
  if (arguments.empty()) return make_constant(Value(Type::dynamic), call.span);
  return make_call(ignore_empty ? "bag_pack_nonempty" : "bag_pack", std::move(arguments), call.span);
}

ExpressionPtr Binder::bind_pack_columns(const parser::Call& call, const ExpressionScope& scope) {
  std::vector<ExpressionPtr> arguments;
  for (const parser::Argument& argument : call.arguments) {
    ExpressionPtr value = bind_expression(argument.value, scope);
    if (!value) return nullptr;
    arguments.push_back(make_constant(Value::string(natural_name(argument.value))));
    arguments.push_back(std::move(value));
  }
  return make_call("bag_pack", std::move(arguments), call.span);
}

ExpressionPtr Binder::bind_window(const parser::Call& call, const ExpressionScope& scope) {
  const std::string name = call.function.text == "row_rank" ? "row_rank_dense" : call.function.text;  // an old spelling
  if (scope.windows == nullptr) {
    error("KS123", "The window function " + name + "() cannot be used here; it stands in extend, project, serialize and where.", call.span);
    return nullptr;
  }
  if (!scope.windows->serialized) {
    error("KS124", "The window function " + name + "() needs rows in a known order.", call.span, "put `| serialize` or `| sort by ...` before this stage");
    return nullptr;
  }
  auto arguments = bind_arguments_in_order(call, scope);
  if (!arguments) return nullptr;
  Type type = Type::long_;
  std::size_t least = 1, most = 3;
  if (name == "row_number") {
    least = 0;
    most = 2;
  } else if (name == "prev" || name == "next") {
    if (!arguments->empty()) type = arguments->front()->type;
    for (std::size_t i = 1; i < arguments->size(); ++i) {
      if ((*arguments)[i] != nullptr && !is_row_independent(*(*arguments)[i])) {
        error("KS110", "The offset and the default of " + name + "() must be constants.", (*arguments)[i]->span);
        return nullptr;
      }
    }
    if (arguments->size() > 1 && !is_positive(*(*arguments)[1])) {
      error("KS110", "The offset of " + name + "() must be a whole number above 0.", (*arguments)[1]->span, name == "prev" ? "next() looks the other way" : "prev() looks the other way");
      return nullptr;
    }
    if (arguments->size() == 3) (*arguments)[2] = cast((*arguments)[2], type);
  } else if (name == "row_cumsum") {
    most = 2;
    if (!arguments->empty()) type = arguments->front()->type == Type::dynamic ? Type::real : arguments->front()->type;
    if (!arguments->empty()) arguments->front() = cast(arguments->front(), type);
  } else if (name == "row_window_session") {
    least = 3;
    most = 4;
    type = Type::datetime;
    if (!arguments->empty()) arguments->front() = cast(arguments->front(), type);
  } else {
    most = 2;
  }
  if (arguments->size() < least || arguments->size() > most) {
    error("KS119", "The window function " + name + "() takes " + std::to_string(least) + " to " + std::to_string(most) + " arguments; there are " +
                       std::to_string(arguments->size()) + ".",
          call.span);
    return nullptr;
  }
  for (const ExpressionPtr& argument : *arguments) {
    if (!argument) return nullptr;
  }
  scope.windows->calls.push_back({name, std::move(*arguments)});
  scope.windows->columns.push_back(new_column(name, type));
  return reference(scope.windows->columns.back(), call.span);
}

}  // namespace kelpie::executor
