#include <algorithm>

#include "executor/binder/binder.hpp"
#include "executor/error.hpp"
#include "executor/operators/text_parser.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

/// Columns that an operator fills: one that is there already is replaced in its place.
class FilledColumns {
 public:
  explicit FilledColumns(std::vector<PlanColumn> columns) : columns(std::move(columns)) {}
  /// False: the operator fills the column already.
  bool add(const PlanColumn& column) {
    if (!filled_.insert(column.name).second) return false;
    const auto old = std::find_if(columns.begin(), columns.end(), [&](const PlanColumn& known) { return known.name == column.name; });
    if (old == columns.end()) columns.push_back(column);
    else *old = column;
    return true;
  }
  std::vector<PlanColumn> columns;

 private:
  std::set<std::string> filled_;
};

}  // namespace

ExpressionPtr Binder::bind_parsed_text(const parser::Expression& source, const Relation& input, const EnvironmentPtr& environment) {
  ExpressionPtr text = bind_expression(source, {environment, &input});
  if (!text) return nullptr;
  if (text->type != Type::string && text->type != Type::dynamic) {
    error("KS107", "Only text can be parsed; this is of type " + std::string(tables::name_of(text->type)) + ".", span_of(source), "convert it: tostring(...)");
    return nullptr;
  }
  return cast(std::move(text), Type::string);
}

std::optional<Relation> Binder::bind(const parser::ParseOperator& op, Relation input, const EnvironmentPtr& environment) {
  ParseText parse;
  parse.source = bind_parsed_text(op.source, input, environment);
  parse.drop_unmatched = op.drop_unmatched;
  bool sound = parse.source != nullptr;
  if (const parser::Parameter* kind = find_parameter(op.parameters, "kind")) {
    const std::string word = parameter_word(*kind);
    if (word == "regex") parse.mode = ParseText::Mode::regex;
    else if (word == "relaxed" && !op.drop_unmatched) parse.mode = ParseText::Mode::relaxed;
    else if (word != "simple") {
      error("KS111", op.drop_unmatched ? "parse-where knows the kinds simple and regex, not '" + word + "'."
                                       : "parse knows the kinds simple, regex and relaxed, not '" + word + "'.", kind->span);
      sound = false;
    }
  }
  if (const parser::Parameter* flags = find_parameter(op.parameters, "flags")) {
    parse.flags = parameter_word(*flags);
    const bool known = !parse.flags.empty() && parse.flags.find_first_not_of("imsU") == std::string::npos;
    if (!known || parse.mode != ParseText::Mode::regex) {
      error("KS111", known ? "flags are for kind=regex only." : "flags are letters of i, m, s and U, not '" + parse.flags + "'.", flags->span);
      sound = false;
    }
  }
  FilledColumns filled(input.columns());
  for (std::size_t i = 0; i < op.pattern.size(); ++i) {
    ParseText::Item item;
    if (const auto* literal = std::get_if<parser::Literal>(&op.pattern[i])) {
      item.text = literal->text;
    } else if (std::holds_alternative<parser::Star>(op.pattern[i])) {
      item.kind = ParseText::Item::Kind::star;
    } else {
      const auto& column = std::get<parser::ParsePatternColumn>(op.pattern[i]);
      item.kind = ParseText::Item::Kind::column;
      const auto type = column.type.empty() ? std::optional(Type::string) : tables::type_from_name(column.type);
      item.type = type.value_or(Type::string);
      const PlanColumn output = new_column(column.name.text, item.type);
      item.column = output.id;
      const bool ended = i + 1 == op.pattern.size() || std::holds_alternative<parser::Literal>(op.pattern[i + 1]);
      if (!type) error("KS109", "'" + column.type + "' is no type.", column.span);
      else if (!ended && (*type == Type::string || *type == Type::dynamic))
        error("KS109", "A column of type " + std::string(tables::name_of(*type)) + " must be followed by a text in quotes that ends it, or stand last.", column.span);
      else if (!filled.add(output)) error("KS156", "The pattern fills '" + column.name.text + "' twice.", column.span);
      else {
        parse.items.push_back(std::move(item));
        continue;
      }
      sound = false;
      continue;
    }
    parse.items.push_back(std::move(item));
  }
  if (sound && parse.mode == ParseText::Mode::regex) sound = compiles([&] { (void)make_regex_parser(parse); }, op.span);
  if (!sound) {
    input.open = true;
    return input;
  }
  input.plan = make_plan(std::move(parse), {input.plan}, std::move(filled.columns), op.span);
  input.name.clear();
  return input;
}

bool Binder::compiles(const std::function<void()>& compile, parser::Span span) {
  try {
    compile();
    return true;
  } catch (const QueryError& malformed) {
    error(malformed.code(), malformed.what(), span);
    return false;
  }
}

std::optional<Relation> Binder::bind(const parser::ParseKvOperator& op, Relation input, const EnvironmentPtr& environment) {
  ParseKeyValues parse;
  parse.source = bind_parsed_text(op.source, input, environment);
  bool sound = parse.source != nullptr;
  const auto wrong = [&](const std::string& message, parser::Span span) {
    error("KS111", message, span);
    sound = false;
  };
  for (const parser::Parameter& parameter : op.parameters) {
    const std::string& name = parameter.name.text;
    const std::string text = parameter_word(parameter);
    if (name == "pair_delimiter") parse.pair_delimiter = text;
    else if (name == "kv_delimiter") parse.key_value_delimiter = text;
    else if (name == "regex") parse.regex = text;
    else if (name == "greedy") parse.greedy = text == "true" || text == "True" || text == "1";
    else if (name == "quote") {
      if (text.empty() || text.size() > 2) wrong("A quote is one character, or an opening and a closing one.", parameter.span);
      else parse.quotes.push_back(text);
    } else if (name == "escape") {
      if (text.size() != 1) wrong("An escape is one character.", parameter.span);
      parse.escapes += text;
    } else {
      wrong("parse-kv does not know '" + name + "'; it knows pair_delimiter, kv_delimiter, quote, escape, greedy and regex.", parameter.span);
    }
    if (text.empty() && (name.ends_with("_delimiter") || name == "regex")) wrong(name + " must not be empty.", parameter.span);
  }
  if (parse.pair_delimiter.empty() != parse.key_value_delimiter.empty()) wrong("pair_delimiter and kv_delimiter are given together or not at all.", op.span);
  if (!parse.regex.empty() && op.parameters.size() > 1) wrong("A regular expression stands alone: it finds keys and values by itself.", op.span);
  FilledColumns filled(input.columns());
  for (const parser::ColumnDeclaration& declared : op.columns) {
    const auto type = tables::type_from_name(declared.type);
    if (!type) {
      wrong("'" + declared.type + "' is no type.", declared.type_span);
      continue;
    }
    const PlanColumn output = new_column(declared.name.text, *type);
    if (!filled.add(output)) wrong("The key '" + declared.name.text + "' stands twice.", declared.span);
    parse.keys.push_back({declared.name.text, output.id, *type});
  }
  if (sound && !parse.regex.empty()) sound = compiles([&] { (void)make_key_value_parser(parse); }, op.span);
  if (!sound) {
    input.open = true;
    return input;
  }
  input.plan = make_plan(std::move(parse), {input.plan}, std::move(filled.columns), op.span);
  input.name.clear();
  return input;
}

}  // namespace kelpie::executor
