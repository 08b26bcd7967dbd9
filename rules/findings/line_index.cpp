#include "rules/findings/line_index.hpp"

#include <algorithm>

namespace kelpie::rules {

LineIndex::LineIndex(std::string_view text) : text_(text) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    begins_.push_back(static_cast<std::uint32_t>(at + 1));
}

parser::Position LineIndex::position(std::uint32_t offset) const {
  const std::uint32_t at = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto next = std::upper_bound(begins_.begin(), begins_.end(), at);
  const std::uint32_t begin = *std::prev(next);
  return {static_cast<std::uint32_t>(next - begins_.begin()), 1 + characters(text_.substr(begin, at - begin))};
}

std::string_view LineIndex::line(std::uint32_t number) const {
  if (number == 0 || number > begins_.size()) return {};
  const std::size_t begin = begins_[number - 1];
  std::string_view line =
      text_.substr(begin, number < begins_.size() ? begins_[number] - 1 - begin : std::string_view::npos);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

parser::Span LineIndex::lines_of(parser::Span span) const {
  const std::string_view last = line(position(span.end > span.begin ? span.end - 1 : span.begin).line);
  const std::uint32_t begin = begins_[position(span.begin).line - 1];
  return {begin, static_cast<std::uint32_t>(last.data() + last.size() - text_.data())};
}

std::uint32_t characters(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

}  // namespace kelpie::rules
