#include "rules/tooling/coverage/coverage_output.hpp"
#include "rules/tooling/coverage/technique_facts.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::rules::tooling {

namespace {

void write(std::string_view key, std::string_view text, tables::DynamicBuilder& builder) {
  builder.key(key);
  builder.string(text);
}
void write(std::string_view key, std::size_t number, tables::DynamicBuilder& builder) {
  builder.key(key);
  builder.long_(static_cast<std::int64_t>(number));
}

void write_technique(const TechniqueCoverage& technique, tables::DynamicBuilder& builder) {
  const auto facts = technique_facts(technique.technique);
  builder.begin_bag();
  write("technique", technique.technique, builder);
  write("name", facts ? facts->name : std::string_view(), builder);
  write("enabled", technique.enabled(), builder);
  write("hunting", technique.hunting(), builder);
  write("disabled", technique.disabled(), builder);
  builder.key("rules");
  builder.begin_array();
  for (const Rule* rule : technique.rules) {
    builder.begin_bag();
    write("id", rule->id, builder);
    write("name", rule->name, builder);
    write("kind", name_of(rule->kind), builder);
    write("severity", rule->kind == RuleKind::hunting ? std::string_view() : name_of(rule->severity), builder);
    builder.key("enabled");
    builder.boolean(rule->enabled);
    builder.end_bag();
  }
  builder.end_array();
  builder.end_bag();
}

}  // namespace

std::string coverage_json(const Coverage& coverage) {
  tables::DynamicBuilder builder;
  builder.begin_bag();
  write("rules", coverage.rules, builder);
  builder.key("tactics");
  builder.begin_array();
  for (const TacticCoverage& tactic : coverage.tactics) {
    builder.begin_bag();
    write("tactic", tactic.tactic, builder);
    write("rules", tactic.rules, builder);
    builder.key("techniques");
    builder.begin_array();
    for (const TechniqueCoverage& technique : tactic.techniques) write_technique(technique, builder);
    builder.end_array();
    builder.end_bag();
  }
  builder.end_array();
  builder.key("tacticsWithoutRules");
  builder.begin_array();
  for (const std::string_view tactic : coverage.tactics_without_rules()) builder.string(tactic);
  builder.end_array();
  builder.end_bag();
  return tables::to_json(tables::DynamicView(builder.bytes()));
}

}  // namespace kelpie::rules::tooling
