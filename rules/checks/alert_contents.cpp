// What an alert will hold: whether entities tell one from another, and what incidents are grouped by.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/checks/list.hpp"
#include "rules/entity_types.hpp"

namespace kelpie::rules::detail {

namespace {

/// Identifiers that are no part of an entity: Sentinel takes them from old rules (entity types reference, footnote to
/// the table).
bool is_old_identifier(const EntityMapping& mapping, const EntityField& field) {
  return field.identifier == "FullName" || (mapping.type == "Account" && field.identifier == "DisplayName");
}
bool has_old_identifier(const EntityMapping& mapping) {
  return std::any_of(mapping.fields.begin(), mapping.fields.end(),
                     [&](const EntityField& field) { return is_old_identifier(mapping, field); });
}
bool is_only_a_name(const EntityMapping& mapping) {
  return mapping.type == "Account" && mapping.fields.size() == 1 && mapping.fields.front().identifier == "Name";
}

std::string strong_in_words(const EntityType& type) {
  std::vector<std::string> sets;
  for (const auto& set : type.strong) sets.push_back(fmt::format("{}", fmt::join(set, "+")));
  return fmt::format("{}", fmt::join(sets, ", "));
}

void check_strength(const Rule& rule, Findings& findings) {
  for (const EntityMapping& mapping : rule.entities) {
    const EntityType* type = entity_type_named(mapping.type);
    // One that lacks what it must have is told when it is read.
    if (type == nullptr || type->strong.empty() || !type->is_complete(mapping) || type->is_strong(mapping)) continue;
    if (has_old_identifier(mapping) || is_only_a_name(mapping)) continue;
    findings.tell(rule, mapping.span,
                  fmt::format("These identifiers do not tell one {} from all others.", mapping.type),
                  fmt::format("map one of {}", strong_in_words(*type)));
  }
}

void check_names(const Rule& rule, Findings& findings) {
  for (const EntityMapping& mapping : rule.entities) {
    if (!is_only_a_name(mapping)) continue;
    findings.tell(rule, mapping.fields.front().span,
                  "An Account with nothing but a Name is left out of the alert when it is called ADMIN, ROOT, SYSTEM "
                  "or the like.",
                  "map UPNSuffix, NTDomain, AadUserId or Sid, too");
  }
}

void check_old_identifiers(const Rule& rule, Findings& findings) {
  for (const EntityMapping& mapping : rule.entities) {
    const EntityType* type = entity_type_named(mapping.type);
    if (type == nullptr || type->is_strong(mapping)) continue;
    for (const EntityField& field : mapping.fields) {
      if (!is_old_identifier(mapping, field)) continue;
      findings.tell(
          rule, field.span,
          fmt::format("{} is taken for old rules' sake only: by it alone no {} is told from another for certain.",
                      field.identifier, mapping.type),
          mapping.type == "Account" ? "map Name and UPNSuffix, or AadUserId" : "map HostName and DnsDomain");
    }
  }
}

void check_grouping(const Rule& rule, Findings& findings) {
  const IncidentGrouping& grouping = rule.incident.grouping;
  std::vector<std::string> types, details;
  for (const EntityMapping& mapping : rule.entities) types.push_back(mapping.type);
  for (const NamedValue& detail : rule.custom_details) details.push_back(detail.name);
  const auto check = [&](const std::vector<std::string>& names, const std::vector<parser::Span>& places,
                         const std::vector<std::string>& known, std::string_view what) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (std::find(known.begin(), known.end(), names[i]) != known.end()) continue;
      findings.tell(rule, places[i], fmt::format("Incidents are to be grouped by '{}', which {}.", names[i], what),
                    executor::did_you_mean(names[i], known));
    }
  };
  check(grouping.by_entities, grouping.entity_places, types, "no entity mapping of the rule gives");
  check(grouping.by_custom_details, grouping.custom_detail_places, details, "is no custom detail of the rule");
  check(grouping.by_alert_details, grouping.alert_detail_places, {"DisplayName", "Severity"},
        "is neither DisplayName nor Severity");
}

void check_incident(const Rule& rule, Findings& findings) {
  if (rule.incident.create || !rule.incident.grouping.enabled) return;
  findings.tell(rule, rule.places.of("incidentConfiguration"),
                "Alerts are to be grouped into incidents, but the rule makes none.",
                "write createIncident: true, or take groupingConfiguration out");
}

void check_keys(const Rule& rule, Findings& findings) {
  struct OldKey {
    std::string_view key, instead;
  };
  static constexpr OldKey old_keys[] = {{"description_detailed", "description-detailed"},
                                        {"threatAnalysisTactics", "tactics"},
                                        {"threatAnalysisTechniques", "relevantTechniques"},
                                        {"subTechniques", "relevantTechniques"}};
  for (const OldKey& old : old_keys) {
    if (!rule.places.has(old.key)) continue;
    findings.tell(rule, rule.places.of(old.key),
                  fmt::format("'{}' is an old spelling; nothing reads it any more.", old.key),
                  fmt::format("write {}", old.instead));
  }
}

}  // namespace

const Check weak_entity{.code = "KR701",
                        .name = "weak-entity",
                        .sentence = "The identifiers do not tell one entity from all others.",
                        .of_rule = check_strength};
const Check account_with_only_a_name{.code = "KR702",
                                     .name = "account-with-only-a-name",
                                     .sentence = "Accounts with names that every system has are left out.",
                                     .of_rule = check_names};
const Check old_identifier{.code = "KR703",
                           .name = "old-identifier",
                           .sentence = "The identifier is kept for old rules only.",
                           .severity = parser::Severity::note,
                           .of_rule = check_old_identifiers};
const Check grouped_by_nothing{.code = "KR704",
                               .name = "grouped-by-nothing",
                               .sentence = "Incidents are grouped by what no alert of the rule has.",
                               .of_rule = check_grouping};
const Check grouping_without_incident{.code = "KR705",
                                      .name = "grouping-without-incident",
                                      .sentence = "Alerts are grouped into incidents that are not made.",
                                      .of_rule = check_incident};
const Check old_key{
    .code = "KR706", .name = "old-key", .sentence = "The key is an old spelling.", .of_rule = check_keys};

}  // namespace kelpie::rules::detail
