#include "parser/detail/operators.hpp"

#include <algorithm>
#include <array>

namespace kelpie::parser::detail {
namespace {

struct BinarySpelling {
  std::string_view text;
  BinaryOperator op;
  int level;
};

using enum BinaryOperator;
// The first spelling of an operator is the one that is written; others are legacy. Symbols are tried in this order,
// longest first.
constexpr std::array symbols = {
    BinarySpelling{"==", equal, equality_level},           BinarySpelling{"!=", not_equal, equality_level},
    BinarySpelling{"<>", not_equal, equality_level},       BinarySpelling{"=~", equal_ci, string_level},
    BinarySpelling{"!~", not_equal_ci, string_level},      BinarySpelling{"<=", less_equal, relational_level},
    BinarySpelling{">=", greater_equal, relational_level}, BinarySpelling{"<", less, relational_level},
    BinarySpelling{">", greater, relational_level},        BinarySpelling{"+", add, additive_level},
    BinarySpelling{"-", subtract, additive_level},         BinarySpelling{"*", multiply, multiplicative_level},
    BinarySpelling{"/", divide, multiplicative_level},     BinarySpelling{"%", modulo, multiplicative_level},
};
constexpr std::array words = {
    BinarySpelling{"or", or_, or_level},
    BinarySpelling{"and", and_, and_level},
    BinarySpelling{"has", has, string_level},
    BinarySpelling{"!has", not_has, string_level},
    BinarySpelling{"has_cs", has_cs, string_level},
    BinarySpelling{"!has_cs", not_has_cs, string_level},
    BinarySpelling{"hasprefix", hasprefix, string_level},
    BinarySpelling{"!hasprefix", not_hasprefix, string_level},
    BinarySpelling{"hasprefix_cs", hasprefix_cs, string_level},
    BinarySpelling{"!hasprefix_cs", not_hasprefix_cs, string_level},
    BinarySpelling{"hassuffix", hassuffix, string_level},
    BinarySpelling{"!hassuffix", not_hassuffix, string_level},
    BinarySpelling{"hassuffix_cs", hassuffix_cs, string_level},
    BinarySpelling{"!hassuffix_cs", not_hassuffix_cs, string_level},
    BinarySpelling{"contains", contains, string_level},
    BinarySpelling{"!contains", not_contains, string_level},
    BinarySpelling{"notcontains", not_contains, string_level},
    BinarySpelling{"contains_cs", contains_cs, string_level},
    BinarySpelling{"containscs", contains_cs, string_level},
    BinarySpelling{"!contains_cs", not_contains_cs, string_level},
    BinarySpelling{"notcontainscs", not_contains_cs, string_level},
    BinarySpelling{"startswith", startswith, string_level},
    BinarySpelling{"!startswith", not_startswith, string_level},
    BinarySpelling{"startswith_cs", startswith_cs, string_level},
    BinarySpelling{"!startswith_cs", not_startswith_cs, string_level},
    BinarySpelling{"endswith", endswith, string_level},
    BinarySpelling{"!endswith", not_endswith, string_level},
    BinarySpelling{"endswith_cs", endswith_cs, string_level},
    BinarySpelling{"!endswith_cs", not_endswith_cs, string_level},
    BinarySpelling{"like", like, string_level},
    BinarySpelling{"notlike", not_like, string_level},
    BinarySpelling{"likecs", like_cs, string_level},
    BinarySpelling{"notlikecs", not_like_cs, string_level},
    BinarySpelling{"matches regex", matches_regex, string_level},
    BinarySpelling{":", search_column, string_level},
};

struct ListSpelling {
  std::string_view text;
  ListOperator op;
};
constexpr std::array lists = {
    ListSpelling{"in", ListOperator::in},           ListSpelling{"!in", ListOperator::not_in},
    ListSpelling{"in~", ListOperator::in_ci},       ListSpelling{"!in~", ListOperator::not_in_ci},
    ListSpelling{"has_any", ListOperator::has_any}, ListSpelling{"has_all", ListOperator::has_all},
};

std::string_view text_between(Iterator from, Iterator to) { return {from, static_cast<std::size_t>(to - from)}; }

/// matches regex is two words; the second may stand on the next line.
Iterator scan_regex(Iterator at, Iterator end) {
  const Iterator word = skip_blank(at, end);
  const Iterator past = scan_name(word, end);
  return text_between(word, past) == "regex" ? past : nullptr;
}

}  // namespace

OperatorToken read_operator(Iterator at, Iterator end, bool in_search) {
  OperatorToken token;
  token.begin = at;
  if (at == end) return token;
  const Iterator word_begin = *at == '!' ? at + 1 : at;
  Iterator word_end = scan_name(word_begin, end);
  if (word_end == word_begin) {
    if (*at == ':' && in_search) {
      token.end = at + 1;
      token.op = search_column;
      token.level = string_level;
      return token;
    }
    const std::string_view rest = text_between(at, end);
    for (const BinarySpelling& symbol : symbols) {
      if (!rest.starts_with(symbol.text)) continue;
      token.end = at + symbol.text.size();
      token.op = symbol.op;
      token.level = symbol.level;
      break;
    }
    return token;
  }
  const std::string_view word = text_between(at, word_end);
  if (word == "matches") {
    if (const Iterator past = scan_regex(word_end, end); past != nullptr) {
      token.end = past;
      token.op = matches_regex;
      token.level = string_level;
    }
    return token;
  }
  if (word == "between" || word == "!between") {
    token.end = word_end;
    token.form = ListForm::between;
    token.negated = *at == '!';
    token.level = equality_level;
    return token;
  }
  for (const BinarySpelling& binary : words) {
    if (word != binary.text) continue;
    token.end = word_end;
    token.op = binary.op;
    token.level = binary.level;
    return token;
  }
  const bool case_insensitive = word_end != end && *word_end == '~';
  for (const ListSpelling& list : lists) {
    if (text_between(at, case_insensitive ? word_end + 1 : word_end) != list.text) continue;
    token.end = case_insensitive ? word_end + 1 : word_end;
    token.form = ListForm::in_list;
    token.list_op = list.op;
    token.level = equality_level;
    return token;
  }
  return token;
}

std::string_view spelling(BinaryOperator op) {
  for (const auto& symbol : symbols)
    if (symbol.op == op) return symbol.text;
  for (const auto& word : words)
    if (word.op == op) return word.text;
  return "?";
}

std::string_view spelling(ListOperator op) {
  return std::find_if(lists.begin(), lists.end(), [op](const ListSpelling& list) { return list.op == op; })->text;
}

std::span<const std::string_view> stage_names() {
  static constexpr std::array<std::string_view, 53> names = {
      "where",           "filter",      "project",     "project-away", "project-keep", "project-rename",
      "project-reorder", "extend",      "summarize",   "distinct",     "count",        "sort",
      "order",           "top",         "take",        "limit",        "join",         "lookup",
      "union",           "mv-expand",   "mvexpand",    "mv-apply",     "mvapply",      "parse",
      "parse-where",     "parse-kv",    "make-series", "serialize",    "getschema",    "render",
      "search",          "find",        "invoke",      "as",           "evaluate",     "sample",
      "sample-distinct", "top-hitters", "top-nested",  "partition",    "scan",         "fork",
      "facet",           "reduce",      "consume",     "project-by-names",
      "make-graph",      "graph-match", "graph-shortest-paths", "graph-to-table", "graph-mark-components",
      "graph-where-nodes", "graph-where-edges"};
  return names;
}

std::span<const std::string_view> unsupported_stage_names() {
  static constexpr std::array<std::string_view, 2> names = {"assert-schema", "execute-and-cache"};
  return names;
}

}  // namespace kelpie::parser::detail
