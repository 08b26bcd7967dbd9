#include <algorithm>
#include <utility>

#include "executor/binder/binder.hpp"
#include "executor/binder/nearest_name.hpp"
#include "executor/operators/sequences/scan_steps.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;

/// What a step may read of the state: the columns of its own step and of those before it, which have numbers of their
/// own.
struct StateScope {
  struct Step {
    std::string name;
    Relation columns;  // the input's and the declared ones
  };
  std::vector<Step> steps;  // all of them
  std::size_t visible = 0;  // the first so many may be read
};

ExpressionPtr Binder::bind_state(const parser::Name& step, const parser::Name& column, bool& handled) {
  const auto named = std::find_if(steps_->steps.begin(), steps_->steps.end(),
                                  [&](const StateScope::Step& each) { return each.name == step.text; });
  handled = named != steps_->steps.end();
  if (!handled) return nullptr;
  if (static_cast<std::size_t>(named - steps_->steps.begin()) >= steps_->visible) {
    error("KS142",
          "The step '" + named->name + "' comes later: a step reads its own state and that of the steps before it.",
          step.span);
    return nullptr;
  }
  if (const PlanColumn* found = find_column(named->columns, column.text)) return reference(*found, column.span);
  if (named->columns.open) return make_column(next_id_++, column.text, Type::dynamic, column.span);
  std::vector<std::string> candidates;
  for (const PlanColumn& known : named->columns.columns()) candidates.push_back(known.name);
  unknown_name(column, std::move(candidates));
  return nullptr;
}

namespace {

MatchSteps::Shown shown_by(const std::string& output) {
  if (output == "none") return MatchSteps::Shown::none;
  return output == "last" ? MatchSteps::Shown::last : MatchSteps::Shown::all;
}

}  // namespace

std::optional<Relation> Binder::bind(const parser::ScanOperator& op, Relation input,
                                     const EnvironmentPtr& environment) {
  bool sound = true;
  MatchSteps match;
  if (!op.order_by.empty()) {
    auto terms = bind_sort_terms(op.order_by, {environment, &input});
    if (terms) input.plan = make_plan(Sort{std::move(*terms)}, {input.plan}, input.columns(), op.span);
    sound &= terms.has_value();
  }
  for (const parser::Expression& key : op.partition_by) {
    ExpressionPtr value = bind_expression(key, {environment, &input});
    if (value && value->type == Type::dynamic) {
      error("KS108", "The value of type 'dynamic' is not allowed in this context.", span_of(key),
            "convert the key: tostring(), tolong(), todatetime() ...");
      value = nullptr;
    }
    sound &= value != nullptr;
    match.partition.push_back(std::move(value));
  }
  for (const parser::ColumnDeclaration& declaration : op.declarations) {
    const auto type = tables::type_from_name(declaration.type);
    if (!type) {
      error("KS100", "'" + declaration.type + "' is no type.", declaration.type_span);
      sound = false;
      continue;
    }
    const std::string& name = declaration.name.text;
    const bool twice = std::any_of(match.declared.begin(), match.declared.end(),
                                   [&](const PlanColumn& column) { return column.name == name; });
    if (twice || find_column(input, name) != nullptr) {
      error("KS156", "There is a column '" + name + "' already.", declaration.name.span);
      sound = false;
      continue;
    }
    std::optional<Value> value{Value(*type)};
    if (declaration.default_value) {
      const ExpressionPtr written = bind_expression(*declaration.default_value, {environment});
      value = written ? constant_value(cast(written, *type), "The default of a declared column") : std::nullopt;
    }
    sound &= value.has_value();
    match.declared.push_back(new_column(name, *type));
    match.defaults.push_back(value.value_or(Value(*type)));
  }

  // A row has its columns and the declared ones, which are their defaults there: what was made of them before is read
  // as step.column.
  Relation record = input;
  std::vector<PlanColumn> columns = input.columns();
  columns.insert(columns.end(), match.declared.begin(), match.declared.end());
  record.plan = make_plan(ApplyInput{}, {}, columns, op.span);
  StateScope scopes;
  for (std::size_t i = 0; i < op.steps.size(); ++i) {
    const std::string& name = op.steps[i].name.text;
    const bool twice = std::any_of(scopes.steps.begin(), scopes.steps.end(),
                                   [&](const StateScope::Step& step) { return step.name == name; });
    if (twice) {
      error("KS156", "There is a step '" + name + "' already.", op.steps[i].name.span);
      sound = false;
    }
    std::vector<PlanColumn> state;
    for (const PlanColumn& column : columns) {
      state.push_back(new_column(column.name, column.type));
      match.state.push_back({state.back().id, i, column.id});
    }
    scopes.steps.push_back({name, record});
    scopes.steps.back().columns.plan = make_plan(ApplyInput{}, {}, std::move(state), op.span);
  }
  const auto with_defaults = [&match](const ExpressionPtr& expression) {
    return replace_columns(expression, [&match](const ColumnReference& column) -> ExpressionPtr {
      const auto declared = position_of(match.declared, column.id);
      return declared ? make_constant(match.defaults[*declared]) : nullptr;
    });
  };
  const StateScope* outer = std::exchange(steps_, &scopes);
  for (std::size_t i = 0; i < op.steps.size(); ++i) {
    const parser::ScanStep& written = op.steps[i];
    if (!written.output.empty() && written.output != "all" && written.output != "last" && written.output != "none") {
      error("KS151", "The output of a step is all, last or none, not '" + written.output + "'.", written.span);
      sound = false;
    }
    scopes.visible = i + 1;
    const ExpressionScope scope{environment, &record};
    const ExpressionPtr condition = bind_predicate(written.condition, scope);
    MatchSteps::Step step{written.name.text,
                          condition ? with_defaults(condition) : nullptr,
                          {},
                          shown_by(written.output),
                          written.optional};
    sound &= condition != nullptr;
    for (const parser::ScanAssignment& assignment : written.assignments) {
      const auto at = std::find_if(match.declared.begin(), match.declared.end(),
                                   [&](const PlanColumn& column) { return column.name == assignment.name.text; });
      const ExpressionPtr value = bind_expression(assignment.value, scope);
      sound &= value != nullptr && at != match.declared.end();
      if (at == match.declared.end()) {
        std::vector<std::string> names;
        for (const PlanColumn& column : match.declared) names.push_back(column.name);
        error("KS142", "'" + assignment.name.text + "' is no declared column; a step gives values to those only.",
              assignment.name.span, did_you_mean(assignment.name.text, names));
      } else if (value) {
        step.assignments.push_back(
            {static_cast<std::size_t>(at - match.declared.begin()), with_defaults(cast(value, at->type))});
      }
    }
    match.steps.push_back(std::move(step));
  }
  steps_ = outer;
  UniqueNames names;
  for (const PlanColumn& column : columns) names.reserve(column.name);
  const auto add_column = [&](std::string_view parameter, Type type) -> std::optional<ColumnId> {
    const parser::Parameter* wanted = find_parameter(op.parameters, parameter);
    if (wanted == nullptr) return std::nullopt;
    columns.push_back(new_column(names.add(parameter_word(*wanted)), type));
    return columns.back().id;
  };
  match.match_id = add_column("with_match_id", Type::long_);
  match.step_name = add_column("with_step_name", Type::string);
  if (!sound) {
    input.open = true;
    return input;
  }
  ComputeRows compute = scan_steps(std::move(match));
  input.plan = make_plan(std::move(compute), {input.plan}, std::move(columns), op.span);
  input.name.clear();
  return input;
}

}  // namespace kelpie::executor
