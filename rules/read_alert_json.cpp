#include <algorithm>

#include "rules/alert_json.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using tables::DynamicKind;
using tables::DynamicView;

/// Reads the keys of one bag. What is not of the kind that the field wants makes the whole unsound.
class Fields {
 public:
  Fields(DynamicView bag, bool& sound) : bag_(bag), sound_(sound) { expect(bag_.kind() == DynamicKind::bag); }

  [[nodiscard]] std::optional<DynamicView> find(std::string_view key, DynamicKind kind) {
    const DynamicView value = bag_.kind() == DynamicKind::bag ? bag_.find(key) : DynamicView();
    if (value.is_null()) return std::nullopt;
    if (!expect(value.kind() == kind)) return std::nullopt;
    return value;
  }

  void read(std::string_view key, std::string& into) {
    if (const auto value = find(key, DynamicKind::string)) into = value->as_string();
  }

  void read(std::string_view key, std::vector<std::string>& into) {
    if (const auto value = find(key, DynamicKind::array)) read_texts(*value, into);
  }

  void read(std::string_view key, std::vector<AlertDetail>& into) {
    const auto details = find(key, DynamicKind::bag);
    for (std::size_t i = 0; details && i < details->size(); ++i) {
      AlertDetail& detail = into.emplace_back();
      detail.name = details->key(i);
      if (expect(details->value(i).kind() == DynamicKind::array)) read_texts(details->value(i), detail.values);
    }
  }

  void read_time(std::string_view key, std::int64_t& into) {
    const auto value = find(key, DynamicKind::string);
    if (!value) return;
    const auto ticks = tables::parse_datetime(value->as_string());
    if (expect(ticks.has_value())) into = *ticks;
  }

  /// A value that the text names: `named` gives it, or nothing.
  template <typename T, typename Named>
  void read_named(std::string_view key, T& into, Named named) {
    const auto value = find(key, DynamicKind::string);
    if (!value) return;
    const std::optional<T> found = named(value->as_string());
    if (expect(found.has_value())) into = *found;
  }

  bool expect(bool holds) {
    sound_ = sound_ && holds;
    return holds;
  }

 private:
  void read_texts(DynamicView array, std::vector<std::string>& into) {
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (expect(array.element(i).kind() == DynamicKind::string)) into.emplace_back(array.element(i).as_string());
    }
  }

  DynamicView bag_;
  bool& sound_;
};

std::optional<RuleKind> kind_named(std::string_view text) {
  for (const RuleKind kind : {RuleKind::scheduled, RuleKind::nrt, RuleKind::hunting}) {
    if (name_of(kind) == text) return kind;
  }
  return std::nullopt;
}

std::optional<AlertOrigin> origin_named(std::string_view text) {
  if (text == "detection") return AlertOrigin::detection;
  if (text == "health") return AlertOrigin::health;
  return std::nullopt;
}

void read_entities(Fields& fields, Alert& alert) {
  const auto entities = fields.find("entities", DynamicKind::array);
  for (std::size_t i = 0; entities && i < entities->size(); ++i) {
    const DynamicView bag = entities->element(i);
    if (!fields.expect(bag.kind() == DynamicKind::bag)) return;
    AlertEntity& entity = alert.entities.emplace_back();
    for (std::size_t k = 0; k < bag.size(); ++k) {
      if (!fields.expect(bag.value(k).kind() == DynamicKind::string)) return;
      if (bag.key(k) == "type")
        entity.type = bag.value(k).as_string();
      else
        entity.identifiers.emplace_back(bag.key(k), bag.value(k).as_string());
    }
  }
}

}  // namespace

std::optional<Alert> read_alert_json(std::string_view text) {
  tables::DynamicBuilder builder;
  if (!tables::parse_json(text, builder)) return std::nullopt;
  Alert alert;
  bool sound = true;
  Fields fields(DynamicView(builder.bytes()), sound);
  fields.read("id", alert.id);
  fields.read("title", alert.title);
  fields.read_named("severity", alert.severity, severity_named);
  fields.read("description", alert.description);
  if (const auto bag = fields.find("rule", DynamicKind::bag)) {
    Fields rule(*bag, sound);
    rule.read("id", alert.rule_id);
    rule.read("name", alert.rule_name);
    rule.read("version", alert.rule_version);
    rule.read_named("kind", alert.rule_kind, kind_named);
  }
  fields.read_named("origin", alert.origin, origin_named);
  fields.read("incidentId", alert.incident_id);
  fields.read_time("windowStart", alert.window_start);
  fields.read_time("windowEnd", alert.window_end);
  fields.read("tactics", alert.tactics);
  fields.read("techniques", alert.techniques);
  read_entities(fields, alert);
  fields.read("customDetails", alert.custom_details);
  fields.read("properties", alert.properties);
  if (const auto count = fields.find("rowCount", DynamicKind::long_)) {
    if (fields.expect(count->as_integer() >= 0)) alert.row_count = static_cast<std::uint64_t>(count->as_integer());
  }
  const auto rows = fields.find("rows", DynamicKind::array);
  for (std::size_t i = 0; rows && i < rows->size(); ++i) alert.rows.push_back(tables::to_text(rows->element(i)));
  if (!sound || alert.id.empty()) return std::nullopt;
  return alert;
}

}  // namespace kelpie::rules
