#include "generate/fields.hpp"
#include "generate/writers.hpp"

namespace kelpie::generate {

EnvelopeWriter::EnvelopeWriter(const Population& population, Table table)
    : population_(population), table_(table), fragments_(population, Nesting::json, Nesting::json) {
  middle_ = R"(","resourceId":"/tenants/)" + population.tenant_id +
            R"(/providers/Microsoft.aadiam","operationName":"Sign-in activity","operationVersion":"1.0","category":")" +
            (table == Table::signin_logs ? "SignInLogs" : "NonInteractiveUserSignInLogs") + R"(","tenantId":")" +
            population.tenant_id + R"(","resultType":")";
}

void EnvelopeWriter::write(Output& output, const Event& event) const {
  const bool interactive = table_ == Table::signin_logs;
  const User& user = population_.users[event.user];
  const Device& device = population_.devices[event.device];
  const Address& address = population_.addresses[event.address];
  const catalog::Place& place = catalog::places()[address.place];
  const Application& application = population_.applications[event.application];
  const catalog::Result& result = catalog::results()[event.result];
  const std::string_view risk = risk_level(event);

  output.append(R"({"time":")");
  append_time(output, event.time);
  output.append(middle_);
  output.append_number(result.code);
  output.append(result.code == 0 ? R"(","resultSignature":"SUCCESS","resultDescription":")"
                                 : R"(","resultSignature":"FAILURE","resultDescription":")");
  output.append(result.description);
  output.append(R"(","durationMs":0,"callerIpAddress":")");
  output.append(address.text);
  output.append(R"(","correlationId":")");
  append_guid(output, event.correlation);
  output.append(R"(","identity":")");
  output.append(user.display_name);
  output.append(R"(","Level":4,"location":")");
  output.append(place.country);
  output.append(R"(","properties":{"id":")");
  append_guid(output, event.id);
  output.append(R"(","createdDateTime":")");
  append_time(output, event.created);
  output.append(R"(","userDisplayName":")");
  output.append(user.display_name);
  output.append(R"(","userPrincipalName":")");
  output.append(user.principal_name);
  output.append(R"(","userId":")");
  output.append(user.id);
  output.append(R"(","appId":")");
  output.append(application.id);
  output.append(R"(","appDisplayName":")");
  output.append(application.name);
  output.append(R"(","ipAddress":")");
  output.append(address.text);
  output.append(R"(","status":)");
  fragments_.append_status(output, event);
  output.append(R"(,"clientAppUsed":")");
  output.append(catalog::clients()[device.client].client_app);
  output.append(R"(","userAgent":")");
  output.append(population_.agents[device.agent]);
  output.append(R"(","deviceDetail":)");
  fragments_.append_device(output, event);
  output.append(R"(,"location":)");
  fragments_.append_place(output, event);
  output.append(R"(,"mfaDetail":)");
  fragments_.append_second_factor(output, event);
  output.append(R"(,"correlationId":")");
  append_guid(output, event.correlation);
  output.append(R"(","conditionalAccessStatus":")");
  output.append(conditional_access_status(event));
  output.append(R"(","appliedConditionalAccessPolicies":)");
  fragments_.append_policies(output, event);
  output.append(R"(,"originalRequestId":")");
  append_guid(output, event.id);
  output.append(interactive ? R"(","isInteractive":true,"flaggedForReview":false)" : R"(","isInteractive":false)");
  output.append(R"(,"tokenIssuerType":"AzureAD","authenticationProcessingDetails":)");
  fragments_.append_processing_details(output, event);
  output.append(R"(,"networkLocationDetails":[],"processingTimeInMilliseconds":)");
  output.append_number(event.milliseconds);
  output.append(R"(,"riskDetail":"none","riskLevelAggregated":")");
  output.append(risk);
  output.append(R"(","riskLevelDuringSignIn":")");
  output.append(risk);
  output.append(risk == "none" ? R"(","riskState":"none")" : R"(","riskState":"atRisk")");
  output.append(R"(,"riskEventTypes":[],"riskEventTypes_v2":)");
  output.append(event.attack ? R"(["passwordSpray"])" : "[]");
  output.append(R"(,"resourceDisplayName":")");
  output.append(application.resource_name);
  output.append(R"(","resourceId":")");
  output.append(application.resource_id);
  output.append(R"(","tenantId":")");
  output.append(population_.tenant_id);
  output.append(R"(","authenticationDetails":)");
  fragments_.append_authentication_steps(output, event);
  output.append(event.multi_factor ? R"(,"authenticationRequirement":"multiFactorAuthentication")"
                                   : R"(,"authenticationRequirement":"singleFactorAuthentication")");
  output.append(user.guest ? R"(,"userType":"Guest","crossTenantAccessType":"b2bCollaboration")"
                           : R"(,"userType":"Member","crossTenantAccessType":"none")");
  output.append(R"(,"autonomousSystemNumber":)");
  output.append_number(place.autonomous_system);
  output.append(R"(,"uniqueTokenIdentifier":")");
  append_token(output, event.token);
  output.append("\"}}\n");
}

}  // namespace kelpie::generate
