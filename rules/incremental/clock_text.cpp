#include "rules/incremental/clock_text.hpp"

#include <string_view>

namespace kelpie::rules {

namespace {

/// A let is bound again at each use, so every now() is the value of the same sub-query. On one line.
constexpr std::string_view prelude =
    "let __kelpie_clock = toscalar(datatable(__kelpie_now:datetime)[datetime(2000-01-01)]); "
    "let __kelpie_ago = (x:timespan) { __kelpie_clock - x }; "
    "let __kelpie_now_plus = (x:timespan = 0s) { __kelpie_clock + x };\n";

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// How long the comment or string literal at the start of the text is; 0: there is none.
std::size_t opaque_length(std::string_view text) {
  const auto until = [&](std::string_view end, std::size_t from) {
    const std::size_t at = text.find(end, from);
    return at == std::string_view::npos ? text.size() : at + end.size();
  };
  if (text.starts_with("//")) return until("\n", 2);
  if (text.starts_with("```") || text.starts_with("~~~")) return until(text.substr(0, 3), 3);
  const bool verbatim = text.starts_with("@\"") || text.starts_with("@'");
  if (verbatim) return until(text.substr(1, 1), 2);  // a doubled quote begins the next literal, which is as good
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == text.front())
      return at + 1;
  }
  return text.size();
}

/// Whether a `(` comes next, blanks left aside.
bool is_called(std::string_view rest) {
  const std::size_t at = rest.find_first_not_of(" \t\r\n");
  return at != std::string_view::npos && rest[at] == '(';
}

}  // namespace

std::optional<RunQuery> with_clock(const Rule& rule) {
  const std::string_view text = rule.query;
  for (const std::string_view word : {"{{StartTimeISO}}", "{{EndTimeISO}}", "query_now", "__kelpie_"}) {
    if (text.find(word) != std::string_view::npos) return std::nullopt;
  }
  RunQuery query;
  const auto put = [&](std::string_view what, std::uint32_t place) {
    query.text += what;
    query.offsets.insert(query.offsets.end(), what.size(), place);
  };
  put(prelude, rule.query_offsets.front());
  const auto copy = [&](std::size_t at, std::size_t count) {
    query.text += text.substr(at, count);
    query.offsets.insert(query.offsets.end(), rule.query_offsets.begin() + static_cast<std::ptrdiff_t>(at),
                         rule.query_offsets.begin() + static_cast<std::ptrdiff_t>(at + count));
  };
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t length = opaque_length(text.substr(at)); length > 0) {
      copy(at, length);
      at += length;
      continue;
    }
    std::size_t length = 0;
    while (at + length < text.size() && is_name_character(text[at + length])) ++length;
    const std::string_view word = text.substr(at, length);
    const bool member = at > 0 && text[at - 1] == '.' && !(at > 1 && text[at - 2] == '.');
    if ((word == "now" || word == "ago") && !member && is_called(text.substr(at + length))) {
      put(word == "now" ? "__kelpie_now_plus" : "__kelpie_ago", rule.query_offsets[at]);
    } else {
      copy(at, std::max<std::size_t>(1, length));
    }
    at += std::max<std::size_t>(1, length);
  }
  query.offsets.push_back(rule.query_offsets.back());
  return query;
}

}  // namespace kelpie::rules
