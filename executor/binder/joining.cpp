#include <array>

#include "executor/binder/binder.hpp"
#include "executor/binder/nearest_name.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

struct KindName {
  std::string_view name;
  JoinKind kind;
};
constexpr std::array<KindName, 15> kinds{{{"innerunique", JoinKind::innerunique}, {"inner", JoinKind::inner}, {"leftouter", JoinKind::leftouter},
                                          {"rightouter", JoinKind::rightouter}, {"fullouter", JoinKind::fullouter}, {"leftsemi", JoinKind::leftsemi},
                                          {"rightsemi", JoinKind::rightsemi}, {"leftanti", JoinKind::leftanti}, {"rightanti", JoinKind::rightanti},
                                          {"anti", JoinKind::leftanti}, {"leftantisemi", JoinKind::leftanti}, {"rightantisemi", JoinKind::rightanti},
                                          {"semi", JoinKind::leftsemi}, {"left", JoinKind::leftouter}, {"right", JoinKind::rightouter}}};

bool only_left(JoinKind kind) { return kind == JoinKind::leftsemi || kind == JoinKind::leftanti; }
bool only_right(JoinKind kind) { return kind == JoinKind::rightsemi || kind == JoinKind::rightanti; }

/// `$left` or `$right` where an expression is one of their members.
std::string_view side_of(const parser::Expression& expression) {
  const auto* member = std::get_if<parser::Member>(&expression.node);
  const auto* side = member == nullptr ? nullptr : std::get_if<parser::Name>(&member->base->node);
  if (side == nullptr) return {};
  return side->text == "$left" || side->text == "$right" ? std::string_view(side->text) : std::string_view{};
}

void add_conditions(const parser::Expression& condition, std::vector<const parser::Expression*>& conditions) {
  if (const auto* inner = std::get_if<parser::Parenthesized>(&condition.node)) return add_conditions(*inner->inner, conditions);
  const auto* binary = std::get_if<parser::Binary>(&condition.node);
  if (binary != nullptr && binary->op == parser::BinaryOperator::and_) {
    add_conditions(*binary->left, conditions);
    add_conditions(*binary->right, conditions);
    return;
  }
  conditions.push_back(&condition);
}

}  // namespace

namespace {

/// Types that may be compared become one; nothing when they cannot.
std::optional<Type> key_type(Type left, Type right) {
  if (left == right) return left;
  if (tables::is_integer(left) && tables::is_integer(right)) return Type::long_;
  return std::nullopt;
}

}  // namespace

std::optional<Relation> Binder::bind(const parser::JoinOperator& op, Relation input, const EnvironmentPtr& environment) {
  JoinKind kind = JoinKind::innerunique;
  if (const parser::Parameter* parameter = find_parameter(op.parameters, "kind")) {
    const std::string word = parameter_word(*parameter);
    const KindName* found = nullptr;
    std::vector<std::string> names;
    for (const KindName& known : kinds) {
      names.emplace_back(known.name);
      if (known.name == word) found = &known;
    }
    if (found == nullptr) error("KS111", "'" + word + "' is no kind of join.", parameter->span, did_you_mean(word, names));
    else kind = found->kind;
  }
  auto right = bind_rows(op.right, environment);
  if (!right) {
    input.open = true;
    return input;
  }
  return join(std::move(input), std::move(*right), kind, false, op.conditions, op.span, environment);
}

std::optional<Relation> Binder::bind(const parser::LookupOperator& op, Relation input, const EnvironmentPtr& environment) {
  JoinKind kind = JoinKind::leftouter;
  if (const parser::Parameter* parameter = find_parameter(op.parameters, "kind")) {
    const std::string word = parameter_word(*parameter);
    if (word == "inner") kind = JoinKind::inner;
    else if (word != "leftouter") error("KS111", "lookup knows the kinds leftouter and inner, not '" + word + "'.", parameter->span);
  }
  auto right = bind_rows(op.right, environment);
  if (!right) {
    input.open = true;
    return input;
  }
  return join(std::move(input), std::move(*right), kind, true, op.conditions, op.span, environment);
}

std::optional<Relation> Binder::join(Relation left, Relation right, JoinKind kind, bool drops_right_keys,
                                     std::span<const parser::Expression> written, parser::Span span, const EnvironmentPtr& environment) {
  std::vector<const parser::Expression*> conditions;
  for (const parser::Expression& condition : written) add_conditions(condition, conditions);
  if (conditions.empty()) {
    error("KS119", "A join needs at least one condition after `on`.", span, "on Column, or on $left.A == $right.B");
    return std::nullopt;
  }
  Join plan;
  plan.kind = kind;
  bool sound = true;
  std::set<ColumnId> dropped;
  for (const parser::Expression* condition : conditions) {
    ExpressionPtr left_key, right_key;
    if (const auto* name = std::get_if<parser::Name>(&condition->node)) {
      left_key = bind_name(*name, {nullptr, &left});
      right_key = bind_name(*name, {nullptr, &right});
    } else if (const auto* equal = std::get_if<parser::Binary>(&condition->node); equal != nullptr && equal->op == parser::BinaryOperator::equal) {
      const bool swapped = side_of(*equal->left) == "$right" || side_of(*equal->right) == "$left";
      const parser::Expression& left_side = swapped ? *equal->right : *equal->left;
      const parser::Expression& right_side = swapped ? *equal->left : *equal->right;
      const ExpressionScope scope{environment, &left, &right};
      left_key = bind_expression(left_side, scope);
      right_key = bind_expression(right_side, scope);
    } else {
      error("KS130", "A join condition is the name of a column in both tables, or $left.A == $right.B; only equality is possible.", span_of(*condition),
            "put other conditions into a where behind the join");
    }
    if (!left_key || !right_key) {
      sound = false;
      continue;
    }
    if (is_believed(*left_key) || is_believed(*right_key)) {  // nobody knows their types
      plan.left_keys.push_back(left_key);
      plan.right_keys.push_back(cast(right_key, left_key->type));
      continue;
    }
    const auto type = key_type(left_key->type, right_key->type);
    if (!type || *type == Type::dynamic) {
      error("KS108", "The keys of a join must have one type that is not dynamic; these are " + std::string(tables::name_of(left_key->type)) + " and " +
                         std::string(tables::name_of(right_key->type)) + ".",
            span_of(*condition), "convert them before the join: extend Key = tostring(...)");
      sound = false;
      continue;
    }
    if (const auto* column = std::get_if<ColumnReference>(&right_key->node)) dropped.insert(column->id);
    plan.left_keys.push_back(cast(left_key, *type));
    plan.right_keys.push_back(cast(right_key, *type));
  }
  // A hidden column gives way to another of its name.
  const auto gives_way = [this](const PlanColumn& column, const std::vector<PlanColumn>& others) {
    return is_hidden(column) && std::any_of(others.begin(), others.end(), [&](const PlanColumn& other) { return other.name == column.name; });
  };
  std::vector<PlanColumn> columns;
  UniqueNames names;
  if (!only_right(kind)) {
    const std::vector<PlanColumn> others = only_left(kind) ? std::vector<PlanColumn>() : visible_columns(right);
    for (const PlanColumn& column : left.columns()) {
      if (gives_way(column, others)) continue;
      columns.push_back(column);
      names.reserve(column.name);
    }
  }
  if (!only_left(kind)) {
    for (const PlanColumn& column : right.columns()) {
      if ((drops_right_keys && dropped.contains(column.id)) || gives_way(column, columns)) continue;
      columns.push_back({column.id, names.add(column.name), column.type});
    }
  }
  Relation result;
  result.open = left.open || right.open || !sound;
  if (!sound) {
    result.plan = make_plan(Filter{{make_constant(tables::Value::boolean(false))}}, {left.plan}, left.columns(), span);
    return result;
  }
  result.plan = make_plan(std::move(plan), {left.plan, right.plan}, std::move(columns), span);
  return result;
}

}  // namespace kelpie::executor
