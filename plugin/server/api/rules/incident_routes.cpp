#include <algorithm>

#include "plugin/output/json_object.hpp"
#include "plugin/server/api/operation_parts.hpp"
#include "plugin/server/api/rules/json_body.hpp"
#include "plugin/server/api/rules/list_arguments.hpp"
#include "plugin/server/api/rules/preconditions.hpp"
#include "plugin/server/api/rules/rule_documents.hpp"
#include "plugin/server/api/rules/rule_routes.hpp"
#include "plugin/server/rules/rule_service.hpp"

namespace kelpie::server {

namespace {

constexpr std::size_t usual_incidents = 50;
constexpr std::size_t most_incidents = 200;
constexpr std::size_t longest_owner = 200;
constexpr std::size_t longest_classification_comment = 5'000;

[[noreturn]] void refuse(std::string message) { throw RequestRefused({400, "InvalidBody", std::move(message), {}}); }

Response list_incidents(RuleService& rules, const Request& request) {
  const ListArguments arguments(request,
                                {"rule", "severity", "status", "owner", "entity", "from", "to", "limit", "cursor"});
  rules::IncidentFilter filter;
  filter.rule = arguments.text("rule");
  filter.severity = rules::severity_named(arguments.choice("severity", {"Informational", "Low", "Medium", "High"}));
  filter.entity = arguments.text("entity");
  filter.owner = arguments.text("owner");
  filter.stage = rules::incident_stage_named(arguments.choice("status", {"New", "Active", "Closed"}));
  filter.from = arguments.time("from", rules.now());
  filter.to = arguments.time("to", rules.now());
  filter.below = arguments.place("cursor");
  const std::size_t limit = arguments.count("limit", usual_incidents, most_incidents);
  auto incidents = rules.triage().incidents(filter, limit + 1);
  std::string next;
  if (incidents.size() > limit) {
    incidents.resize(limit);
    next = arguments.link_with("cursor", std::to_string(incidents.back().number));
  }
  return list_answer(plugin::json_list(incidents, [](const auto& incident) { return incident_document(incident); }),
                     next);
}

rules::TriagedIncident find_incident(RuleService& rules, const Request& request) {
  auto incident = rules.triage().incident(request.parameter("id"));
  if (!incident) refuse_missing("incident", request.parameter("id"));
  return std::move(*incident);
}

Response answer_with(RuleService& rules, const Request& request, int status) {
  const rules::TriagedIncident incident = find_incident(rules, request);
  Response response =
      Response::json(incident_document(incident, rules.triage().log_of_incident(incident.incident.id)), status);
  response.with("ETag", entity_tag(incident.tag()));
  return response;
}
Response show_incident(RuleService& rules, const Request& request) { return answer_with(rules, request, 200); }

/// The names of a list, as they stand there in any case.
template <typename Names, typename Name>
std::string named(std::string_view member, const std::string& text, const Names& names, const Name& name) {
  std::string expected;
  for (const auto& one : names) {
    const std::string_view known = name(one);
    if (known.size() == text.size() &&
        std::equal(known.begin(), known.end(), text.begin(), [](char a, char b) { return (a | 32) == (b | 32); }))
      return std::string(known);
    expected.append(expected.empty() ? "" : ", ").append(known);
  }
  refuse(std::string(member) + ": '" + text.substr(0, 80) + "' is " +
         (expected.empty() ? "not needed here: there is no reason to give" : "none of " + expected));
}

void read_classification(const JsonBody& body, rules::IncidentUpdate& update) {
  const auto classification = body.text("classification");
  const auto reason = body.text("classificationReason");
  update.classification_comment = body.text("classificationComment");
  if (update.classification_comment && update.classification_comment->size() > longest_classification_comment)
    refuse("classificationComment: it has more than " + std::to_string(longest_classification_comment) + " bytes");
  if (!classification) {
    if (reason) refuse("classificationReason: it belongs to a classification, which is missing");
    return;
  }
  update.classification =
      named("classification", *classification, rules::classifications(), [](const auto& one) { return one.name; });
  const auto chosen = rules::classifications();
  const auto& reasons = std::find_if(chosen.begin(), chosen.end(), [&](const auto& one) {
                          return one.name == *update.classification;
                        })->reasons;
  update.classification_reason = reason && !reason->empty() ? named("classificationReason", *reason, reasons,
                                                                    [](std::string_view one) { return one; })
                                                            : std::string();
}

std::optional<std::string> read_owner(const JsonBody& body) {
  auto owner = body.text("owner");
  if (owner && owner->size() > longest_owner)
    refuse("owner: it has more than " + std::to_string(longest_owner) + " bytes");
  return owner;
}

Response change(RuleService& rules, const Request& request, const rules::IncidentUpdate& update) {
  const rules::TriagedIncident incident = find_incident(rules, request);
  const std::string& id = incident.incident.id;
  require_done(
      rules.triage().update_incident(id, {request.caller.name, rules.now()}, update, seen_tag(request, incident.tag())),
      "incident", id);
  return show_incident(rules, request);
}

Response update_incident(RuleService& rules, const Request& request) {
  const JsonBody body(request, {"status", "owner", "classification", "classificationReason", "classificationComment"});
  rules::IncidentUpdate update;
  if (const auto status = body.text("status")) {
    update.stage = rules::incident_stage_named(*status);
    if (!update.stage) refuse("status: '" + status->substr(0, 80) + "' is none of New, Active, Closed");
  }
  update.owner = read_owner(body);
  read_classification(body, update);
  if (update.classification &&
      update.stage.value_or(find_incident(rules, request).stage) != rules::IncidentStage::closed)
    refuse("classification: it belongs to a closed incident; add \"status\": \"Closed\"");
  return change(rules, request, update);
}

Response close_incident(RuleService& rules, const Request& request) {
  const JsonBody body(request, {"classification", "classificationReason", "classificationComment"});
  rules::IncidentUpdate update;
  read_classification(body, update);
  update.stage = rules::IncidentStage::closed;
  update.what = "close";
  return change(rules, request, update);
}

Response reopen_incident(RuleService& rules, const Request& request) {
  rules::IncidentUpdate update;
  update.stage = rules::IncidentStage::active;
  update.what = "reopen";
  return change(rules, request, update);
}

Response acknowledge_incident(RuleService& rules, const Request& request) {
  const rules::TriagedIncident incident = find_incident(rules, request);
  if (incident.stage == rules::IncidentStage::closed)
    throw RequestRefused({409, "Closed", "the incident is closed; POST to its /reopen first", {}});
  rules::IncidentUpdate update;
  update.stage = rules::IncidentStage::active;
  // Who works on it already goes on.
  if (incident.owner.empty()) update.owner = request.caller.name;
  update.what = "acknowledge";
  return change(rules, request, update);
}

Response comment(RuleService& rules, const Request& request) {
  const std::string text = comment_of(request);
  const rules::TriagedIncident incident = find_incident(rules, request);
  const std::string& id = incident.incident.id;
  require_done(rules.triage().comment_on_incident(id, {request.caller.name, rules.now()}, text,
                                                  seen_tag(request, incident.tag())),
               "incident", id);
  return answer_with(rules, request, 201);
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

constexpr std::string_view classification_members =
    R"("classification":{"type":"string","enum":["Undetermined","TruePositive","BenignPositive","FalsePositive"]},)"
    R"("classificationReason":{"type":"string","enum":["SuspiciousActivity","SuspiciousButExpected","IncorrectAlertLogic","InaccurateData"]},)"
    R"("classificationComment":{"type":"string"})";

}  // namespace

void add_incident_routes(Router& router, RuleService& rules) {
  const char* const if_match = "The ETag that was seen: 412 where somebody has changed it, or an alert has come, since";
  const std::string closing =
      R"({"type":"object","properties":{)" + std::string(classification_members) + R"(},"additionalProperties":false})";
  const std::string updating =
      R"({"type":"object","properties":{"status":{"type":"string","enum":["New","Active","Closed"]},"owner":{"type":"string"},)" +
      std::string(classification_members) + R"(},"additionalProperties":false})";
  router.add(
      route("GET", "/v1/incidents", rules, list_incidents, "Incidents, the newest first",
            OperationParts()
                .argument("rule", "Id of the rule")
                .argument("severity", "The highest of its alerts",
                          R"({"type":"string","enum":["Informational","Low","Medium","High"]})")
                .argument("status", "Where work on it stands", R"({"type":"string","enum":["New","Active","Closed"]})")
                .argument("owner", "Who works on it")
                .argument("entity", "A value of an entity of one of its alerts: alice@contoso.com, 203.0.113.9")
                .argument("from", "Its last alert's window ended then or later: a time, or how long ago, such as -24h")
                .argument("to", "Its last alert's window ended before")
                .argument("limit", "How many at once", R"({"type":"integer","minimum":1,"maximum":200,"default":50})")
                .argument("cursor", "From a nextLink")
                .answer(200, "Incidents in `value`; `nextLink` where there are more")
                .done()));
  router.add(route("GET", "/v1/incidents/{id}", rules, show_incident, "One incident, with what analysts did", ""));
  router.add(route("PATCH", "/v1/incidents/{id}", rules, update_incident,
                   "Change status, owner and classification of an incident",
                   OperationParts()
                       .header("If-Match", if_match)
                       .body("What is to change", updating)
                       .answer(200, "The incident")
                       .done()));
  router.add(route("POST", "/v1/incidents/{id}/acknowledge", rules, acknowledge_incident,
                   "Take an incident: it is active, and yours where it is nobody's",
                   OperationParts().header("If-Match", if_match).answer(200, "The incident").done()));
  router.add(route("POST", "/v1/incidents/{id}/close", rules, close_incident, "Close an incident",
                   OperationParts()
                       .header("If-Match", if_match)
                       .body("What it was; Undetermined where it says nothing", closing, false)
                       .answer(200, "The incident")
                       .done()));
  router.add(route("POST", "/v1/incidents/{id}/reopen", rules, reopen_incident, "Open a closed incident again",
                   OperationParts().header("If-Match", if_match).answer(200, "The incident").done()));
  router.add(route(
      "POST", "/v1/incidents/{id}/comments", rules, comment, "Comment on an incident",
      OperationParts()
          .header("If-Match", if_match)
          .body(
              "The comment",
              R"({"type":"object","required":["text"],"properties":{"text":{"type":"string","maxLength":30000}},"additionalProperties":false})")
          .answer(201, "The incident with the comment")
          .done()));
}

}  // namespace kelpie::server
