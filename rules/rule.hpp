#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/span.hpp"

namespace kelpie::rules {

/// A file as it was read: what places and carets refer to. A byte order mark is cut off.
struct SourceFile {
  std::string path;
  std::string text;
};

enum class RuleKind { scheduled, nrt, hunting };
enum class AlertSeverity { informational, low, medium, high };
enum class TriggerOperator { greater_than, less_than, equal, not_equal };
enum class EventGrouping { single_alert, alert_per_result };

/// A column of the query's output that the rule names, and where its file does so.
struct NamedColumn {
  std::string column;
  parser::Span span;  // in the file
};

struct EntityField {
  std::string identifier;  // "UPNSuffix"
  NamedColumn column;
  parser::Span span{};  // of the identifier in the file
};
struct EntityMapping {
  std::string type;  // "Account"
  std::vector<EntityField> fields;
  parser::Span span{};  // of the type in the file
};

/// A value that the alert carries under a name of the rule's choice.
struct NamedValue {
  std::string name;
  NamedColumn column;
};

/// Text with {{Column}} in it.
struct TextTemplate {
  std::string text;
  parser::Span span;  // of the text in the file
};

/// What of the alert the rows decide instead of the rule. Empty members decide nothing.
struct AlertDetails {
  TextTemplate title;
  TextTemplate description;
  NamedColumn severity;
  NamedColumn tactics;
  std::vector<NamedValue> properties;  // alertDynamicProperties
};

struct IncidentGrouping {
  bool enabled = false;
  bool reopen_closed = false;
  std::int64_t lookback = 0;    // ticks
  std::string matching_method;  // AllEntities, AnyAlert, Selected
  std::vector<std::string> by_entities;
  std::vector<std::string> by_alert_details;
  std::vector<std::string> by_custom_details;
  std::vector<parser::Span> entity_places, alert_detail_places, custom_detail_places;  // in the file, one a name
};
struct IncidentSettings {
  bool create = true;
  IncidentGrouping grouping;
};

struct RequiredConnector {
  std::string connector;
  std::vector<std::string> data_types;
  parser::Span span{};  // of the connector in the file
};

/// Where a rule's file says what.
struct RulePlaces {
  struct Key {
    std::string name;
    parser::Span span;
  };
  parser::Span start;     // of the rule
  std::vector<Key> keys;  // of the rule itself, those with a value
  std::vector<parser::Span> tactics, techniques;  // one a name

  /// Where the key stands; the rule's start when it is absent.
  [[nodiscard]] parser::Span of(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const;
};

/// A detection rule as its file says it, in Microsoft Sentinel's form. A plain value: it depends on no catalog and no YAML library.
struct Rule {
  std::shared_ptr<const SourceFile> source;

  std::string id;
  std::string name;
  std::string description;
  RuleKind kind = RuleKind::scheduled;
  AlertSeverity severity = AlertSeverity::medium;
  std::string status;
  std::string version;
  std::vector<std::string> tags;

  std::string query;
  /// Offset in the file of every byte of the query, and of its end: one more than the query has bytes.
  std::vector<std::uint32_t> query_offsets;

  std::int64_t frequency = 0;  // ticks between runs; 0 of a hunting query
  std::int64_t period = 0;     // ticks that a run looks back
  std::optional<std::int64_t> start_time{};  // ticks, startTimeUtc: of a scheduled rule's first run, from which the others are counted
  TriggerOperator trigger = TriggerOperator::greater_than;
  std::uint64_t threshold = 0;

  std::vector<std::string> tactics;
  std::vector<std::string> techniques;
  std::vector<EntityMapping> entities;
  std::vector<NamedValue> custom_details;
  AlertDetails details;
  EventGrouping grouping = EventGrouping::single_alert;
  bool suppression = false;
  std::int64_t suppression_duration = 0;  // ticks
  IncidentSettings incident;
  std::vector<RequiredConnector> connectors;
  std::vector<NamedColumn> entity_columns;  // sentinelEntitiesMappings: columns that hold whole entities
  bool enabled = true;
  RulePlaces places;
};

/// Where a stretch of a text stands in its file, by the offset of every byte of the text and of its end.
[[nodiscard]] parser::Span place_of(parser::Span in_text, std::span<const std::uint32_t> offsets);

/// "Scheduled", "NRT", "Hunting".
[[nodiscard]] std::string_view name_of(RuleKind kind);
/// "Informational", "Low", "Medium", "High".
[[nodiscard]] std::string_view name_of(AlertSeverity severity);
/// The severity of that name, in any case.
[[nodiscard]] std::optional<AlertSeverity> severity_named(std::string_view text);
/// "GreaterThan", ...
[[nodiscard]] std::string_view name_of(TriggerOperator trigger);
/// "SingleAlert", "AlertPerResult".
[[nodiscard]] std::string_view name_of(EventGrouping grouping);

}  // namespace kelpie::rules
