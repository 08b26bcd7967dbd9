#include "rules/compile.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "executor/optimizer/rewrite.hpp"
#include "rules/detail/scalar_offsets.hpp"
#include "rules/text_template.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using executor::PlanNode;
using executor::PlanPtr;

/// Tables that a plan scans, those of its sub-queries included.
class Scans {
 public:
  void add(const PlanPtr& plan) {
    if (!seen_.insert(plan.get()).second) return;
    if (const auto* scan = std::get_if<executor::ScanTable>(&plan->op)) {
      if (std::find(tables.begin(), tables.end(), scan->table) == tables.end()) tables.push_back(scan->table);
    }
    for (const PlanPtr& input : plan->inputs) add(input);
    if (const PlanPtr* subplan = executor::subplan_of(*plan)) add(*subplan);
    executor::for_each_expression(*plan, [this](const executor::ExpressionPtr& expression) {
      if (expression) executor::for_each_subquery(*expression, [this](const PlanPtr& subquery) { add(subquery); });
    });
  }
  std::vector<std::shared_ptr<const tables::Table>> tables;

 private:
  std::set<const PlanNode*> seen_;
};

/// Tells of columns that the rule names and the query does not give.
class ColumnCheck {
 public:
  ColumnCheck(const CompiledRule& compiled, RuleDiagnostics& diagnostics) : compiled_(compiled), diagnostics_(diagnostics) {
    for (const executor::PlanColumn& column : compiled.columns) names_.push_back(column.name);
  }

  void check(std::string_view column, parser::Span span, std::string_view what) {
    if (column.empty() || std::find(names_.begin(), names_.end(), column) != names_.end()) return;
    std::string hint = executor::did_you_mean(column, names_);
    if (hint.empty()) hint = fmt::format("add it to the query's last extend, project or summarize");
    diagnostics_.push_back({compiled_.rule->source,
                            {parser::Severity::warning, "KR012", fmt::format("The query's result has no column '{}'; {} will be empty.", column, what), span,
                             std::move(hint)}});
  }
  void check(const NamedColumn& column, std::string_view what) { check(column.column, column.span, what); }
  void check(const TextTemplate& text, std::string_view what) {
    for (const std::string_view column : columns_of_template(text.text)) check(column, place_in(text, column), what);
  }

 private:
  /// The name inside the template's text, where it stands in the file as it is.
  [[nodiscard]] parser::Span place_in(const TextTemplate& text, std::string_view column) const {
    const auto offsets = detail::scalar_offsets(compiled_.rule->source->text, text.span.begin, text.text);
    const auto begin = static_cast<std::uint32_t>(column.data() - text.text.data());
    return place_of({begin, begin + static_cast<std::uint32_t>(column.size())}, offsets);
  }

  const CompiledRule& compiled_;
  RuleDiagnostics& diagnostics_;
  std::vector<std::string> names_;
};

/// Whether a plan looks at each row of one table for itself. A sort does not change what the rows say.
bool is_row_by_row(const PlanPtr& plan) {
  for (const PlanNode* node = plan.get();; node = node->inputs.front().get()) {
    bool own = true;
    executor::for_each_expression(*node, [&](const executor::ExpressionPtr& expression) {
      if (!expression) return;
      own = own && executor::is_deterministic(*expression);
      executor::for_each_subquery(*expression, [&](const PlanPtr&) { own = false; });
    });
    if (!own) return false;
    if (std::holds_alternative<executor::ScanTable>(node->op)) return true;
    const bool passes = std::holds_alternative<executor::Filter>(node->op) || std::holds_alternative<executor::Project>(node->op) ||
                        std::holds_alternative<executor::ParseText>(node->op) || std::holds_alternative<executor::ParseKeyValues>(node->op) ||
                        std::holds_alternative<executor::ExpandArrays>(node->op) || std::holds_alternative<executor::Sort>(node->op);
    if (!passes || node->inputs.size() != 1) return false;
  }
}

}  // namespace

void check_columns(const CompiledRule& compiled, RuleDiagnostics& diagnostics) {
  ColumnCheck columns(compiled, diagnostics);
  const Rule& rule = *compiled.rule;
  for (const EntityMapping& mapping : rule.entities) {
    for (const EntityField& field : mapping.fields) columns.check(field.column, fmt::format("{} of the entity {}", field.identifier, mapping.type));
  }
  for (const NamedValue& detail : rule.custom_details) columns.check(detail.column, fmt::format("the detail {}", detail.name));
  for (const NamedValue& property : rule.details.properties) columns.check(property.column, fmt::format("the property {}", property.name));
  columns.check(rule.details.title, "the place in the alert's name");
  columns.check(rule.details.description, "the place in the alert's description");
  columns.check(rule.details.severity, "the alert's own severity");
  columns.check(rule.details.tactics, "the alert's own tactics");
  for (const NamedColumn& column : rule.entity_columns) columns.check(column, "what it lists of entities");
}

RunQuery query_of_run(const Rule& rule, executor::TimeWindow window) {
  RunQuery query;
  const std::string_view text = rule.query;
  for (std::size_t at = 0; at < text.size();) {
    const bool start = text.substr(at).starts_with("{{StartTimeISO}}");
    const bool end = text.substr(at).starts_with("{{EndTimeISO}}");
    if (start || end) {
      const std::string time = tables::datetime_text(start ? window.from : window.to);
      query.text += time;
      query.offsets.insert(query.offsets.end(), time.size(), rule.query_offsets[at]);
      at += start ? std::string_view("{{StartTimeISO}}").size() : std::string_view("{{EndTimeISO}}").size();
    } else {
      query.text += text[at];
      query.offsets.push_back(rule.query_offsets[at++]);
    }
  }
  query.offsets.push_back(rule.query_offsets.back());
  return query;
}

RuleDiagnostic in_file(const Rule& rule, const RunQuery& query, parser::Diagnostic diagnostic) {
  diagnostic.span = place_of(diagnostic.span, query.offsets);
  return {rule.source, std::move(diagnostic)};
}

std::optional<BoundRule> bind_rule(const Rule& rule, const executor::Engine& engine, const executor::QueryContext& context,
                                   RuleDiagnostics& diagnostics) {
  const RunQuery query = query_of_run(rule, {context.now, context.now});
  parser::Diagnostics found;
  const auto compiled = engine.compile(query.text, context, false, found);
  for (parser::Diagnostic& one : found) diagnostics.push_back(in_file(rule, query, std::move(one)));
  if (!compiled) return std::nullopt;
  if (compiled->results.size() != 1) {
    diagnostics.push_back(in_file(rule, query,
                                  {parser::Severity::error, "KR013",
                                   fmt::format("The query gives {} results; a rule needs one.", compiled->results.size()),
                                   {},
                                   "let statements first, then one expression"}));
    return std::nullopt;
  }
  BoundRule result;
  result.plan = compiled->results.front().plan;
  result.compiled.rule = &rule;
  result.compiled.columns = result.plan->columns;
  result.compiled.open = compiled->results.front().open;
  result.compiled.row_by_row = is_row_by_row(result.plan);
  Scans scans;
  scans.add(result.plan);
  result.compiled.tables = std::move(scans.tables);
  return result;
}

std::optional<CompiledRule> compile_rule(const Rule& rule, const executor::Engine& engine, const executor::QueryContext& context,
                                         RuleDiagnostics& diagnostics) {
  auto bound = bind_rule(rule, engine, context, diagnostics);
  if (!bound) return std::nullopt;
  if (!bound->compiled.open) check_columns(bound->compiled, diagnostics);
  return std::move(bound->compiled);
}

}  // namespace kelpie::rules
