// Comparisons and stages for which there is a cheaper one with the same answer, or nearly so.

#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "rules/checks/detail/walk_syntax.hpp"
#include "rules/checks/list.hpp"

namespace kelpie::rules::detail {

namespace {

using parser::BinaryOperator;
using parser::Expression;

const parser::Literal* string_literal(const Expression& expression) {
  const auto* literal = std::get_if<parser::Literal>(&expression.node);
  return literal != nullptr && literal->type == parser::LiteralType::string ? literal : nullptr;
}
bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// Calls a function for every expression of a query.
class Expressions final : public SyntaxVisitor {
 public:
  explicit Expressions(std::function<void(const Expression&)> f) : f_(std::move(f)) {}
  void visit_expression(const Expression& expression) override { f_(expression); }

 private:
  std::function<void(const Expression&)> f_;
};
void for_each_expression(const parser::Query& query, std::function<void(const Expression&)> f) {
  Expressions visitor(std::move(f));
  walk(query, visitor);
}

void check_contains(const CheckedQuery& query, Findings& findings) {
  for_each_expression(query.syntax, [&](const Expression& expression) {
    const auto* binary = std::get_if<parser::Binary>(&expression.node);
    if (binary == nullptr || (binary->op != BinaryOperator::contains && binary->op != BinaryOperator::not_contains))
      return;
    const parser::Literal* literal = string_literal(*binary->right);
    // `has` finds terms of letters and digits; below four of them no index helps.
    if (literal == nullptr || literal->text.size() < 4 ||
        !std::all_of(literal->text.begin(), literal->text.end(), is_letter_or_digit))
      return;
    const bool negated = binary->op == BinaryOperator::not_contains;
    findings.tell(query.rule, query.in_file(binary->op_span),
                  fmt::format("'{}' searches letter by letter; '{}' finds the word '{}' by its index.",
                              negated ? "!contains" : "contains", negated ? "!has" : "has", literal->text),
                  "keep it where the text may be a part of a word");
  });
}

const parser::Call* change_of_case(const Expression& expression) {
  const auto* call = std::get_if<parser::Call>(&expression.node);
  return call != nullptr && (call->function.text == "tolower" || call->function.text == "toupper") ? call : nullptr;
}

void check_case(const CheckedQuery& query, Findings& findings) {
  for_each_expression(query.syntax, [&](const Expression& expression) {
    const auto tell = [&](const parser::Call& call, parser::Span span, std::string_view instead) {
      findings.tell(query.rule, query.in_file(span),
                    fmt::format("{}() is computed for every row only to be compared.", call.function.text),
                    fmt::format("compare with {}, which ignores case", instead));
    };
    if (const auto* binary = std::get_if<parser::Binary>(&expression.node)) {
      if (binary->op != BinaryOperator::equal && binary->op != BinaryOperator::not_equal) return;
      const parser::Call* call = change_of_case(*binary->left);
      if (call == nullptr) call = change_of_case(*binary->right);
      if (call != nullptr) tell(*call, binary->span, binary->op == BinaryOperator::equal ? "=~" : "!~");
    } else if (const auto* list = std::get_if<parser::InList>(&expression.node)) {
      if (list->op != parser::ListOperator::in && list->op != parser::ListOperator::not_in) return;
      if (const parser::Call* call = change_of_case(*list->value))
        tell(*call, cover(call->span, list->op_span), list->op == parser::ListOperator::in ? "in~" : "!in~");
    }
  });
}

/// What says the same as a pattern without a meaning of its own; "" when it has one.
std::string plain_comparison(std::string_view pattern) {
  const bool ignores_case = pattern.starts_with("(?i)");
  if (ignores_case) pattern.remove_prefix(4);
  const bool starts = pattern.starts_with('^');
  if (starts) pattern.remove_prefix(1);
  const bool ends = pattern.ends_with('$');
  if (ends) pattern.remove_suffix(1);
  while (!starts && pattern.starts_with(".*")) pattern.remove_prefix(2);
  while (!ends && pattern.ends_with(".*")) pattern.remove_suffix(2);
  const auto plain = [](char c) {
    return is_letter_or_digit(c) || c == ' ' || c == '_' || c == '-' || c == '@' || c == '/' || c == ':';
  };
  if (pattern.empty() || !std::all_of(pattern.begin(), pattern.end(), plain)) return {};
  const std::string_view op = starts && ends ? (ignores_case ? "=~" : "==")
                              : starts       ? (ignores_case ? "startswith" : "startswith_cs")
                              : ends         ? (ignores_case ? "endswith" : "endswith_cs")
                                             : (ignores_case ? "contains" : "contains_cs");
  return fmt::format("{} \"{}\"", op, pattern);
}

void check_regex(const CheckedQuery& query, Findings& findings) {
  for_each_expression(query.syntax, [&](const Expression& expression) {
    const auto* binary = std::get_if<parser::Binary>(&expression.node);
    if (binary == nullptr || binary->op != BinaryOperator::matches_regex) return;
    const parser::Literal* literal = string_literal(*binary->right);
    const std::string instead = literal == nullptr ? std::string() : plain_comparison(literal->text);
    if (instead.empty()) return;
    findings.tell(query.rule, query.in_file(cover(binary->op_span, literal->span)), "The pattern is plain text.",
                  fmt::format("{} says the same and costs less", instead));
  });
}

/// The columns that an expansion changes; nothing when they cannot be told from the text.
std::optional<std::set<std::string>> expanded_columns(const parser::MvExpandOperator& expand) {
  std::set<std::string> names;
  for (const parser::MvExpandItem& item : expand.items) {
    const auto* column = std::get_if<parser::Name>(&item.value.node);
    if (item.name)
      names.insert(item.name->text);
    else if (column != nullptr)
      names.insert(column->text);
    else
      return std::nullopt;
  }
  for (const parser::Parameter& parameter : expand.parameters) {
    if (const auto* index = std::get_if<parser::Name>(&parameter.value.node)) names.insert(index->text);
  }
  return names;
}

bool reads(const Expression& predicate, const std::set<std::string>& names) {
  bool found = false;
  Expressions visitor([&](const Expression& expression) {
    const auto* name = std::get_if<parser::Name>(&expression.node);
    found = found || (name != nullptr && names.contains(name->text)) ||
            std::holds_alternative<parser::Star>(expression.node);
  });
  walk(predicate, visitor);
  return found;
}

class LateFilters final : public SyntaxVisitor {
 public:
  LateFilters(const CheckedQuery& query, Findings& findings) : query_(query), findings_(findings) {}
  void visit_pipeline(const parser::Pipeline& pipeline) override {
    for (std::size_t i = 1; i < pipeline.operators.size(); ++i) {
      const auto* expand = std::get_if<parser::MvExpandOperator>(&pipeline.operators[i - 1]);
      const auto* where = std::get_if<parser::WhereOperator>(&pipeline.operators[i]);
      if (expand == nullptr || where == nullptr) continue;
      const auto columns = expanded_columns(*expand);
      if (!columns || reads(where->predicate, *columns)) continue;
      findings_.tell(query_.rule, query_.in_file(where->span),
                     "The filter reads nothing of what was expanded before it.",
                     "put it before mv-expand: fewer rows are expanded");
    }
  }

 private:
  const CheckedQuery& query_;
  Findings& findings_;
};

void check_filters(const CheckedQuery& query, Findings& findings) {
  LateFilters visitor(query, findings);
  walk(query.syntax, visitor);
}

struct OldName {
  std::string_view name, instead;
};
constexpr OldName old_names[] = {{"makeset", "make_set"},
                                 {"makelist", "make_list"},
                                 {"argmax", "arg_max"},
                                 {"argmin", "arg_min"},
                                 {"parsejson", "parse_json"}};

class OldNames final : public SyntaxVisitor {
 public:
  OldNames(const CheckedQuery& query, Findings& findings) : query_(query), findings_(findings) {}
  void visit_expression(const Expression& expression) override {
    const auto* call = std::get_if<parser::Call>(&expression.node);
    if (call == nullptr) return;
    const auto old = std::find_if(std::begin(old_names), std::end(old_names),
                                  [&](const OldName& one) { return one.name == call->function.text; });
    if (old != std::end(old_names))
      tell(call->function.span, fmt::format("{}()", old->name), fmt::format("{}()", old->instead));
  }
  void visit_operator(const parser::Operator& op) override {
    const auto* expand = std::get_if<parser::MvExpandOperator>(&op);
    // It also expands 128 elements and no more.
    if (expand != nullptr && expand->legacy)
      tell({expand->span.begin, expand->span.begin + 8}, "mvexpand", "mv-expand, which has no limit of 128 rows");
  }

 private:
  void tell(parser::Span span, std::string_view old, std::string_view instead) {
    findings_.tell(query_.rule, query_.in_file(span), fmt::format("{} is an obsolete spelling.", old),
                   fmt::format("write {}", instead));
  }
  const CheckedQuery& query_;
  Findings& findings_;
};

void check_names(const CheckedQuery& query, Findings& findings) {
  OldNames visitor(query, findings);
  walk(query.syntax, visitor);
}

constexpr parser::Severity note = parser::Severity::note;

}  // namespace

const Check contains_for_has{.code = "KR602",
                             .name = "contains-for-has",
                             .sentence = "A word is searched letter by letter.",
                             .severity = note,
                             .of_syntax = check_contains};
const Check changed_case{.code = "KR603",
                         .name = "changed-case",
                         .sentence = "The case of a text is changed only to compare it.",
                         .severity = note,
                         .of_syntax = check_case};
const Check plain_regex{.code = "KR606",
                        .name = "plain-regex",
                        .sentence = "A regular expression is plain text.",
                        .severity = note,
                        .of_syntax = check_regex};
const Check late_filter{.code = "KR607",
                        .name = "late-filter",
                        .sentence = "Rows are expanded that a filter then takes out.",
                        .severity = note,
                        .of_syntax = check_filters};
const Check old_function{.code = "KR608",
                         .name = "old-function",
                         .sentence = "A function or operator is spelt in an obsolete way.",
                         .severity = note,
                         .of_syntax = check_names};

}  // namespace kelpie::rules::detail
