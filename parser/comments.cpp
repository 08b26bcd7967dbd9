#include "parser/detail/comments.hpp"

#include <algorithm>

#include "parser/detail/scan.hpp"

namespace kelpie::parser::detail {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

}  // namespace

bool empty_line_before(std::string_view text, std::uint32_t offset) {
  std::size_t newlines = 0;
  for (std::size_t at = offset; at > 0; --at) {
    if (text[at - 1] == '\n')
      ++newlines;
    else if (!is_blank(text[at - 1]))
      break;
  }
  return newlines > 1;
}

std::vector<Comment> find_comments(std::string_view text) {
  std::vector<Comment> comments;
  const Iterator end = text.data() + text.size();
  bool own_line = true;
  for (Iterator at = text.data(); at != end;) {
    if (*at == '\n' || *at == '\r') {
      own_line = true;
      ++at;
    } else if (*at == '/' && end - at > 1 && at[1] == '/') {
      Iterator past = std::find_if(at, end, [](char c) { return c == '\n' || c == '\r'; });
      const auto begin = static_cast<std::uint32_t>(at - text.data());
      const Iterator next = past;
      while (is_blank(past[-1])) --past;
      comments.push_back({begin, {at, static_cast<std::size_t>(past - at)}, own_line, empty_line_before(text, begin)});
      at = next;
    } else if (const Iterator past = is_blank(*at) ? at + 1 : at; past != at) {
      at = past;
    } else {
      const Iterator token = scan_any(at, end);
      own_line = false;
      at = token;
    }
  }
  return comments;
}

}  // namespace kelpie::parser::detail
