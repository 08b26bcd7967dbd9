#include "rules/testing/expectation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/entity_types.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

const std::vector<std::string> alert_keys{
    "id",        "title",   "severity",   "description", "rule",          "origin",     "incidentId", "windowStart",
    "windowEnd", "tactics", "techniques", "entities",    "customDetails", "properties", "rowCount",   "rows"};
const std::vector<std::string> incident_keys{"id",         "title",  "severity",       "status",
                                             "alertCount", "alerts", "firstAlertTime", "lastAlertTime"};

/// Tells of keys that no alert or incident has: a pattern that misspells one would compare with nothing.
class KeyCheck {
 public:
  KeyCheck(std::string_view section, const std::vector<std::string>& keys, TestReader& reader)
      : section_(section), keys_(keys), reader_(reader) {}

  /// A pattern of one, of a list of them, or a comparison that holds such.
  void check(const PlacedValue& value) const {
    for (const PlacedValue& element : value.elements) check(element);
    if (!value.is_map()) return;
    const auto compares = [](const std::string& key) {
      return key == "exactly" || key == "contains" || key == "not" || key == "in" || key == "equals";
    };
    for (const PlacedMember& member : value.members) {
      if (compares(member.key)) {
        check(member.value);
      } else if (std::find(keys_.begin(), keys_.end(), member.key) == keys_.end()) {
        std::string hint = executor::did_you_mean(member.key, keys_);
        if (hint.empty()) hint = fmt::format("there are {}", fmt::join(keys_, ", "));
        reader_.error(member.key_span, "KT004", fmt::format("{} have no '{}'.", section_, member.key), std::move(hint));
      } else if (member.key == "severity" && member.value.is_text() && !severity_named(member.value.text)) {
        reader_.error(
            member.value.span, "KT008",
            fmt::format("severity is '{}'; Informational, Low, Medium and High are allowed.", member.value.text));
      } else if (member.key == "entities") {
        for (const PlacedValue& entity : member.value.elements) check_entity(entity);
      }
    }
  }

 private:
  void check_entity(const PlacedValue& entity) const {
    const PlacedValue* type = entity.find("type");
    if (type == nullptr || !type->is_text()) return;
    const EntityType* known = entity_type_named(type->text);
    if (known == nullptr) {
      reader_.error(type->span, "KT008", fmt::format("There is no type of entity '{}'.", type->text),
                    executor::did_you_mean(type->text, entity_type_names()));
      return;
    }
    if (known->identifiers.empty()) return;
    std::vector<std::string> identifiers(known->identifiers.begin(), known->identifiers.end());
    identifiers.emplace_back("type");
    reader_.only(entity, fmt::format("The entity {}", known->name), identifiers);
  }

  std::string_view section_;
  const std::vector<std::string>& keys_;
  TestReader& reader_;
};

/// A severity and a type of entity in the alert's own spelling.
PlacedValue spelt(PlacedValue value, const std::string& key = {}) {
  for (PlacedValue& element : value.elements) element = spelt(std::move(element), key);
  for (PlacedMember& member : value.members)
    member.value = spelt(std::move(member.value), key == "entities" && member.key == "type" ? "type" : member.key);
  if (!value.is_text()) return value;
  if (key == "severity") {
    if (const auto severity = severity_named(value.text)) value.text = name_of(*severity);
  } else if (key == "type") {
    if (const EntityType* type = entity_type_named(value.text)) value.text = type->name;
  }
  return value;
}

bool is_count(const PlacedValue& value) {
  const auto number = value.is_text() && !value.quoted ? tables::parse_long(value.text) : std::nullopt;
  return number && *number >= 0;
}

ValuePattern joined(ValuePattern first, ValuePattern second) {
  for (auto& matcher : second.matchers) first.matchers.push_back(std::move(matcher));
  return first;
}

/// A number of things, or what they are like.
ValuePattern read_things(const std::string& section, const PlacedValue& value, TestReader& reader) {
  if (is_count(value)) return length_pattern(MatcherKind::equals, value.text, value.span);
  if (value.is_text() || value.is_null()) {
    if (value.text == "none") return length_pattern(MatcherKind::equals, "0", value.span);
    reader.error(value.span, "KT008",
                 fmt::format("{} is '{}'; a number, 'none', min and max, or a list is expected.", section, value.text));
    return {};
  }
  if (section == "alerts")
    KeyCheck("Alerts", alert_keys, reader).check(value.find("min") || value.find("max") ? PlacedValue{} : value);
  if (section == "incidents")
    KeyCheck("Incidents", incident_keys, reader).check(value.find("min") || value.find("max") ? PlacedValue{} : value);
  const PlacedValue* min = value.find("min");
  const PlacedValue* max = value.find("max");
  if (min == nullptr && max == nullptr) {
    // One thing that is written without a list around it.
    const bool comparison = value.is_map() && (value.find("exactly") || value.find("contains") ||
                                               value.find("length") || value.find("not"));
    if (value.is_list() || comparison) return read_pattern(section == "rows" ? value : spelt(value), reader);
    PlacedValue list;
    list.kind = PlacedValue::Kind::list;
    list.span = value.span;
    list.elements.push_back(section == "rows" ? value : spelt(value));
    return read_pattern(list, reader);
  }
  reader.only(value, section, {"min", "max"});
  ValuePattern pattern;
  pattern.kind = ValuePattern::Kind::matchers;
  pattern.span = value.span;
  for (const auto& [bound, comparison] : {std::pair{min, MatcherKind::gte}, std::pair{max, MatcherKind::lte}}) {
    if (bound == nullptr) continue;
    if (!is_count(*bound))
      reader.error(bound->span, "KT007",
                   fmt::format("'{}' is no number; a whole number from 0 on is expected.", bound->text));
    pattern = joined(std::move(pattern), length_pattern(comparison, bound->text, bound->span));
  }
  return pattern;
}

}  // namespace

const std::vector<std::string>& expectation_sections() {
  static const std::vector<std::string> sections{"alerts", "incidents", "rows", "columns", "runs", "suppressed"};
  return sections;
}

Expectation read_expectation(const PlacedValue& value, TestReader& reader) {
  Expectation expectation{value.span, {}};
  if (value.is_text()) {
    if (value.text == "alerts") {
      expectation.sections.emplace_back("alerts", length_pattern(MatcherKind::gte, "1", value.span));
    } else if (value.text == "no alerts" || value.text == "none") {
      expectation.sections.emplace_back("alerts", length_pattern(MatcherKind::equals, "0", value.span));
    } else {
      reader.error(value.span, "KT008",
                   fmt::format("'expect' is '{}'; 'alerts', 'no alerts' or a map is expected.", value.text));
    }
    return expectation;
  }
  if (!value.is_map()) {
    reader.expected(value, "'expect'", "'alerts', 'no alerts' or a map");
    return expectation;
  }
  reader.only(value, "'expect'", expectation_sections());
  for (const PlacedMember& member : value.members) {
    const auto& known = expectation_sections();
    if (std::find(known.begin(), known.end(), member.key) == known.end()) continue;
    const bool things = member.key == "alerts" || member.key == "incidents" || member.key == "rows";
    expectation.sections.emplace_back(
        member.key, things ? read_things(member.key, member.value, reader) : read_pattern(member.value, reader));
  }
  if (value.members.empty())
    reader.error(value.span, "KT006", "'expect' says nothing.", "write expect: alerts, or expect: no alerts");
  return expectation;
}

}  // namespace kelpie::rules::testing
