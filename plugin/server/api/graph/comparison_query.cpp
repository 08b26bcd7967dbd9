#include "plugin/server/api/graph/comparison_query.hpp"

#include <algorithm>

#include "executor/binder/nearest_name.hpp"
#include "plugin/server/api/graph/filter_parser.hpp"
#include "plugin/server/api/graph/kql_text.hpp"
#include "plugin/server/api/graph/letters.hpp"
#include "plugin/server/api/graph/words.hpp"

namespace kelpie::server::graph {

namespace {

bool is_text(Kind kind) { return kind == Kind::text || kind == Kind::key || kind == Kind::word || kind == Kind::mask; }

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::whole:
      return "a whole number";
    case Kind::real:
      return "a number";
    case Kind::flag:
      return "true or false";
    case Kind::time:
      return "a date such as 2026-03-01T00:00:00Z, without quotes";
    default:
      return "a text in single quotes";
  }
}

[[noreturn]] void misfit(const Operand& operand, const Literal& literal, std::string_view text) {
  refuse_filter(text, literal.at, "'" + operand.path + "' takes " + std::string(kind_name(operand.property.kind)));
}

/// The spellings in the tables of what a text, id or word is compared with.
std::vector<std::string> stored_forms(const Operand& operand, const Literal& literal, std::string_view text) {
  if (literal.kind != Literal::Kind::text && literal.kind != Literal::Kind::guid) misfit(operand, literal, text);
  if (operand.property.kind == Kind::word) {
    std::vector<std::string> forms = spellings(operand.property.words, literal.text);
    if (!forms.empty()) return forms;
    const auto words = all_words(operand.property.words);
    std::string all;
    for (const std::string& one : words) all += (all.empty() ? "" : ", ") + one;
    const std::string near = executor::did_you_mean(literal.text, words);
    refuse_filter(text, literal.at,
                  "'" + literal.text + "' is no value of '" + operand.path + "'; its values are " + all +
                      (near.empty() ? "" : "; " + near));
  }
  std::vector<std::string> forms{literal.text};
  if (operand.property.kind == Kind::key) {
    std::string small = in_small_letters(literal.text);
    if (small != literal.text) forms.push_back(std::move(small));
  }
  return forms;
}

Condition among(const Operand& operand, std::vector<std::string> forms, bool negated) {
  if (operand.constant) {
    const bool found = std::any_of(forms.begin(), forms.end(),
                                   [&](const std::string& form) { return same_letters(form, operand.text); });
    return Condition::of(found != negated);
  }
  const bool exact = operand.property.kind == Kind::key;
  if (forms.size() == 1) {
    const std::string_view sign = exact ? (negated ? " != " : " == ") : (negated ? " !~ " : " =~ ");
    return {Condition::Known::open, operand.kql + std::string(sign) + quoted(forms.front()), false};
  }
  std::string list;
  for (const std::string& form : forms) list += (list.empty() ? "" : ", ") + quoted(form);
  const std::string_view sign = exact ? (negated ? " !in (" : " in (") : (negated ? " !in~ (" : " in~ (");
  return {Condition::Known::open, operand.kql + std::string(sign) + list + ")", false};
}

std::string literal_kql(const Operand& operand, const Literal& literal, std::string_view text) {
  switch (operand.property.kind) {
    case Kind::whole:
    case Kind::real:
      if (literal.kind == Literal::Kind::whole)
        return operand.property.kind == Kind::whole ? long_literal(literal.whole) : real_literal(literal.real);
      if (literal.kind == Literal::Kind::real) return real_literal(literal.real);
      break;
    case Kind::flag:
      if (literal.kind == Literal::Kind::boolean) return literal.boolean ? "true" : "false";
      break;
    case Kind::time:
      if (literal.kind == Literal::Kind::time) return datetime_literal(literal.whole);
      break;
    default:
      break;
  }
  misfit(operand, literal, text);
}

/// `kql sign value`, or with nulls where they belong to it.
std::string typed(const std::string& kql, std::string_view sign, const std::string& value, bool with_nulls) {
  const std::string plain = kql + std::string(sign) + value;
  return with_nulls ? "(isnull(" + kql + ") or " + plain + ")" : plain;
}

void refuse_collections(const Operand& operand, std::size_t at, std::string_view text) {
  if (operand.property.kind == Kind::mask) refuse_filter(text, at, "'" + operand.path + "' cannot be asked for");
  if (operand.property.list)
    refuse_filter(text, at, "'" + operand.path + "' is a collection; write " + operand.path + "/any(x:x eq 'value')");
}

}  // namespace

Condition compared(const Operand& operand, Comparison comparison, const Literal& literal, bool negated,
                   std::string_view text) {
  const Kind kind = operand.property.kind;
  const bool equality = comparison == Comparison::eq || comparison == Comparison::ne;
  const bool turned_around = negated != (comparison == Comparison::ne);
  refuse_collections(operand, literal.at, text);
  if (literal.kind == Literal::Kind::null) {
    if (!equality) refuse_filter(text, literal.at, "null is compared with eq and ne only");
    if (operand.constant) return Condition::of(turned_around);
    const bool empty = is_text(kind);
    return {Condition::Known::open,
            std::string(turned_around ? (empty ? "isnotempty(" : "isnotnull(") : (empty ? "isempty(" : "isnull(")) +
                operand.kql + ")",
            false};
  }
  if (kind == Kind::object || kind == Kind::open)
    refuse_filter(text, literal.at, "'" + operand.path + "' is an object; compare one of its members, or it with null");
  if (is_text(kind)) {
    if (!equality)
      refuse_filter(text, literal.at,
                    "'" + operand.path + "' is a text, which is not compared with " + std::string(name_of(comparison)) +
                        "; eq, ne, in, startswith, endswith and contains are");
    return among(operand, stored_forms(operand, literal, text), turned_around);
  }
  const std::string value = literal_kql(operand, literal, text);
  if (equality)
    return {Condition::Known::open, typed(operand.kql, turned_around ? " != " : " == ", value, turned_around), false};
  if (kind == Kind::flag) refuse_filter(text, literal.at, "true and false are compared with eq and ne only");
  constexpr std::string_view signs[] = {" > ", " >= ", " < ", " <= "};
  constexpr std::string_view opposites[] = {" <= ", " < ", " >= ", " > "};
  const auto which = static_cast<std::size_t>(comparison) - static_cast<std::size_t>(Comparison::gt);
  return {Condition::Known::open, typed(operand.kql, negated ? opposites[which] : signs[which], value, negated), false};
}

Condition one_of(const Operand& operand, const std::vector<Literal>& literals, bool negated, std::size_t at,
                 std::string_view text) {
  refuse_collections(operand, at, text);
  if (is_text(operand.property.kind)) {
    std::vector<std::string> forms;
    for (const Literal& literal : literals) {
      for (std::string& form : stored_forms(operand, literal, text)) forms.push_back(std::move(form));
    }
    return among(operand, std::move(forms), negated);
  }
  if (operand.property.kind != Kind::whole && operand.property.kind != Kind::time &&
      operand.property.kind != Kind::real)
    refuse_filter(text, at, "'" + operand.path + "' is not asked for with in; eq and ne are");
  std::string list;
  for (const Literal& literal : literals) list += (list.empty() ? "" : ", ") + literal_kql(operand, literal, text);
  return {Condition::Known::open, typed(operand.kql, negated ? " !in (" : " in (", list + ")", negated), false};
}

Condition text_matched(const Operand& operand, Filter::Kind how, const Literal& literal, bool negated,
                       std::string_view text) {
  refuse_collections(operand, literal.at, text);
  if (!is_text(operand.property.kind))
    refuse_filter(text, literal.at,
                  "'" + operand.path + "' takes " + std::string(kind_name(operand.property.kind)) +
                      ": startswith, endswith and contains are for texts");
  std::string_view sign = "contains ";
  if (how == Filter::Kind::starts_with) sign = "startswith ";
  if (how == Filter::Kind::ends_with) sign = "endswith ";
  if (!operand.constant)
    return {Condition::Known::open, operand.kql + (negated ? " !" : " ") + std::string(sign) + quoted(literal.text),
            false};
  const std::string have = in_small_letters(operand.text), wanted = in_small_letters(literal.text);
  const bool found = how == Filter::Kind::starts_with ? have.starts_with(wanted)
                     : how == Filter::Kind::ends_with ? have.ends_with(wanted)
                                                      : have.find(wanted) != std::string::npos;
  return Condition::of(found != negated);
}

}  // namespace kelpie::server::graph
