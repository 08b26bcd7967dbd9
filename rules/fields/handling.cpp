// eventGroupingSettings, suppression, incidentConfiguration, requiredDataConnectors: what becomes of alerts, and what the rule needs.

#include "rules/detail/field_reader.hpp"
#include "rules/fields/fields.hpp"

namespace kelpie::rules::detail {

namespace {

void read_grouping(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  static constexpr std::string_view keys[] = {"aggregationKind"};
  for (const auto& [key, member] : reader.map(value, "eventGroupingSettings", keys)) {
    if (member.IsNull()) continue;
    if (const auto kind = reader.one_of(member, "aggregationKind", {"SingleAlert", "AlertPerResult"})) rule.grouping = static_cast<EventGrouping>(*kind);
  }
}

void read_suppression(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  if (const auto on = reader.boolean(value, "suppressionEnabled")) rule.suppression = *on;
}

void read_suppression_duration(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  if (const auto ticks = reader.duration(value, "suppressionDuration")) {
    rule.suppression_duration = *ticks;
    reader.keep(LimitOf::suppression, *ticks, reader.span_of(value));
  }
}

std::vector<std::string> words(const YAML::Node& value, std::string_view what, RuleReader& reader, std::vector<parser::Span>* places = nullptr) {
  std::vector<std::string> result;
  for (PlacedText& text : reader.texts(value, what)) {
    result.push_back(std::move(text.text));
    if (places != nullptr) places->push_back(text.span);
  }
  return result;
}

void read_incident_grouping(const YAML::Node& value, RuleReader& reader, IncidentGrouping& grouping) {
  static constexpr std::string_view keys[] = {"enabled",         "reopenClosedIncident", "lookbackDuration",   "matchingMethod",
                                              "groupByEntities", "groupByAlertDetails",  "groupByCustomDetails"};
  static constexpr std::string_view methods[] = {"AllEntities", "AnyAlert", "Selected"};
  parser::Span method_place = reader.span_of(value);
  for (const auto& [key, member] : reader.map(value, "groupingConfiguration", keys)) {
    if (member.IsNull()) continue;
    if (key.text == keys[0]) grouping.enabled = reader.boolean(member, key.text).value_or(false);
    else if (key.text == keys[1]) grouping.reopen_closed = reader.boolean(member, key.text).value_or(false);
    else if (key.text == keys[2]) {
      const auto ticks = reader.duration(member, key.text);
      if (ticks) reader.keep(LimitOf::lookback, *ticks, reader.span_of(member));
      grouping.lookback = ticks.value_or(0);
    }
    else if (key.text == keys[3]) {
      method_place = reader.span_of(member);
      if (const auto method = reader.one_of(member, key.text, {methods[0], methods[1], methods[2]})) grouping.matching_method = methods[*method];
    } else if (key.text == keys[4]) grouping.by_entities = words(member, key.text, reader, &grouping.entity_places);
    else if (key.text == keys[5]) grouping.by_alert_details = words(member, key.text, reader, &grouping.alert_detail_places);
    else grouping.by_custom_details = words(member, key.text, reader, &grouping.custom_detail_places);
  }
  if (grouping.matching_method == "Selected" && grouping.by_entities.empty() && grouping.by_alert_details.empty() && grouping.by_custom_details.empty()) {
    reader.warn(method_place, "KR011", "matchingMethod is Selected, but nothing is selected.",
                "name something under groupByEntities, groupByAlertDetails or groupByCustomDetails");
  }
}

void read_incident(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  static constexpr std::string_view keys[] = {"createIncident", "groupingConfiguration"};
  for (const auto& [key, member] : reader.map(value, "incidentConfiguration", keys)) {
    if (member.IsNull()) continue;
    if (key.text == keys[0]) rule.incident.create = reader.boolean(member, key.text).value_or(true);
    else read_incident_grouping(member, reader, rule.incident.grouping);
  }
}

void read_connectors(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  static constexpr std::string_view keys[] = {"connectorId", "dataTypes", "datatypes"};
  for (const YAML::Node& node : reader.list(value, "requiredDataConnectors")) {
    if (node.IsNull()) continue;
    RequiredConnector connector;
    for (const auto& [key, member] : reader.map(node, "A required connector", keys)) {
      if (member.IsNull()) continue;
      if (key.text == keys[0]) {
        if (auto text = reader.text(member, key.text)) {
          connector.connector = std::move(text->text);
          connector.span = text->span;
        }
      } else {
        connector.data_types = words(member, key.text, reader);
      }
    }
    rule.connectors.push_back(std::move(connector));
  }
}

}  // namespace

const FieldReader grouping_field{"eventGroupingSettings", read_grouping};
const FieldReader suppression_field{"suppressionEnabled", read_suppression};
const FieldReader suppression_duration_field{"suppressionDuration", read_suppression_duration};
const FieldReader incident_field{"incidentConfiguration", read_incident};
const FieldReader connectors_field{"requiredDataConnectors", read_connectors};

}  // namespace kelpie::rules::detail
