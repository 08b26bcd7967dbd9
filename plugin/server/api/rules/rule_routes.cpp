#include "plugin/server/api/rules/rule_routes.hpp"

#include <algorithm>
#include <tuple>

#include "plugin/output/json_object.hpp"
#include "plugin/server/api/operation_parts.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/api/rules/list_arguments.hpp"
#include "plugin/server/api/rules/rule_documents.hpp"
#include "plugin/server/rules/rule_service.hpp"
#include "plugin/server/service/services.hpp"
#include "tables/text.hpp"

namespace kelpie::server {

namespace {

constexpr std::size_t usual_rules = 200;
constexpr std::size_t most_rules = 500;

const RunningState* running_of(const RunningStates& states, const ListedRule& rule) {
  const auto found = states.find(rule.rule.id);
  return rule.standing != RuleStanding::running || found == states.end() ? nullptr : &found->second;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

struct RuleFilter {
  std::string state, health, kind, severity, tactic, search;

  [[nodiscard]] bool fits(const ListedRule& listed, const RunningState* running) const {
    const rules::Rule& rule = listed.rule;
    const auto names_tactic = [&](const std::string& one) { return lower(one) == tactic; };
    return (state.empty() || name_of(listed.standing) == state) &&
           (health.empty() || health_of(listed, running) == health) &&
           (kind.empty() || rules::name_of(rule.kind) == kind) &&
           (severity.empty() || rules::name_of(rule.severity) == severity) &&
           (tactic.empty() || std::any_of(rule.tactics.begin(), rule.tactics.end(), names_tactic)) &&
           (search.empty() || lower(rule.name).find(search) != std::string::npos || lower(rule.id) == search);
  }
};

/// A rule's place in the order of the list, as a nextLink has it: a reload moves nothing.
std::string place_of(const ListedRule& listed) { return listed.rule.id + "\n" + listed.rule.name; }

bool is_behind(const ListedRule& listed, const std::string& place) {
  const auto line = place.find('\n');
  if (line == std::string::npos) return true;
  const std::string id = place.substr(0, line), name = place.substr(line + 1);
  return std::tie(listed.rule.name, listed.rule.id) > std::tie(name, id);
}

Response list_rules(RuleService& rules, const Request& request) {
  const ListArguments arguments(request,
                                {"state", "health", "kind", "severity", "tactic", "search", "limit", "cursor"});
  const RuleFilter filter{
      arguments.choice("state", {"running", "off", "hunting", "refused"}),
      arguments.choice("health", {"healthy", "failing", "disabled", "refused", "unknown", "notRunning"}),
      arguments.choice("kind", {"Scheduled", "NRT", "Hunting"}),
      arguments.choice("severity", {"Informational", "Low", "Medium", "High"}),
      lower(arguments.text("tactic")),
      lower(arguments.text("search"))};
  const std::size_t limit = arguments.count("limit", usual_rules, most_rules);
  const std::string after = arguments.text("cursor");
  const auto listing = rules.listing();
  const auto states = rules.states();
  std::string values = "[", next;
  const ListedRule* last = nullptr;
  std::size_t count = 0;
  for (const ListedRule& one : listing->rules()) {
    const RunningState* running = running_of(*states, one);
    if ((!after.empty() && !is_behind(one, after)) || !filter.fits(one, running)) continue;
    if (count == limit) {
      next = arguments.link_with("cursor", place_of(*last));
      break;
    }
    if (count++ > 0) values += ',';
    values += rule_document(one, running, Detail::brief);
    last = &one;
  }
  return list_answer(values + "]", next);
}

Response show_rule(RuleService& rules, const Request& request) {
  const auto listing = rules.listing();
  const ListedRule* const found = listing->find(request.parameter("id"));
  if (found == nullptr)
    throw RequestRefused(
        {404,
         "NotFound",
         "there is no rule '" + std::string(request.parameter("id").substr(0, 80)) + "'; GET /v1/rules lists them",
         {}});
  return Response::json(rule_document(*found, running_of(*rules.states(), *found), Detail::full));
}

Response reload_rules(RuleService& rules) {
  using Outcome = RuleService::Reload::Outcome;
  const RuleService::Reload reload = rules.reload();
  if (reload.outcome == Outcome::under_way) throw RequestRefused({409, "ReloadUnderWay", reload.message, {}});
  if (reload.outcome == Outcome::untrusted) throw RequestRefused({409, "NotTrusted", reload.message, {}});
  const bool done = reload.outcome == Outcome::done;
  plugin::JsonObject answer;
  answer.boolean("reloaded", done);
  if (done)
    answer.number("rules", reload.rules);
  else
    answer.raw("error", plugin::JsonObject().text("code", "RulesRefused").text("message", reload.message).done());
  return Response::json(answer.raw("diagnostics", reload.findings).done(), done ? 200 : 422);
}

}  // namespace

void add_rule_list_routes(Router& router, RuleService& rules) {
  Route list;
  list.methods = "GET";
  list.pattern = "/v1/rules";
  list.role = Role::rules;
  list.handler = [&rules](const Request& request) { return list_rules(rules, request); };
  list.summary = "Rules with their state, by name";
  list.parameters =
      OperationParts()
          .argument("state", "What the server does with it",
                    R"({"type":"string","enum":["running","off","hunting","refused"]})")
          .argument("health", "How it is doing",
                    R"({"type":"string","enum":["healthy","failing","disabled","refused","unknown","notRunning"]})")
          .argument("kind", "Of the rule", R"({"type":"string","enum":["Scheduled","NRT","Hunting"]})")
          .argument("severity", "Of its alerts", R"({"type":"string","enum":["Informational","Low","Medium","High"]})")
          .argument("tactic", "One of MITRE ATT&CK's, such as CredentialAccess")
          .argument("search", "Part of the name, or the id")
          .argument("limit", "How many at once", R"({"type":"integer","minimum":1,"maximum":500,"default":200})")
          .argument("cursor", "From a nextLink")
          .answer(200, "Rules in `value`; `nextLink` where there are more")
          .done();
  router.add(std::move(list));

  Route show;
  show.methods = "GET";
  show.pattern = "/v1/rules/{id}";
  show.role = Role::rules;
  show.handler = [&rules](const Request& request) { return show_rule(rules, request); };
  show.summary = "One rule with its query and its last error";
  router.add(std::move(show));

  Route reload;
  reload.methods = "POST";
  reload.pattern = "/v1/rules/reload";
  reload.role = Role::rules;
  reload.work = Work::query;
  reload.most_body = 1024;
  reload.handler = [&rules](const Request&) { return reload_rules(rules); };
  reload.summary = "Read the rules again: all of them run, or none is changed";
  reload.parameters =
      OperationParts()
          .answer(200, "The new rules run; `diagnostics` is what `kelpie validate --format json` says of them")
          .answer(422, "A rule is wrong and the old ones go on; `diagnostics` says what is wrong")
          .done();
  router.add(std::move(reload));
}

void add_rule_routes(Router& router, Services& services) {
  add_rule_list_routes(router, services.rules);
  add_alert_routes(router, services.rules);
  add_alert_stream(router, services.rules);
  add_incident_routes(router, services.rules);
}

}  // namespace kelpie::server
