#include <array>

#include "plugin/server/api/graph/resources/all_resources.hpp"
#include "plugin/server/api/graph/resources/complex_types.hpp"

namespace kelpie::server::graph {

namespace {

constexpr std::array user_members{
    key("id"),
    text("displayName"),
    text("userPrincipalName"),
    text("ipAddress"),
    text("userType").in_beta(),
    key("homeTenantId").in_beta(),
    text("homeTenantName").in_beta(),
};
constexpr std::array app_members{key("appId"), text("displayName"), key("servicePrincipalId"),
                                 text("servicePrincipalName")};
constexpr std::array initiator_members{object("user", user_members), object("app", app_members)};
constexpr std::array modified_members{text("displayName"), text("oldValue"), text("newValue")};
constexpr std::array target_members{
    key("id"),
    text("displayName"),
    text("type"),
    text("userPrincipalName"),
    word("groupType", "unifiedGroups azureAD"),
    object("modifiedProperties", modified_members).listed(),
};

/// Graph reference: "directoryAudit resource type".
constexpr std::array audit_properties{
    key("id"),
    text("category"),
    key("correlationId"),
    word("result", "success failure timeout"),
    text("resultReason"),
    text("activityDisplayName").from("ActivityDisplayName | OperationName"),
    time("activityDateTime"),
    text("loggedByService"),
    text("operationType").from("AADOperationType"),
    text("userAgent").in_beta(),
    object("initiatedBy", initiator_members),
    object("targetResources", target_members).listed(),
    object("additionalDetails", key_value_members).listed(),
};

constexpr std::array sources{Source{.table = "AuditLogs"}};
constexpr std::array order{Order{"activityDateTime", true}, Order{"id"}};

}  // namespace

void add_audits(std::vector<Resource>& all) {
  all.push_back({.path = "auditLogs/directoryAudits",
                 .type = "directoryAudit",
                 .summary = "Changes in the directory, newest first",
                 .properties = audit_properties,
                 .sources = sources,
                 .order = order});
}

}  // namespace kelpie::server::graph
