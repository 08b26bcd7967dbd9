#include <string>
#include <unordered_map>
#include <vector>

#include "executor/functions/parse/parse_functions.hpp"
#include "executor/functions/parse/xml_document.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicBuilder;

void write_element(DynamicBuilder& out, const XmlElement& element);

/// Children of one name are one entry: an array when there are several.
void write_children(DynamicBuilder& out, const std::vector<XmlElement>& children) {
  std::unordered_map<std::string_view, std::size_t> places;
  std::vector<std::vector<const XmlElement*>> groups;
  for (const XmlElement& child : children) {
    const auto [place, added] = places.emplace(child.name, groups.size());
    if (added) groups.emplace_back();
    groups[place->second].push_back(&child);
  }
  for (const auto& group : groups) {
    out.key(group.front()->name);
    if (group.size() > 1) out.begin_array();
    for (const XmlElement* child : group) write_element(out, *child);
    if (group.size() > 1) out.end_array();
  }
}

void write_element(DynamicBuilder& out, const XmlElement& element) {
  if (element.attributes.empty() && element.children.empty())
    return element.text.empty() ? out.null() : out.string(element.text);
  out.begin_bag();
  for (const auto& [name, value] : element.attributes) {
    out.key("@" + std::string(name));
    out.string(value);
  }
  if (!element.text.empty()) {
    out.key("#text");
    out.string(element.text);
  }
  write_children(out, element.children);
  out.end_bag();
}

bool parse_xml(DynamicBuilder& out, std::string_view text) {
  const std::optional<XmlElement> root = read_xml(text);
  if (!root) {
    out.null();
    return false;
  }
  out.begin_bag();
  out.key(root->name);
  write_element(out, *root);
  out.end_bag();
  return true;
}

}  // namespace

void add_xml_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "parse_xml",
      .category = "string",
      .summary =
          "Reads XML as a dynamic value: elements are bags, attributes begin with @, repeated elements are arrays.",
      .example = "print parse_xml('<forest depth=\"7\"><kelp/><seal>2</seal></forest>')",
      .naming = ResultNaming::first_argument,
      .overloads = {{.signature = "(xml_text:string) -> dynamic", .kernel = rows(parse_xml)}}});
}

}  // namespace kelpie::executor
