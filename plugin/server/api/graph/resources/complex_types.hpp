#pragma once

#include <array>
#include <string_view>

#include "plugin/server/api/graph/property.hpp"

// Complex types and enumerations that several resources of Graph have (Graph reference v1.0 and beta, "resource
// types").

namespace kelpie::server::graph {

inline constexpr std::string_view risk_levels = "low medium high hidden none";
inline constexpr std::string_view risk_states = "none confirmedSafe remediated dismissed atRisk confirmedCompromised";
inline constexpr std::string_view risk_details =
    "none adminGeneratedTemporaryPassword userPerformedSecuredPasswordChange userPerformedSecuredPasswordReset "
    "adminConfirmedSigninSafe aiConfirmedSigninSafe "
    "userPassedMFADrivenByRiskBasedPolicy adminDismissedAllRiskForUser adminConfirmedSigninCompromised hidden "
    "adminConfirmedUserCompromised "
    "m365DAdminDismissedDetection adminConfirmedServicePrincipalCompromised adminDismissedAllRiskForServicePrincipal "
    "userChangedPasswordOnPremises "
    "adminDismissedRiskForSignIn adminConfirmedAccountSafe adminConfirmedAgentSafe adminConfirmedAgentCompromised "
    "adminDismissedRiskForAgent";
inline constexpr std::string_view conditional_access_statuses = "success=0 failure=1 notApplied=2";

inline constexpr std::array geo_coordinates_members{real("altitude"), real("latitude"), real("longitude")};
inline constexpr std::array location_members{text("city"), text("state"), text("countryOrRegion"),
                                             object("geoCoordinates", geo_coordinates_members)};
inline constexpr std::array key_value_members{text("key").from("key | Key"), text("value").from("value | Value")};
inline constexpr std::array status_members{whole("errorCode"), text("failureReason"), text("additionalDetails")};
inline constexpr std::array managed_identity_members{word("msiType", "none userAssigned systemAssigned"),
                                                     text("associatedResourceId"), text("federatedTokenId"),
                                                     text("federatedTokenIssuer")};
inline constexpr std::array agent_members{
    word("agentType", "notAgentic agenticApp agenticAppInstance agentIdentityBlueprintPrincipal agentIDuser"),
    key("parentAppId"), text("agentSubjectType").in_beta(), key("agentSubjectParentId").in_beta()};

}  // namespace kelpie::server::graph
