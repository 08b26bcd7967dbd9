#include <vector>

#include "executor/functions/row_kernel.hpp"
#include "executor/functions/string/string_functions.hpp"
#include "executor/functions/string_operators/list_elements.hpp"
#include "executor/functions/string_operators/needle_matcher.hpp"
#include "executor/functions/text/code_points.hpp"
#include "executor/functions/text/find.hpp"
#include "executor/functions/text/search_window.hpp"
#include "executor/functions/text/text_arguments.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicView;

std::optional<std::int64_t> index_of(std::string_view text, std::string_view match, std::optional<std::int64_t> start,
                                     std::optional<std::int64_t> length, std::optional<std::int64_t> occurrence) {
  if (match.empty()) return std::nullopt;
  const std::optional<SearchWindow> window = search_window(text, start, length, occurrence);
  if (!window) return std::nullopt;
  std::int64_t left = window->occurrence;
  for (std::size_t at = find_text(text, match, window->begin); at != std::string_view::npos && at < window->end;
       at = find_text(text, match, at + 1)) {
    if (--left == 0) return static_cast<std::int64_t>(count_code_points(text.substr(0, at)));
  }
  return -1;
}

std::int64_t first_match(const std::vector<NeedleMatcher>& matchers, std::string_view text) {
  std::string scratch;
  for (std::size_t i = 0; i < matchers.size(); ++i) {
    if (matchers[i].matches(text, scratch)) return static_cast<std::int64_t>(i);
  }
  return -1;
}

std::vector<NeedleMatcher> term_matchers(const tables::Value& values) {
  std::vector<std::string> elements;
  if (!values.is_null()) append_elements(values, elements);
  std::vector<NeedleMatcher> matchers;
  for (const std::string& element : elements) matchers.emplace_back(TextQuestion::has, CaseRule::insensitive, element);
  return matchers;
}

auto prepare_has_any_index(const CallSite& site) {
  std::optional<std::vector<NeedleMatcher>> known;
  if (site.constant(1) != nullptr) known = term_matchers(*site.constant(1));
  return [known = std::move(known)](std::string_view text, DynamicView values) {
    return first_match(known ? *known : term_matchers(tables::Value::dynamic(std::string(values.bytes()))), text);
  };
}

}  // namespace

void add_position_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "indexof",
      .category = "string",
      .summary = "Tells at which code point of a text another one begins, -1 when it does not occur.",
      .example = "print indexof('kelp forest', 'e'), indexof('kelp forest', 'e', 2)",
      .overloads = {
          {.signature =
               "(string:scalar, match:scalar, start?:integer, length?:integer, const occurrence?:integer) -> long",
           .kernel = with_text({0, 1}, rows(index_of))}}});
  registry.add(ScalarFunction{
      .name = "has_any_index",
      .category = "string",
      .summary = "Tells which element of an array is the first to occur in a text as whole terms, -1 when none does.",
      .example = "print has_any_index('a kelp forest', dynamic(['seal', 'kelp']))",
      .overloads = {
          {.signature = "(source:string, values:dynamic) -> long", .kernel = prepared(prepare_has_any_index)}}});
}

}  // namespace kelpie::executor
