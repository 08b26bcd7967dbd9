#include "parser/parse.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "parser/detail/codes.hpp"
#include "parser/detail/directives.hpp"
#include "parser/detail/rules.hpp"
#include "parser/detail/utf8.hpp"

namespace kelpie::parser {
namespace {

Diagnostic error_at(std::string_view code, std::size_t offset, std::size_t length, std::string message,
                    std::string hint = {}) {
  const auto begin = static_cast<std::uint32_t>(offset);
  return {Severity::error,
          std::string(code),
          std::move(message),
          {begin, begin + static_cast<std::uint32_t>(length)},
          std::move(hint)};
}

/// What makes a text unfit before any grammar looks at it.
std::optional<Diagnostic> refuse_text(std::string_view text, const ParseOptions& options) {
  const std::size_t limit = std::min<std::size_t>(options.max_bytes, 0xFFFFFFF0u);  // offsets have 32 bits
  if (text.size() > limit)
    return error_at(code::too_long, 0, 0,
                    fmt::format("The query has {} bytes; at most {} are allowed.", text.size(), limit));
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\0') return error_at(code::null_byte, at, 1, "The query holds a NUL byte.", "remove it");
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const detail::CodePoint c = detail::decode_utf8(text.data() + at, text.data() + text.size());
    if (c.length == 0)
      return error_at(code::not_utf8, at, 1,
                      fmt::format("The byte 0x{:02X} is not UTF-8.", static_cast<unsigned char>(text[at])),
                      "save the query as UTF-8");
    at += c.length;
  }
  return std::nullopt;
}

/// Runs a rule over the whole text; false where it was abandoned.
template <typename Rule, typename Attribute>
bool run(detail::State& state, const Rule& rule, Attribute& attribute) {
  namespace x3 = detail::x3;
  detail::Iterator first = state.begin();
  const auto grammar = x3::with<detail::StateTag>(state)[rule];
  try {
    const bool read = phrase_parse(first, state.end(), grammar, detail::Blank{}, attribute);
    if (!read || first != state.end()) state.report(state.begin(), first);
  } catch (const detail::Abandoned&) {
    return false;
  } catch (const x3::expectation_failure<detail::Iterator>& failure) {
    state.report(state.begin(), failure.where());
  }
  return true;
}

/// Inner constructs report before the ones around them; readers want the order of the text.
Diagnostics in_order(Diagnostics diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.severity == Severity::note, a.span.begin) <
           std::pair(b.severity == Severity::note, b.span.begin);
  });
  return diagnostics;
}

}  // namespace

ParseResult parse(std::string_view text, const ParseOptions& options) {
  ParseResult result;
  if (auto refused = refuse_text(text, options)) {
    result.diagnostics.push_back(std::move(*refused));
    return result;
  }
  detail::State state(text, options);
  const bool finished = run(state, detail::statements, result.query.statements);
  result.diagnostics = in_order(std::move(state.diagnostics));
  if (finished && result.query.statements.empty() && result.diagnostics.empty())
    result.diagnostics.push_back(
        error_at(code::empty_query, 0, 0, "The query holds no statement.", "name a table, or print a value"));
  return result;
}

ParseExpressionResult parse_expression(std::string_view text, const ParseOptions& options) {
  ParseExpressionResult result;
  if (auto refused = refuse_text(text, options)) {
    result.diagnostics.push_back(std::move(*refused));
    return result;
  }
  detail::State state(text, options);
  run(state, detail::expression > detail::text_end, result.expression);
  result.diagnostics = in_order(std::move(state.diagnostics));
  return result;
}

}  // namespace kelpie::parser
