#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "executor/binder/nearest_name.hpp"
#include "plugin/cli/command.hpp"
#include "plugin/cli/query_options.hpp"
#include "plugin/cli/text_table.hpp"
#include "plugin/output/table_extent.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

using tables::Type;
using tables::Value;

struct TablesArguments {
  SharedOptions shared;
  std::string name;
};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::uint64_t rows_of(const tables::Table& table) { return extent_of(table).rows; }

bool equal_but_for_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// By any of its names, in any case; what queries have to write is told where that differs.
std::shared_ptr<const tables::Table> find_table(const tables::Catalog& catalog, const std::string& name) {
  if (auto table = catalog.find(name)) return table;
  std::vector<std::string> known = catalog.names();
  for (const std::string& own : catalog.names()) {
    const tables::TableSchema& schema = catalog.find(own)->schema();
    known.push_back(schema.category);
    known.insert(known.end(), schema.aliases.begin(), schema.aliases.end());
  }
  for (const std::string& other : known) {
    if (!equal_but_for_case(other, name)) continue;
    std::cerr << "note: queries write it '" << other << "'; case makes a difference there\n";
    return catalog.find(other);
  }
  std::string near = executor::did_you_mean(name, catalog.names());
  if (near.empty()) near = executor::did_you_mean(name, known);
  std::cerr << "kelpie: there is no table '" << harmless(name) << "'" << (near.empty() ? "; `kelpie tables` lists them" : "; " + near) << '\n';
  return nullptr;
}

void list_tables(const tables::Catalog& catalog, Format format, const Terminal& terminal) {
  const bool brief = format == Format::table;  // for a person: what tells nothing is left out
  bool any_rows = false;
  for (const std::string& name : catalog.names()) any_rows |= rows_of(*catalog.find(name)) > 0;
  std::vector<std::pair<std::string, Type>> columns{{"Table", Type::string}, {"Category", Type::string}};
  if (!brief) columns.emplace_back("Columns", Type::long_);
  if (!brief || any_rows) columns.emplace_back("Rows", Type::long_);
  columns.emplace_back("Identity", Type::string);
  columns.emplace_back("Description", Type::string);
  TextTable list(columns);
  for (const std::string& name : catalog.names()) {
    const auto table = catalog.find(name);
    const tables::TableSchema& schema = table->schema();
    std::vector<Value> row{Value::string(name), Value::string(schema.category)};
    if (!brief) row.push_back(Value::long_(std::count_if(schema.columns.begin(), schema.columns.end(), [](const auto& column) { return !column.hidden; })));
    if (!brief || any_rows) row.push_back(Value::long_(static_cast<std::int64_t>(rows_of(*table))));
    row.push_back(Value::string(joined(schema.identity)));
    row.push_back(Value::string(schema.description));
    list.add(std::move(row));
  }
  list.write_with_prose(std::cout, format, terminal);
}

/// First and last TimeGenerated, "" without one.
std::string span_of(const TableExtent& extent) {
  if (!extent.times) return {};
  return ", " + tables::datetime_text(extent.times->min).substr(0, 19) + "Z to " + tables::datetime_text(extent.times->max).substr(0, 19) + "Z";
}

void show_head(const tables::Table& table, const Terminal& terminal) {
  const tables::TableSchema& schema = table.schema();
  const auto line = [&](std::string_view what, const std::string& text) {
    std::string lines = wrapped(harmless(text), what.size() + 2, terminal.width);
    if (!lines.empty()) std::cout << lines.replace(2, what.size(), what);
  };
  std::cout << coloured(harmless(schema.name), Colour::bold, terminal) << '\n' << wrapped(harmless(schema.description), 2, terminal.width);
  line("category  ", schema.category);
  std::vector<std::string> others;
  for (const std::string& alias : schema.aliases) {
    if (alias != schema.name && alias != schema.category) others.push_back(alias);
  }
  line("also      ", joined(others));
  line("identity  ", schema.identity.empty() ? "none: every row is an event of its own" : joined(schema.identity) + ": rows with the same values are one event, delivered again");
  if (const TableExtent extent = extent_of(table); extent.rows > 0) line("rows      ", std::to_string(extent.rows) + span_of(extent));
  std::cout << '\n';
}

void show_columns(const tables::Table& table, Format format, const Terminal& terminal) {
  TextTable list({{"Column", Type::string}, {"Type", Type::string}, {"Source", Type::string}, {"Description", Type::string}});
  for (const tables::ColumnSchema& column : table.schema().columns) {
    const std::string type(tables::name_of(column.type));
    list.add({Value::string(column.name), Value::string(column.hidden ? type + ", hidden" : type), Value::string(column.source), Value::string(column.description)});
  }
  list.write_with_prose(std::cout, format, terminal);
}

int show_tables(const TablesArguments& arguments) {
  const Format format = arguments.shared.format.empty() ? Format::table : format_argument(arguments.shared.format);
  const Session session(arguments.shared);
  const Terminal terminal = terminal_of(1);
  if (arguments.name.empty()) {
    list_tables(session.catalog(), format, terminal);
  } else {
    const auto table = find_table(session.catalog(), arguments.name);
    if (!table) return exit_refused;
    if (format == Format::table) show_head(*table, terminal);
    show_columns(*table, format, terminal);
  }
  return session.refused() ? exit_refused : exit_ok;
}

}  // namespace

CommandAction add_tables(CLI::App& app, CLI::App*& made) {
  auto arguments = std::make_shared<TablesArguments>();
  made = app.add_subcommand("tables", "List the tables that queries may name, or the columns of one");
  made->footer(
      "Examples:\n  kelpie tables\n  kelpie tables SigninLogs\n  kelpie tables --data exports/      with the number of rows\n"
      "  kelpie tables --schemas my-tables/ --format json\n"
      "Category is what raw records call themselves; rows with the same values in the columns of Identity are one event.");
  made->add_option("table", arguments->name, "A table, by its name, category or alias");
  add_data_options(*made, arguments->shared);
  add_format_option(*made, arguments->shared);
  return [arguments] { return show_tables(*arguments); };
}

}  // namespace kelpie::plugin
