// relevantTechniques against MITRE ATT&CK: whether they are there, still, and belong to a tactic that the rule names.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rules/attack/attack.hpp"
#include "rules/checks/list.hpp"

namespace kelpie::rules::detail {

namespace {

template <typename F>
void for_each_technique(const Rule& rule, F&& f) {
  for (std::size_t i = 0; i < rule.techniques.size(); ++i)
    f(technique_named(rule.techniques[i]), rule.techniques[i], rule.places.techniques[i]);
}

std::string in_words(const Technique& technique) {
  return technique.name.empty() ? technique.id : fmt::format("{} ({})", technique.id, technique.name);
}

/// Of the form of a technique; another form is told when the rule is read.
bool has_form(std::string_view id) { return (id.size() == 5 || id.size() == 9) && id.front() == 'T'; }

/// What took a technique's place, or the technique.
const Technique* current(const Technique* technique) {
  for (int steps = 0; technique != nullptr && technique->status != TechniqueStatus::current && steps < 4; ++steps) {
    technique = technique->replaced_by.empty() ? nullptr : technique_named(technique->replaced_by);
  }
  return technique;
}

void check_tactics(const Rule& rule, Findings& findings) {
  for_each_technique(rule, [&](const Technique* named, const std::string&, parser::Span span) {
    const Technique* technique = current(named);
    if (technique == nullptr) return;
    const auto listed = [&](std::string_view tactic) {
      // ATT&CK made two tactics out of the one that it once had before an attack.
      const bool before = tactic == "Reconnaissance" || tactic == "ResourceDevelopment";
      return std::any_of(rule.tactics.begin(), rule.tactics.end(),
                         [&](const std::string& one) { return one == tactic || (before && one == "PreAttack"); });
    };
    if (std::any_of(technique->tactics.begin(), technique->tactics.end(), listed)) return;
    findings.tell(rule, span,
                  fmt::format("{} belongs to {}; the rule's tactics name none of them.", in_words(*technique),
                              fmt::join(technique->tactics, ", ")),
                  fmt::format("add {} to tactics, or name another technique", technique->tactics.front()));
  });
}

void check_known(const Rule& rule, Findings& findings) {
  for_each_technique(rule, [&](const Technique* technique, const std::string& id, parser::Span span) {
    if (technique != nullptr || !has_form(id)) return;
    std::string hint;
    if (const Technique* parent = technique_named(id.substr(0, 5)); parent != nullptr && id.size() == 9)
      hint = fmt::format("there is {}", in_words(*parent));
    findings.tell(rule, span,
                  fmt::format("ATT&CK {} has no technique {} for enterprises or industrial control systems.",
                              attack_version(), id),
                  std::move(hint));
  });
}

void check_revoked(const Rule& rule, Findings& findings) {
  for_each_technique(rule, [&](const Technique* technique, const std::string& id, parser::Span span) {
    if (technique == nullptr || technique->status != TechniqueStatus::revoked) return;
    const Technique* now = current(technique);
    findings.tell(rule, span, fmt::format("ATT&CK {} no longer has {}: it was revoked.", attack_version(), id),
                  now == nullptr ? std::string() : fmt::format("{} took its place", in_words(*now)));
  });
}

void check_deprecated(const Rule& rule, Findings& findings) {
  for_each_technique(rule, [&](const Technique* technique, const std::string&, parser::Span span) {
    if (technique == nullptr || technique->status != TechniqueStatus::deprecated) return;
    const Technique* now = current(technique);
    findings.tell(rule, span, fmt::format("{} is deprecated in ATT&CK {}.", in_words(*technique), attack_version()),
                  now == nullptr ? "nothing took its place; name what the query finds"
                                 : fmt::format("{} comes nearest", in_words(*now)));
  });
}

}  // namespace

const Check technique_of_another_tactic{.code = "KR401",
                                        .name = "technique-of-another-tactic",
                                        .sentence = "A technique belongs to no tactic that the rule names.",
                                        .severity = parser::Severity::error,
                                        .of_rule = check_tactics};
const Check unknown_technique{
    .code = "KR402", .name = "unknown-technique", .sentence = "ATT&CK has no such technique.", .of_rule = check_known};
const Check revoked_technique{.code = "KR403",
                              .name = "revoked-technique",
                              .sentence = "ATT&CK revoked the technique.",
                              .of_rule = check_revoked};
const Check deprecated_technique{.code = "KR404",
                                 .name = "deprecated-technique",
                                 .sentence = "The technique is deprecated in ATT&CK.",
                                 .of_rule = check_deprecated};

}  // namespace kelpie::rules::detail
