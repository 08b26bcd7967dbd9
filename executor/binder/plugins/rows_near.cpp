#include <algorithm>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

/// Rows at most so many places before or behind one for which the last column is true; that column is left out.
class RowsNear final : public RowsFunction {
 public:
  RowsNear(std::size_t before, std::size_t after) : before_(before), after_(after) {}

  [[nodiscard]] std::string describe() const override {
    return "rows_near(" + std::to_string(before_) + ", " + std::to_string(after_) + ")";
  }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution&) const override {
    const Batch& rows = inputs.front();
    const Vector condition = rows.columns.back().flattened();
    std::vector<std::uint32_t> near;
    std::size_t taken = 0;  // rows before this one are decided
    for (std::size_t row = 0; row < rows.rows; ++row) {
      const bool valid = condition.validity() == nullptr || condition.validity()[row] != 0;
      if (!valid || condition.values<std::uint8_t>()[row] == 0) continue;
      const std::size_t first = std::max(taken, row - std::min(row, before_));
      const std::size_t end = std::min(rows.rows - row - 1, after_) + row + 1;
      for (std::size_t each = first; each < end; ++each) near.push_back(static_cast<std::uint32_t>(each));
      taken = std::max(taken, end);
    }
    Batch result{near.size(), {}, 0};
    for (std::size_t i = 0; i + 1 < rows.columns.size(); ++i) result.columns.push_back(rows.columns[i].gather(near));
    return result;
  }

 private:
  std::size_t before_, after_;
};

}  // namespace

std::optional<Relation> bind_rows_near(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                       const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment, {"Condition", "NumRows", "NumRowsAfter"}, 2);
  if (!arguments.sound() || arguments.refuse_list()) return std::nullopt;
  if (!input.serialized) {
    binder.error("KS124", "rows_near needs rows in a known order.", op.span,
                 "put `| serialize` or `| sort by ...` before this stage");
    return std::nullopt;
  }
  const ExpressionPtr condition = binder.bind_predicate(arguments.find("Condition")->value, {environment, &input});
  const auto before = arguments.whole("NumRows", 0, UINT32_MAX);
  const auto after =
      arguments.find("NumRowsAfter") == nullptr ? before : arguments.whole("NumRowsAfter", 0, UINT32_MAX);
  if (!condition || !before || !after) return std::nullopt;
  Project project;
  std::vector<PlanColumn> columns = input.columns(), made;
  for (const PlanColumn& column : columns) {
    project.expressions.push_back(Binder::reference(column));
    made.push_back(binder.new_column(column.name, column.type));
    if (binder.is_hidden(column)) binder.hidden_.insert(made.back().id);
  }
  project.expressions.push_back(condition);
  columns.push_back(binder.new_column("near", Type::boolean));
  Relation result =
      computed_by(std::make_shared<RowsNear>(static_cast<std::size_t>(*before), static_cast<std::size_t>(*after)),
                  {make_plan(std::move(project), {input.plan}, std::move(columns), op.span)}, std::move(made), op.span);
  result.serialized = true;
  result.open = input.open;
  return result;
}

}  // namespace kelpie::executor
