#include "plugin/cli/function_listing.hpp"

#include <algorithm>
#include <iostream>

#include "plugin/cli/command.hpp"

namespace kelpie::plugin {

namespace {

/// A call that binds: arguments for what has no default. Empty where a table has columns that nobody can tell.
std::string trial_call(const parser::FunctionLiteral& function, const std::string& name) {
  std::string arguments;
  for (const parser::FunctionParameter& parameter : function.parameters) {
    if (parameter.default_value) continue;
    arguments += (arguments.empty() ? "" : ", ") + std::string("['") + parameter.name.text + "']=";
    if (!parameter.tabular) {
      arguments += parameter.type == "string" ? "''" : parameter.type + "(null)";
      continue;
    }
    if (parameter.columns.empty()) return {};
    std::string columns;
    for (const parser::ColumnDeclaration& column : parameter.columns) {
      columns += (columns.empty() ? "['" : ", ['") + column.name.text + "']:" + column.type;
    }
    arguments += "(datatable(" + columns + ")[])";
  }
  return name + "(" + arguments + ")";
}

}  // namespace

void show_stored_function(const executor::StoredFunction& function) {
  const auto line = [](std::string_view title, const std::string& text) {
    if (!text.empty()) std::cout << title << harmless(text) << '\n';
  };
  line("", function.name() + function.signature());
  if (!function.description().empty()) std::cout << "  " << harmless(function.description()) << '\n';
  line("category: ", function.category());
  line("file:     ", function.is_built_in() ? "built in (" + function.place() + ")" : function.place());
  const parser::FunctionLiteral* literal = function.literal();
  if (literal == nullptr) return;
  for (const parser::FunctionParameter& parameter : literal->parameters) {
    std::cout << "  parameter " << harmless(parameter.name.text) << ": " << (parameter.tabular ? "a table" : parameter.type)
              << (parameter.default_value ? ", may be left out" : "") << '\n';
  }
  if (!function.example().empty()) std::cout << "example:\n" << harmless(function.example()) << '\n';
  std::cout << "body:\n";
  const std::string body = function.body();
  for (std::size_t at = 0; at <= body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    std::cout << "  " << harmless(std::string_view(body).substr(at, end - at)) << '\n';
    at = end + 1;
  }
}

int check_functions(const SharedOptions& options) {
  const Session session(options);
  const executor::StoredFunctions& functions = session.engine().stored_functions();
  std::size_t wrong = 0;
  for (const executor::StoredFunction* function : functions.list()) {
    if (!options.functions.empty() && function->is_built_in()) continue;
    const parser::FunctionLiteral* literal = function->literal();
    if (literal == nullptr) {
      ++wrong;  // told when it was loaded
      continue;
    }
    if (session.engine().functions().find_scalar(function->name()) != nullptr || session.engine().functions().find_aggregate(function->name()) != nullptr) {
      tell({{function->file(), {parser::Severity::error, "KF009", "'" + function->name() + "' is a function of the language, which would be called instead.",
                                function->source().header, "rename the stored function"}}});
      ++wrong;
      continue;
    }
    const std::string call = trial_call(*literal, function->name());
    if (call.empty()) continue;
    const executor::QueryOutcome outcome = session.engine().check(call, session.context());
    tell(call, outcome.diagnostics, function->place());
    if (!outcome.ok()) ++wrong;
  }
  if (wrong > 0) std::cerr << wrong << (wrong == 1 ? " function is wrong\n" : " functions are wrong\n");
  return wrong > 0 || session.refused() ? exit_refused : exit_ok;
}

}  // namespace kelpie::plugin
