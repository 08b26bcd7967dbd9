#include <array>

#include "plugin/server/api/graph/resources/all_resources.hpp"
#include "plugin/server/api/graph/resources/complex_types.hpp"

namespace kelpie::server::graph {

namespace {

/// Graph reference: "riskyUser resource type".
constexpr std::array risky_user_properties{
    key("id"),
    flag("isDeleted"),
    flag("isProcessing"),
    word("riskLevel", risk_levels),
    word("riskState", risk_states),
    word("riskDetail", risk_details),
    time("riskLastUpdatedDateTime"),
    text("userDisplayName"),
    text("userPrincipalName"),
};
constexpr std::array activity_members{text("detail"), text("riskEventTypes").listed()};
/// Graph reference: "riskyUserHistoryItem resource type".
constexpr std::array history_properties{
    key("id"),
    flag("isDeleted"),
    flag("isProcessing"),
    word("riskLevel", risk_levels),
    word("riskState", risk_states),
    word("riskDetail", risk_details),
    time("riskLastUpdatedDateTime"),
    text("userDisplayName"),
    text("userPrincipalName"),
    key("userId"),
    text("initiatedBy"),
    object("activity", activity_members),
};
/// Graph reference: "riskyServicePrincipal resource type".
constexpr std::array risky_service_principal_properties{
    key("id"),
    key("appId"),
    text("displayName"),
    flag("isEnabled").from("AccountEnabled"),
    flag("isProcessing"),
    word("riskDetail", risk_details),
    time("riskLastUpdatedDateTime"),
    word("riskLevel", risk_levels),
    word("riskState", risk_states),
    text("servicePrincipalType"),
};
constexpr std::string_view timings = "notDefined realtime nearRealtime offline";
/// Graph reference: "riskDetection resource type".
constexpr std::array detection_properties{
    key("id"),
    key("requestId"),
    key("correlationId"),
    text("riskType").in_beta(),
    text("riskEventType"),
    word("riskState", risk_states),
    word("riskLevel", risk_levels),
    word("riskDetail", risk_details),
    text("source"),
    word("detectionTimingType", timings),
    word("activity", "signin user servicePrincipal"),
    text("tokenIssuerType"),
    text("ipAddress"),
    object("location", location_members),
    time("activityDateTime"),
    time("detectedDateTime"),
    time("lastUpdatedDateTime"),
    key("userId"),
    text("userDisplayName"),
    text("userPrincipalName"),
    text("additionalInfo"),
};
/// Graph reference: "servicePrincipalRiskDetection resource type".
constexpr std::array service_principal_detection_properties{
    key("id"),
    key("requestId"),
    key("correlationId"),
    text("riskEventType"),
    word("riskState", risk_states),
    word("riskLevel", risk_levels),
    word("riskDetail", risk_details),
    text("source"),
    word("detectionTimingType", timings),
    word("activity", "signin user servicePrincipal"),
    text("tokenIssuerType"),
    text("ipAddress"),
    object("location", location_members),
    time("activityDateTime"),
    time("detectedDateTime"),
    time("lastUpdatedDateTime"),
    key("servicePrincipalId"),
    text("servicePrincipalDisplayName"),
    key("appId"),
    text("keyIds").listed(),
    text("additionalInfo"),
};

// The log has a row for every state; a resource is the state that was updated, and then arrived, last.
constexpr std::array users{
    Source{.table = "AADRiskyUsers",
           .query = "AADRiskyUsers | where {arrived} | summarize arg_max(strcat(tostring(RiskLastUpdatedDateTime), "
                    "tostring(ingestion_time())), *, AdditionalFields) by Id"}};
constexpr std::array service_principals{Source{
    .table = "AADRiskyServicePrincipals",
    .query =
        "AADRiskyServicePrincipals | where {arrived} | summarize arg_max(strcat(tostring(RiskLastUpdatedDateTime), "
        "tostring(ingestion_time())), *, AdditionalFields) by Id"}};
constexpr std::array detections{
    Source{.table = "AADUserRiskEvents",
           .query = "AADUserRiskEvents | where {arrived} | summarize arg_max(strcat(tostring(LastUpdatedDateTime), "
                    "tostring(ingestion_time())), *, AdditionalFields) by Id"}};
constexpr std::array service_principal_detections{Source{
    .table = "AADServicePrincipalRiskEvents",
    .query = "AADServicePrincipalRiskEvents | where {arrived} | summarize "
             "arg_max(strcat(tostring(LastUpdatedDateTime), tostring(ingestion_time())), *, AdditionalFields) by Id"}};

constexpr std::array history_expressions{
    Expression{"id",
               "strcat(Id, \"_\", format_datetime(RiskLastUpdatedDateTime, \"yyyyMMddHHmmssfffffff\"), \"_\", "
               "RiskState, \"_\", RiskLevel)"},
    Expression{"userId", "Id"},
    Expression{"initiatedBy", "\"\""},
    Expression{"activity", "bag_pack(\"detail\", RiskDetail, \"riskEventTypes\", dynamic([]))"},
};
constexpr std::array history{Source{.table = "AADRiskyUsers",
                                    .query = "AADRiskyUsers | where {arrived} | where Id =~ {parent}",
                                    .expressions = history_expressions}};

constexpr std::array risky_order{Order{"riskLastUpdatedDateTime", true}, Order{"id"}};
constexpr std::array detection_order{Order{"detectedDateTime", true}, Order{"id"}};

Resource risk(std::string_view path, std::string_view type, std::string_view summary,
              std::span<const Property> properties, std::span<const Source> sources, std::span<const Order> order) {
  return {.path = path,
          .type = type,
          .summary = summary,
          .properties = properties,
          .sources = sources,
          .order = order,
          .page = 100,
          .most = 500,
          .skip = true};
}

}  // namespace

void add_risks(std::vector<Resource>& all) {
  all.push_back(risk("identityProtection/riskyUsers", "riskyUser", "Users at risk, as they are now",
                     risky_user_properties, users, risky_order));
  Resource states = risk("identityProtection/riskyUsers/history", "riskyUserHistoryItem", "What the risk of a user was",
                         history_properties, history, risky_order);
  states.parent = "identityProtection/riskyUsers";
  all.push_back(states);
  all.push_back(risk("identityProtection/riskDetections", "riskDetection", "Risks that were detected, newest first",
                     detection_properties, detections, detection_order));
  all.push_back(risk("identityProtection/riskyServicePrincipals", "riskyServicePrincipal",
                     "Service principals at risk, as they are now", risky_service_principal_properties,
                     service_principals, risky_order));
  all.push_back(risk("identityProtection/servicePrincipalRiskDetections", "servicePrincipalRiskDetection",
                     "Risks of service principals that were detected, newest first",
                     service_principal_detection_properties, service_principal_detections, detection_order));
}

}  // namespace kelpie::server::graph
