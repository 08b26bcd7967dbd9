#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "executor/binder/nearest_name.hpp"
#include "executor/binder/plugins/plugin.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/function_listing.hpp"
#include "plugin/cli/query_options.hpp"
#include "tables/builder.hpp"

namespace kelpie::plugin {

namespace {

using tables::Type;
using tables::Value;

/// A small result made by hand, so that every format works on it.
class TextTable {
 public:
  explicit TextTable(std::vector<std::pair<std::string, Type>> columns) {
    for (auto& [name, type] : columns) {
      table_.columns.push_back({0, std::move(name), type});
      builders_.emplace_back(type);
    }
  }
  void add(std::vector<Value> row) {
    for (std::size_t i = 0; i < row.size(); ++i) builders_[i].append(row[i]);
    ++rows_;
  }
  void write(Format format) {
    executor::Batch batch{rows_, {}, 0};
    for (auto& builder : builders_) batch.columns.push_back(builder.finish());
    if (rows_ > 0) table_.batches.push_back(std::move(batch));
    write_result(std::cout, table_, format, terminal_of(1));
  }

 private:
  executor::ResultTable table_;
  std::vector<tables::ColumnBuilder> builders_;
  std::size_t rows_ = 0;
};

Format listing_format(const SharedOptions& options) { return options.format.empty() ? Format::table : format_argument(options.format); }

struct NameOptions {
  SharedOptions shared;
  std::string name;
  bool check = false;
};

int show_tables(const NameOptions& options) {
  const Format format = listing_format(options.shared);
  const Session session(options.shared);
  const auto rows_of = [](const tables::Table& table) {
    std::size_t rows = 0;
    for (const auto& segment : table.segments()) rows += segment->size();
    return Value::long_(static_cast<std::int64_t>(rows));
  };
  if (options.name.empty()) {
    TextTable list({{"Table", Type::string}, {"Category", Type::string}, {"Columns", Type::long_}, {"Rows", Type::long_}, {"Description", Type::string}});
    for (const std::string& name : session.catalog().names()) {
      const auto table = session.catalog().find(name);
      const tables::TableSchema& schema = table->schema();
      list.add({Value::string(name), Value::string(schema.category), Value::long_(std::count_if(schema.columns.begin(), schema.columns.end(), [](const auto& column) { return !column.hidden; })), rows_of(*table),
                Value::string(schema.description)});
    }
    list.write(format);
    return exit_ok;
  }
  const auto table = session.catalog().find(options.name);
  if (!table) {
    const std::string near = executor::did_you_mean(options.name, session.catalog().names());
    std::cerr << "kelpie: there is no table '" << harmless(options.name) << "'" << (near.empty() ? "" : "; " + near) << '\n';
    return exit_refused;
  }
  TextTable list({{"Column", Type::string}, {"Type", Type::string}, {"Source", Type::string}, {"Description", Type::string}});
  for (const tables::ColumnSchema& column : table->schema().columns) {
    list.add({Value::string(column.name), Value::string(std::string(tables::name_of(column.type))), Value::string(column.source),
              Value::string(column.hidden ? "(hidden) " + column.description : column.description)});
  }
  list.write(format);
  return exit_ok;
}

void add_function(TextTable& list, const std::string& kind, const std::string& name, const std::string& signature, const std::string& summary,
                  const std::string& example) {
  list.add({Value::string(name), Value::string(kind), Value::string(signature), Value::string(summary), Value::string(example)});
}

int show_functions(const NameOptions& options) {
  if (options.check) return check_functions(options.shared);
  executor::FunctionDiagnostics diagnostics;
  const auto stored = load_functions(options.shared.functions, diagnostics);
  tell(diagnostics);
  const auto registry = executor::make_builtin_registry();
  TextTable list({{"Name", Type::string}, {"Kind", Type::string}, {"Signature", Type::string}, {"Summary", Type::string}, {"Example", Type::string}});
  bool any = false;
  const auto wanted = [&](const std::string& name, const std::vector<std::string>& aliases) {
    const bool match = options.name.empty() || name == options.name || std::find(aliases.begin(), aliases.end(), options.name) != aliases.end();
    any |= match;
    return match;
  };
  const auto signatures = [](const auto& function) {
    std::string text;
    for (const auto& overload : function.overloads) text += (text.empty() ? "" : "; ") + overload.signature;
    return text;
  };
  for (const executor::ScalarFunction* function : registry->scalars()) {
    const bool is_operator = function->category == "operator";
    if (wanted(function->name, function->aliases)) {
      add_function(list, is_operator ? "operator" : "scalar", function->name, signatures(*function), function->summary, function->example);
    }
  }
  for (const executor::AggregateFunction* function : registry->aggregates()) {
    if (wanted(function->name, function->aliases)) add_function(list, "aggregate", function->name, signatures(*function), function->summary, function->example);
  }
  for (const executor::Plugin& plugin : executor::plugins()) {
    if (wanted(std::string(plugin.name), {})) add_function(list, "plugin", std::string(plugin.name), "", std::string(plugin.summary), "");
  }
  for (const executor::StoredFunction* function : stored->list()) {
    if (!wanted(function->name(), {})) continue;
    if (!options.name.empty() && options.shared.format.empty()) {
      show_stored_function(*function);
      return exit_ok;
    }
    add_function(list, "stored", function->name(), function->signature(), function->description(), function->example());
  }
  if (!any) {
    std::vector<std::string> names = registry->names();
    for (std::string& name : stored->names()) names.push_back(std::move(name));
    const std::string near = executor::did_you_mean(options.name, names);
    std::cerr << "kelpie: there is no function '" << harmless(options.name) << "'" << (near.empty() ? "" : "; " + near) << '\n';
    return exit_refused;
  }
  list.write(listing_format(options.shared));
  return executor::has_errors(diagnostics) ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_tables(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<NameOptions>();
  made = app.add_subcommand("tables", "List the tables that queries may name, or the columns of one");
  made->footer("Examples:\n  kelpie tables\n  kelpie tables SigninLogs\n  kelpie tables --data exports/     with the number of rows");
  made->add_option("table", options->name, "A table, by its name, category or alias");
  add_data_options(*made, options->shared);
  add_format_option(*made, options->shared);
  return [options] { return show_tables(*options); };
}

CommandAction add_functions(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<NameOptions>();
  made = app.add_subcommand("functions", "List the functions, operators, aggregates and plugins of the language and the stored functions, or explain one");
  made->footer("Examples:\n  kelpie functions\n  kelpie functions has_any\n  kelpie functions --format json\n"
               "  kelpie functions --functions hunting/ SuspiciousSignIns\n  kelpie functions --check --functions hunting/");
  made->add_option("name", options->name, "A function");
  made->add_option("--functions", options->shared.functions, "Stored functions: a .kql file or a folder of them")->type_name("PATH")->allow_extra_args(false);
  made->add_flag("--check", options->check, "Read and bind every stored function (of --functions, else the built-in ones) and say what is wrong");
  add_format_option(*made, options->shared);
  return [options] { return show_functions(*options); };
}

}  // namespace kelpie::plugin
