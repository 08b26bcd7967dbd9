#include "executor/functions/parse/xml_document.hpp"

#include <algorithm>
#include <charconv>

#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// Appends text with its references replaced; false when one is malformed or unknown.
bool append_unescaped(std::string_view text, std::string& out) {
  constexpr std::pair<std::string_view, char> entities[] = {
      {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
  while (!text.empty()) {
    const std::size_t reference = std::min(text.find('&'), text.size());
    out.append(text.substr(0, reference));
    text.remove_prefix(reference);
    if (text.empty()) break;
    const std::size_t end = text.find(';');
    if (end == std::string_view::npos) return false;
    const std::string_view name = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (name.starts_with('#')) {
      const bool hexadecimal = name.starts_with("#x");
      const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
      std::uint32_t code_point = 0;
      const auto [stop, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), code_point, hexadecimal ? 16 : 10);
      if (error != std::errc() || stop != digits.data() + digits.size() || code_point == 0 ||
          code_point > last_code_point)
        return false;
      append(code_point, out);
      continue;
    }
    const auto* known = std::find_if(std::begin(entities), std::end(entities),
                                     [&](const auto& entity) { return entity.first == name; });
    if (known == std::end(entities)) return false;
    out.push_back(known->second);
  }
  return true;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<XmlElement> read() {
    take("\xEF\xBB\xBF");
    open_.emplace_back();  // what stands around the root
    while (!rest_.empty()) {
      if (!(rest_.front() == '<' ? markup() : characters())) return std::nullopt;
    }
    if (open_.size() != 1 || open_.front().children.size() != 1) return std::nullopt;
    return std::move(open_.front().children.front());
  }

 private:
  bool take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  bool skip_past(std::string_view token) {
    const std::size_t at = rest_.find(token);
    if (at == std::string_view::npos) return false;
    rest_.remove_prefix(at + token.size());
    return true;
  }
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size())); }
  std::string_view take_name() {
    const std::size_t size = std::min(rest_.find_first_of(" \t\r\n/>=<\"'&"), rest_.size());
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return name;
  }

  bool characters() {
    const std::size_t size = std::min(rest_.find('<'), rest_.size());
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (open_.size() == 1) return trimmed(text).empty();
    return append_unescaped(text, open_.back().text);
  }

  bool markup() {
    if (take("<!--")) return skip_past("-->");
    if (take("<?")) return skip_past("?>");
    if (take("<![CDATA[")) {
      const std::size_t end = rest_.find("]]>");
      if (end == std::string_view::npos || open_.size() == 1) return false;
      open_.back().text.append(rest_.substr(0, end));
      rest_.remove_prefix(end + 3);
      return true;
    }
    if (take("<!DOCTYPE")) return document_type();
    if (take("</")) return close();
    rest_.remove_prefix(1);
    return begin();
  }

  /// Up to the > that is in neither quotes nor brackets.
  bool document_type() {
    int brackets = 0;
    while (!rest_.empty()) {
      const char byte = rest_.front();
      rest_.remove_prefix(1);
      if (byte == '"' || byte == '\'') {
        if (!skip_past(std::string_view(&byte, 1))) return false;
      } else if (byte == '[' || byte == ']') {
        brackets += byte == '[' ? 1 : -1;
      } else if (byte == '>' && brackets == 0) {
        return true;
      }
    }
    return false;
  }

  bool begin() {
    if (open_.size() > max_xml_depth || (open_.size() == 1 && !open_.front().children.empty())) return false;
    XmlElement element;
    element.name = take_name();
    if (element.name.empty()) return false;
    for (;;) {
      const std::size_t before = rest_.size();
      skip_blanks();
      if (take("/>")) {
        open_.back().children.push_back(std::move(element));
        return true;
      }
      if (take(">")) {
        open_.push_back(std::move(element));
        return true;
      }
      if (rest_.size() == before || !attribute(element)) return false;
    }
  }

  bool attribute(XmlElement& element) {
    const std::string_view name = take_name();
    skip_blanks();
    if (name.empty() || !take("=")) return false;
    skip_blanks();
    if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\'')) return false;
    const std::size_t end = rest_.find(rest_.front(), 1);
    if (end == std::string_view::npos) return false;
    std::string value;
    if (!append_unescaped(rest_.substr(1, end - 1), value)) return false;
    element.attributes.emplace_back(name, std::move(value));
    rest_.remove_prefix(end + 1);
    return true;
  }

  bool close() {
    const std::string_view name = take_name();
    skip_blanks();
    if (!take(">") || open_.size() == 1 || open_.back().name != name) return false;
    XmlElement element = std::move(open_.back());
    open_.pop_back();
    element.text = trimmed(element.text);
    open_.back().children.push_back(std::move(element));
    return true;
  }

  std::string_view rest_;
  std::vector<XmlElement> open_;
};

}  // namespace

std::optional<XmlElement> read_xml(std::string_view text) {
  if (text.size() > max_xml_size) return std::nullopt;
  return Reader(text).read();
}

}  // namespace kelpie::executor
