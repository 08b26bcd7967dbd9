#include "parser/format.hpp"

#include "parser/detail/format_writer.hpp"

namespace kelpie::parser {
namespace detail {

FormatWriter::FormatWriter(std::string_view source) : source_(source), comments_(find_comments(source)) {}

void FormatWriter::reach(std::uint32_t offset) {
  while (next_comment_ < comments_.size() && comments_[next_comment_].begin < offset) {
    const Comment& comment = comments_[next_comment_++];
    if (comment.own_line)
      layout_.hard();
    else
      layout_.space();
    layout_.comment(comment.text);
    layout_.hard();
  }
}

void FormatWriter::reach_line_end(std::uint32_t offset) {
  while (next_comment_ < comments_.size() && comments_[next_comment_].begin < offset &&
         !comments_[next_comment_].own_line) {
    layout_.space();
    layout_.comment(comments_[next_comment_++].text);
    layout_.hard();
  }
}

void FormatWriter::word(std::string_view text) {
  const bool before = text.starts_with(' ');
  const bool after = text.ends_with(' ');
  if (before) text.remove_prefix(1);
  if (after && !text.empty()) text.remove_suffix(1);
  if (before) layout_.space();
  if (!text.empty()) layout_.text(text);
  if (after) layout_.space();
}

void FormatWriter::finish() { reach(0xFFFFFFFFu); }

}  // namespace detail

std::string format(const Query& query, std::string_view source, const FormatOptions& options) {
  detail::FormatWriter writer(source);
  writer.write(query);
  return writer.print(options.width);
}

std::string format(const Expression& expression) {
  detail::FormatWriter writer({});
  writer.write(expression);
  std::string text = writer.print(static_cast<std::size_t>(-1) / 2);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace kelpie::parser
