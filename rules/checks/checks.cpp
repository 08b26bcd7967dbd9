#include <algorithm>
#include <array>
#include <vector>

#include "rules/checks/binding.hpp"
#include "rules/checks/list.hpp"
#include "rules/limits.hpp"

namespace kelpie::rules {

namespace {

constexpr parser::Severity error = parser::Severity::error;
constexpr parser::Severity warning = parser::Severity::warning;

/// What load_rules() and compile_rule() tell.
constexpr std::array<Check, 16> told_by_loading = {{
    {"KR001", "unreadable-file", "The file cannot be read.", error},
    {"KR002", "no-yaml", "The file is no YAML.", error},
    {"KR003", "too-deep-or-too-large", "The file nests too deep, or holds too much.", error},
    {"KR004", "unknown-key", "A rule has no such key.", warning},
    {"KR005", "key-twice", "A key stands twice.", error},
    {"KR006", "required-key", "A key without which the rule cannot run is missing.", error},
    {"KR007", "wrong-type", "A value is of another type than the key takes.", error},
    {"KR008", "value-not-allowed", "A value is none of those that the key takes.", error},
    {"KR010", "id-twice", "Two rules have one id.", error},
    {"KR011", "contradiction", "Two settings contradict each other.", warning},
    {"KR012", "missing-column", "The rule names a column that its query does not give.", warning},
    {"KR013", "number-of-results", "The query gives no result, or several.", error},
    {"KR014", "entity-mapping", "An entity mapping is incomplete, doubled or of no known type.", error},
    {"KR015", "period-shorter-than-frequency", "Events between two runs are never seen.", error},
    {"KR016", "custom-detail-name", "A custom detail is named in a way that Sentinel does not take.", error},
    {"KR017", "column-name", "A column is named in a way that alerts cannot show.", error},
}};

std::vector<Check> list() {
  using namespace detail;
  std::vector<Check> checks(told_by_loading.begin(), told_by_loading.end());
  for (const Limit& limit : all_limits())
    checks.push_back(
        {limit.code, limit.name, "A value is outside of what Sentinel takes.", limit.refused_by_ci ? error : warning});
  for (const Check* check : {
           &missing_key,
           &version_form,
           &file_name_twice,
           &beyond_ascii,
           &unknown_connector,
           &all_tables,
           &old_entity_column,
           &missing_table,
           &uncollected_column,
           &look_back_beyond_period,
           &bin_wider_than_period,
           &technique_of_another_tactic,
           &unknown_technique,
           &revoked_technique,
           &deprecated_technique,
           &never_triggers,
           &always_triggers,
           &short_suppression,
           &threshold_of_single_results,
           &schedule_of_nrt,
           &scan_of_all_time,
           &contains_for_has,
           &changed_case,
           &whole_table_joined,
           &all_columns,
           &plain_regex,
           &late_filter,
           &old_function,
           &weak_entity,
           &account_with_only_a_name,
           &old_identifier,
           &grouped_by_nothing,
           &grouping_without_incident,
           &old_key,
       }) {
    checks.push_back(*check);
  }
  return checks;
}

}  // namespace

std::span<const Check> all_checks() {
  static const std::vector<Check> checks = list();
  return checks;
}

bool refused_by_ci(std::string_view code) {
  for (const std::string_view refused : {"KR008", "KR014", "KR015", "KR016", "KR017"}) {
    if (code == refused) return true;
  }
  const auto limits = all_limits();
  return std::any_of(limits.begin(), limits.end(),
                     [&](const Limit& limit) { return limit.code == code && limit.refused_by_ci; });
}

}  // namespace kelpie::rules
