#include "rules/incremental/split_plan.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "executor/optimizer/rewrite.hpp"
#include "rules/incremental/adding_reals.hpp"
#include "rules/incremental/empty_result.hpp"
#include "rules/incremental/group_bounds.hpp"
#include "rules/incremental/operator_names.hpp"
#include "rules/incremental/partial_summary.hpp"
#include "rules/incremental/plan_nodes.hpp"
#include "rules/incremental/plan_text.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using executor::ExpressionPtr;
using executor::PlanColumn;
using executor::PlanNode;
using executor::PlanPtr;
using tables::Type;

/// left op right, both datetimes.
ExpressionPtr compare(const executor::FunctionRegistry& functions, std::string_view op, ExpressionPtr left,
                      ExpressionPtr right) {
  const executor::ScalarFunction* function = functions.find_scalar(op);
  for (const executor::Overload& overload : function->overloads) {
    if (overload.parameters.size() != 2 || !(overload.parameters[0].types == executor::TypeSet(Type::datetime)))
      continue;
    if (!(overload.parameters[1].types == executor::TypeSet(Type::datetime))) continue;
    return std::make_shared<const executor::Expression>(executor::Expression{
        Type::boolean, {}, executor::FunctionCall{function, &overload, {std::move(left), std::move(right)}}});
  }
  throw std::logic_error("datetimes are ordered");
}

/// Walks the plan from its end to its tables; the first part that can be kept as a whole is.
class Splitter {
 public:
  Splitter(const SplitContext& context, const PlanPtr& plan, const PlanPtr& bound)
      : context_(context),
        chains_{context.parameters, context.time_column_of, context.new_rows_of, largest_column(plan) + 1} {
    if (adds_reals_of_rows(*plan)) keeps_ = false;
    const auto joins = inner_joins(*plan);
    const PlanPtr query = with_lasting_tables(bound);
    const auto in_query = inner_joins(*query);
    for (std::size_t i = 0; i < joins.size(); ++i)
      in_query_[joins[i]] = {in_query[i]->inputs[0], in_query[i]->inputs[1]};
  }

  SplitPlan run(const PlanPtr& plan) {
    if (!keeps_) notes_.push_back("nothing is kept: reals are added up row by row, and the order of adding shows");
    result_.finish = split(plan);
    result_.kind = kind_of(*plan);
    const auto needed = rows_it_needs(*result_.finish);
    for (Summary& summary : result_.summaries)
      summary.decides = std::find(needed.begin(), needed.end(), summary.rows) != needed.end();
    if (nested_too_deep_) {
      result_ = {};
      result_.reason = "each run is a query over its whole window: too many joins stand on each other";
      return std::move(result_);
    }
    std::string operators;
    for (const std::string& name : operators_) operators += (operators.empty() ? "" : ", ") + name;
    if (!operators.empty()) notes_.push_back("each run does the rest: " + operators);
    for (const std::string& note : notes_) result_.reason += (result_.reason.empty() ? "" : "; ") + note;
    return std::move(result_);
  }

 private:
  PlanPtr split(const PlanPtr& part) {
    if (const auto found = done_.find(part.get()); found != done_.end()) return found->second;
    PlanPtr result = split_anew(part);
    done_[part.get()] = result;
    return result;
  }

  PlanPtr split_anew(const PlanPtr& part) {
    if (keeps_) {
      if (PlanPtr kept = kept_summary(*part)) return kept;
      if (PlanPtr kept = kept_rows(part)) return kept;
      if (PlanPtr kept = kept_below_filter(*part)) return kept;
      if (PlanPtr kept = bounded_summary(part)) return with_one_filter(kept);
    }
    if (std::holds_alternative<executor::ScanTable>(part->op)) return read_anew(*part);
    if (std::string name = operator_name(*part); !name.empty()) add_once(operators_, std::move(name));
    std::vector<PlanPtr> inputs = split_inputs(*part);
    if (const auto joined = in_query_.find(part.get()); joined != in_query_.end()) choose_side(joined->second, inputs);
    PlanPtr result = executor::with_inputs(part, std::move(inputs));
    if (const PlanPtr* subplan = executor::subplan_of(*result)) {
      if (PlanPtr changed = split(*subplan); changed != *subplan)
        result = executor::with_subplan(result, std::move(changed));
    }
    result = executor::map_expressions(result, [this](const ExpressionPtr& one) { return split_subqueries(one); });
    return with_one_filter(result);
  }

  PlanPtr with_lasting_tables(const PlanPtr& plan) const {
    return executor::rewrite_bottom_up(plan, [&](const PlanPtr& node) {
      const auto* scan = std::get_if<executor::ScanTable>(&node->op);
      if (scan == nullptr) {
        return executor::map_expressions(node, [&](const ExpressionPtr& one) {
          bool any = false;
          if (one) executor::for_each_subquery(*one, [&](const PlanPtr&) { any = true; });
          return any ? executor::replace_subqueries(
                           one, [&](const PlanPtr& subquery) { return with_lasting_tables(subquery); })
                     : one;
        });
      }
      executor::ScanTable lasting = *scan;
      lasting.table = context_.lasting(scan->table);
      return executor::make_plan(std::move(lasting), {}, node->columns, node->span);
    });
  }

  void choose_side(const std::pair<PlanPtr, PlanPtr>& in_query, std::vector<PlanPtr>& inputs) {
    std::size_t nesting = 0;
    for (const PlanPtr& input : inputs)
      nesting = std::max(nesting, inner_joins(*input).empty() ? 0 : joins_below(*input));
    if (nesting > JoinSide::most_nesting) nested_too_deep_ = true;
    auto side = std::make_shared<JoinSide>(in_query.first, in_query.second, std::min(nesting, JoinSide::most_nesting));
    inputs = {side->left(inputs[0]), side->right(inputs[1])};
    result_.joins.push_back(std::move(side));
  }

  /// Inner joins that stand on each other, at most.
  static std::size_t joins_below(const PlanNode& node) {
    std::size_t most = 0;
    for (const PlanPtr& input : node.inputs) most = std::max(most, joins_below(*input));
    const auto* join = std::get_if<executor::Join>(&node.op);
    return most + (join != nullptr && join->kind == executor::JoinKind::inner ? 1 : 0);
  }

  ExpressionPtr split_subqueries(const ExpressionPtr& expression) {
    bool any = false;
    if (expression) executor::for_each_subquery(*expression, [&](const PlanPtr&) { any = true; });
    if (!any) return expression;
    result_.tells_time = result_.tells_time || reads_clock(*expression, context_.parameters);
    return executor::replace_subqueries(expression, [this](const PlanPtr& plan) {
      return context_.parameters.find(plan.get()) != nullptr ? plan : split(plan);
    });
  }

  /// A filter right above the window's becomes one with it, so that the scan reads late.
  static PlanPtr with_one_filter(const PlanPtr& node) {
    const auto* filter = std::get_if<executor::Filter>(&node->op);
    if (filter == nullptr) return node;
    const PlanNode& input = *node->inputs.front();
    const auto* below = std::get_if<executor::Filter>(&input.op);
    if (below == nullptr || !std::holds_alternative<executor::ScanTable>(input.inputs.front()->op)) return node;
    executor::Filter both = *below;
    both.conjuncts.insert(both.conjuncts.end(), filter->conjuncts.begin(), filter->conjuncts.end());
    return executor::make_plan(std::move(both), input.inputs, node->columns, node->span);
  }

  std::vector<ExpressionPtr> within_window(const PlanColumn& time) {
    const ExpressionPtr column = executor::make_column(time.id, time.name, time.type);
    return {compare(context_.functions, ">=", column, context_.parameters.from.expression()),
            compare(context_.functions, "<", column, context_.parameters.to.expression())};
  }

  /// The kept rows of the window and of the conjuncts.
  PlanPtr scan_of(const std::shared_ptr<const KeptRows>& kept, const std::vector<PlanColumn>& columns,
                  const PlanColumn& time, const std::vector<ExpressionPtr>& conjuncts,
                  const std::vector<PlanColumn>& wanted) {
    if (std::find(result_.kept.begin(), result_.kept.end(), kept) == result_.kept.end()) result_.kept.push_back(kept);
    executor::ScanTable scan;
    scan.table = kept;
    for (std::size_t i = 0; i < columns.size(); ++i) scan.table_columns.push_back(i);
    executor::Filter filter{within_window(time)};
    filter.conjuncts.insert(filter.conjuncts.end(), conjuncts.begin(), conjuncts.end());
    return executor::make_plan(std::move(filter), {executor::make_plan(std::move(scan), {}, columns)}, wanted);
  }

  /// What a summarize is needed for: groups that reach bounds, and whose keys are among those that other rows have.
  struct Need {
    std::vector<GroupBound> bounds;
    std::vector<std::pair<executor::ColumnId, ExpressionPtr>>
        keys;  // a column of the part, and what of `rows` it equals
    PlanPtr rows;
  };

  /// A filter over a summarize that lets only large groups pass: the others need not be made.
  PlanPtr bounded_summary(const PlanPtr& part) {
    return std::holds_alternative<executor::Filter>(part->op) ? needed_of(part, {}) : nullptr;
  }

  /// The part with less in it than it has, but with everything that is needed; nullptr: there is nothing to leave out.
  /// Others may need more of the same part, so it is not noted as done.
  PlanPtr needed_of(const PlanPtr& part, Need need) {
    PlanPtr input;
    if (const auto* aggregate = std::get_if<executor::Aggregate>(&part->op)) {
      if (need.bounds.empty() && need.keys.empty()) return nullptr;
      if (PlanPtr kept = kept_summary(*part, need)) return kept;
      // Of further groups nothing is known but which keys matter.
      Need below{{}, {}, need.rows};
      for (const auto& [column, value] : need.keys) {
        const std::size_t at = executor::position_of(part->columns, column).value_or(aggregate->keys.size());
        if (at >= aggregate->keys.size()) continue;
        if (const auto* key = std::get_if<executor::ColumnReference>(&aggregate->keys[at]->node))
          below.keys.emplace_back(key->id, value);
      }
      if (below.keys.empty()) return nullptr;
      input = needed_of(part->inputs.front(), std::move(below));
    } else if (const auto* filter = std::get_if<executor::Filter>(&part->op)) {
      add_group_bounds(*filter, need.bounds);
      input = needed_of(part->inputs.front(), std::move(need));
    } else if (std::holds_alternative<executor::Project>(part->op)) {
      input = needed_of(part->inputs.front(), std::move(need));
    } else if (const auto* top = std::get_if<executor::Top>(&part->op)) {
      // Rows that a bound on the first term leaves out come behind all others.
      const executor::SortTerm& first = top->terms.front();
      const auto* column = std::get_if<executor::ColumnReference>(&first.value->node);
      std::erase_if(need.bounds, [&](const GroupBound& bound) {
        return column == nullptr || first.ascending || bound.column != column->id;
      });
      input = needed_of(part->inputs.front(), {std::move(need.bounds), {}, need.rows});
    }
    if (!input) return nullptr;
    if (std::string name = operator_name(*part); !name.empty()) add_once(operators_, std::move(name));
    return executor::map_expressions(executor::with_inputs(part, {std::move(input)}),
                                     [this](const ExpressionPtr& one) { return split_subqueries(one); });
  }

  std::vector<PlanPtr> split_inputs(const PlanNode& part) {
    if (const auto* join = std::get_if<executor::Join>(&part.op); join != nullptr && keeps_ && !materializes(part)) {
      for (const std::size_t side : sides_by_the_other(join->kind)) {
        if (auto inputs = split_join(part, *join, side); !inputs.empty()) return inputs;
      }
    }
    std::vector<PlanPtr> inputs;
    for (const PlanPtr& input : part.inputs) inputs.push_back(split(input));
    return inputs;
  }

  /// Which inputs of a join matter only where the other one has their keys.
  static std::vector<std::size_t> sides_by_the_other(executor::JoinKind kind) {
    using executor::JoinKind;
    switch (kind) {
      case JoinKind::inner:
      case JoinKind::innerunique:
        return {1, 0};
      case JoinKind::leftouter:
      case JoinKind::leftsemi:
      case JoinKind::leftanti:
        return {1};
      case JoinKind::rightouter:
      case JoinKind::rightsemi:
      case JoinKind::rightanti:
        return {0};
      case JoinKind::fullouter:
        break;
    }
    return {};
  }

  /// A relation that is computed once must not be computed here and there.
  static bool materializes(const PlanNode& plan) {
    bool any = false;
    for_each_node(plan, [&](const PlanNode& node) { any |= std::holds_alternative<executor::Materialize>(node.op); });
    return any;
  }

  /// The inputs of a join, the summarize in one of them only for keys that the other one has; empty: that cannot be.
  std::vector<PlanPtr> split_join(const PlanNode& part, const executor::Join& join, std::size_t side) {
    const auto& keys = side == 0 ? join.left_keys : join.right_keys;
    const auto& others = side == 0 ? join.right_keys : join.left_keys;
    const PlanPtr& other = part.inputs[1 - side];
    const auto rows = std::make_shared<executor::Batches>();
    Need need{{}, {}, executor::make_plan(executor::ConstantRows{rows}, {}, other->columns)};
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto* column = std::get_if<executor::ColumnReference>(&keys[i]->node);
      const Type type = keys[i]->type;
      const bool exact = type != Type::real && type != Type::decimal && type != Type::dynamic;
      if (column != nullptr && exact && type == others[i]->type && is_timeless(*others[i]))
        need.keys.emplace_back(column->id, others[i]);
    }
    if (need.keys.empty()) return {};
    const std::size_t first = result_.summaries.size();
    PlanPtr less = needed_of(part.inputs[side], need);
    if (!less) return {};
    PlanPtr known = split(other);
    if (first < result_.summaries.size() && result_.summaries[first].narrowed &&
        result_.summaries[first].narrowed->keys) {
      // The other input first, then what needs it.
      result_.summaries.push_back({std::move(known), "", rows, std::nullopt, false});
      known = need.rows;
      const auto moved = result_.summaries.begin() + static_cast<std::ptrdiff_t>(first);
      std::rotate(moved, moved + 1, result_.summaries.end());
    }
    return side == 0 ? std::vector{std::move(less), std::move(known)} : std::vector{std::move(known), std::move(less)};
  }

  PlanPtr kept_summary(const PlanNode& node, const Need& need = {}) {
    if (!std::holds_alternative<executor::Aggregate>(node.op)) return nullptr;
    const auto chain = match_row_chain(node.inputs.front(), chains_);
    if (!chain) return nullptr;
    std::vector<ExpressionPtr> times;
    for (const ExpressionPtr& conjunct : chain->time_conjuncts) {
      const auto found = cut_offs(*conjunct, chain->time.id);
      if (!found) return nullptr;
      times.insert(times.end(), found->begin(), found->end());
    }
    const auto slices = slices_for(context_.times, times, context_.parameters);
    if (!slices) return nullptr;
    const auto summary = match_partial_summary(node, context_.functions, chains_, *slices);
    if (!summary) return nullptr;
    const auto kept =
        context_.keep({summary->first, summary->rows, *executor::position_of(summary->columns, summary->time.id)});
    if (!kept) return read_anew_below(node);
    note(fmt::format("{} is summarized in slices of {} as rows come, and each run merges those of its window",
                     chain->rows->schema().name, tables::to_text(tables::Value::timespan(slices->length))));
    times.push_back(context_.parameters.from.expression());
    times.push_back(context_.parameters.to.expression());
    for (ExpressionPtr& time : times) result_.cut_offs.push_back({std::move(time), *slices});
    PlanPtr rows = scan_of(kept, summary->columns, summary->time, summary->time_conjuncts, summary->columns);
    summaries_.push_back(&node);
    PlanPtr made = made_before(executor::make_plan(summary->second, {std::move(rows)}, node.columns, node.span));
    narrow(node, *summary, kept, need);
    return made;
  }

  /// Makes the last summary from the rows of groups that are needed.
  void narrow(const PlanNode& node, const PartialSummary& summary, const std::shared_ptr<const KeptRows>& kept,
              const Need& need) {
    const auto least = least_sum(node, summary, need.bounds);
    std::vector<ExpressionPtr> values;
    std::vector<PlanColumn> value_columns;
    std::vector<std::size_t> keys;
    for (std::size_t i = 0; i < summary.second.keys.size(); ++i) {
      const auto position =
          *executor::position_of(summary.columns, std::get<executor::ColumnReference>(summary.second.keys[i]->node).id);
      const auto wanted = std::find_if(need.keys.begin(), need.keys.end(),
                                       [&](const auto& key) { return key.first == node.columns[i].id; });
      if (!least && wanted == need.keys.end()) continue;
      keys.push_back(position);
      if (least) continue;
      values.push_back(wanted->second);
      value_columns.push_back({chains_.new_column(), "", wanted->second->type});
    }
    if (keys.empty()) return;
    const auto groups = context_.groups_of(kept, std::move(keys));
    const std::vector<PlanColumn> columns{summary.time, {chains_.new_column(), "", Type::long_}};
    PlanPtr in_window;
    if (!summary.time_conjuncts.empty()) {
      executor::Filter filter{within_window(summary.time)};
      filter.conjuncts.insert(filter.conjuncts.end(), summary.time_conjuncts.begin(), summary.time_conjuncts.end());
      PlanPtr times = executor::make_plan(executor::ConstantRows{groups->slice_times()}, {}, columns);
      in_window = executor::make_plan(std::move(filter), {std::move(times)}, columns);
    }
    Summary::Narrowed narrowed;
    Summary& last = result_.summaries.back();
    narrowed.groups = std::make_shared<WindowGroups>(groups, std::move(in_window), least);
    narrowed.key = last.key;
    for (const std::size_t key : groups->columns()) narrowed.key += fmt::format(" by {}", key);
    if (least) {
      narrowed.key += fmt::format(" least {} in {}", least->least, least->column);
      last.key = narrowed.key;
    } else {
      narrowed.keys = executor::make_plan(executor::Project{values}, {need.rows}, value_columns);
      last.key.clear();
    }
    narrowed.rows = std::make_shared<executor::Batches>();
    PlanPtr rows = executor::make_plan(executor::ConstantRows{narrowed.rows}, {}, summary.columns);
    narrowed.plan = executor::make_plan(summary.second, {std::move(rows)}, node.columns, node.span);
    last.narrowed = std::move(narrowed);
  }

  PlanPtr made_before(PlanPtr plan) {
    auto rows = std::make_shared<executor::Batches>();
    const auto columns = plan->columns;
    std::string key = plan_text(*plan);
    result_.summaries.push_back({std::move(plan), std::move(key), rows, std::nullopt, false});
    return executor::make_plan(executor::ConstantRows{std::move(rows)}, {}, columns);
  }

  PlanPtr kept_rows(const PlanPtr& part) {
    const auto chain = match_row_chain(part, chains_);
    if (!chain || !chain->selects) return nullptr;
    const auto kept =
        context_.keep({chain->plan, chain->rows, *executor::position_of(chain->plan->columns, chain->time.id)});
    if (!kept) return read_anew_below(*part);
    note("rows of " + chain->rows->schema().name + " are tested as they come, and those that pass are kept");
    rows_.push_back(part.get());
    return scan_of(kept, chain->plan->columns, chain->time, chain->time_conjuncts, part->columns);
  }

  /// Of a filter that also asks what only a run knows, the part that each row answers by itself.
  PlanPtr kept_below_filter(const PlanNode& node) {
    const auto* filter = std::get_if<executor::Filter>(&node.op);
    if (filter == nullptr) return nullptr;
    executor::Filter timeless;
    executor::Filter rest;
    for (const ExpressionPtr& conjunct : filter->conjuncts) {
      (is_timeless(*conjunct) ? timeless : rest).conjuncts.push_back(conjunct);
    }
    if (timeless.conjuncts.empty() || rest.conjuncts.empty()) return nullptr;
    const PlanPtr& input = node.inputs.front();
    // The rest may read columns that are not handed on.
    const PlanPtr below = executor::make_plan(std::move(timeless), {input}, input->columns, node.span);
    held_.push_back(below);
    PlanPtr kept = kept_rows(below);
    if (!kept) return nullptr;
    for (ExpressionPtr& conjunct : rest.conjuncts) conjunct = split_subqueries(conjunct);
    return with_one_filter(executor::make_plan(std::move(rest), {std::move(kept)}, node.columns, node.span));
  }

  /// A table's rows of the window, read at each run.
  PlanPtr read_anew(const PlanNode& node) {
    executor::ScanTable scan = std::get<executor::ScanTable>(node.op);
    const auto time = context_.time_column_of(scan.table->schema());
    note(scan.table->schema().name + " is read at each run");
    result_.reads_tables = true;
    scan.table = context_.lasting(scan.table);
    if (!time) return executor::make_plan(std::move(scan), {}, node.columns, node.span);
    std::vector<PlanColumn> columns = node.columns;
    const auto at = std::find(scan.table_columns.begin(), scan.table_columns.end(), *time);
    const auto position = static_cast<std::size_t>(at - scan.table_columns.begin());
    if (position == scan.table_columns.size()) {
      columns.push_back({chains_.new_column(), scan.table->schema().columns[*time].name, Type::datetime});
      scan.table_columns.push_back(*time);
    }
    const PlanColumn column = columns[position];
    executor::Filter filter{within_window(column)};
    return executor::make_plan(std::move(filter), {executor::make_plan(std::move(scan), {}, columns)}, node.columns,
                               node.span);
  }

  /// The part with nothing in it kept.
  PlanPtr read_anew_below(const PlanNode& node) {
    note("too much would have to be kept (memory), or a row cannot be computed");
    keeps_ = false;
    const PlanPtr result = split_anew(std::make_shared<const PlanNode>(node));
    keeps_ = true;
    return result;
  }

  void note(std::string text) { add_once(notes_, std::move(text)); }
  static void add_once(std::vector<std::string>& list, std::string text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
  }

  RuleClass kind_of(const PlanNode& root) const {
    if (result_.reads_tables || result_.kept.size() != 1) return RuleClass::general;
    if (rows_.size() == 1 && rows_.front() == &root) return RuleClass::stateless;
    const PlanNode* node = &root;
    while (std::find(summaries_.begin(), summaries_.end(), node) == summaries_.end()) {
      if (!operator_name(*node).empty() || node->inputs.size() != 1) return RuleClass::general;
      node = node->inputs.front().get();
    }
    return RuleClass::mergeable;
  }

  const SplitContext& context_;
  ChainContext chains_;
  SplitPlan result_;
  std::vector<std::string> notes_;
  std::vector<std::string> operators_;
  std::map<const PlanNode*, PlanPtr> done_;
  std::vector<PlanPtr> held_;
  std::vector<const PlanNode*> summaries_;
  std::vector<const PlanNode*> rows_;
  std::map<const PlanNode*, std::pair<PlanPtr, PlanPtr>>
      in_query_;  // the inputs of inner joins as a run would bind them
  bool keeps_ = true;
  bool nested_too_deep_ = false;
};

}  // namespace

SplitPlan split_plan(const TimelessPlan& plan, const SplitContext& context) {
  return Splitter(context, plan.plan, plan.bound).run(plan.plan);
}

}  // namespace kelpie::rules
