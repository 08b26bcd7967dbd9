// What programs read: every field of JSON and SARIF, escaping of workflow commands and of XML, addresses.

#include "rules/findings/formats/formats.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "rules/findings/code_titles.hpp"
#include "rules/findings/formats/github_text.hpp"
#include "rules/findings/formats/json_layout.hpp"
#include "rules/findings/formats/uri.hpp"
#include "tables/dynamic.hpp"
#include "tests/rules/findings/validated.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

/// One warning that is suppressed, and one error behind a character of two bytes.
const std::string rule =
    "id: 11111111-2222-3333-4444-555555555555\nname: \"Hunt <&>\"\nowner: x # kelpie: ignore KR004 -- ours\nquery: |\n "
    " SigninLogs | where TimeGenerated > ago(7d)\n  | where \"ü\" == Usr\n";

/// The rule's report, with a baseline that has one entry too many.
FindingsReport whole_report() {
  ReportOptions options;
  options.help_uri = "https://example.org/pages/";
  options.severities = {{"KR204", std::nullopt}};  // the character beyond ASCII is meant
  options.baseline.path = "base.json";
  options.baseline.entries = {
      {"feed:1", "KR012", "rule.yaml", "11111111-2222-3333-4444-555555555555", "customDetails.A", "gone"}};
  return rules::tests::validated(rule, options);
}

/// The value of "findings.0.rule.id" as JSON.
std::string at(const std::string& json, std::string path) {
  const auto parsed = tables::parse_json(json);
  BOOST_REQUIRE(parsed);
  tables::DynamicView view(*parsed);
  path += '/';
  for (std::size_t end = path.find('/'); end != std::string::npos; end = path.find('/')) {
    const std::string step = path.substr(0, end);
    path.erase(0, end + 1);
    view = view.kind() == tables::DynamicKind::array
               ? (std::stoul(step) < view.size() ? view.element(std::stoul(step)) : tables::DynamicView())
               : view.find(step);
  }
  return tables::to_json(view);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(findings_formats_for_programs)

BOOST_AUTO_TEST_CASE(json_has_every_field) {
  const std::string json = findings_as_json(whole_report(), false);
  BOOST_TEST(at(json, "version") == "1");
  BOOST_TEST(
      at(json, "summary") ==
      R"({"files":1,"soundRules":0,"errors":1,"warnings":0,"notes":0,"hidden":0,"suppressed":1,"inBaseline":0,"failOn":"error","fails":true,"unreadable":false})");
  BOOST_TEST(at(json, "files") ==
             R"([{"path":"rule.yaml","rules":[{"id":"11111111-2222-3333-4444-555555555555","name":"Hunt <&>"}]}])");
  BOOST_TEST(at(json, "findings/0/code") == "\"KR004\"");
  BOOST_TEST(at(json, "findings/0/state") == "\"suppressed\"");
  BOOST_TEST(at(json, "findings/0/reason") == "\"ours\"");
  BOOST_TEST(at(json, "findings/1/code") == "\"KS142\"");
  BOOST_TEST(at(json, "findings/1/severity") == "\"error\"");
  BOOST_TEST(at(json, "findings/1/message").find("Usr") != std::string::npos);
  BOOST_TEST(at(json, "findings/1/hint").front() == '"');
  BOOST_TEST(at(json, "findings/1/help") == "\"https://example.org/pages/KS142.md\"");
  BOOST_TEST(at(json, "findings/1/rule") == R"({"id":"11111111-2222-3333-4444-555555555555","name":"Hunt <&>"})");
  BOOST_TEST(at(json, "findings/1/file") == "\"rule.yaml\"");
  const std::size_t offset = rule.find("Usr");
  BOOST_TEST(at(json, "findings/1/begin") == "{\"line\":6,\"column\":18,\"offset\":" + std::to_string(offset) + "}");
  BOOST_TEST(at(json, "findings/1/end") == "{\"line\":6,\"column\":21,\"offset\":" + std::to_string(offset + 3) + "}");
  BOOST_TEST(at(json, "findings/1/places/0/kind") == "\"file\"");
  BOOST_TEST(at(json, "findings/1/places/1/name") == "\"query\"");
  BOOST_TEST(at(json, "findings/1/places/2/inQuery") == R"({"line":2,"column":16})");
  BOOST_TEST(at(json, "findings/1/places/3/text") == R"("where \"ü\" == Usr")");
  BOOST_TEST(at(json, "findings/1/places/4") ==
             "{\"kind\":\"expression\",\"name\":\"name\",\"line\":6,\"column\":18,\"offset\":" +
                 std::to_string(offset) + ",\"length\":3,\"text\":\"Usr\",\"inQuery\":{\"line\":2,\"column\":16}}");
  BOOST_TEST(at(json, "findings/1/fingerprint").size() == 36u);
  BOOST_TEST(at(json, "findings/1/state") == "\"reported\"");
  BOOST_TEST(at(json, "findings/2") == "null");
  BOOST_TEST(
      at(json, "obsoleteBaselineEntries/0") ==
      R"({"fingerprint":"feed:1","code":"KR012","file":"rule.yaml","rule":"11111111-2222-3333-4444-555555555555","key":"customDetails.A","message":"gone"})");
}

BOOST_AUTO_TEST_CASE(sarif_has_every_field) {
  const std::string json = findings_as_sarif(whole_report(), false);
  BOOST_TEST(at(json, "version") == "\"2.1.0\"");
  BOOST_TEST(at(json, "runs/0/columnKind") == "\"unicodeCodePoints\"");
  BOOST_TEST(at(json, "runs/0/tool/driver/name") == "\"kelpie\"");
  BOOST_TEST(at(json, "runs/0/invocations/0/executionSuccessful") == "true");
  BOOST_TEST(at(json, "runs/0/artifacts/0/location/uri") == "\"rule.yaml\"");
  // Rules stand in the order of their codes: KR004, KR012, KS142.
  BOOST_TEST(at(json, "runs/0/tool/driver/rules/2/id") == "\"KS142\"");
  BOOST_TEST(at(json, "runs/0/tool/driver/rules/2/helpUri") == "\"https://example.org/pages/KS142.md\"");
  BOOST_TEST(at(json, "runs/0/tool/driver/rules/2/help/text").find("docs/diagnostics/KS142.md") != std::string::npos);
  BOOST_TEST(at(json, "runs/0/tool/driver/rules/2/defaultConfiguration/level") == "\"error\"");
  BOOST_TEST(at(json, "runs/0/tool/driver/rules/0/shortDescription/text") == "\"A rule has no such key.\"");
  BOOST_TEST(at(json, "runs/0/results/0/suppressions") == R"([{"kind":"inSource","justification":"ours"}])");
  const std::string result = "runs/0/results/1/";
  BOOST_TEST(at(json, result + "ruleId") == "\"KS142\"");
  BOOST_TEST(at(json, result + "ruleIndex") == "2");
  BOOST_TEST(at(json, result + "level") == "\"error\"");
  BOOST_TEST(at(json, result + "message/text").find("Usr") != std::string::npos);
  BOOST_TEST(at(json, result + "suppressions") == "[]");
  BOOST_TEST(at(json, result + "baselineState") == "\"new\"");
  BOOST_TEST(at(json, result + "partialFingerprints").starts_with("{\"kelpieFinding/v1\":\""));
  const std::string place = result + "locations/0/physicalLocation/";
  BOOST_TEST(at(json, place + "artifactLocation/uri") == "\"rule.yaml\"");
  const std::size_t characters = rule.find("Usr") - 1;  // ü has two bytes
  BOOST_TEST(at(json, place + "region") ==
             "{\"startLine\":6,\"startColumn\":18,\"endLine\":6,\"endColumn\":21,\"charOffset\":" +
                 std::to_string(characters) + ",\"charLength\":3,\"snippet\":{\"text\":\"Usr\"}}");
  BOOST_TEST(at(json, place + "contextRegion") ==
             R"({"startLine":6,"endLine":6,"snippet":{"text":"  | where \"ü\" == Usr"}})");
  const std::string logical = result + "locations/0/logicalLocations/";
  BOOST_TEST(at(json, logical + "0") ==
             R"({"name":"query","fullyQualifiedName":"11111111-2222-3333-4444-555555555555/query","kind":"property"})");
  BOOST_TEST(at(json, logical + "1/kind") == "\"stage\"");
  BOOST_TEST(
      at(json, logical + "2") ==
      R"({"name":"Usr","fullyQualifiedName":"11111111-2222-3333-4444-555555555555/query:2:16","kind":"expression"})");
  BOOST_TEST(at(json, result + "properties/ruleName") == "\"Hunt <&>\"");
  BOOST_TEST(at(json, "runs/0/results/2/baselineState") == "\"absent\"");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_a_result_without_a_region) {
  LoadedRules loaded = load_rules("/nowhere/rule.yaml");
  Validation validation;
  validation.findings = loaded.diagnostics;
  const FindingsReport report = make_report(loaded, validation, {});
  BOOST_TEST(report.unreadable);
  const std::string json = findings_as_sarif(report, false);
  BOOST_TEST(at(json, "runs/0/invocations/0/executionSuccessful") == "false");
  BOOST_TEST(at(json, "runs/0/results/0/locations/0/physicalLocation") ==
             R"({"artifactLocation":{"uri":"file:///nowhere/rule.yaml"}})");
  BOOST_TEST(findings_as_junit(report, false).find("name=\"/nowhere/rule.yaml\" tests=\"1\" failures=\"1\"") !=
             std::string::npos);
  BOOST_TEST(findings_as_github(report, false).starts_with("::error file=/nowhere/rule.yaml,line=1,col=1,"));
}

BOOST_AUTO_TEST_CASE(workflow_commands_are_escaped) {
  BOOST_TEST(github_message("100%: a, b\r\nc") == "100%25: a, b%0D%0Ac");
  BOOST_TEST(github_property("100%: a, b\r\nc") == "100%25%3A a%2C b%0D%0Ac");
  BOOST_TEST(github_message("") == "");
  const std::string text =
      "id: 11111111-2222-3333-4444-555555555555\nname: \"a: 5%, b\\nc\"\nowner: x\nquery: SigninLogs "
      "| where TimeGenerated > ago(7d)\n";
  const std::string found = findings_as_github(rules::tests::validated({{"r,1:2.yaml", text}}), false);
  BOOST_TEST(
      found.starts_with(
          "::warning file=r%2C1%3A2.yaml,line=3,col=1,endLine=3,endColumn=6,title=KR004 in a%3A 5%25%2C b%0Ac::"),
      found);
  BOOST_TEST(std::count(found.begin(), found.end(), '\n') == 1);
}

BOOST_AUTO_TEST_CASE(xml_holds_no_character_that_it_may_not) {
  const std::string text =
      "id: 11111111-2222-3333-4444-555555555555\nname: \"a\\u0001\\uffff<b>\\\"\"\nowner: x\nquery: SigninLogs\n";
  const std::string xml = findings_as_junit(rules::tests::validated(text), false);
  BOOST_TEST(xml.find("name=\"a\xEF\xBF\xBD\xEF\xBF\xBD&lt;b&gt;&quot;\"") != std::string::npos, xml);
  BOOST_TEST(xml.find('\x01') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(paths_become_addresses) {
  BOOST_TEST(uri_of_path("./rules/a b.yaml") == "rules/a%20b.yaml");
  BOOST_TEST(uri_of_path("rules/ü#?%.yaml") == "rules/%C3%BC%23%3F%25.yaml");
  BOOST_TEST(uri_of_path("/tmp/a.yaml") == "file:///tmp/a.yaml");
  BOOST_TEST(uri_of_path("a:b.yaml") == "a%3Ab.yaml");
}

BOOST_AUTO_TEST_CASE(json_is_laid_out) {
  BOOST_TEST(laid_out_json(R"({"a":[],"b":{},"c":[1,"x:,{\"}"]})") ==
             "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    \"x:,{\\\"}\"\n  ]\n}\n");
}

BOOST_AUTO_TEST_CASE(text_has_colour_on_a_terminal_only) {
  BOOST_TEST(findings_as_text(whole_report(), false).find('\x1b') == std::string::npos);
  BOOST_TEST(findings_as_text(whole_report(), true).find("\x1b[1;31m") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(codes_have_titles_and_pages) {
  BOOST_TEST(title_of_code("KR012") == "The rule names a column that its query does not give");
  BOOST_TEST(title_of_code("KS142") == "The query uses a name, a type or an argument that Kusto refuses");
  BOOST_TEST(title_of_code("KP018") == "The query cannot be read");
  BOOST_TEST(title_of_code("KB001") == "The query asks for what this engine leaves out or limits");
  BOOST_TEST(title_of_code("KF001") == "A stored function cannot be used");
  BOOST_TEST(title_of_code("E_QUERY_RESULT_SET_TOO_LARGE") == "The query is over a limit");
  BOOST_TEST(title_of_code("KV001").find("comment") != std::string_view::npos, title_of_code("KV001"));
  BOOST_TEST(title_of_code("KR999") == "Something is to be said of the rule");
  BOOST_TEST(page_of_code("KR012", "https://example.org/x") == "https://example.org/x/KR012.md");
  BOOST_TEST(page_of_code("KR012", "") == "KR012.md");
}

BOOST_AUTO_TEST_SUITE_END()
