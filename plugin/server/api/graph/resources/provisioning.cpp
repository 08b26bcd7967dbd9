#include <array>

#include "plugin/server/api/graph/resources/all_resources.hpp"
#include "plugin/server/api/graph/resources/complex_types.hpp"

namespace kelpie::server::graph {

namespace {

// Azure Monitor writes Id, Name and numbers where Graph has id, displayName and words.
constexpr std::string_view statuses = "success=0 failure=1 skipped=2 warning=3";
constexpr std::array error_members{
    text("errorCode").from("errorCode | ErrorCode"), text("reason").from("reason | Reason"),
    text("additionalDetails").from("additionalDetails | AdditionalDetails"),
    word("errorCategory", "failure=0 nonServiceFailure=1 success=2").from("errorCategory | ErrorCategory"),
    text("recommendedAction").from("recommendedAction | RecommendedAction")};
constexpr std::array status_info_members{
    word("status", statuses).from("status | Status"),
    object("errorInformation", error_members).from("errorInformation | ErrorInformation")};
constexpr std::array step_members{
    text("name").from("name | Name"),
    word("status", statuses).from("status | Status"),
    text("description").from("description | Description"),
    open("details").from("details | Details"),
    word("provisioningStepType", "import=0 scoping=1 matching=2 processing=3 referenceResolution=4 export=5")
        .from("provisioningStepType | ProvisioningStepType"),
};
constexpr Property id = key("id").from("id | Id");
constexpr Property display_name = text("displayName").from("displayName | DisplayName | name | Name");
constexpr Property details = open("details").from("details | Details");
constexpr std::array service_principal_members{id, display_name};
constexpr std::array identity_members{id, display_name,
                                      text("identityType").from("identityType | IdentityType | type | Type"), details};
constexpr std::array system_members{id, display_name, details};
constexpr std::array initiator_members{
    id, display_name,
    word("initiatorType", "user=0 application=1 system=2").from("initiatorType | InitiatorType | type | Type")};
constexpr std::array modified_members{text("displayName").from("displayName | DisplayName"),
                                      text("oldValue").from("oldValue | OldValue"),
                                      text("newValue").from("newValue | NewValue")};

/// Graph reference: "provisioningObjectSummary resource type".
constexpr std::array provisioning_properties{
    key("id"),
    time("activityDateTime").from("TimeGenerated"),
    key("tenantId").from("AADTenantId"),
    key("jobId"),
    key("cycleId"),
    key("changeId"),
    word("provisioningAction", "other create delete disable update stagedDelete").from("ProvisioningAction | Action"),
    whole("durationInMilliseconds").from("DurationMs"),
    object("servicePrincipal", service_principal_members),
    object("sourceSystem", system_members),
    object("targetSystem", system_members),
    object("initiatedBy", initiator_members),
    object("sourceIdentity", identity_members),
    object("targetIdentity", identity_members),
    object("provisioningStatusInfo", status_info_members).from("ProvisioningStatusInfo | StatusInfo"),
    object("provisioningSteps", step_members).listed(),
    object("modifiedProperties", modified_members).listed(),
};

constexpr std::array sources{Source{.table = "AADProvisioningLogs"}};
constexpr std::array order{Order{"activityDateTime", true}, Order{"id"}};

}  // namespace

void add_provisioning(std::vector<Resource>& all) {
  all.push_back({.path = "auditLogs/provisioning",
                 .type = "provisioningObjectSummary",
                 .summary = "What the provisioning service did, newest first",
                 .properties = provisioning_properties,
                 .sources = sources,
                 .order = order});
}

}  // namespace kelpie::server::graph
