// .show functions and function (Kusto reference: "Stored functions management").

#include "plugin/server/api/kusto/commands/command.hpp"
#include "plugin/server/api/kusto/commands/schema_text.hpp"
#include "plugin/server/api/kusto/problems.hpp"

namespace kelpie::server::kusto {

using tables::Value;

namespace {

std::vector<Value> row_of(const executor::StoredFunction& function) {
  return {Value::string(function.name()), Value::string(function.signature()), Value::string(body_text(function)),
          Value::string(function.category()), Value::string(function.description())};
}

CommandTable empty_table() { return {{{"Name"}, {"Parameters"}, {"Body"}, {"Folder"}, {"DocString"}}, {}}; }

CommandTable show_functions(const CommandScene& scene) {
  CommandTable out = empty_table();
  const QueryService::View view = scene.services.queries.view();
  for (const executor::StoredFunction* function : view.engine->stored_functions().list())
    out.rows.push_back(row_of(*function));
  return out;
}

CommandTable show_function(const CommandScene& scene) {
  CommandTable out = empty_table();
  const QueryService::View view = scene.services.queries.view();
  const executor::StoredFunction* function = view.engine->stored_functions().find(scene.value(0));
  if (function == nullptr)
    throw entity_not_found("Function", scene.value(0), "`.show functions` lists those that there are.");
  out.rows.push_back(row_of(*function));
  return out;
}

constexpr Command commands[] = {
    {"show functions", show_functions},
    {"show function {name}", show_function},
};

}  // namespace

std::span<const Command> function_commands() { return commands; }

}  // namespace kelpie::server::kusto
