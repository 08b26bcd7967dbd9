#include "rules/tooling/diff/compare_rules.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "parser/format.hpp"
#include "parser/parse.hpp"
#include "rules/compile.hpp"
#include "rules/text_template.hpp"
#include "rules/tooling/rule_facts.hpp"

namespace kelpie::rules::tooling {

namespace {

using Pairs = std::vector<std::pair<const Rule*, const Rule*>>;

std::string file_name(const Rule& rule) { return std::filesystem::path(rule.source->path).filename().string(); }

/// Pairs those that are left over and have the same text of some kind; only where one rule of each side has it.
template <typename F>
void pair_by(const F& text_of, std::vector<const Rule*>& before, std::vector<const Rule*>& after, Pairs& pairs) {
  std::map<std::string, std::pair<std::vector<const Rule*>, std::vector<const Rule*>>> known;
  for (const Rule* rule : before) known[text_of(*rule)].first.push_back(rule);
  for (const Rule* rule : after) known[text_of(*rule)].second.push_back(rule);
  for (const auto& [text, both] : known) {
    if (both.first.size() != 1 || both.second.size() != 1) continue;
    pairs.emplace_back(both.first.front(), both.second.front());
    std::erase(before, both.first.front());
    std::erase(after, both.second.front());
  }
}

/// The columns of the result that a rule names.
std::set<std::string> named_columns(const Rule& rule) {
  std::set<std::string> names;
  for (const EntityMapping& mapping : rule.entities) {
    for (const EntityField& field : mapping.fields) names.insert(field.column.column);
  }
  for (const NamedValue& detail : rule.custom_details) names.insert(detail.column.column);
  for (const NamedValue& property : rule.details.properties) names.insert(property.column.column);
  for (const TextTemplate* text : {&rule.details.title, &rule.details.description}) {
    for (const std::string_view column : columns_of_template(text->text)) names.emplace(column);
  }
  names.insert({rule.details.severity.column, rule.details.tactics.column});
  return names;
}

std::string formatted_query(const Rule& rule) {
  const parser::ParseResult parsed = parser::parse(rule.query);
  return parsed.ok() ? parser::format(parsed.query, rule.query) : rule.query;
}

class RuleComparison {
 public:
  RuleComparison(const executor::Engine& engine, const executor::QueryContext& context)
      : engine_(engine), context_(context) {}

  RuleDifference compare(const Rule& before, const Rule& after) const {
    RuleDifference difference;
    difference.before = &before;
    difference.after = &after;
    if (before.id != after.id) difference.changes.push_back({"id", {before.id}, {after.id}, VersionBump::major});
    compare_queries(before, after, difference);
    const std::vector<RuleFact> old = facts_of(before), now = facts_of(after);
    for (std::size_t i = 0; i < old.size(); ++i) {
      if (old[i].values != now[i].values)
        difference.changes.push_back({std::string(old[i].field), old[i].values, now[i].values, old[i].weight});
    }
    for (const FieldChange& change : difference.changes)
      difference.deserved = std::max(difference.deserved, change.weight);
    const auto made = bump_between(before.version, after.version);
    difference.version_is_behind = before.id == after.id && (!made || *made < difference.deserved);
    return difference;
  }

 private:
  void compare_queries(const Rule& before, const Rule& after, RuleDifference& difference) const {
    RuleDiagnostics ignored;
    const auto old = query_tree(before, ignored), now = query_tree(after, ignored);
    if (old && now ? *old == *now : before.query == after.query) return;
    difference.changes.push_back({"query", {}, {}, VersionBump::minor});
    difference.query = line_diff(formatted_query(before), formatted_query(after));
    const auto first = compile_rule(before, engine_, context_, ignored),
               second = compile_rule(after, engine_, context_, ignored);
    if (!first || !second || first->open || second->open) return;
    compare_columns(*first, *second, difference);
  }

  static void compare_columns(const CompiledRule& before, const CompiledRule& after, RuleDifference& difference) {
    FieldChange change{"result columns", {}, {}, VersionBump::minor};
    const auto text = [](const executor::PlanColumn& column) {
      return fmt::format("{}: {}", column.name, tables::name_of(column.type));
    };
    for (const executor::PlanColumn& column : before.columns) change.before.push_back(text(column));
    for (const executor::PlanColumn& column : after.columns) change.after.push_back(text(column));
    for (std::vector<std::string>* list : {&change.before, &change.after}) std::sort(list->begin(), list->end());
    const std::set<std::string> named = named_columns(*before.rule);
    for (const executor::PlanColumn& column : before.columns) {
      const bool there = std::any_of(after.columns.begin(), after.columns.end(),
                                     [&](const auto& other) { return other.name == column.name; });
      if (!there && named.count(column.name) != 0) difference.lost_columns.push_back(column.name);
    }
    if (!difference.lost_columns.empty()) change.weight = VersionBump::major;
    if (change.before != change.after) difference.changes.push_back(std::move(change));
  }

  const executor::Engine& engine_;
  const executor::QueryContext& context_;
};

RuleDifference alone(RuleDifference::Kind kind, const Rule* before, const Rule* after, VersionBump deserved) {
  RuleDifference difference;
  difference.kind = kind;
  difference.before = before;
  difference.after = after;
  difference.deserved = deserved;
  return difference;
}

std::vector<const Rule*> pointers(std::span<const Rule> rules) {
  std::vector<const Rule*> result;
  for (const Rule& rule : rules) result.push_back(&rule);
  return result;
}

}  // namespace

RuleSetDifference compare_rules(std::span<const Rule> before, std::span<const Rule> after,
                                const executor::Engine& engine, const executor::QueryContext& context) {
  using Kind = RuleDifference::Kind;
  std::vector<const Rule*> old = pointers(before), now = pointers(after);
  Pairs pairs;
  pair_by([](const Rule& rule) { return rule.id; }, old, now, pairs);
  pair_by([](const Rule& rule) { return rule.name; }, old, now, pairs);
  pair_by(file_name, old, now, pairs);
  RuleSetDifference result;
  const RuleComparison comparison(engine, context);
  for (const auto& [first, second] : pairs) {
    RuleDifference difference = comparison.compare(*first, *second);
    if (difference.changes.empty() && first->version == second->version)
      ++result.unchanged;
    else
      result.rules.push_back(std::move(difference));
  }
  for (const Rule* rule : old) result.rules.push_back(alone(Kind::removed, rule, nullptr, VersionBump::major));
  for (const Rule* rule : now) result.rules.push_back(alone(Kind::added, nullptr, rule, VersionBump::minor));
  const auto place = [](const RuleDifference& one) {
    const Rule& rule = one.after != nullptr ? *one.after : *one.before;
    return std::tuple(one.kind == Kind::removed   ? 0
                      : one.kind == Kind::changed ? 1
                                                  : 2,
                      std::string_view(rule.name), std::string_view(rule.id));
  };
  std::sort(result.rules.begin(), result.rules.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  for (const RuleDifference& one : result.rules) result.deserved = std::max(result.deserved, one.deserved);
  return result;
}

}  // namespace kelpie::rules::tooling
