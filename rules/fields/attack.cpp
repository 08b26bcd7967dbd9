// severity, tactics, relevantTechniques: how bad it is, and what of MITRE ATT&CK it shows.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/detail/field_reader.hpp"
#include "rules/fields/fields.hpp"
#include "rules/tactics.hpp"

namespace kelpie::rules::detail {

namespace {

/// T1078 or T1078.004.
bool is_technique(std::string_view text) {
  const auto digits = [](std::string_view part) { return part.find_first_not_of("0123456789") == std::string_view::npos; };
  if (text.size() != 5 && text.size() != 9) return false;
  return text[0] == 'T' && digits(text.substr(1, 4)) && (text.size() == 5 || (text[5] == '.' && digits(text.substr(6))));
}

void read_rule_severity(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  if (const auto level = reader.one_of(value, "severity", {"Informational", "Low", "Medium", "High"})) {
    rule.severity = static_cast<AlertSeverity>(*level);
  }
}

void read_tactics(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  for (PlacedText& tactic : reader.texts(value, "tactics")) {
    if (const auto known = tactic_named(tactic.text)) {
      rule.tactics.emplace_back(*known);
      rule.places.tactics.push_back(tactic.span);
      continue;
    }
    const auto all = all_tactics();
    reader.warn(tactic.span, "KR008", fmt::format("'{}' is no tactic of MITRE ATT&CK.", tactic.text),
                executor::did_you_mean(tactic.text, {all.begin(), all.end()}));
    rule.tactics.push_back(std::move(tactic.text));
    rule.places.tactics.push_back(tactic.span);
  }
}

void read_techniques(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  for (PlacedText& technique : reader.texts(value, "relevantTechniques")) {
    if (!is_technique(technique.text)) {
      reader.warn(technique.span, "KR008", fmt::format("'{}' is no technique of MITRE ATT&CK.", technique.text), "write T1078 or T1078.004");
    }
    rule.techniques.push_back(std::move(technique.text));
    rule.places.techniques.push_back(technique.span);
  }
}

}  // namespace

const FieldReader severity_field{"severity", read_rule_severity};
const FieldReader tactics_field{"tactics", read_tactics};
const FieldReader techniques_field{"relevantTechniques", read_techniques};

}  // namespace kelpie::rules::detail
