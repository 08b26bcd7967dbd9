#include <algorithm>
#include <cctype>

#include "executor/binder/binder.hpp"
#include "executor/operators/external_rows.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

/// What the two sources have in common, before it is bound.
struct Written {
  std::string_view source;  // the word
  std::span<const parser::ColumnDeclaration> columns;
  std::span<const parser::Expression> addresses;
  std::span<const parser::Parameter> properties;
  const parser::Parameter* format = nullptr;
  parser::Span span;
};

constexpr std::string_view hint_at_data =
    "give the folder of the file with --external FOLDER; or load it with --data NAME=FILE and name the table";

std::optional<std::string> text_of(Binder& binder, const parser::Expression& expression, std::string_view what,
                                   const EnvironmentPtr& environment) {
  const ExpressionPtr bound = binder.bind_expression(expression, {environment});
  const auto value = bound ? binder.constant_value(bound, what) : std::nullopt;
  if (!value) return std::nullopt;
  if (value->type() == Type::string) return std::string(value->as_text());
  binder.error("KS106", std::string(what) + " is a string.", span_of(expression));
  return std::nullopt;
}

/// Whether the query may be run as far as this goes; false after an error. A query that is only checked is told what
/// would happen.
bool tell_policy(Binder& binder, const Written& written, const std::vector<std::string>& addresses) {
  const std::string source(written.source);
  for (const std::string& address : addresses) {
    const std::string scheme = tables::scheme_of(address);
    if (scheme.empty() || scheme == "file") continue;
    if (binder.options_.run) {
      binder.refuse(source + " over " + scheme + "://",
                    "a query reaches no other host; have the file at hand and name its path", written.span);
      return false;
    }
    binder.warning("KB900", source + " over " + scheme + ":// is checked but not read: a query reaches no other host.",
                   written.span);
    return true;
  }
  if (binder.options_.external) return true;
  if (binder.options_.run) {
    binder.error("KB900", "'" + source + "' reads files only in folders that are given for it, and none is.",
                 written.span, std::string(hint_at_data));
    return false;
  }
  binder.warning("KB900", source + " is checked but not read: no folder is given for it.", written.span,
                 std::string(hint_at_data));
  return true;
}

/// Reads format, ignoreFirstRecord and ingestionMapping.
bool read_properties(Binder& binder, const Written& written, const EnvironmentPtr& environment,
                     ExternalRowsOptions& options) {
  const auto same = [](std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
  };
  const parser::Parameter* format = written.format;
  const parser::Parameter* mapping = nullptr;
  for (const parser::Parameter& property : written.properties) {
    const std::string& name = property.name.text;
    if (same(name, "format")) {
      format = &property;
    } else if (same(name, "ignoreFirstRecord")) {
      const auto flag = tables::parse_bool(binder.parameter_word(property));
      if (!flag) {
        binder.error("KS109", "ignoreFirstRecord is true or false.", property.span);
        return false;
      }
      options.ignore_first_record = *flag;
    } else if (same(name, "ingestionMapping")) {
      mapping = &property;
    } else if (same(name, "ingestionMappingReference")) {
      binder.refuse("ingestionMappingReference", "there are no mappings that are kept; give it as ingestionMapping",
                    property.span);
      return false;
    } else {
      binder.warning("KB905", "The property '" + name + "' has no meaning here.", property.span,
                     "format, ignoreFirstRecord and ingestionMapping have one");
    }
  }
  if (format != nullptr) {
    options.format = tables::external_format(binder.parameter_word(*format));
    if (!options.format) {
      binder.error("KB900", "The format '" + binder.parameter_word(*format) + "' is not read here.", format->span,
                   "the formats are " + std::string(tables::external_format_names()));
      return false;
    }
  }
  if (mapping == nullptr) return true;
  const auto text = text_of(binder, mapping->value, "ingestionMapping", environment);
  if (!text) return false;
  const std::string wrong = tables::apply_ingestion_mapping(*text, options.columns);
  if (!wrong.empty()) binder.error("KS109", "The ingestionMapping cannot be used: " + wrong + ".", mapping->span);
  return wrong.empty();
}

std::optional<Relation> bind_written(Binder& binder, const Written& written, const EnvironmentPtr& environment) {
  if (const std::string* disabled = binder.setting("request_external_data_disabled"); disabled != nullptr && tables::parse_bool(*disabled).value_or(false)) {
    binder.error("KB902", "The query reads files, and `set request_external_data_disabled` forbids it.", written.span);
    return std::nullopt;
  }
  ExternalRowsOptions options;
  options.span = written.span;
  options.files = binder.options_.external;
  std::vector<PlanColumn> columns;
  UniqueNames names;
  for (const parser::ColumnDeclaration& column : written.columns) {
    const auto type = tables::type_from_name(column.type);
    if (!type) {
      binder.error("KS100", "'" + column.type + "' is no type.", column.type_span,
                   "the types are bool, int, long, real, decimal, string, datetime, timespan, guid and dynamic");
      return std::nullopt;
    }
    columns.push_back(binder.new_column(names.add(column.name.text), *type));
    options.columns.push_back({column.name.text, *type, options.columns.size(), {column.name.text}, {}, true});
  }
  for (const parser::Expression& address : written.addresses) {
    const auto text = text_of(binder, address, "The address of a file", environment);
    if (!text) return std::nullopt;
    options.addresses.push_back(*text);
  }
  if (!read_properties(binder, written, environment, options)) return std::nullopt;
  if (!tell_policy(binder, written, options.addresses)) return std::nullopt;
  Relation relation;
  relation.plan = make_plan(ComputeRows{make_external_rows(std::move(options))}, {}, std::move(columns), written.span);
  return relation;
}

}  // namespace

std::optional<Relation> Binder::bind_external(const parser::ExternalDataSource& source,
                                              const EnvironmentPtr& environment) {
  return bind_written(
      *this, {"externaldata", source.columns, source.addresses, source.parameters, nullptr, source.span}, environment);
}

std::optional<Relation> Binder::bind_external(const parser::InlineExternalTableSource& source,
                                              const EnvironmentPtr& environment) {
  const parser::Parameter* kind = find_parameter(source.parameters, "kind");
  const std::string word = kind == nullptr ? std::string() : parameter_word(*kind);
  if (word == "delta") {
    refuse("inline_external_table kind=delta", "no tables of Delta Lake are read; name the files with kind=storage",
           source.span);
    return std::nullopt;
  }
  if (word != "storage") {
    error("KS109", "The kind of inline_external_table is storage or delta.",
          kind == nullptr ? source.span : kind->span);
    return std::nullopt;
  }
  if (!source.partitions.empty() || !source.path_format.empty()) {
    refuse("partition by", "files are read whole; filter their rows with where",
           source.partitions.empty() ? source.span : source.partitions.front().span);
    return std::nullopt;
  }
  const parser::Parameter* format = find_parameter(source.parameters, "dataformat");
  if (format == nullptr || source.columns.empty()) {
    error("KS119", "inline_external_table kind=storage needs its columns and a dataformat.", source.span,
          "inline_external_table (Name:string) kind=storage dataformat=csv (\"names.csv\")");
    return std::nullopt;
  }
  return bind_written(
      *this, {"inline_external_table", source.columns, source.addresses, source.properties, format, source.span},
      environment);
}

}  // namespace kelpie::executor
