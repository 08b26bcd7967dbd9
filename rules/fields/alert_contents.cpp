// customDetails, alertDetailsOverride: what of the rows an alert shows.

#include <fmt/format.h>

#include "rules/detail/field_reader.hpp"
#include "rules/fields/fields.hpp"
#include "rules/text_template.hpp"

namespace kelpie::rules::detail {

namespace {

constexpr std::size_t most_details = 20;
constexpr std::size_t longest_key = 20;
constexpr std::size_t most_placeholders = 3;
constexpr std::size_t longest_title = 256;
constexpr std::size_t longest_description = 5000;

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || !letter(text.front())) return false;
  for (const char c : text) {
    if (!letter(c) && c != '_' && (c < '0' || c > '9')) return false;
  }
  return true;
}

void read_custom_details(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  for (const auto& [key, member] : reader.map(value, "customDetails")) {
    if (!is_name(key.text) || key.text.size() > longest_key) {
      reader.warn(key.span, "KR009",
                  fmt::format("The detail's name '{}' is not of the form that Sentinel takes: a letter, then letters, digits or _, {} in all.",
                              key.text, longest_key));
    }
    if (member.IsNull()) continue;
    if (auto column = reader.text(member, fmt::format("customDetails.{}", key.text))) {
      rule.custom_details.push_back({key.text, {std::move(column->text), column->span}});
    }
  }
  if (rule.custom_details.size() > most_details) {
    reader.warn(reader.span_of(value), "KR009", fmt::format("{} custom details; Sentinel takes {}.", rule.custom_details.size(), most_details));
  }
}

void read_template(const YAML::Node& value, std::string_view what, std::size_t longest, RuleReader& reader, TextTemplate& into) {
  auto text = reader.text(value, what);
  if (!text) return;
  if (text->text.size() > longest) reader.warn(text->span, "KR009", fmt::format("{} has {} bytes; Sentinel takes {}.", what, text->text.size(), longest));
  const std::size_t columns = columns_of_template(text->text).size();
  if (columns > most_placeholders) {
    reader.warn(text->span, "KR009", fmt::format("{} names {} columns; Sentinel takes {}.", what, columns, most_placeholders));
  }
  into = {std::move(text->text), text->span};
}

void read_properties(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  static constexpr std::string_view keys[] = {"alertProperty", "value"};
  for (const YAML::Node& node : reader.list(value, "alertDynamicProperties")) {
    NamedValue property;
    for (const auto& [key, member] : reader.map(node, "A dynamic property", keys)) {
      auto text = reader.text(member, key.text);
      if (!text) continue;
      if (key.text == "alertProperty") property.name = std::move(text->text);
      else property.column = {std::move(text->text), text->span};
    }
    if (property.name.empty() || property.column.column.empty()) {
      reader.error(reader.span_of(node), "KR006", "A dynamic property needs an alertProperty and a value.");
      continue;
    }
    rule.details.properties.push_back(std::move(property));
  }
}

void read_column(const YAML::Node& value, std::string_view what, RuleReader& reader, NamedColumn& into) {
  if (auto text = reader.text(value, what)) into = {std::move(text->text), text->span};
}

void read_alert_details(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  static constexpr std::string_view keys[] = {"alertDisplayNameFormat", "alertDescriptionFormat", "alertSeverityColumnName",
                                              "alertTacticsColumnName", "alertDynamicProperties"};
  for (const auto& [key, member] : reader.map(value, "alertDetailsOverride", keys)) {
    if (member.IsNull()) continue;
    if (key.text == keys[0]) read_template(member, key.text, longest_title, reader, rule.details.title);
    else if (key.text == keys[1]) read_template(member, key.text, longest_description, reader, rule.details.description);
    else if (key.text == keys[2]) read_column(member, key.text, reader, rule.details.severity);
    else if (key.text == keys[3]) read_column(member, key.text, reader, rule.details.tactics);
    else read_properties(member, reader, rule);
  }
}

}  // namespace

const FieldReader custom_details_field{"customDetails", read_custom_details};
const FieldReader alert_details_field{"alertDetailsOverride", read_alert_details};

}  // namespace kelpie::rules::detail
