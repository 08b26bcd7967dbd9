#include <algorithm>
#include <map>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/plugin_arguments.hpp"
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
    // A dictionary may hold more than these rows do.
    std::vector<std::uint8_t> wanted(size, vector.is_dictionary() ? 0 : 1);
    for (std::size_t row = 0; vector.is_dictionary() && row < vector.size(); ++row) wanted[vector.code_at(row)] = 1;
    for (std::size_t i = 0; i < size; ++i) {
      if (wanted[i] != 0 && (values.validity() == nullptr || values.validity()[i] != 0)) add(values.values<std::string_view>()[i]);
    }
  }
  std::map<std::string, Type> result;
  for (const auto& [key, type] : keys) result[key] = type.value_or(Type::dynamic);
  return result;
}

/// What to do with a key whose column is there already.
enum class Conflict : std::uint8_t { error, replace_source, keep_source };

struct Arguments {
  PlanColumn bag;
  std::string prefix;
  Conflict conflict = Conflict::error;
  std::set<std::string> ignored;
};

std::optional<Conflict> read_conflict(PluginArguments& arguments) {
  const parser::Argument* argument = arguments.find("columnsConflict");
  if (argument == nullptr) return Conflict::error;
  const auto value = arguments.constant(*argument);
  if (!value) return std::nullopt;
  const std::string_view word = value->type() == Type::string ? value->as_text() : std::string_view();
  if (word == "error") return Conflict::error;
  if (word == "replace_source") return Conflict::replace_source;
  if (word == "keep_source") return Conflict::keep_source;
  arguments.error("columnsConflict of bag_unpack is one of 'error', 'replace_source' and 'keep_source'.", argument->span);
  return std::nullopt;
}

std::optional<Arguments> read_arguments(PluginArguments& arguments, const Relation& input) {
  if (!arguments.sound() || arguments.refuse_list()) return std::nullopt;
  auto bag = arguments.column("column");
  if (!bag) return std::nullopt;
  if (bag->type != Type::dynamic && !input.open) {
    arguments.error("bag_unpack takes the name of a dynamic column; this is of type " + std::string(tables::name_of(bag->type)) + ".",
                    arguments.find("column")->span, "parse_json() makes a dynamic value of JSON text");
    return std::nullopt;
  }
  Arguments result{std::move(*bag), {}, Conflict::error, {}};
  if (const parser::Argument* prefix = arguments.find("OutputColumnPrefix")) {
    const auto value = arguments.constant(*prefix);
    if (!value) return std::nullopt;
    if (value->type() != Type::string) {
      arguments.error("OutputColumnPrefix of bag_unpack must be a text.", prefix->span);
      return std::nullopt;
    }
    result.prefix = value->as_text();
  }
  const auto conflict = read_conflict(arguments);
  if (!conflict) return std::nullopt;
  result.conflict = *conflict;
  if (const parser::Argument* ignored = arguments.find("ignoredProperties")) {
    const auto value = arguments.constant(*ignored);
    if (!value) return std::nullopt;
    const DynamicView list(value->type() == Type::dynamic && !value->is_null() ? value->as_text() : std::string_view());
    if (list.kind() != DynamicKind::array && !list.is_null()) {
      arguments.error("ignoredProperties of bag_unpack must be an array of keys: dynamic(['a', 'b']).", ignored->span);
      return std::nullopt;
    }
    for (std::size_t i = 0; i < list.size(); ++i) result.ignored.insert(tables::to_text(list.element(i)));
  }
  return result;
}

/// The columns that the query says there will be. A source column of such a name is that column, unless the bag is to replace it.
Project declared_columns(Binder& binder, const parser::EvaluateOperator& op, const Relation& input, const Arguments& arguments,
                         std::vector<PlanColumn>& columns) {
  Project project;
  const auto unpacked = [&](const std::string& name, Type type) {
    const bool prefixed = name.starts_with(arguments.prefix);
    const std::string key = prefixed ? name.substr(arguments.prefix.size()) : name;
    return binder.cast(binder.make_call("member", {Binder::reference(arguments.bag, op.span), make_constant(Value::string(key))}, op.span), type);
  };
  if (op.schema_keeps_input) {
    for (const PlanColumn& column : input.columns()) {
      if (column.id == arguments.bag.id) continue;
      columns.push_back(column);
      project.expressions.push_back(Binder::reference(column));
    }
  }
  for (const parser::ColumnDeclaration& declared : op.schema) {
    const Type type = tables::type_from_name(declared.type).value_or(Type::dynamic);
    const PlanColumn* source = binder.find_column(input, declared.name.text);
    const bool from_source = source != nullptr && source->id != arguments.bag.id && arguments.conflict != Conflict::replace_source;
    ExpressionPtr value = from_source ? binder.cast(Binder::reference(*source), type) : unpacked(declared.name.text, type);
    const auto kept = std::find_if(columns.begin(), columns.end(), [&](const PlanColumn& column) { return column.name == declared.name.text; });
    const PlanColumn column = from_source && source->type == type ? *source : binder.new_column(declared.name.text, type);
    if (kept == columns.end()) {
      columns.push_back(column);
      project.expressions.push_back(std::move(value));
    } else {
      project.expressions[static_cast<std::size_t>(kept - columns.begin())] = std::move(value);
      *kept = column;
    }
  }
  return project;
}

}  // namespace

std::optional<Relation> bind_bag_unpack(Binder& binder, const parser::EvaluateOperator& op, Relation input, const EnvironmentPtr& environment) {
  PluginArguments given(binder, op, input, environment, {"column", "OutputColumnPrefix", "columnsConflict", "ignoredProperties"}, 1);
  const auto arguments = read_arguments(given, input);
  if (!arguments) return std::nullopt;
  std::vector<PlanColumn> columns;
  if (op.has_schema) {
    Project project = declared_columns(binder, op, input, *arguments, columns);
    input.plan = make_plan(std::move(project), {input.plan}, std::move(columns), op.span);
    input.name.clear();
    input.open = input.open && op.schema_keeps_input;
    return input;
  }
  const PlanColumn bag = arguments->bag;
  std::vector<std::pair<std::string, Type>> unpacked;
  if (auto computed = binder.computed(input)) {
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
  for (const PlanColumn& column : input.columns()) {
    if (column.id == bag.id) continue;
    columns.push_back(column);
    project.expressions.push_back(Binder::reference(column));
  }
  for (const auto& [name, type] : unpacked) {
    const std::string key = name.substr(arguments->prefix.size());
    ExpressionPtr value = binder.cast(binder.make_call("member", {Binder::reference(bag, op.span), make_constant(Value::string(key))}, op.span), type);
    std::size_t at = 0;
    while (at < columns.size() && columns[at].name != name) ++at;
    if (at == columns.size()) {
      columns.push_back(binder.new_column(name, type));
      project.expressions.push_back(std::move(value));
    } else if (arguments->conflict == Conflict::replace_source) {
      columns[at] = binder.new_column(name, type);
      project.expressions[at] = std::move(value);
    } else if (arguments->conflict == Conflict::error) {
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
