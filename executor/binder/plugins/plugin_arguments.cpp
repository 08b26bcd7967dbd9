#include "executor/binder/plugins/plugin_arguments.hpp"

#include <algorithm>
#include <cmath>

#include "executor/binder/nearest_name.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

PluginArguments::PluginArguments(Binder& binder, const parser::EvaluateOperator& op, const Relation& input,
                                 const EnvironmentPtr& environment, std::vector<std::string_view> parameters,
                                 std::size_t required, Names names)
    : binder_(binder),
      op_(op),
      input_(input),
      environment_(environment),
      parameters_(std::move(parameters)),
      given_(parameters_.size(), nullptr) {
  std::size_t place = 0;
  for (const parser::Argument& argument : op.call.arguments) {
    if (argument.name) {
      const auto named = std::find(parameters_.begin(), parameters_.end(), argument.name->text);
      if (named != parameters_.end()) {
        given_[static_cast<std::size_t>(named - parameters_.begin())] = &argument;
        continue;
      }
      if (names == Names::of_parameters) {
        error(plugin() + " has no parameter '" + argument.name->text + "'.", argument.name->span,
              did_you_mean(argument.name->text, {parameters_.begin(), parameters_.end()}));
        sound_ = false;
        continue;
      }
    }
    while (place < given_.size() && given_[place] != nullptr) ++place;
    if (place < given_.size())
      given_[place++] = &argument;
    else
      list_.push_back(&argument);
  }
  std::string missing;
  for (std::size_t i = 0; i < required; ++i) {
    if (given_[i] == nullptr) missing += (missing.empty() ? "" : ", ") + std::string(parameters_[i]);
  }
  if (!missing.empty()) {
    std::string hint = "it is called as " + plugin() + "(";
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      hint += (i > 0 ? ", " : "") + std::string(parameters_[i]) + (i < required ? "" : "?");
    }
    binder_.error("KS119", plugin() + " misses " + missing + ".", op.call.span, hint + ")");
    sound_ = false;
  }
}

const parser::Argument* PluginArguments::find(std::string_view parameter) const {
  const auto found = std::find(parameters_.begin(), parameters_.end(), parameter);
  return found == parameters_.end() ? nullptr : given_[static_cast<std::size_t>(found - parameters_.begin())];
}

bool PluginArguments::refuse_list() {
  if (list_.empty()) return false;
  binder_.error("KS119",
                plugin() + " takes " + std::to_string(parameters_.size()) + " argument" +
                    (parameters_.size() == 1 ? "" : "s") + " at most.",
                list_.front()->span);
  return true;
}

void PluginArguments::error(std::string message, parser::Span span, std::string hint) {
  binder_.error("KS109", std::move(message), span, std::move(hint));
}

bool PluginArguments::is_column(Binder& binder, const parser::Argument& argument, const Relation& input,
                                const EnvironmentPtr& environment) {
  const auto* name = std::get_if<parser::Name>(&argument.value.node);
  if (name == nullptr) return false;
  return binder.find_column(input, name->text) != nullptr ||
         (input.open && !Environment::find(environment, name->text));
}

std::optional<PlanColumn> PluginArguments::column(std::string_view parameter) {
  const parser::Argument* argument = find(parameter);
  return argument == nullptr ? std::nullopt : column(*argument);
}

std::optional<PlanColumn> PluginArguments::column(const parser::Argument& argument) { return column(argument, input_); }

std::optional<PlanColumn> PluginArguments::column(const parser::Argument& argument, const Relation& of) {
  const auto* name = std::get_if<parser::Name>(&argument.value.node);
  if (name == nullptr) {
    error(plugin() + " takes the name of a column here.", span_of(argument.value),
          "make the column first: extend Name = ...");
    return std::nullopt;
  }
  const ExpressionPtr bound = binder_.bind_name(*name, {nullptr, &of});
  const auto* reference = bound == nullptr ? nullptr : std::get_if<ColumnReference>(&bound->node);
  if (reference == nullptr) return std::nullopt;
  return PlanColumn{reference->id, reference->name, bound->type};
}

std::optional<std::vector<PlanColumn>> PluginArguments::dimensions() {
  std::vector<PlanColumn> columns;
  bool sound = true;
  for (const parser::Argument* argument : list_) {
    const auto dimension = column(*argument);
    sound &= dimension.has_value();
    if (!dimension) continue;
    if (dimension->type == Type::dynamic && !input_.open) {
      error("A dimension of " + plugin() + " must not be dynamic.", argument->span,
            "convert it before: extend ... = tostring(...)");
      sound = false;
    }
    columns.push_back(*dimension);
  }
  return sound ? std::optional(std::move(columns)) : std::nullopt;
}

std::optional<Value> PluginArguments::constant(std::string_view parameter) {
  const parser::Argument* argument = find(parameter);
  return argument == nullptr ? std::nullopt : constant(*argument);
}

std::optional<Value> PluginArguments::constant(const parser::Argument& argument) {
  const ExpressionPtr bound = binder_.bind_expression(argument.value, {environment_});
  return bound ? binder_.constant_value(bound, "This argument of " + plugin()) : std::nullopt;
}

std::optional<std::int64_t> PluginArguments::whole(std::string_view parameter, std::int64_t least, std::int64_t most) {
  const auto value = constant(parameter);
  if (!value) return std::nullopt;
  std::optional<std::int64_t> number;
  if (!value->is_null() && tables::is_integer(value->type())) number = value->as_integer();
  if (!value->is_null() && value->type() == Type::real && std::floor(value->as_real()) == value->as_real() &&
      std::abs(value->as_real()) < 9e15) {
    number = static_cast<std::int64_t>(value->as_real());
  }
  if (number && *number >= least && *number <= most) return number;
  error(std::string(parameter) + " of " + plugin() + " must be a whole number from " + std::to_string(least) + " to " +
            std::to_string(most) + ".",
        find(parameter)->span);
  return std::nullopt;
}

std::optional<bool> PluginArguments::flag(std::string_view parameter, bool otherwise) {
  const parser::Argument* argument = find(parameter);
  if (argument == nullptr) return otherwise;
  const auto value = constant(*argument);
  if (!value) return std::nullopt;
  if (value->type() == Type::boolean && !value->is_null()) return value->as_bool();
  error(std::string(parameter) + " of " + plugin() + " must be true or false.", argument->span);
  return std::nullopt;
}

}  // namespace kelpie::executor
