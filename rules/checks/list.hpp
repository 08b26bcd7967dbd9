#pragma once

#include "rules/checks/check.hpp"

namespace kelpie::rules::detail {

// One family of checks a file of this folder. A new check: a Check in its file, a name here, a line in checks.cpp, a
// page in docs/diagnostics/ and a rule that breaks it in tests/golden/rules/checks/.
extern const Check missing_key, version_form, file_name_twice, beyond_ascii, unknown_connector;  // published_form.cpp
extern const Check all_tables, old_entity_column;                                                // query_form.cpp
extern const Check look_back_beyond_period, bin_wider_than_period;                               // look_back.cpp
extern const Check technique_of_another_tactic, unknown_technique, revoked_technique,
    deprecated_technique;  // attack_techniques.cpp
extern const Check never_triggers, always_triggers, short_suppression, threshold_of_single_results,
    schedule_of_nrt;  // trigger.cpp
extern const Check scan_of_all_time, contains_for_has, changed_case, whole_table_joined, all_columns, plain_regex,
    late_filter, old_function;  // cost_*.cpp
extern const Check weak_entity, account_with_only_a_name, old_identifier, grouped_by_nothing, grouping_without_incident,
    old_key;  // alert_contents.cpp

}  // namespace kelpie::rules::detail
