#include "executor/binder/binder.hpp"

// The tables that union, search and find take: by name, by pattern, as an expression.

namespace kelpie::executor {

std::vector<Relation> Binder::tables_matching(std::string_view pattern, bool built_in, parser::Span span, const EnvironmentPtr& environment) {
  std::vector<Relation> relations;
  for (const std::string& name : table_names(environment)) {
    if (name.empty() || name.front() == '\x01' || !matches_wildcard(name, pattern)) continue;
    // Tables and views; of what let names only a view counts.
    const Binding* binding = find(environment, name);
    const auto* function = binding == nullptr ? nullptr : std::get_if<FunctionBinding>(binding);
    if (binding != nullptr && (function == nullptr || !function->literal->view)) continue;
    if (function != nullptr && function->stored != nullptr && function->stored->is_built_in() && !built_in) continue;
    if (auto relation = bind_table_name({span, name, false}, environment)) {
      relation->name = name;
      relations.push_back(std::move(*relation));
    }
  }
  return relations;
}

std::optional<std::vector<Relation>> Binder::bind_operands(std::span<const parser::Expression> tables, bool fuzzy, const EnvironmentPtr& environment) {
  std::vector<Relation> relations;
  bool sound = true;
  for (const parser::Expression& table : tables) {
    const auto* wildcard = std::get_if<parser::WildcardName>(&table.node);
    if (wildcard != nullptr || std::holds_alternative<parser::Star>(table.node)) {
      const std::string pattern = wildcard == nullptr ? "*" : wildcard->pattern;
      std::vector<Relation> matching = tables_matching(pattern, true, span_of(table), environment);
      if (matching.empty() && !fuzzy) {
        error("KS142", "No table matches '" + pattern + "'.", span_of(table));
        sound = false;
      }
      relations.insert(relations.end(), std::make_move_iterator(matching.begin()), std::make_move_iterator(matching.end()));
      continue;
    }
    if (const auto* member = std::get_if<parser::Member>(&table.node);
        member != nullptr && !member->member.quoted && member->member.text.find('*') != std::string::npos && is_database(*member->base, environment)) {
      // database().*: the tables, and no let.
      if (!names_database(*member->base, environment).value_or(false)) {
        sound = false;
        continue;
      }
      for (const std::string& known : catalog_.names()) {
        if (matches_wildcard(known, member->member.text) && find_table(environment, known)) relations.push_back(*scan(known));
      }
      continue;
    }
    const auto* name = std::get_if<parser::Name>(&table.node);
    if (fuzzy && name != nullptr && find(environment, name->text) == nullptr && !find_table(environment, name->text)) continue;
    const parser::Diagnostics before = diagnostics_;
    const std::size_t unresolved = unresolved_;
    if (auto relation = bind_rows(table, environment)) {
      relations.push_back(std::move(*relation));
    } else if (fuzzy && unresolved_ > unresolved) {
      diagnostics_ = before;
      warning("KS142", "This part of the union is left out: it needs a table or function that is not here.", span_of(table));
    } else {
      sound = false;
    }
  }
  if (!sound && relations.empty()) return std::nullopt;
  return relations;
}

}  // namespace kelpie::executor
