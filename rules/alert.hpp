#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "rules/rule.hpp"

namespace kelpie::rules {

/// Somebody or something that an alert is about: type and identifiers with their values, in the mapping's order.
struct AlertEntity {
  std::string type;
  std::vector<std::pair<std::string, std::string>> identifiers;
  bool operator==(const AlertEntity&) const = default;
};

/// A value under a name; several where the rows hold several.
struct AlertDetail {
  std::string name;
  std::vector<std::string> values;
};

/// What an alert tells of: events that a rule found, or a rule that does not work any more.
enum class AlertOrigin { detection, health };

struct Alert {
  /// 32 hex digits: XXH3 of rule id, rule version, window end and the grouping key. The same events raise it again under the same id.
  std::string id;
  std::string rule_id;
  std::string rule_name;
  std::string rule_version;
  AlertOrigin origin = AlertOrigin::detection;
  RuleKind rule_kind = RuleKind::scheduled;
  AlertSeverity severity = AlertSeverity::medium;
  std::vector<std::string> tactics;
  std::vector<std::string> techniques;
  std::string title;
  std::string description;
  std::vector<AlertEntity> entities;
  std::vector<AlertDetail> custom_details;
  std::vector<AlertDetail> properties;
  std::int64_t window_start = 0;  // ticks, inclusive
  std::int64_t window_end = 0;    // ticks, exclusive; the time of the run
  /// The incident that it belongs to; empty: none.
  std::string incident_id;
  std::uint64_t row_count = 0;  // rows behind this alert
  /// The first of these rows, each one JSON object.
  std::vector<std::string> rows;
};

/// Rows that an alert shows.
inline constexpr std::size_t alert_sample_rows = 10;

}  // namespace kelpie::rules
