#include <array>

#include "plugin/server/api/graph/resources/all_resources.hpp"
#include "plugin/server/api/graph/resources/complex_types.hpp"

namespace kelpie::server::graph {

namespace {

constexpr std::array periods{Argument{"D7", "7d"}, Argument{"D30", "30d"}};
constexpr std::array relying_party_periods{Argument{"D1", "1d"}, Argument{"D7", "7d"}, Argument{"D30", "30d"}};

// Rows of reports are ordered by what they are about, not by what changes: nothing moves from page to page while events
// arrive.
constexpr std::array by_id{Order{"id"}};

/// Graph reference (beta): "applicationSignInSummary resource type".
constexpr std::array application_properties{
    key("id"),
    text("appDisplayName"),
    whole("successfulSignInCount"),
    whole("failedSignInCount"),
    real("successPercentage"),
};
constexpr std::array applications{Source{.table = "", .query = "ApplicationActivity({argument})"}};

/// Graph reference (beta): "applicationSignInDetailedSummary resource type".
constexpr std::array detail_properties{
    key("id"),
    key("appId"),
    text("appDisplayName"),
    object("status", status_members).never_null(),
    whole("signInCount"),
    time("aggregatedEventDateTime"),
};
constexpr std::array detail_expressions{Expression{"status/errorCode", "tolong(errorCode)"}};
constexpr std::array details{
    Source{.table = "",
           .query = "ApplicationActivityDetail(30d) | extend id = strcat(format_datetime(aggregatedEventDateTime, "
                    "\"yyyyMMdd\"), \"_\", appId, \"_\", tostring(errorCode))",
           .expressions = detail_expressions}};

/// Graph reference (beta): "relyingPartyDetailedSummary resource type". What migration would need is not in the logs.
constexpr std::array relying_party_properties{
    key("id"),
    text("relyingPartyId"),
    text("relyingPartyName"),
    text("serviceId"),
    text("replyUrls").listed(),
    word("migrationStatus", "ready needsReview additionalStepsRequired"),
    object("migrationValidationDetails", key_value_members).listed(),
    whole("successfulSignInCount"),
    whole("failedSignInCount"),
    whole("totalSignInCount"),
    real("signInSuccessRate"),
    whole("uniqueUserCount"),
};
constexpr std::array relying_party_expressions{
    Expression{"id", "relyingPartyId"},
    Expression{"serviceId", "\"\""},
    Expression{"replyUrls", "dynamic([])"},
    Expression{"migrationStatus", "\"\""},
    Expression{"migrationValidationDetails", "dynamic([])"},
};
constexpr std::array relying_parties{
    Source{.table = "", .query = "ADFSApplicationActivity({argument})", .expressions = relying_party_expressions}};

/// Graph reference (beta): "signInActivity resource type", as these reports have it.
constexpr std::array activity_members{time("lastSignInDateTime"), key("lastSignInRequestId")};

/// Graph reference (beta): "servicePrincipalSignInActivity resource type".
constexpr std::array service_principal_properties{
    key("id"),
    key("appId"),
    object("delegatedClientSignInActivity", activity_members),
    object("delegatedResourceSignInActivity", activity_members),
    object("applicationAuthenticationClientSignInActivity", activity_members),
    object("applicationAuthenticationResourceSignInActivity", activity_members),
    object("lastSignInActivity", activity_members),
};
constexpr std::array service_principal_expressions{
    Expression{"lastSignInActivity/lastSignInDateTime", "lastSignInDateTime"},
    Expression{"delegatedClientSignInActivity/lastSignInDateTime", "lastDelegatedClientDateTime"},
    Expression{"delegatedResourceSignInActivity/lastSignInDateTime", "lastDelegatedResourceDateTime"},
    Expression{"applicationAuthenticationClientSignInActivity/lastSignInDateTime", "lastApplicationClientDateTime"},
    Expression{"applicationAuthenticationResourceSignInActivity/lastSignInDateTime", "lastApplicationResourceDateTime"},
};
constexpr std::array service_principals{Source{
    .table = "", .query = "ServicePrincipalSignInActivity(3650d)", .expressions = service_principal_expressions}};

/// Graph reference (beta): "appCredentialSignInActivity resource type". The logs know no expiry.
constexpr std::array credential_properties{
    key("id"),
    key("keyId"),
    word("keyType", "clientSecret certificate"),
    word("keyUsage", "sign verify"),
    key("appId"),
    key("appObjectId"),
    key("servicePrincipalObjectId"),
    key("resourceId"),
    word("credentialOrigin", "application servicePrincipal"),
    time("expirationDateTime"),
    object("signInActivity", activity_members),
};
constexpr std::array credential_expressions{
    Expression{"appObjectId", "\"\""},
    Expression{"credentialOrigin", "\"\""},
    Expression{"expirationDateTime", "datetime(null)"},
    Expression{"signInActivity/lastSignInDateTime", "lastSignInDateTime"},
};
constexpr std::array credentials{
    Source{.table = "",
           .query = "ApplicationCredentialActivity(3650d) | extend id = base64_encode_tostring(strcat(keyId, \"|\", "
                    "servicePrincipalObjectId, \"|\", resourceId))",
           .expressions = credential_expressions}};

/// Graph reference (beta): "userCredentialUsageDetails resource type".
constexpr std::array usage_properties{
    key("id"),
    word("feature", "registration reset"),
    text("userPrincipalName"),
    text("userDisplayName"),
    flag("isSuccess"),
    text("authMethod"),
    text("failureReason"),
    time("eventDateTime"),
};
constexpr std::array usage{Source{.table = "", .query = "CredentialRegistrations(30d)"}};
constexpr std::array usage_order{Order{"eventDateTime", true}, Order{"id"}};

Resource report(std::string_view path, std::string_view type, std::string_view summary,
                std::span<const Property> properties, std::span<const Source> sources) {
  return {.path = path,
          .type = type,
          .summary = summary,
          .v1 = false,
          .properties = properties,
          .sources = sources,
          .order = by_id,
          .skip = true};
}

Resource called(Resource resource, std::span<const Argument> arguments) {
  resource.id = "";
  resource.argument_name = "period";
  resource.arguments = arguments;
  return resource;
}

}  // namespace

void add_usage_reports(std::vector<Resource>& all) {
  all.push_back(called(report("reports/getAzureADApplicationSignInSummary", "applicationSignInSummary",
                              "Interactive sign-ins of every application", application_properties, applications),
                       periods));
  all.push_back(report("reports/applicationSignInDetailedSummary", "applicationSignInDetailedSummary",
                       "Interactive sign-ins by day, application and error code", detail_properties, details));
  all.push_back(called(report("reports/getRelyingPartyDetailedSummary", "relyingPartyDetailedSummary",
                              "Sign-ins to every relying party of AD FS", relying_party_properties, relying_parties),
                       relying_party_periods));
  all.push_back(report("reports/servicePrincipalSignInActivities", "servicePrincipalSignInActivity",
                       "When every application last took part in a sign-in", service_principal_properties,
                       service_principals));
  all.push_back(report("reports/appCredentialSignInActivities", "appCredentialSignInActivity",
                       "When every credential of an application was last used", credential_properties, credentials));
  Resource registrations = report("reports/userCredentialUsageDetails", "userCredentialUsageDetails",
                                  "Authentication methods registered, passwords reset", usage_properties, usage);
  registrations.order = usage_order;
  all.push_back(registrations);
}

}  // namespace kelpie::server::graph
