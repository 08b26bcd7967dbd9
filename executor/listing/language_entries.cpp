#include <algorithm>
#include <set>
#include <tuple>

#include "executor/binder/left_out_functions.hpp"
#include "executor/binder/plugins/plugin.hpp"
#include "executor/listing/language_entry.hpp"
#include "executor/listing/listed_form.hpp"
#include "executor/listing/reference_names.hpp"

namespace kelpie::executor {

namespace {

void add(std::vector<LanguageEntry>& entries, EntryKind kind, std::string_view category, std::span<const ListedForm> forms) {
  for (const ListedForm& form : forms) {
    LanguageEntry entry{kind, std::string(form.name), std::string(category), {}, {std::string(form.syntax)}, std::string(form.summary), std::string(form.example), {}};
    if (!form.also.empty()) entry.aliases.emplace_back(form.also);
    entries.push_back(std::move(entry));
  }
}

template <typename Function>
LanguageEntry entry_of(EntryKind kind, const Function& function) {
  LanguageEntry entry{kind, function.name, {}, function.aliases, {}, function.summary, function.example, {}};
  if constexpr (requires { function.category; }) entry.category = function.category;
  for (const auto& overload : function.overloads) entry.signatures.push_back(overload.signature);
  return entry;
}

}  // namespace

std::string_view name_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::tabular_operator: return "tabular operator";
    case EntryKind::statement: return "statement";
    case EntryKind::scalar_operator: return "operator";
    case EntryKind::scalar_function: return "scalar function";
    case EntryKind::aggregate: return "aggregate";
    case EntryKind::plugin: return "plugin";
    case EntryKind::stored_function: break;
  }
  return "stored function";
}

std::vector<LanguageEntry> language_entries(const FunctionRegistry& functions) {
  std::vector<LanguageEntry> entries;
  add(entries, EntryKind::tabular_operator, "", tabular_operators());
  add(entries, EntryKind::tabular_operator, "graph", graph_operators());
  add(entries, EntryKind::statement, "", query_statements());
  add(entries, EntryKind::scalar_function, "query", special_functions());
  add(entries, EntryKind::scalar_function, "window", window_functions());
  add(entries, EntryKind::scalar_function, "graph", graph_functions());
  for (const ScalarFunction* function : functions.scalars()) {
    entries.push_back(entry_of(function->category == "operator" ? EntryKind::scalar_operator : EntryKind::scalar_function, *function));
  }
  for (const AggregateFunction* function : functions.aggregates()) entries.push_back(entry_of(EntryKind::aggregate, *function));
  for (const Plugin& plugin : plugins()) {
    entries.push_back({EntryKind::plugin, std::string(plugin.name), {}, {}, {"T | evaluate " + std::string(plugin.name) + "(...)"}, std::string(plugin.summary), std::string(plugin.example), {}});
  }
  for (const LeftOutFunction& function : left_out_functions()) {
    entries.push_back({EntryKind::scalar_function, std::string(function.name), {}, {}, {}, std::string(function.summary), {}, std::string(function.why)});
  }
  for (const LeftOutPlugin& plugin : left_out_plugins()) {
    entries.push_back({EntryKind::plugin, std::string(plugin.name), {}, {}, {}, std::string(plugin.summary), {}, std::string(plugin.why)});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const LanguageEntry& a, const LanguageEntry& b) { return std::tie(a.kind, a.name) < std::tie(b.kind, b.name); });
  return entries;
}

std::vector<Coverage> coverage(const std::vector<LanguageEntry>& entries) {
  std::vector<Coverage> result;
  for (const EntryKind kind : entry_kinds) {
    Coverage& one = result.emplace_back(Coverage{kind, 0, 0, {}, {}, {}});
    const std::span<const std::string_view> names = reference_names(kind);
    one.documented = names.size();
    std::set<std::string_view> here, refused;
    for (const LanguageEntry& entry : entries) {
      if (entry.kind != kind) continue;
      std::set<std::string_view>& all = entry.refusal.empty() ? here : refused;
      all.insert(entry.name);
      all.insert(entry.aliases.begin(), entry.aliases.end());
      if (entry.refusal.empty() && std::find(names.begin(), names.end(), entry.name) == names.end()) one.beyond.push_back(entry.name);
    }
    for (const std::string_view name : names) {
      if (here.contains(name)) ++one.present;
      else (refused.contains(name) ? one.refused : one.missing).emplace_back(name);
    }
  }
  return result;
}

}  // namespace kelpie::executor
