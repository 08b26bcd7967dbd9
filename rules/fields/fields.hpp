#pragma once

namespace kelpie::rules::detail {
struct FieldReader;

// One family of keys a file of this folder. A new key: a reader in its file, a name here, a line in fields.cpp.
extern const FieldReader id_field, name_field, description_field, kind_field, status_field, version_field, tags_field, enabled_field;
extern const FieldReader query_field;
extern const FieldReader frequency_field, period_field, trigger_field, threshold_field;
extern const FieldReader severity_field, tactics_field, techniques_field;
extern const FieldReader entities_field;
extern const FieldReader custom_details_field;
extern const FieldReader alert_details_field;
extern const FieldReader grouping_field;
extern const FieldReader suppression_field, suppression_duration_field;
extern const FieldReader incident_field;
extern const FieldReader connectors_field;
extern const FieldReader entity_columns_field, start_time_field, metadata_field;

}  // namespace kelpie::rules::detail
