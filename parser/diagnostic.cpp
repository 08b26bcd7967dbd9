#include "parser/diagnostic.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "parser/detail/utf8.hpp"

namespace kelpie::parser {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

std::size_t line_begin(std::string_view text, std::size_t offset) {
  const std::size_t newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

/// How many columns a terminal gives a code point: 0 for marks that combine, 2 for East Asian wide characters, else 1.
std::size_t columns_of(std::uint32_t c) {
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF)
    return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

/// Control characters and those that turn the direction of text never reach a terminal.
bool is_control(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0x200E || c == 0x200F || c == 0x2028 || c == 0x2029;
}

/// A stretch of a line as it can be shown, and its width in columns.
struct Shown {
  std::string text;
  std::size_t width = 0;
};
Shown show(std::string_view text) {
  Shown shown;
  for (std::size_t at = 0; at < text.size();) {
    const detail::CodePoint c = detail::decode_utf8(text.data() + at, text.data() + text.size());
    if (c.length == 0) {
      shown.text += "\xEF\xBF\xBD";
      ++shown.width;
      ++at;
      continue;
    }
    if (is_control(c.value)) {
      shown.text += ' ';
      ++shown.width;
    } else {
      shown.text.append(text, at, c.length);
      shown.width += columns_of(c.value);
    }
    at += c.length;
  }
  return shown;
}

/// The part of a line that is shown: all of it, or a window of a very long one around the span.
std::pair<std::size_t, std::size_t> window(std::string_view text, std::size_t begin, std::size_t end, std::size_t at) {
  constexpr std::size_t most = 160;
  if (end - begin <= most) return {begin, end};
  std::size_t from = at > begin + most / 2 ? at - most / 2 : begin;
  std::size_t to = std::min(end, from + most);
  while (from > begin && continues(text[from])) --from;
  while (to < end && continues(text[to])) ++to;
  return {from, to};
}

std::string_view word_for(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

std::string_view colour_for(Severity severity) {
  return severity == Severity::error ? "\x1b[1;31m" : severity == Severity::warning ? "\x1b[1;35m" : "\x1b[1;36m";
}

}  // namespace

Position position_of(std::string_view text, std::uint32_t offset) {
  const std::size_t at = std::min<std::size_t>(offset, text.size());
  const std::size_t begin = line_begin(text, at);
  Position position;
  position.line +=
      static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
  position.column += static_cast<std::uint32_t>(std::count_if(text.begin() + static_cast<std::ptrdiff_t>(begin),
                                                              text.begin() + static_cast<std::ptrdiff_t>(at),
                                                              [](char c) { return !continues(c); }));
  return position;
}

std::string render(std::string_view text, const Diagnostic& diagnostic, const RenderOptions& options) {
  const std::string_view bold = options.colour ? "\x1b[1m" : "";
  const std::string_view colour = options.colour ? colour_for(diagnostic.severity) : "";
  const std::string_view plain = options.colour ? "\x1b[0m" : "";
  const std::size_t begin = std::min<std::size_t>(diagnostic.span.begin, text.size());
  const Position position = position_of(text, static_cast<std::uint32_t>(begin));
  std::string result =
      fmt::format("{}{}:{}:{}: {}{}{}{}{}: {}\n", bold, show(options.file).text, position.line, position.column, colour,
                  word_for(diagnostic.severity), diagnostic.code.empty() ? "" : " ", diagnostic.code, plain,
                  show(diagnostic.message).text);
  const std::size_t from = line_begin(text, begin);
  std::size_t to = text.find('\n', begin);
  if (to == std::string_view::npos) to = text.size();
  if (to > from && text[to - 1] == '\r') --to;
  const std::size_t mark = std::clamp(begin, from, std::max(from, to));
  const auto [left, right] = window(text, from, to, mark);
  const std::size_t mark_end = std::clamp<std::size_t>(diagnostic.span.end, mark, std::max(mark, right));
  if (right > left || !text.empty()) {
    const Shown before = show(text.substr(left, mark - left));
    const Shown under = show(text.substr(mark, mark_end - mark));
    const Shown after = show(text.substr(mark_end, std::max(right, mark_end) - mark_end));
    result += fmt::format("  {}{}{}{}{}\n", left > from ? "..." : "", before.text, under.text, after.text,
                          right < to ? "..." : "");
    const std::size_t tildes = under.width > 1 ? under.width - 1 : 0;
    result += fmt::format("  {}{}{}^{}{}\n", left > from ? "   " : "", std::string(before.width, ' '), colour,
                          std::string(tildes, '~'), plain);
  }
  if (!diagnostic.hint.empty()) result += fmt::format("  hint: {}\n", show(diagnostic.hint).text);
  return result;
}

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

}  // namespace kelpie::parser
