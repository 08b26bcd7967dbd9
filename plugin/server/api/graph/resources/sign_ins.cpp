#include <array>

#include "plugin/server/api/graph/resources/all_resources.hpp"
#include "plugin/server/api/graph/resources/complex_types.hpp"

namespace kelpie::server::graph {

namespace {

constexpr std::array device_members{text("deviceId"),    text("displayName"), text("operatingSystem"), text("browser"),
                                    flag("isCompliant"), flag("isManaged"),   text("trustType")};
constexpr std::string_view conditions =
    "application users devicePlatform location clientType signInRisk userRisk time deviceState client "
    "ipAddressSeenByAzureAD ipAddressSeenByResourceProvider "
    "unknownFutureValue servicePrincipals servicePrincipalRisk authenticationFlows insiderRisk";
constexpr std::array policy_members{
    key("id"),
    text("displayName"),
    text("enforcedGrantControls").listed(),
    text("enforcedSessionControls").listed(),
    word("result",
         "success=0 failure=1 notApplied=2 notEnabled=3 unknown=4 reportOnlySuccess reportOnlyFailure "
         "reportOnlyNotApplied reportOnlyInterrupted"),
    mask("conditionsSatisfied", conditions).in_beta(),
    mask("conditionsNotSatisfied", conditions).in_beta(),
    text("sessionControlsNotSatisfied").listed().in_beta(),
};
constexpr std::array authentication_detail_members{
    time("authenticationStepDateTime"),     text("authenticationMethod"),
    text("authenticationMethodDetail"),     flag("succeeded"),
    text("authenticationStepResultDetail"), text("authenticationStepRequirement"),
};
constexpr std::array requirement_policy_members{text("requirementProvider"), text("detail")};
constexpr std::array context_members{text("id"), text("detail")};
constexpr std::array network_location_members{
    word("networkType", "intranet extranet namedNetwork trusted trustedNamedLocation"), text("networkNames").listed()};
constexpr std::array session_policy_members{text("expirationRequirement"), text("detail")};
constexpr std::array private_link_members{text("policyId"), text("policyName"), text("policyTenantId"),
                                          text("resourceId")};
constexpr std::array mfa_members{text("authMethod"), text("authDetail")};
constexpr std::array device_app_members{text("deviceId"), text("appVersion"), text("clientApp"),
                                        text("operatingSystem")};

/// Graph reference: "signIn resource type".
constexpr std::array sign_in_properties{
    key("id"),
    time("createdDateTime"),
    text("userDisplayName"),
    text("userPrincipalName"),
    key("userId"),
    key("appId"),
    text("appDisplayName"),
    text("ipAddress").from("IPAddress"),
    text("ipAddressFromResourceProvider").from("IPAddressFromResourceProvider").in_beta(),
    text("clientAppUsed"),
    text("userAgent"),
    key("correlationId"),
    word("conditionalAccessStatus", conditional_access_statuses),
    key("originalRequestId").in_beta(),
    flag("isInteractive"),
    text("tokenIssuerName").or_blank().in_beta(),
    word("tokenIssuerType",
         "AzureAD ADFederationServices AzureADBackupAuth ADFederationServicesMFAAdapter NPSExtension")
        .in_beta(),
    whole("processingTimeInMilliseconds").from("ProcessingTimeInMilliseconds | ProcessingTimeInMs").in_beta(),
    word("riskDetail", risk_details),
    word("riskLevelAggregated", risk_levels),
    word("riskLevelDuringSignIn", risk_levels),
    word("riskState", risk_states),
    text("riskEventTypes").listed(),
    text("riskEventTypes_v2").from("RiskEventTypes_V2").listed(),
    text("resourceDisplayName"),
    key("resourceId").from("ResourceIdentity"),
    key("resourceTenantId"),
    key("resourceServicePrincipalId").in_beta(),
    key("resourceOwnerTenantId").in_beta(),
    key("homeTenantId"),
    text("homeTenantName").or_blank().in_beta(),
    key("appOwnerTenantId").in_beta(),
    text("authenticationMethodsUsed").listed().in_beta(),
    word("authenticationRequirement", "singleFactorAuthentication multiFactorAuthentication").in_beta(),
    word("authenticationProtocol", "none oAuth2 ropc wsFederation saml20 deviceCode authenticationTransfer nativeAuth")
        .in_beta(),
    word("incomingTokenType",
         "none primaryRefreshToken=Primary+Refresh+Token saml11 saml20 unknownFutureValue remoteDesktopToken "
         "refreshToken")
        .in_beta(),
    word("clientCredentialType",
         "none clientSecret clientAssertion federatedIdentityCredential managedIdentity certificate")
        .in_beta(),
    word("originalTransferMethod", "none deviceCodeFlow authenticationTransfer").in_beta(),
    word("crossTenantAccessType",
         "none b2bCollaboration b2bDirectConnect microsoftSupport serviceProvider unknownFutureValue passthrough")
        .in_beta(),
    word("signInTokenProtectionStatus", "none bound unbound").in_beta(),
    open("tokenProtectionStatusDetails").in_beta(),
    text("signInIdentifier").in_beta(),
    word("signInIdentifierType", "userPrincipalName phoneNumber proxyAddress qrCode onPremisesUserPrincipalName")
        .in_beta(),
    word("signInEventTypes", "interactiveUser nonInteractiveUser servicePrincipal managedIdentity").listed().in_beta(),
    key("servicePrincipalId").or_blank(),
    text("servicePrincipalName"),
    key("servicePrincipalCredentialKeyId").in_beta(),
    text("servicePrincipalCredentialThumbprint").in_beta(),
    key("federatedCredentialId").in_beta(),
    word("userType", "member guest").in_beta(),
    text("alternateSignInName").in_beta(),
    key("uniqueTokenIdentifier").in_beta(),
    key("sessionId").in_beta(),
    key("sourceAppClientId").in_beta(),
    flag("flaggedForReview").in_beta(),
    flag("isTenantRestricted").in_beta(),
    flag("isThroughGlobalSecureAccess").in_beta(),
    text("globalSecureAccessIpAddress").in_beta(),
    whole("autonomousSystemNumber").in_beta(),
    text("azureResourceId").in_beta(),
    object("status", status_members).never_null(),
    object("deviceDetail", device_members).never_null(),
    object("location", location_members).from("LocationDetails").never_null(),
    object("mfaDetail", mfa_members).in_beta(),
    object("authenticationAppDeviceDetails", device_app_members),
    object("agent", agent_members).in_beta(),
    object("managedServiceIdentity", managed_identity_members).in_beta(),
    object("privateLinkDetails", private_link_members).in_beta(),
    object("appliedConditionalAccessPolicies", policy_members).from("ConditionalAccessPolicies").listed(),
    object("authenticationContextClassReferences", context_members).listed().in_beta(),
    object("authenticationProcessingDetails", key_value_members).listed().in_beta(),
    object("networkLocationDetails", network_location_members).listed().in_beta(),
    object("authenticationDetails", authentication_detail_members).listed().in_beta(),
    object("authenticationRequirementPolicies", requirement_policy_members).listed().in_beta(),
    object("sessionLifetimePolicies", session_policy_members).listed().in_beta(),
    open("appliedEventListeners").listed().in_beta(),
    open("authenticationAppPolicyEvaluationDetails").listed().in_beta(),
    open("conditionalAccessAudiences").listed().in_beta(),
};

constexpr std::array interactive{
    Expression{"status/errorCode", "tolong(ResultType)"},
    Expression{"signInEventTypes", "dynamic([\"interactiveUser\"])"},
};
constexpr std::array without_interaction{
    Expression{"status/errorCode", "tolong(ResultType)"},
    Expression{"signInEventTypes", "dynamic([\"nonInteractiveUser\"])"},
};
/// Tables of service principals have no status: the code and what it means make one.
constexpr std::string_view made_status =
    "bag_pack(\"errorCode\", toint(ResultType), \"failureReason\", SignInResultReason(ResultType, ResultDescription), "
    "\"additionalDetails\", \"\")";
constexpr std::array of_service_principals{
    Expression{"status", made_status},
    Expression{"status/errorCode", "tolong(ResultType)"},
    Expression{"isInteractive", "false"},
    Expression{"signInEventTypes", "dynamic([\"servicePrincipal\"])"},
};
constexpr std::array of_managed_identities{
    Expression{"status", made_status},
    Expression{"status/errorCode", "tolong(ResultType)"},
    Expression{"isInteractive", "false"},
    Expression{"signInEventTypes", "dynamic([\"managedIdentity\"])"},
};

constexpr std::array sources{
    Source{.table = "SigninLogs", .expressions = interactive, .event_type = "interactiveUser"},
    Source{.table = "ADFSSignInLogs", .expressions = interactive, .event_type = "interactiveUser"},
    Source{.table = "AADNonInteractiveUserSignInLogs",
           .expressions = without_interaction,
           .event_type = "nonInteractiveUser"},
    Source{.table = "AADServicePrincipalSignInLogs",
           .expressions = of_service_principals,
           .event_type = "servicePrincipal"},
    Source{
        .table = "AADManagedIdentitySignInLogs", .expressions = of_managed_identities, .event_type = "managedIdentity"},
};

constexpr std::array order{Order{"createdDateTime", true}, Order{"id"}};

}  // namespace

void add_sign_ins(std::vector<Resource>& all) {
  all.push_back({.path = "auditLogs/signIns",
                 .type = "signIn",
                 .summary = "Sign-ins, newest first",
                 .properties = sign_in_properties,
                 .sources = sources,
                 .order = order});
}

}  // namespace kelpie::server::graph
