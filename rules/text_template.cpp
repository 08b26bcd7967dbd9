#include "rules/text_template.hpp"

#include <algorithm>

namespace kelpie::rules {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_column_name(std::string_view text) {
  return !text.empty() && text.find_first_of("{}\r\n") == std::string_view::npos;
}

}  // namespace

std::vector<TemplatePart> parse_template(std::string_view text) {
  std::vector<TemplatePart> parts;
  std::size_t literal = 0;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos;) {
    const std::size_t close = text.find("}}", at + 2);
    if (close == std::string_view::npos) break;
    const std::string_view name = trimmed(text.substr(at + 2, close - at - 2));
    if (!is_column_name(name)) {
      at = text.find("{{", at + 1);
      continue;
    }
    if (at > literal) parts.push_back({false, text.substr(literal, at - literal)});
    parts.push_back({true, name});
    literal = close + 2;
    at = text.find("{{", literal);
  }
  if (literal < text.size()) parts.push_back({false, text.substr(literal)});
  return parts;
}

std::vector<std::string_view> columns_of_template(std::string_view text) {
  std::vector<std::string_view> columns;
  for (const TemplatePart& part : parse_template(text)) {
    if (part.is_column && std::find(columns.begin(), columns.end(), part.text) == columns.end()) columns.push_back(part.text);
  }
  return columns;
}

std::string fill_template(std::string_view text, std::size_t most_bytes, const std::function<std::string(std::string_view)>& value) {
  std::string result;
  for (const TemplatePart& part : parse_template(text)) {
    if (part.is_column) result += value(part.text);
    else result += part.text;
  }
  return cut_text(result, most_bytes);
}

std::string cut_text(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return std::string(text);
  std::size_t end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  return std::string(text.substr(0, end));
}

}  // namespace kelpie::rules
