// customDetails, alertDetailsOverride: what of the rows an alert shows.

#include <fmt/format.h>

#include "rules/detail/column_names.hpp"
#include "rules/detail/field_reader.hpp"
#include "rules/fields/fields.hpp"
#include "rules/text_template.hpp"

namespace kelpie::rules::detail {

namespace {

void read_custom_details(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  for (const auto& [key, member] : reader.map(value, "customDetails")) {
    if (!is_name(key.text)) {
      reader.warn(key.span, "KR016", fmt::format("The detail's name '{}' is not of the form that Sentinel takes: a letter, then letters, digits or _.", key.text));
    }
    reader.keep(LimitOf::custom_detail_name, characters_of(key.text), key.span);
    if (member.IsNull()) continue;
    if (auto column = reader.text(member, fmt::format("customDetails.{}", key.text))) {
      check_column_name(*column, reader);
      rule.custom_details.push_back({key.text, {std::move(column->text), column->span}});
    }
  }
  reader.keep(LimitOf::custom_details, static_cast<std::int64_t>(rule.custom_details.size()), reader.span_of(value));
}

void read_template(const YAML::Node& value, LimitOf length, LimitOf placeholders, RuleReader& reader, TextTemplate& into) {
  auto text = reader.text(value, limit(length).what);
  if (!text) return;
  reader.keep(length, characters_of(text->text), text->span);
  // Sentinel counts places, not columns: one that is named twice counts twice.
  std::int64_t places = 0;
  for (const TemplatePart& part : parse_template(text->text)) places += part.is_column ? 1 : 0;
  if (!keeps(limit(placeholders), places)) {
    reader.warn(text->span, std::string(limit(placeholders).code),
                fmt::format("{} has {} places for columns; Sentinel takes up to {}.", limit(placeholders).what, places, limit(placeholders).most));
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
    if (key.text == keys[0]) read_template(member, LimitOf::title_format, LimitOf::title_placeholders, reader, rule.details.title);
    else if (key.text == keys[1]) read_template(member, LimitOf::description_format, LimitOf::description_placeholders, reader, rule.details.description);
    else if (key.text == keys[2]) read_column(member, key.text, reader, rule.details.severity);
    else if (key.text == keys[3]) read_column(member, key.text, reader, rule.details.tactics);
    else read_properties(member, reader, rule);
  }
}

}  // namespace

const FieldReader custom_details_field{"customDetails", read_custom_details};
const FieldReader alert_details_field{"alertDetailsOverride", read_alert_details};

}  // namespace kelpie::rules::detail
