#include <array>

#include "plugin/server/api/graph/resources/all_resources.hpp"
#include "plugin/server/api/graph/resources/complex_types.hpp"

namespace kelpie::server::graph {

namespace {

/// Graph reference (beta): "summarizedSignIn resource type".
constexpr std::array summary_properties{
    whole("signInCount"),
    time("aggregationDateTime"),
    key("id"),
    time("firstSignInDateTime"),
    text("userPrincipalName").or_blank(),
    key("appId"),
    text("appDisplayName"),
    text("ipAddress"),
    word("conditionalAccessStatus", conditional_access_statuses),
    text("resourceDisplayName"),
    key("resourceId"),
    key("tenantId"),
    text("servicePrincipalName"),
    key("servicePrincipalId").or_blank(),
    object("status", status_members).never_null(),
    object("managedServiceIdentity", managed_identity_members).never_null(),
    object("agent", agent_members).never_null(),
};

constexpr std::string_view group =
    "strcat_delim(\"\\n\", appId, userPrincipalName, servicePrincipalId, ipAddress, tostring(status.errorCode), "
    "resourceId)";
constexpr std::array order{Order{"aggregationDateTime", true}, Order{"firstSignInDateTime", true},
                           Order{"", false, group}};
constexpr std::array windows{Argument{"h1", "\"h1\""}, Argument{"h6", "\"h6\""}, Argument{"d1", "\"d1\""}};

/// What Graph says of identities that are neither: words, not nulls.
constexpr std::array of_others{
    Expression{"managedServiceIdentity", "bag_pack(\"msiType\", \"none\")"},
    Expression{"agent", "iff(isnull(agent), bag_pack(\"agentType\", \"notAgentic\"), agent)"},
};
constexpr std::array of_managed_identities{
    Expression{"agent", "iff(isnull(agent), bag_pack(\"agentType\", \"notAgentic\"), agent)"},
};

constexpr std::array service_principals{Source{.table = "",
                                               .query = "SummarizedServicePrincipalSignIns({argument}, {ceiling})",
                                               .expressions = of_others,
                                               .arrivals = "AADServicePrincipalSignInLogs"}};
constexpr std::array users{Source{.table = "",
                                  .query = "SummarizedNonInteractiveSignIns({argument}, {ceiling})",
                                  .expressions = of_others,
                                  .arrivals = "AADNonInteractiveUserSignInLogs"}};
constexpr std::array managed_identities{Source{.table = "",
                                               .query = "SummarizedMSISignIns({argument}, {ceiling})",
                                               .expressions = of_managed_identities,
                                               .arrivals = "AADManagedIdentitySignInLogs"}};

Resource summary(std::string_view path, std::string_view what, std::span<const Source> sources) {
  return {.path = path,
          .type = "summarizedSignIn",
          .summary = what,
          .v1 = false,
          .properties = summary_properties,
          .sources = sources,
          .order = order,
          .id = "",
          .argument_name = "aggregationWindow",
          .arguments = windows};
}

}  // namespace

void add_sign_in_summaries(std::vector<Resource>& all) {
  all.push_back(summary("auditLogs/getSummarizedServicePrincipalSignIns", "Sign-ins of service principals, grouped",
                        service_principals));
  all.push_back(
      summary("auditLogs/getSummarizedNonInteractiveSignIns", "Sign-ins of users without interaction, grouped", users));
  all.push_back(
      summary("auditLogs/getSummarizedMSISignIns", "Sign-ins of managed identities, grouped", managed_identities));
}

}  // namespace kelpie::server::graph
