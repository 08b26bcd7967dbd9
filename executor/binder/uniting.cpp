#include <map>

#include "executor/binder/binder.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

/// A column of the union: a name and a type, with the input columns that feed it.
struct UnitedColumn {
  std::string name;
  Type type;
  std::vector<std::optional<std::size_t>> from;  // one an input
  bool hidden = false;
};

}  // namespace

std::optional<Relation> Binder::bind(const parser::UnionOperator& op, const Relation* input, const EnvironmentPtr& environment) {
  bool fuzzy = false, inner = false;
  std::string source_column;
  if (const std::string* effort = setting("best_effort")) fuzzy = *effort == "true";
  for (const parser::Parameter& parameter : op.parameters) {
    const std::string word = parameter_word(parameter);
    if (parameter.name.text == "isfuzzy") fuzzy = word == "true";
    else if (parameter.name.text == "kind") inner = word == "inner";
    else if (parameter.name.text == "withsource" || parameter.name.text == "with_source") source_column = word;
  }
  auto operands = bind_operands(op.tables, fuzzy, environment);
  if (!operands && input == nullptr) return std::nullopt;
  std::vector<Relation> inputs;
  if (input != nullptr) inputs.push_back(*input);
  if (operands) inputs.insert(inputs.end(), std::make_move_iterator(operands->begin()), std::make_move_iterator(operands->end()));
  if (const std::string* most = setting("query_max_entities_in_union"); most != nullptr && inputs.size() > static_cast<std::size_t>(tables::parse_long(*most).value_or(INT64_MAX))) {
    error("KB902", "The union has " + std::to_string(inputs.size()) + " parts; `set query_max_entities_in_union` allows " + *most + ".", op.span);
    return std::nullopt;
  }
  if (inputs.empty()) {
    error("KS142", "None of the tables of the union exists.", op.span);
    return std::nullopt;
  }
  return unite(std::move(inputs), inner, source_column, op.span);
}

Relation Binder::unite(std::vector<Relation> inputs, bool inner, const std::string& source_column, parser::Span span) {
  // Columns by name and type in order of first appearance; a name with several types becomes one column a type. Hidden columns come last: they
  // join one of their name and type, give way to one of another type, or are hidden in the union, too.
  std::vector<UnitedColumn> united;
  std::map<std::string, std::set<Type>> types;
  const auto take = [&](std::size_t i, std::size_t c, bool hidden) {
    const PlanColumn& column = inputs[i].columns()[c];
    if (is_hidden(column) != hidden) return;
    UnitedColumn* found = nullptr;
    for (UnitedColumn& known : united) {
      if (known.name == column.name && known.type == column.type) found = &known;
    }
    if (found == nullptr && hidden && types.contains(column.name)) return;
    types[column.name].insert(column.type);
    if (found == nullptr) {
      // Columns of one name stand together, where the name came first.
      std::size_t at = united.size();
      for (std::size_t known = 0; known < united.size(); ++known) {
        if (united[known].name == column.name) at = known + 1;
      }
      found = &*united.insert(united.begin() + static_cast<std::ptrdiff_t>(at),
                              {column.name, column.type, std::vector<std::optional<std::size_t>>(inputs.size()), hidden});
    }
    found->from[i] = c;
  };
  for (const bool hidden : {false, true}) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      for (std::size_t c = 0; c < inputs[i].columns().size(); ++c) take(i, c, hidden);
    }
  }
  if (inner) {
    std::erase_if(united, [](const UnitedColumn& column) {
      for (const auto& from : column.from) {
        if (!from) return true;
      }
      return false;
    });
  }
  UniqueNames names;
  std::vector<PlanColumn> columns;
  if (!source_column.empty()) columns.push_back(new_column(names.add(source_column), Type::string));
  for (const UnitedColumn& column : united) {
    if (types[column.name].size() == 1) names.reserve(column.name);
  }
  for (const UnitedColumn& column : united) {
    const bool several = types[column.name].size() > 1 && !inner;
    std::string name = several ? names.add(column.name + "_" + std::string(tables::name_of(column.type))) : column.name;
    // The column of sources has the name; what came under it from a union before gets another.
    if (!several && name == source_column) name = names.add(name);
    columns.push_back(new_column(std::move(name), column.type));
    if (column.hidden) hidden_.insert(columns.back().id);
  }
  Relation result;
  std::vector<PlanPtr> parts;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Relation& input = inputs[i];
    result.open |= input.open;
    Project project;
    std::vector<PlanColumn> part;
    if (!source_column.empty()) {
      project.expressions.push_back(make_constant(tables::Value::string(input.name.empty() ? "union_arg" + std::to_string(i) : input.name)));
      part.push_back(new_column(source_column, Type::string));
    }
    for (const UnitedColumn& column : united) {
      if (column.from[i]) {
        project.expressions.push_back(reference(input.columns()[*column.from[i]]));
        part.push_back(input.columns()[*column.from[i]]);
      } else {
        project.expressions.push_back(make_constant(tables::Value(column.type)));
        part.push_back(new_column(column.name, column.type));
      }
    }
    parts.push_back(make_plan(std::move(project), {input.plan}, std::move(part), span));
  }
  result.plan = make_plan(UnionAll{}, std::move(parts), std::move(columns), span);
  return result;
}

}  // namespace kelpie::executor
