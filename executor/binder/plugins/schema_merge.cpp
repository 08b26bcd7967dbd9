#include <algorithm>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/execution.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

struct MergedColumn {
  std::string name, type, error;
  std::int64_t first = 0;  // its place in the schema that has it first
  std::int64_t last = 0;   // the place farthest to the end
};

/// The type that holds the values of both; nothing when there is none.
std::optional<Type> wider(Type left, Type right) {
  if (left == right) return left;
  if (tables::is_integer(left) && tables::is_integer(right)) return Type::long_;
  if (tables::is_numeric(left) && tables::is_numeric(right)) {
    return left == Type::decimal || right == Type::decimal ? Type::decimal : Type::real;
  }
  return std::nullopt;
}

void merge_type(MergedColumn& column, const std::string& type) {
  if (column.type == type || !column.error.empty()) return;
  const auto known = tables::type_from_name(column.type), other = tables::type_from_name(type);
  const auto merged = known && other ? wider(*known, *other) : std::nullopt;
  if (merged)
    column.type = tables::name_of(*merged);
  else
    column.error = "types are different: " + column.type + ", " + type;
}

/// Rows of getschema: name, place and type of a column.
class SchemaMerge final : public RowsFunction {
 public:
  explicit SchemaMerge(bool preserve_order) : preserve_order_(preserve_order) {}

  [[nodiscard]] std::string describe() const override { return "schema_merge"; }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const Batch& rows = inputs.front();
    std::vector<MergedColumn> columns;
    std::map<std::string, std::size_t, std::less<>> known;
    for (std::size_t row = 0; row < rows.rows; ++row) {
      if (row % 4096 == 0) execution.check();
      const std::string name(rows.columns[0].value_at(row).as_text()), type(rows.columns[2].value_at(row).as_text());
      const Value place = rows.columns[1].value_at(row);
      const std::int64_t ordinal = place.is_null() ? 0 : place.as_integer();
      const auto [found, added] = known.emplace(name, columns.size());
      if (added) {
        columns.push_back({name, type, {}, ordinal, ordinal});
        continue;
      }
      MergedColumn& column = columns[found->second];
      if (preserve_order_ && ordinal != column.first && column.error.empty()) column.error = "columns are out of order";
      column.last = std::max(column.last, ordinal);
      merge_type(column, type);
    }
    std::stable_sort(columns.begin(), columns.end(),
                     [](const MergedColumn& left, const MergedColumn& right) { return left.last < right.last; });
    return schema_of(columns);
  }

 private:
  static Batch schema_of(const std::vector<MergedColumn>& columns) {
    tables::ColumnBuilder names(Type::string), ordinals(Type::int_), data_types(Type::string), types(Type::string);
    std::int64_t ordinal = 0;
    for (const MergedColumn& column : columns) {
      const bool sound = column.error.empty();
      const std::string wrong = "ERROR(" + column.error + ")";
      const auto type = tables::type_from_name(column.type);
      names.append(Value::string(column.name));
      ordinals.append(Value::int_(sound ? ordinal++ : -1));
      data_types.append(Value::string(sound && type ? std::string(tables::dotnet_name_of(*type))
                                                    : "ERROR(unknown CSL type:" + (sound ? column.type : wrong) + ")"));
      types.append(Value::string(sound ? column.type : wrong));
    }
    return {columns.size(), {names.finish(), ordinals.finish(), data_types.finish(), types.finish()}, 0};
  }

  bool preserve_order_;
};

}  // namespace

std::optional<Relation> bind_schema_merge(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                          const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment, {"PreserveOrder"}, 0);
  if (!arguments.sound() || arguments.refuse_list()) return std::nullopt;
  const auto preserve_order = arguments.flag("PreserveOrder", true);
  if (!preserve_order) return std::nullopt;
  Project project;
  std::vector<PlanColumn> columns;
  for (const auto& [name, type] : {std::pair{"ColumnName", Type::string}, std::pair{"ColumnOrdinal", Type::long_},
                                   std::pair{"ColumnType", Type::string}}) {
    const PlanColumn* column = binder.find_column(input, name);
    if (column == nullptr && !input.open) {
      arguments.error("schema_merge takes the rows of getschema; here is no column '" + std::string(name) + "'.",
                      op.call.span, "union (A | getschema), (B | getschema) | evaluate schema_merge()");
      return std::nullopt;
    }
    project.expressions.push_back(column == nullptr ? make_constant(Value(type))
                                                    : binder.cast(Binder::reference(*column), type));
    columns.push_back(binder.new_column(name, type));
  }
  return computed_by(std::make_shared<SchemaMerge>(*preserve_order),
                     {make_plan(std::move(project), {input.plan}, std::move(columns), op.span)},
                     {binder.new_column("ColumnName", Type::string), binder.new_column("ColumnOrdinal", Type::int_),
                      binder.new_column("DataType", Type::string), binder.new_column("ColumnType", Type::string)},
                     op.span);
}

}  // namespace kelpie::executor
