#include "rules/runtime/triage.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace kelpie::rules {

namespace {

bool same(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  });
}

}  // namespace

std::string_view name_of(IncidentStage stage) {
  switch (stage) {
    case IncidentStage::fresh:
      return "New";
    case IncidentStage::active:
      return "Active";
    case IncidentStage::closed:
      return "Closed";
  }
  return "New";
}

std::optional<IncidentStage> incident_stage_named(std::string_view text) {
  for (const IncidentStage stage : {IncidentStage::fresh, IncidentStage::active, IncidentStage::closed}) {
    if (same(text, name_of(stage))) return stage;
  }
  return std::nullopt;
}

std::span<const Classification> classifications() {
  static const std::array<Classification, 4> all{{{"Undetermined", {}},
                                                  {"TruePositive", {"SuspiciousActivity"}},
                                                  {"BenignPositive", {"SuspiciousButExpected"}},
                                                  {"FalsePositive", {"IncorrectAlertLogic", "InaccurateData"}}}};
  return all;
}

std::string TriagedIncident::tag() const {
  return std::to_string(revision) + "-" + std::to_string(incident.alert_ids.size()) +
         (stage == IncidentStage::closed ? "-closed" : "-open");
}

}  // namespace kelpie::rules
