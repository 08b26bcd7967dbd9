#include "parser/detail/mistakes.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "parser/detail/codes.hpp"
#include "parser/detail/operators.hpp"
#include "parser/detail/reserved_words.hpp"
#include "parser/detail/utf8.hpp"

namespace kelpie::parser::detail {
namespace {

std::string_view text_between(Iterator from, Iterator to) { return {from, static_cast<std::size_t>(to - from)}; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

bool contains_word(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j)
      diagonal =
          std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)}));
  }
  return row[b.size()];
}

struct ForeignWord {
  std::string_view word;
  std::string_view meaning;
};
/// What operators of other query languages are called here.
constexpr std::array foreign_words = {
    ForeignWord{"select", "project"},
    ForeignWord{"fields", "project"},
    ForeignWord{"table", "project"},
    ForeignWord{"having", "where"},
    ForeignWord{"group", "summarize ... by"},
    ForeignWord{"groupby", "summarize ... by"},
    ForeignWord{"group-by", "summarize ... by"},
    ForeignWord{"stats", "summarize ... by"},
    ForeignWord{"aggregate", "summarize"},
    ForeignWord{"head", "take"},
    ForeignWord{"first", "take"},
    ForeignWord{"eval", "extend"},
    ForeignWord{"dedup", "distinct"},
    ForeignWord{"unique", "distinct"},
    ForeignWord{"uniq", "distinct"},
    ForeignWord{"rename", "project-rename"},
    ForeignWord{"drop", "project-away"},
    ForeignWord{"append", "union"},
    ForeignWord{"explode", "mv-expand"},
    ForeignWord{"rex", "parse kind=regex"},
    ForeignWord{"expand", "mv-expand"},
};

/// The operator that a misspelled or foreign word means; empty where none is near.
std::string_view nearest_operator(std::string_view word) {
  if (word.size() > 40) return {};
  for (const ForeignWord& foreign : foreign_words)
    if (lower(word) == foreign.word) return foreign.meaning;
  std::string_view best;
  std::size_t distance = word.size() / 3 + 2;
  for (const std::string_view name : stage_names()) {
    const std::size_t d = edit_distance(lower(word), name);
    if (d < distance) {
      distance = d;
      best = name;
    }
  }
  return best;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 40;
  if (text.size() <= longest) return fmt::format("'{}'", text);
  std::size_t cut = longest;
  while ((static_cast<unsigned char>(text[cut]) & 0xC0u) == 0x80u) --cut;
  return fmt::format("'{}...'", text.substr(0, cut));
}

std::string found(const State& state, Iterator at) {
  if (at == state.end()) return "the end of the query";
  Iterator past = scan_stage_name(at, state.end());
  if (past == at) past = scan_any(at, state.end());
  const std::string_view text = text_between(at, past);
  return quoted(text.substr(0, text.find_first_of("\r\n")));
}

std::string list_names(const std::vector<Expected>& names) {
  constexpr std::size_t most = 6;
  const std::size_t count = std::min(names.size(), most);
  std::string list;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) list += i + 1 == count ? " or " : ", ";
    list += names[i].literal ? quoted(names[i].text) : std::string(names[i].text);
  }
  return list;
}

bool expects(const Failure& failure, std::string_view text) {
  return std::any_of(failure.names.begin(), failure.names.end(),
                     [text](const Expected& name) { return name.text == text; });
}

Diagnostic make(const State& state, Iterator at, Iterator to, std::string_view code, std::string message,
                std::string hint = {}) {
  return {Severity::error, std::string(code), std::move(message), state.span(at, to), std::move(hint)};
}

/// The innermost bracket that opens in the construct and is still open at its failure.
Iterator open_bracket(const State& state, const Failure& failure) {
  std::vector<Iterator> open;
  for (Iterator at = failure.from; (at = skip_blank(at, state.end())) < failure.at; at = scan_any(at, state.end())) {
    if (*at == '(' || *at == '[' || *at == '{') open.push_back(at);
    if ((*at == ')' || *at == ']' || *at == '}') && !open.empty()) open.pop_back();
  }
  return open.empty() ? nullptr : open.back();
}

/// The end of the last token before the failure; the failure itself where there is none in the construct.
Iterator last_token_end(const State& state, const Failure& failure) {
  Iterator last = failure.at;
  for (Iterator at = failure.from; (at = skip_blank(at, state.end())) < failure.at; at = last)
    last = scan_any(at, state.end());
  return last;
}

/// What to underline: the token that does not fit, or, where a line or the text ends too early, the place behind its
/// last token.
std::pair<Iterator, Iterator> place_of(const State& state, const Failure& failure) {
  const Iterator at = failure.at;
  const Iterator last = std::min(last_token_end(state, failure), at);
  if (at == state.end()) return {last, last};
  const bool ends = std::string_view("|;)]}").find(*at) != std::string_view::npos;
  if (ends && std::find(last, at, '\n') != at) return {last, last};
  return {at, scan_any(at, state.end())};
}

std::optional<Diagnostic> explain_bracket(const State& state, const Failure& failure) {
  const Iterator at = failure.at;
  Iterator bracket = open_bracket(state, failure);
  if (bracket == nullptr && !state.brackets.empty()) bracket = state.brackets.back().at;
  const bool ends = at == state.end() || (*at == ';' && (expects(failure, ")") || expects(failure, "]")));
  if (ends && bracket != nullptr)
    return make(state, bracket, bracket + 1, code::open_bracket, fmt::format("This '{}' is never closed.", *bracket),
                fmt::format("expected {} at {}", list_names(failure.names), found(state, at)));
  if (at != state.end() && (*at == ')' || *at == ']' || *at == '}') && bracket == nullptr && state.brackets.empty() &&
      expects(failure, "|"))
    return make(state, at, at + 1, code::open_bracket, fmt::format("This '{}' closes nothing.", *at),
                "remove it, or open the bracket");
  return std::nullopt;
}

std::optional<Diagnostic> explain_sql(const State& state, const Failure& failure) {
  static constexpr std::array<std::string_view, 5> words = {"select", "insert", "update", "delete", "with"};
  const Iterator begin = state.statement_begin;
  const Iterator past = scan_name(begin, state.end());
  if (!contains_word(words, lower(text_between(begin, past))) || failure.at < begin) return std::nullopt;
  bool from = failure.at == skip_blank(past, state.end());
  for (Iterator at = past; !from && (at = skip_blank(at, state.end())) < failure.at; at = scan_any(at, state.end()))
    from = lower(text_between(at, scan_name(at, state.end()))) == "from";
  if (!from) return std::nullopt;
  return make(state, begin, past, code::sql,
              fmt::format("This looks like SQL: {} is no operator of KQL.", quoted(text_between(begin, past))),
              "begin with the table: T | where ... | project ...");
}

std::optional<Diagnostic> explain_symbol(const State& state, const Failure& failure) {
  const Iterator at = failure.at;
  const std::string_view rest = text_between(at, state.end());
  if (at > failure.from) {
    const Iterator star = last_token_end(state, failure) - 1;
    if (star > failure.from && star[-1] == '/' && *star == '*')
      return make(state, star - 1, star + 1, code::stray_character, "KQL has no comments between /* and */.",
                  "begin each line of it with //");
  }
  if (rest.starts_with("&&") || rest.starts_with("||")) {
    const std::string_view word = rest[0] == '&' ? "and" : "or";
    return make(state, at, at + 2, code::symbol_operator, fmt::format("KQL has no operator '{}'.", rest.substr(0, 2)),
                fmt::format("write {}", word));
  }
  if (rest.starts_with("!") && !rest.starts_with("!=") && expects(failure, "an expression"))
    return make(state, at, at + 1, code::symbol_operator, "KQL has no operator '!' before an expression.",
                "write not(...)");
  if (rest.starts_with("=") && !rest.starts_with("=>") && expects(failure, "an operator"))
    return make(state, at, at + 1, code::assignment, "A single '=' does not compare.",
                "write == to compare, or =~ to ignore case");
  return std::nullopt;
}

std::optional<Diagnostic> explain_word(const State& state, const Failure& failure) {
  const Iterator at = failure.at;
  const Iterator past = scan_stage_name(at, state.end());
  if (past == at || !expects(failure, "|")) return std::nullopt;
  const std::string_view word = text_between(at, past);
  if (contains_word(stage_names(), word))
    return make(state, at, past, code::missing_pipe, fmt::format("There is no '|' before {}.", quoted(word)),
                fmt::format("write | {}", word));
  const auto first_word = text_between(state.statement_begin, scan_name(state.statement_begin, state.end()));
  const bool new_line = std::find(state.statement_begin, at, '\n') != at;
  if (new_line && expects(failure, ";") && (first_word == "let" || first_word == "set" || first_word == "declare"))
    return make(state, at, past, code::missing_semicolon,
                fmt::format("The statement before {} does not end.", quoted(word)),
                fmt::format("put ; after the {} statement", first_word));
  return std::nullopt;
}

std::optional<Diagnostic> explain_reserved(const State& state, const Failure& failure) {
  const Iterator at = failure.at;
  const std::string_view word = text_between(at, scan_name(at, state.end()));
  if (word.empty() || !(is_reserved(word) || is_reserved_in_expressions(word))) return std::nullopt;
  if (!expects(failure, "an expression") && !expects(failure, "a name") && !expects(failure, "column expression")) return std::nullopt;
  return make(state, at, at + word.size(), code::reserved_word,
              fmt::format("{} is a word of the language and no name here.", quoted(word)),
              fmt::format("what is called so is written ['{}']", word));
}

std::optional<Diagnostic> explain_character(const State& state, const Failure& failure) {
  const Iterator at = failure.at;
  if (at == state.end()) return std::nullopt;
  const CodePoint c = decode_utf8(at, state.end());
  const bool known = c.value < 0x80 &&
                     (c.value >= 'a' || std::string_view("\\`#?&^").find(*at) == std::string_view::npos) &&
                     c.value >= 0x20;
  if (known || name_continues(at, state.end())) return std::nullopt;
  const Iterator past = at + std::max(1u, c.length);
  const bool quote = (c.value >= 0x2018 && c.value <= 0x201F) || c.value == '`';
  const std::string shown = c.value < 0x20 ? fmt::format("U+{:04X}", c.value) : quoted(text_between(at, past));
  return make(state, at, past, code::stray_character, fmt::format("The character {} means nothing here.", shown),
              quote ? "strings stand in plain quotes: \" or '" : "");
}

}  // namespace

Iterator scan_stage_name(Iterator at, Iterator end) {
  Iterator past = scan_name(at, end);
  while (past != at && past != end && *past == '-') {
    const Iterator part = scan_name(past + 1, end);
    if (part == past + 1) break;
    past = part;
  }
  return past;
}

void fail_unknown_operator(State& state, Iterator at, Iterator past) {
  const std::string_view word = text_between(at, past);
  if (contains_word(unsupported_stage_names(), word))
    state.fail(at, past, code::unsupported_operator,
               fmt::format("Kelpie does not have the operator {}.", quoted(word)));
  const std::string_view nearest = nearest_operator(word);
  const bool number = word == "datatable" || word == "range" || word == "print" || word == "externaldata" ||
                      word == "macro-expand";
  if (number)
    state.fail(at, past, code::unknown_operator,
               fmt::format("{} begins a query; it cannot follow a '|'.", quoted(word)), "begin a statement with it");
  state.fail(at, past, code::unknown_operator, fmt::format("{} is not an operator.", quoted(word)),
             nearest.empty() ? std::string() : fmt::format("did you mean {}?", nearest));
}

Diagnostic explain(const State& state, const Failure& failure) {
  if (auto slip = explain_sql(state, failure)) return *slip;
  if (auto slip = explain_bracket(state, failure)) return *slip;
  if (auto slip = explain_symbol(state, failure)) return *slip;
  if (auto slip = explain_word(state, failure)) return *slip;
  if (auto slip = explain_reserved(state, failure)) return *slip;
  if (auto slip = explain_character(state, failure)) return *slip;
  const auto [from, to] = place_of(state, failure);
  const std::string what = found(state, failure.at);
  if (failure.names.empty())
    return make(state, from, to, code::unexpected, fmt::format("{} is not expected here.", what));
  return make(state, from, to, code::unexpected,
              fmt::format("Expected {}, found {}.", list_names(failure.names), what));
}

}  // namespace kelpie::parser::detail
