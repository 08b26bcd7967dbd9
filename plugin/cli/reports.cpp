#include "plugin/cli/reports.hpp"

#include <algorithm>
#include <array>

namespace kelpie::plugin {

namespace {

constexpr std::array application_activity{
    ShownColumn{"appDisplayName", "Application"},
    ShownColumn{"successfulSignInCount", "Succeeded", Show::bar},
    ShownColumn{"failedSignInCount", "Failed", Show::number},
    ShownColumn{"interruptedSignInCount", "Interrupted", Show::number},
    ShownColumn{"successPercentage", "Success", Show::share},
    ShownColumn{"dailySignInCounts", "A day", Show::sparkline},
};
constexpr std::array application_activity_detail{
    ShownColumn{"aggregatedEventDateTime", "Day", Show::time},
    ShownColumn{"appDisplayName", "Application"},
    ShownColumn{"errorCode", "Code", Show::number},
    ShownColumn{"signInCount", "Sign-ins", Show::bar},
    ShownColumn{"failureReason", "Reason"},
};
constexpr std::array adfs_application_activity{
    ShownColumn{"relyingPartyName", "Relying party"},         ShownColumn{"totalSignInCount", "Sign-ins", Show::bar},
    ShownColumn{"failedSignInCount", "Failed", Show::number}, ShownColumn{"signInSuccessRate", "Success", Show::share},
    ShownColumn{"uniqueUserCount", "Users", Show::number},    ShownColumn{"relyingPartyId", "Identifier"},
};
constexpr std::array authentication_methods{
    ShownColumn{"authenticationMethod", "Method"},
    ShownColumn{"uniqueUserCount", "Users", Show::number},
    ShownColumn{"successfulCount", "Succeeded", Show::bar},
    ShownColumn{"failedCount", "Failed", Show::number},
    ShownColumn{"successPercentage", "Success", Show::share},
    ShownColumn{"isPasswordless", "Passwordless"},
    ShownColumn{"dailyCounts", "A day", Show::sparkline},
};
constexpr std::array credential_registrations{
    ShownColumn{"eventDateTime", "Time", Show::time}, ShownColumn{"feature", "Feature"},
    ShownColumn{"userPrincipalName", "User"},         ShownColumn{"authMethod", "Method"},
    ShownColumn{"activityDisplayName", "Activity"},   ShownColumn{"isSuccess", "Succeeded"},
    ShownColumn{"failureReason", "Reason"},
};
constexpr std::array service_principal_activity{
    ShownColumn{"appDisplayName", "Application"},
    ShownColumn{"lastSignInDateTime", "Last", Show::time},
    ShownColumn{"lastDelegatedClientDateTime", "For a person", Show::time},
    ShownColumn{"lastDelegatedResourceDateTime", "As their resource", Show::time},
    ShownColumn{"lastApplicationClientDateTime", "For itself", Show::time},
    ShownColumn{"lastApplicationResourceDateTime", "As a resource", Show::time},
    ShownColumn{"appId", "App id"},
};
constexpr std::array credential_activity{
    ShownColumn{"appDisplayName", "Application"},
    ShownColumn{"keyId", "Key"},
    ShownColumn{"keyType", "Kind"},
    ShownColumn{"resourceDisplayName", "Resource"},
    ShownColumn{"signInCount", "Sign-ins", Show::bar},
    ShownColumn{"lastSignInDateTime", "Last used", Show::time},
};
constexpr std::array risky_users{
    ShownColumn{"riskLevel", "Risk", Show::level},
    ShownColumn{"userPrincipalName", "User"},
    ShownColumn{"riskState", "State"},
    ShownColumn{"riskLastUpdatedDateTime", "Since", Show::time},
    ShownColumn{"detectionCount", "Detections", Show::bar},
    ShownColumn{"detectionTypes", "Kinds", Show::list},
};
constexpr std::array risky_sign_ins{
    ShownColumn{"riskLevelDuringSignIn", "Risk", Show::level},
    ShownColumn{"createdDateTime", "Time", Show::time},
    ShownColumn{"userPrincipalName", "User"},
    ShownColumn{"appDisplayName", "Application"},
    ShownColumn{"ipAddress", "Address"},
    ShownColumn{"countryOrRegion", "Country"},
    ShownColumn{"outcome", "Outcome"},
    ShownColumn{"riskState", "State"},
    ShownColumn{"riskEventTypes_v2", "Kinds", Show::list},
};
constexpr std::array risky_workload_identities{
    ShownColumn{"riskLevel", "Risk", Show::level},
    ShownColumn{"displayName", "Workload identity"},
    ShownColumn{"riskState", "State"},
    ShownColumn{"riskLastUpdatedDateTime", "Since", Show::time},
    ShownColumn{"detectionCount", "Detections", Show::bar},
    ShownColumn{"detectionTypes", "Kinds", Show::list},
    ShownColumn{"appId", "App id"},
};
constexpr std::array last_sign_ins{
    ShownColumn{"userPrincipalName", "User"},
    ShownColumn{"lastSignInDateTime", "Interactive", Show::time},
    ShownColumn{"lastNonInteractiveSignInDateTime", "Non-interactive", Show::time},
    ShownColumn{"lastSuccessfulSignInDateTime", "Succeeded", Show::time},
    ShownColumn{"userDisplayName", "Name"},
};

constexpr std::array all_reports{
    Report{"application-activity", "Interactive sign-ins of every application and the share that succeeded",
           "ApplicationActivity", application_activity},
    Report{"application-activity-detail", "The same by day and error code", "ApplicationActivityDetail",
           application_activity_detail},
    Report{"adfs-application-activity", "Sign-ins to the relying parties of AD FS and the share that succeeded",
           "ADFSApplicationActivity", adfs_application_activity},
    Report{"authentication-methods", "How often each authentication method was used, by how many people",
           "AuthenticationMethodsActivity", authentication_methods},
    Report{"credential-registrations", "Authentication methods registered and passwords reset",
           "CredentialRegistrations", credential_registrations},
    Report{"service-principal-activity", "When every application last took part in a sign-in, and as what",
           "ServicePrincipalSignInActivity", service_principal_activity},
    Report{"credential-activity", "When every secret and certificate of an application was last used",
           "ApplicationCredentialActivity", credential_activity},
    Report{"risky-users", "Users whose risk changed, those at risk or compromised first", "RiskyUsers", risky_users},
    Report{"risky-sign-ins", "Sign-ins that were rated risky", "RiskySignIns", risky_sign_ins},
    Report{"risky-workload-identities", "Service principals whose risk changed, those at risk or compromised first", "RiskyWorkloadIdentities",
           risky_workload_identities},
    Report{"last-sign-ins", "When every user last signed in", "LastSignInPerUser", last_sign_ins},
};

}  // namespace

std::span<const Report> reports() { return all_reports; }

const Report* find_report(std::string_view name) {
  const auto found = std::find_if(all_reports.begin(), all_reports.end(),
                                  [name](const Report& report) { return report.name == name; });
  return found == all_reports.end() ? nullptr : &*found;
}

}  // namespace kelpie::plugin
