#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kelpie::executor {

/// Longest text, in bytes, and deepest nesting that parse_xml() reads (Kusto reference: "parse_xml()" for the length).
inline constexpr std::size_t max_xml_size = 1024 * 1024;
inline constexpr std::size_t max_xml_depth = 128;

struct XmlElement {
  std::string_view name;
  std::vector<std::pair<std::string_view, std::string>> attributes;
  std::vector<XmlElement> children;
  std::string text;  // all of its own text nodes, trimmed
};

/// Reads one XML document (XML 1.0): elements, attributes and text with the five entities and character references.
/// Comments, processing instructions and the document type are passed over; no entity is declared or loaded. Nothing
/// when the text is malformed, too long or too deep. Names are views into the text.
[[nodiscard]] std::optional<XmlElement> read_xml(std::string_view text);

}  // namespace kelpie::executor
