#include <algorithm>

#include "executor/binder/binder.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

/// What mvexpand, the older spelling, makes at most of one row when the query sets no limit.
constexpr std::uint64_t legacy_row_limit = 128;

std::size_t position_of_name(const std::vector<PlanColumn>& columns, const std::string& name) {
  return static_cast<std::size_t>(
      std::find_if(columns.begin(), columns.end(), [&](const PlanColumn& column) { return column.name == name; }) - columns.begin());
}

}  // namespace

std::optional<ExpandArrays> Binder::bind_expansion(const ArrayItems& written, const Relation& input, const EnvironmentPtr& environment,
                                                   std::vector<PlanColumn>& layout) {
  ExpandArrays expand;
  bool sound = true;
  layout = input.columns();
  UniqueNames names;
  for (const PlanColumn& column : layout) names.reserve(column.name);
  for (const parser::MvExpandItem& item : written.items) {
    ExpressionPtr array = bind_expression(item.value, {environment, &input});
    if (!array) {
      sound = false;
      continue;
    }
    if (array->type != Type::dynamic) {
      error("KS107", "Only a dynamic value can be expanded; this is of type " + std::string(tables::name_of(array->type)) + ".", span_of(item.value),
            array->type == Type::string ? "parse_json() makes a dynamic value of JSON text, split() of a list" : "");
      sound = false;
      continue;
    }
    ExpandArrays::Item bound{std::move(array), 0, std::nullopt};
    if (!item.to_type.empty()) {
      bound.to_type = tables::type_from_name(item.to_type);
      if (!bound.to_type) {
        error("KS109", "'" + item.to_type + "' is no type.", item.to_type_span, "write to typeof(string), to typeof(long) ...");
        sound = false;
        continue;
      }
    }
    std::string name = item.name ? item.name->text : natural_name(item.value);
    const std::size_t at = name.empty() ? layout.size() : position_of_name(layout, name);
    if (at == layout.size()) name = name.empty() ? names.add("") : (names.reserve(name), name);
    const PlanColumn column = new_column(name, bound.to_type.value_or(Type::dynamic));
    bound.column = column.id;
    if (at == layout.size()) layout.push_back(column);
    else layout[at] = column;
    expand.items.push_back(std::move(bound));
  }
  for (const parser::Parameter& parameter : written.parameters) {
    const std::string word = parameter_word(parameter);
    if (parameter.name.text == "kind" || parameter.name.text == "bagexpansion") {
      if (word != "bag" && word != "array") {
        error("KS111", "A bag is expanded as 'bag' or as 'array', not as '" + word + "'.", parameter.span);
        sound = false;
      }
      expand.bags_as_arrays = word == "array";
    } else if (parameter.name.text == "with_itemindex") {
      layout.push_back(new_column(names.add(word), Type::long_));
      expand.item_index = layout.back().id;
    }
  }
  if (written.legacy) expand.row_limit = legacy_row_limit;
  if (written.row_limit != nullptr) {
    const ExpressionPtr limit = bind_row_count(*written.row_limit, environment);
    const auto value = limit ? constant_value(limit, "The limit of rows") : std::nullopt;
    if (!value) {
      sound = false;
    } else if (value->is_null() || value->as_integer() < 0) {
      error("KS106", "The limit of rows must be a number that is not negative.", span_of(*written.row_limit));
      sound = false;
    } else {
      expand.row_limit = static_cast<std::uint64_t>(value->as_integer());
    }
  }
  if (!sound) return std::nullopt;
  return expand;
}

std::optional<Relation> Binder::bind(const parser::MvExpandOperator& op, Relation input, const EnvironmentPtr& environment) {
  std::vector<PlanColumn> columns;
  const ArrayItems written{op.items, op.parameters, op.row_limit ? &*op.row_limit : nullptr, op.legacy};
  auto expand = bind_expansion(written, input, environment, columns);
  if (!expand) {
    input.open = true;  // the names behind are not complained about again
    return input;
  }
  input.plan = make_plan(std::move(*expand), {input.plan}, std::move(columns), op.span);
  input.name.clear();
  return input;
}

}  // namespace kelpie::executor
