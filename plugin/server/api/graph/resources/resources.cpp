#include <array>

#include "plugin/server/api/graph/resources/all_resources.hpp"

namespace kelpie::server::graph {

namespace {

constexpr std::string_view directory = "it is the directory's state, and only logs are stored here";

constexpr std::array what_is_left_out{
    LeftOut{"reports/authenticationMethods...",
            "which methods users have registered is the directory's state, and only logs are stored here; "
            "reports/userCredentialUsageDetails (beta) has the registrations and resets "
            "that the audit log tells of"},
    LeftOut{"reports/credentialUserRegistrationDetails", directory},
    LeftOut{"reports/getCredentialUserRegistrationCount...", directory},
    LeftOut{"reports/getCredentialUsageSummary...",
            "ask reports/userCredentialUsageDetails (beta) for the single events"},
    LeftOut{"reports...", "it is no report that sign-in and audit logs can answer"},
    LeftOut{"auditLogs/customSecurityAttributeAudits...", "ask the table AADCustomSecurityAttributeAuditLogs in KQL"},
    LeftOut{"networkAccess...", "ask the tables NetworkAccessTraffic and NetworkAccessAlerts in KQL"},
    LeftOut{"identityProtection/agentRiskDetections...", "ask the table AADAgentRiskEvents in KQL"},
    LeftOut{"identityProtection/riskyAgents...", "ask the table AADRiskyAgents in KQL"},
    LeftOut{"users...",
            "of users, only what sign-ins tell is known here: users?$select=id,userPrincipalName,signInActivity"},
    LeftOut{"me...", directory},
    LeftOut{"groups...", directory},
    LeftOut{"applications...", directory},
    LeftOut{"servicePrincipals...", directory},
    LeftOut{"devices...", directory},
    LeftOut{"organization...", directory},
    LeftOut{"security...",
            "alerts and incidents of rules are at /v1/alerts and /v1/incidents, queries at /v1/workspaces"},
    LeftOut{"$metadata", "the service has no metadata document; properties are described in docs/graph-api.md"},
    LeftOut{"$batch", "requests are answered one by one"},
};

}  // namespace

std::span<const Resource> resources() {
  static const std::vector<Resource> all = [] {
    std::vector<Resource> list;
    add_sign_ins(list);
    add_sign_in_summaries(list);
    add_audits(list);
    add_provisioning(list);
    add_risks(list);
    add_usage_reports(list);
    add_users(list);
    return list;
  }();
  return all;
}

std::span<const LeftOut> left_out() { return what_is_left_out; }

}  // namespace kelpie::server::graph
