#include <map>

#include "executor/binder/plugins/plugin.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;

namespace {

Type type_of(DynamicKind kind) {
  switch (kind) {
    case DynamicKind::boolean: return Type::boolean;
    case DynamicKind::long_: return Type::long_;
    case DynamicKind::real: return Type::real;
    case DynamicKind::string: return Type::string;
    case DynamicKind::datetime: return Type::datetime;
    case DynamicKind::timespan: return Type::timespan;
    case DynamicKind::guid: return Type::guid;
    case DynamicKind::decimal: return Type::decimal;
    default: return Type::dynamic;
  }
}

Type common(Type left, Type right) {
  if (left == right) return left;
  if (tables::is_numeric(left) && tables::is_numeric(right)) return left == Type::decimal || right == Type::decimal ? Type::decimal : Type::real;
  return Type::dynamic;
}

/// Keys of all bags with the type that holds every value, in ordinal order of the keys.
std::map<std::string, Type> keys_of(const Batches& rows, std::size_t column) {
  std::map<std::string, std::optional<Type>> keys;
  const auto add = [&](std::string_view bytes) {
    const DynamicView bag(bytes);
    if (bag.kind() != DynamicKind::bag) return;
    for (std::size_t i = 0; i < bag.size(); ++i) {
      auto& type = keys[std::string(bag.key(i))];
      const DynamicKind kind = bag.value(i).kind();
      if (kind == DynamicKind::null) continue;
      type = type ? common(*type, type_of(kind)) : type_of(kind);
    }
  };
  for (const Batch& batch : rows) {
    const tables::Vector& vector = batch.columns[column];
    const tables::Vector values = vector.is_dictionary() ? vector.dictionary()->values() : vector;
    const std::size_t size = vector.is_constant() ? std::min<std::size_t>(1, vector.size()) : values.size();
    for (std::size_t i = 0; i < size; ++i) {
      if (values.validity() == nullptr || values.validity()[i] != 0) add(values.values<std::string_view>()[i]);
    }
  }
  std::map<std::string, Type> result;
  for (const auto& [key, type] : keys) result[key] = type.value_or(Type::dynamic);
  return result;
}

struct Arguments {
  const PlanColumn* bag = nullptr;
  std::string prefix;
  std::string conflict = "error";
  std::set<std::string> ignored;
};

std::optional<Arguments> read_arguments(Binder& binder, const parser::EvaluateOperator& op, const Relation& input, const EnvironmentPtr& environment) {
  Arguments result;
  std::size_t position = 0;
  for (const parser::Argument& argument : op.call.arguments) {
    const std::string name = argument.name ? argument.name->text : "";
    if (position++ == 0 && name.empty()) {
      const auto* column = std::get_if<parser::Name>(&argument.value.node);
      result.bag = column == nullptr ? nullptr : binder.find_column(input, column->text);
      if (result.bag == nullptr) {
        binder.bind_expression(argument.value, {environment, &input});
        binder.error("KS109", "bag_unpack takes the name of a dynamic column first.", argument.span);
        return std::nullopt;
      }
      continue;
    }
    const ExpressionPtr bound = binder.bind_expression(argument.value, {environment, nullptr});
    const auto value = bound ? binder.constant_value(bound, "An argument of bag_unpack") : std::nullopt;
    if (!value) return std::nullopt;
    if (value->type() == Type::dynamic && !value->is_null()) {
      const DynamicView list(value->as_text());
      for (std::size_t i = 0; list.kind() == DynamicKind::array && i < list.size(); ++i) result.ignored.insert(tables::to_text(list.element(i)));
    } else if (value->type() == Type::string) {
      if (name == "columnsConflict" || (name.empty() && position == 3)) result.conflict = value->as_text();
      else result.prefix = value->as_text();
    }
  }
  if (result.bag == nullptr || result.bag->type != Type::dynamic) {
    binder.error("KS109", "bag_unpack takes the name of a dynamic column.", op.call.span);
    return std::nullopt;
  }
  return result;
}

}  // namespace

std::optional<Relation> bind_bag_unpack(Binder& binder, const parser::EvaluateOperator& op, Relation input, const EnvironmentPtr& environment) {
  const auto arguments = read_arguments(binder, op, input, environment);
  if (!arguments) return std::nullopt;
  const PlanColumn bag = *arguments->bag;
  std::vector<std::pair<std::string, Type>> unpacked;
  bool keeps_input = true;
  if (op.has_schema) {
    keeps_input = op.schema_keeps_input;
    for (const parser::ColumnDeclaration& column : op.schema) {
      unpacked.emplace_back(column.name.text, tables::type_from_name(column.type).value_or(Type::dynamic));
    }
  } else if (auto computed = binder.computed(input)) {
    input = std::move(*computed);
    const auto position = position_of(input.columns(), bag.id);
    const auto& rows = *std::get<ConstantRows>(input.plan->op).batches;
    for (const auto& [key, type] : keys_of(rows, *position)) {
      if (!arguments->ignored.contains(key)) unpacked.emplace_back(arguments->prefix + key, type);
    }
  } else {
    input.open = true;
  }
  Project project;
  std::vector<PlanColumn> columns;
  if (keeps_input) {
    for (const PlanColumn& column : input.columns()) {
      if (column.id == bag.id) continue;
      columns.push_back(column);
      project.expressions.push_back(Binder::reference(column));
    }
  }
  for (const auto& [name, type] : unpacked) {
    const std::string key = name.substr(arguments->prefix.size());
    ExpressionPtr value = binder.cast(binder.make_call("member", {Binder::reference(bag, op.span), make_constant(Value::string(key))}, op.span), type);
    std::size_t at = 0;
    while (at < columns.size() && columns[at].name != name) ++at;
    if (at == columns.size()) {
      columns.push_back(binder.new_column(name, type));
      project.expressions.push_back(std::move(value));
    } else if (arguments->conflict == "replace_source") {
      columns[at] = binder.new_column(name, type);
      project.expressions[at] = std::move(value);
    } else if (arguments->conflict != "keep_source") {
      binder.error("KB120", "bag_unpack makes a column '" + name + "' and there is one already.", op.span,
                   "columnsConflict='replace_source' or 'keep_source' says which one to take; a prefix keeps both");
      return std::nullopt;
    }
  }
  input.plan = make_plan(std::move(project), {input.plan}, std::move(columns), op.span);
  input.name.clear();
  return input;
}

}  // namespace kelpie::executor
