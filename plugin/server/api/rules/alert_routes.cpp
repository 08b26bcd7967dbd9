
#include "plugin/output/json_object.hpp"
#include "plugin/server/api/operation_parts.hpp"
#include "plugin/server/api/rules/list_arguments.hpp"
#include "plugin/server/api/rules/preconditions.hpp"
#include "plugin/server/api/rules/rule_documents.hpp"
#include "plugin/server/api/rules/rule_routes.hpp"
#include "plugin/server/rules/rule_service.hpp"

namespace kelpie::server {

namespace {

constexpr std::size_t usual_alerts = 50;
constexpr std::size_t most_alerts = 200;
/// Of alerts in one answer: fewer come where they are long.
constexpr std::size_t most_bytes = std::size_t{8} << 20;

Response list_alerts(RuleService& rules, const Request& request) {
  const ListArguments arguments(request, {"rule", "severity", "status", "entity", "from", "to", "limit", "cursor"});
  rules::AlertFilter filter;
  filter.rule = arguments.text("rule");
  filter.severity = arguments.choice("severity", {"Informational", "Low", "Medium", "High"});
  filter.entity = arguments.text("entity");
  const std::string status = arguments.choice("status", {"new", "acknowledged"});
  if (!status.empty()) filter.acknowledged = status == "acknowledged";
  filter.from = arguments.time("from", rules.now());
  filter.to = arguments.time("to", rules.now());
  filter.below = arguments.place("cursor");
  const std::size_t limit = arguments.count("limit", usual_alerts, most_alerts);
  // One more says whether there are more.
  auto alerts = rules.triage().alerts(filter, limit + 1, most_bytes);
  std::string next;
  if (alerts.size() > limit) alerts.resize(limit);
  // Where fewer came than were asked for, the bytes may have been the reason.
  if (!alerts.empty()) {
    rules::AlertFilter rest = filter;
    rest.below = alerts.back().number;
    if (!rules.triage().alerts(rest, 1, 0).empty())
      next = arguments.link_with("cursor", std::to_string(alerts.back().number));
  }
  return list_answer(plugin::json_list(alerts, [](const auto& alert) { return alert_document(alert); }), next);
}

rules::TriagedAlert find_alert(RuleService& rules, const Request& request) {
  auto alert = rules.triage().alert(request.parameter("id"));
  if (!alert) refuse_missing("alert", request.parameter("id"));
  return std::move(*alert);
}

Response show_alert(RuleService& rules, const Request& request, int status = 200) {
  const rules::TriagedAlert alert = find_alert(rules, request);
  Response response = Response::json(alert_document(alert, rules.triage().log_of_alert(alert.id)), status);
  response.with("ETag", entity_tag(std::to_string(alert.revision)));
  return response;
}

/// The revision that the caller has seen.
std::optional<std::uint64_t> seen_revision(const Request& request, const rules::TriagedAlert& alert) {
  return seen_tag(request, std::to_string(alert.revision)) ? std::optional(alert.revision) : std::nullopt;
}

Response acknowledge(RuleService& rules, const Request& request) {
  const rules::TriagedAlert alert = find_alert(rules, request);
  require_done(
      rules.triage().acknowledge_alert(alert.id, {request.caller.name, rules.now()}, seen_revision(request, alert)),
      "alert", alert.id);
  return show_alert(rules, request);
}

Response comment(RuleService& rules, const Request& request) {
  const std::string text = comment_of(request);
  const rules::TriagedAlert alert = find_alert(rules, request);
  require_done(rules.triage().comment_on_alert(alert.id, {request.caller.name, rules.now()}, text,
                                               seen_revision(request, alert)),
               "alert", alert.id);
  return show_alert(rules, request, 201);
}

Route route(std::string method, std::string pattern, RuleService& rules,
            Response (*handler)(RuleService&, const Request&), std::string summary, std::string parameters) {
  Route route;
  route.methods = std::move(method);
  route.pattern = std::move(pattern);
  route.role = Role::rules;
  route.most_body = std::size_t{256} << 10;
  route.handler = [&rules, handler](const Request& request) { return handler(rules, request); };
  route.summary = std::move(summary);
  route.parameters = std::move(parameters);
  return route;
}

}  // namespace

void add_alert_routes(Router& router, RuleService& rules) {
  const char* const if_match = "The ETag that was seen: 412 where somebody has changed it since";
  router.add(route(
      "GET", "/v1/alerts", rules, list_alerts, "Alerts, the newest first",
      OperationParts()
          .argument("rule", "Id of the rule")
          .argument("severity", "Of the alert", R"({"type":"string","enum":["Informational","Low","Medium","High"]})")
          .argument("status", "Whether somebody has seen it", R"({"type":"string","enum":["new","acknowledged"]})")
          .argument("entity", "A value of one of its entities: alice@contoso.com, 203.0.113.9")
          .argument("from", "The window ended then or later: a time, or how long ago, such as -24h")
          .argument("to", "The window ended before")
          .argument("limit", "How many at once", R"({"type":"integer","minimum":1,"maximum":200,"default":50})")
          .argument("cursor", "From a nextLink")
          .answer(200, "Alerts in `value`; `nextLink` where there are more")
          .done()));
  router.add(route(
      "GET", "/v1/alerts/{id}", rules,
      [](RuleService& all, const Request& request) { return show_alert(all, request); },
      "One alert, with what analysts did", ""));
  router.add(route("POST", "/v1/alerts/{id}/acknowledge", rules, acknowledge, "Say that somebody has seen the alert",
                   OperationParts().header("If-Match", if_match).answer(200, "The alert").done()));
  router.add(route(
      "POST", "/v1/alerts/{id}/comments", rules, comment, "Comment on the alert",
      OperationParts()
          .header("If-Match", if_match)
          .body(
              "The comment",
              R"({"type":"object","required":["text"],"properties":{"text":{"type":"string","maxLength":30000}},"additionalProperties":false})")
          .answer(201, "The alert with the comment")
          .done()));
}

}  // namespace kelpie::server
