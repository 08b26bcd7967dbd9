// What rules show of ATT&CK, and the forms in which it is told.

#include "rules/tooling/coverage/coverage.hpp"

#include <set>

#include <boost/test/unit_test.hpp>

#include "rules/tooling/coverage/coverage_output.hpp"
#include "tables/dynamic.hpp"
#include "tests/rules/tooling/golden.hpp"
#include "tests/rules/tooling/rule_texts.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules::tooling;
using tables::DynamicKind;
using tables::DynamicView;
using tests::replaced;
using tests::rules_of;
using tests::spray_rule;

/// One rule of each sort: enabled, disabled, a hunting query, of two tactics, without techniques, without tactics, of
/// industrial systems.
std::vector<rules::Rule> some_rules() {
  int number = 0;
  const auto made = [&](std::string_view name, std::string_view tactics, std::string_view techniques,
                        std::string_view rest = {}) {
    std::string text = replaced(spray_rule, "555555555501", "5555555555" + std::to_string(10 + number++));
    text = replaced(text, "Password spray", name);
    text = replaced(text, "tactics:\n  - CredentialAccess\n", tactics);
    return replaced(text, "relevantTechniques:\n  - T1110.003\n", techniques) + std::string(rest);
  };
  std::string hunting =
      "id: 11111111-2222-3333-4444-555555555599\nname: A hunt | with a bar\nquery: SigninLogs\ntactics: "
      "[CredentialAccess]\nrelevantTechniques: [T1110]\n";
  return rules_of(
      {made("Spray", "tactics: [CredentialAccess]\n", "relevantTechniques: [T1110, T1110.003, T1110]\n"),
       made("Spray \"high\"", "tactics: [CredentialAccess, InitialAccess]\n", "relevantTechniques: [T1110.003]\n"),
       made("Off", "tactics: [CredentialAccess]\n", "relevantTechniques: [T1110.003]\n", "enabled: false\n"),
       made("Only a tactic", "tactics: [CommandAndControl]\n", ""), made("Nothing named", "", ""),
       made("Plant", "tactics: [InhibitResponseFunction]\n", "relevantTechniques: [T0800]\n"), hunting});
}

bool is_text(DynamicView object, std::string_view key) {
  return object.find(key).kind() == DynamicKind::string && !object.find(key).as_string().empty();
}

/// Fails where the layer breaks attack-navigator's layers/spec/v4.5/layerformat.md.
void check_layer(DynamicView layer) {
  BOOST_REQUIRE((layer.kind() == DynamicKind::bag));
  BOOST_TEST(is_text(layer, "name"));
  BOOST_TEST(layer.find("domain").as_string() == "enterprise-attack");
  BOOST_TEST(layer.find("versions").find("layer").as_string() == "4.5");
  BOOST_TEST(is_text(layer.find("versions"), "navigator"));
  BOOST_TEST((layer.find("sorting").as_integer() >= 0 && layer.find("sorting").as_integer() <= 3));
  static const std::set<std::string_view> keys{"name",   "versions", "domain",     "description", "sorting",
                                               "layout", "gradient", "techniques", "metadata"};
  for (std::size_t i = 0; i < layer.size(); ++i) BOOST_TEST(keys.count(layer.key(i)) == 1u, layer.key(i));
  static const std::set<std::string_view> tactics{
      "reconnaissance",       "resource-development", "initial-access",    "execution", "persistence",
      "privilege-escalation", "defense-evasion",      "credential-access", "discovery", "lateral-movement",
      "collection",           "command-and-control",  "exfiltration",      "impact"};
  const DynamicView gradient = layer.find("gradient");
  BOOST_TEST(gradient.find("colors").size() >= 2u);
  for (std::size_t i = 0; i < gradient.find("colors").size(); ++i) {
    const std::string_view colour = gradient.find("colors").element(i).as_string();
    BOOST_TEST((colour.size() == 7 && colour.front() == '#' &&
                colour.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos));
  }
  const std::int64_t highest = gradient.find("maxValue").as_integer();
  BOOST_TEST(highest > gradient.find("minValue").as_integer());
  const DynamicView techniques = layer.find("techniques");
  BOOST_REQUIRE((techniques.kind() == DynamicKind::array));
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (std::size_t i = 0; i < techniques.size(); ++i) {
    const DynamicView technique = techniques.element(i);
    const std::string_view id = technique.find("techniqueID").as_string(),
                           tactic = technique.find("tactic").as_string();
    BOOST_TEST((id.size() == 5 || (id.size() == 9 && id[5] == '.')), id);
    BOOST_TEST(tactics.count(tactic) == 1u, tactic);
    BOOST_TEST(seen.emplace(id, tactic).second, id);
    BOOST_TEST(
        (technique.find("score").kind() == DynamicKind::long_ && technique.find("score").as_integer() <= highest));
    BOOST_TEST(is_text(technique, "comment"));
    BOOST_TEST(technique.find("enabled").as_bool());
    for (std::size_t j = 0; j < technique.find("metadata").size(); ++j) {
      BOOST_TEST((is_text(technique.find("metadata").element(j), "name") &&
                  is_text(technique.find("metadata").element(j), "value")));
    }
  }
}

void check(const char* name, const std::string& text) {
  tests::check_golden(tests::GoldenFile{tests::tooling_golden("coverage") / name}, text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_coverage)

BOOST_AUTO_TEST_CASE(rules_are_counted_by_tactic_and_technique) {
  const std::vector<rules::Rule> rules = some_rules();
  const Coverage coverage = coverage_of(rules);
  BOOST_TEST(coverage.rules == 7u);
  BOOST_TEST(coverage.tactics.size() == 16u);  // fourteen, one of industrial systems, and none
  BOOST_TEST(coverage.tactics_without_rules().size() == 11u);
  const auto at = std::find_if(coverage.tactics.begin(), coverage.tactics.end(),
                               [](const auto& one) { return one.tactic == "CredentialAccess"; });
  BOOST_REQUIRE((at != coverage.tactics.end()));
  BOOST_TEST(at->rules == 4u);
  BOOST_REQUIRE_EQUAL(at->techniques.size(), 2u);
  const TechniqueCoverage& guessing = at->techniques[0];
  BOOST_TEST(guessing.technique == "T1110");
  BOOST_TEST(guessing.rules.size() == 2u);
  BOOST_TEST(guessing.enabled() == 1u);
  BOOST_TEST(guessing.hunting() == 1u);
  const TechniqueCoverage& spraying = at->techniques[1];
  BOOST_TEST(spraying.rules.size() == 3u);
  BOOST_TEST(spraying.disabled() == 1u);
  BOOST_TEST(spraying.severities() == "Medium 2");
}

BOOST_AUTO_TEST_CASE(tactics_have_the_navigators_names) {
  BOOST_TEST(navigator_tactic("CommandAndControl") == "command-and-control");
  BOOST_TEST(navigator_tactic("Impact") == "impact");
}

BOOST_AUTO_TEST_CASE(layer_keeps_to_the_navigators_format) {
  const std::vector<rules::Rule> rules = some_rules();
  const std::string text = navigator_layer(coverage_of(rules));
  const auto layer = tables::parse_json(text);
  BOOST_REQUIRE(layer.has_value());
  check_layer(DynamicView(*layer));
  check("layer", text + '\n');
}

BOOST_AUTO_TEST_CASE(layer_of_no_rules_is_one) {
  const auto layer = tables::parse_json(navigator_layer(coverage_of({})));
  BOOST_REQUIRE(layer.has_value());
  check_layer(DynamicView(*layer));
  BOOST_TEST(DynamicView(*layer).find("techniques").size() == 0u);
}

BOOST_AUTO_TEST_CASE(other_forms_say_the_same) {
  const std::vector<rules::Rule> rules = some_rules();
  const std::string json = coverage_json(coverage_of(rules));
  BOOST_TEST(tables::parse_json(json).has_value());
  check("json", json + '\n');
  check("markdown", coverage_markdown(coverage_of(rules)));
}

BOOST_AUTO_TEST_SUITE_END()
