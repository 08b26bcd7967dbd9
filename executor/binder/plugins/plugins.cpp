#include <array>

#include "executor/binder/nearest_name.hpp"
#include "executor/binder/plugins/plugin.hpp"

namespace kelpie::executor {

namespace {

constexpr std::array<Plugin, 3> known{{{"bag_unpack", "Turns the keys of a dynamic column into columns.", bind_bag_unpack},
                                       {"narrow", "Gives one row for every cell: row number, column name and value.", bind_narrow},
                                       {"pivot", "Turns the values of a column into columns that hold an aggregate.", bind_pivot}}};

struct Refused {
  std::string_view name, why;
};
constexpr std::array<Refused, 8> refused{{{"python", "no code of another language is run here"},
                                          {"r", "no code of another language is run here"},
                                          {"csharp", "no code of another language is run here"},
                                          {"sql_request", "a query reaches no other service"},
                                          {"mysql_request", "a query reaches no other service"},
                                          {"postgresql_request", "a query reaches no other service"},
                                          {"cosmosdb_sql_request", "a query reaches no other service"},
                                          {"http_request", "a query reaches no other service"}}};

}  // namespace

std::span<const Plugin> plugins() { return known; }

std::optional<Relation> Binder::computed(Relation input) {
  if (!options_.run) return std::nullopt;
  auto rows = std::make_shared<const Batches>(options_.run(input.plan));
  input.plan = make_plan(ConstantRows{std::move(rows)}, {}, input.columns(), input.plan->span);
  return input;
}

std::optional<Relation> Binder::bind(const parser::EvaluateOperator& op, const Relation* input, const EnvironmentPtr& environment) {
  const std::string& name = op.call.function.text;
  for (const Refused& out : refused) {
    if (out.name == name) {
      refuse("evaluate " + name, out.why, op.span);
      return std::nullopt;
    }
  }
  for (const Plugin& plugin : plugins()) {
    if (plugin.name != name) continue;
    if (input == nullptr) {
      error("KS119", "The plugin " + name + " needs rows: it stands behind a pipe.", op.span);
      return std::nullopt;
    }
    return plugin.bind(*this, op, *input, environment);
  }
  std::vector<std::string> names;
  for (const Plugin& plugin : plugins()) names.emplace_back(plugin.name);
  error("KS211", "The name '" + name + "' does not refer to any known plugin.", op.call.function.span, did_you_mean(name, names));
  return std::nullopt;
}

}  // namespace kelpie::executor
