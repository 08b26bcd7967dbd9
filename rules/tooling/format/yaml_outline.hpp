#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::rules::tooling {

/// A node of a YAML text and where it begins; what a formatter needs and a loaded value does not know any more.
struct YamlOutline {
  enum class Kind { null, scalar, alias, sequence, map };
  Kind kind = Kind::null;
  bool flow = false;                  // a collection in brackets
  bool properties = false;            // an anchor or a tag stands in front
  std::size_t offset = 0;             // of the node, or of its anchor or tag
  std::size_t line = 0;               // 0-based
  std::size_t column = 0;             // 0-based, in bytes
  std::string text;                   // a scalar's value; the number of an alias' anchor
  std::vector<YamlOutline> children;  // elements, or keys and values by turns
};

/// The documents of a text. It must be YAML within the bounds of detail::check_yaml(), and its lines must end with \n.
[[nodiscard]] std::vector<YamlOutline> outline_of(std::string_view text);

/// Whether two nodes mean the same: kinds, texts, order. Styles and places do not count.
[[nodiscard]] bool same_meaning(const YamlOutline& a, const YamlOutline& b);

/// Whether an anchor or an alias stands in it: then order matters.
[[nodiscard]] bool has_anchors(const YamlOutline& node);

}  // namespace kelpie::rules::tooling
