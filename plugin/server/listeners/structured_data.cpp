#include <algorithm>
#include <utility>
#include <vector>

#include "plugin/output/json_writer.hpp"
#include "plugin/server/listeners/syslog_events.hpp"

namespace kelpie::server {

namespace {

struct Parameter {
  std::string_view name;
  std::vector<std::string> values;
};
struct Element {
  std::string_view id;
  std::vector<Parameter> parameters;
};

template <typename Named>
auto& entry_of(std::vector<Named>& entries, std::string_view name, std::string_view Named::*key) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Named& one) { return one.*key == name; });
  if (found != entries.end()) return *found;
  entries.emplace_back().*key = name;
  return entries.back();
}

std::vector<Element> elements_of(std::string_view data) {
  std::vector<Element> elements;
  std::size_t at = 0;
  const auto name = [&] {
    const std::size_t begin = at;
    while (at < data.size() && data[at] != ' ' && data[at] != ']' && data[at] != '=') ++at;
    return data.substr(begin, at - begin);
  };
  while (at < data.size() && data[at] == '[') {
    ++at;
    Element& element = entry_of(elements, name(), &Element::id);
    while (at < data.size() && data[at] == ' ') {
      ++at;
      std::string& value = entry_of(element.parameters, name(), &Parameter::name).values.emplace_back();
      // RFC 5424, section 6.3.3: a backslash escapes '"', '\' and ']', and is itself before anything else.
      for (at += 2; at < data.size() && data[at] != '"'; ++at) {
        if (data[at] == '\\' && at + 1 < data.size()) {
          const char next = data[at + 1];
          if (next != '"' && next != '\\' && next != ']') value += '\\';
          ++at;
        }
        value += data[at];
      }
      ++at;
    }
    ++at;
  }
  return elements;
}

template <typename Entries, typename Write>
void append_object(const Entries& entries, std::string_view (*key)(const typename Entries::value_type&),
                   std::string& json, const Write& write) {
  json += '{';
  bool first = true;
  for (const auto& entry : entries) {
    if (!std::exchange(first, false)) json += ',';
    plugin::append_json_string(key(entry), json);
    json += ':';
    write(entry);
  }
  json += '}';
}

void append_values(const std::vector<std::string>& values, std::string& json) {
  if (values.size() == 1) return plugin::append_json_string(values.front(), json);
  json += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) json += ',';
    plugin::append_json_string(values[i], json);
  }
  json += ']';
}

}  // namespace

void append_structured_data(std::string_view data, std::string& json) {
  append_object(
      elements_of(data), +[](const Element& element) { return element.id; }, json,
      [&](const Element& element) {
        append_object(
            element.parameters, +[](const Parameter& parameter) { return parameter.name; }, json,
            [&](const Parameter& parameter) { append_values(parameter.values, json); });
      });
}

}  // namespace kelpie::server
