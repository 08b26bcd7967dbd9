#include "rules/fields/fields.hpp"

#include "rules/detail/field_reader.hpp"

namespace kelpie::rules::detail {

namespace {

/// Keys of the published format that say nothing about detection.
void ignore(const YAML::Node&, RuleReader&, Rule&) {}

}  // namespace

std::span<const FieldReader> field_readers() {
  static const FieldReader readers[] = {
      id_field,
      name_field,
      description_field,
      {"description-detailed", ignore},
      {"description_detailed", ignore},
      kind_field,
      status_field,
      version_field,
      tags_field,
      enabled_field,
      query_field,
      frequency_field,
      period_field,
      trigger_field,
      threshold_field,
      severity_field,
      tactics_field,
      techniques_field,
      {"threatAnalysisTactics", ignore},
      {"threatAnalysisTechniques", ignore},
      {"subTechniques", ignore},
      entities_field,
      entity_columns_field,
      custom_details_field,
      alert_details_field,
      grouping_field,
      suppression_field,
      suppression_duration_field,
      incident_field,
      connectors_field,
      {"alertRuleTemplateName", ignore},
      {"templateVersion", ignore},
      start_time_field,
      metadata_field,
      {"author", ignore},
      {"source", ignore},
      {"support", ignore},
      {"categories", ignore},
  };
  return readers;
}

}  // namespace kelpie::rules::detail
