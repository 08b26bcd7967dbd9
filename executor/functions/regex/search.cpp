#include <fmt/format.h>

#include "executor/error.hpp"
#include "executor/functions/regex/pattern_argument.hpp"
#include "executor/functions/regex/regex_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/text/code_points.hpp"
#include "executor/functions/text/find.hpp"
#include "executor/functions/text/search_window.hpp"
#include "executor/functions/text/text_arguments.hpp"

namespace kelpie::executor {

namespace {

auto prepare_matches(const CallSite& site) {
  return [pattern = PatternArgument(site, 1)](std::string_view text, std::string_view source) {
    return pattern.with(source, [&](const Pattern& known) { return known.is_in(text); });
  };
}

std::int64_t count_matches(const Pattern& pattern, std::string_view text) {
  std::int64_t count = 0;
  std::string_view whole;
  for_each_match(pattern, text, {&whole, 1}, [&](auto) {
    ++count;
    return true;
  });
  return count;
}

/// Overlapping occurrences count, as in "aaa" twice "aa".
std::int64_t count_of(std::string_view text, std::string_view search) {
  if (search.empty()) return 0;
  std::int64_t count = 0;
  for (std::size_t at = find_text(text, search); at != std::string_view::npos; at = find_text(text, search, at + 1))
    ++count;
  return count;
}

bool is_regex_kind(std::string_view kind) {
  if (kind == "normal" || kind.empty()) return false;
  if (kind == "regex") return true;
  throw QueryError("E_INVALID_ARGUMENT", fmt::format("countof() knows the kinds 'normal' and 'regex', not '{}'", kind));
}

auto prepare_count_of_kind(const CallSite& site) {
  const bool known_regex = site.constant(2) != nullptr && is_regex_kind(site.constant(2)->as_text());
  std::optional<PatternArgument> pattern;
  if (known_regex) pattern.emplace(site, 1);
  return [pattern = std::move(pattern)](std::string_view text, std::string_view search, std::string_view kind) {
    if (pattern) return pattern->with(search, [&](const Pattern& known) { return count_matches(known, text); });
    return is_regex_kind(kind) ? count_matches(Pattern(search), text) : count_of(text, search);
  };
}

std::optional<std::int64_t> index_of_match(const Pattern& pattern, std::string_view text, const SearchWindow& window) {
  std::int64_t left = window.occurrence;
  std::int64_t index = -1;
  std::string_view match;
  for (std::size_t from = window.begin; from <= text.size() && pattern.find(text, from, {&match, 1});) {
    const auto at = static_cast<std::size_t>(match.data() - text.data());
    if (at >= window.end) break;
    if (--left == 0) {
      index = static_cast<std::int64_t>(count_code_points(text.substr(0, at)));
      break;
    }
    const auto next = next_search_position(text, match);
    if (!next) break;
    from = *next;
  }
  return index;
}

auto prepare_index_of_regex(const CallSite& site) {
  return [pattern = PatternArgument(site, 1)](std::string_view text, std::string_view source,
                                              std::optional<std::int64_t> start, std::optional<std::int64_t> length,
                                              std::optional<std::int64_t> occurrence) -> std::optional<std::int64_t> {
    if (start.value_or(0) < 0) return std::nullopt;
    const auto window = search_window(text, start, length, occurrence);
    if (!window) return std::nullopt;
    return pattern.with(source, [&](const Pattern& known) { return index_of_match(known, text, *window); });
  };
}

std::string_view quote(tables::TextArena& arena, std::string_view text) {
  constexpr std::string_view special = "\\.+*?()|[]{}^$#&-~";
  std::string quoted;
  for (const char byte : text) {
    if (special.find(byte) != std::string_view::npos) quoted.push_back('\\');
    quoted.push_back(byte);
  }
  return arena.put(quoted);
}

}  // namespace

void add_regex_search_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "matches regex",
      .category = "operator",
      .summary = "Tells whether a regular expression matches somewhere in the text.",
      .example = "print 'kelp7' matches regex @'\\d$'",
      .overloads = {{.signature = "(text:string, pattern:string) -> bool", .kernel = prepared(prepare_matches)}}});
  registry.add(
      ScalarFunction{.name = "countof",
                     .category = "string",
                     .summary = "Counts the occurrences of a text, overlapping ones too, or the matches of a regular "
                                "expression, which do not overlap.",
                     .example = "print countof('banana', 'ana'), countof('banana', '[an]+', 'regex')",
                     .overloads = {{.signature = "(source:string, search:string) -> long", .kernel = rows(count_of)},
                                   {.signature = "(source:string, search:string, const kind:string) -> long",
                                    .kernel = prepared(prepare_count_of_kind)}}});
  registry.add(ScalarFunction{
      .name = "indexof_regex",
      .category = "string",
      .summary = "Tells at which code point of a text a regular expression matches first, -1 when nowhere.",
      .example = "print indexof_regex('kelp 42', @'\\d+')",
      .overloads = {{.signature = "(string:scalar, const match:scalar, start?:integer, length?:integer, const "
                                  "occurrence?:integer) -> long",
                     .kernel = with_text({0, 1}, prepared(prepare_index_of_regex))}}});
  registry.add(
      ScalarFunction{.name = "regex_quote",
                     .category = "string",
                     .summary = "Escapes a text so that a regular expression takes it letter by letter.",
                     .example = "print regex_quote('a.b (c)')",
                     .overloads = {{.signature = "(value:scalar) -> string", .kernel = with_text({0}, rows(quote))}}});
}

}  // namespace kelpie::executor
