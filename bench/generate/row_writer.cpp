#include "generate/fields.hpp"
#include "generate/writers.hpp"

namespace kelpie::generate {

std::string_view risk_level(const Event& event) {
  if (event.attack) return event.id[0] % 4 == 0 ? "high" : event.id[0] % 4 == 1 ? "medium" : "low";
  return event.id[0] % 512 == 0 ? "low" : "none";
}

RowWriter::RowWriter(const Population& population, Table table)
    : population_(population),
      table_(table),
      fragments_(population, table == Table::signin_logs ? Nesting::json : Nesting::text, Nesting::text) {
  const bool interactive = table == Table::signin_logs;
  head_ = R"({"TenantId":")" + population.workspace_id + R"(","SourceSystem":"Azure AD","TimeGenerated":")";
  middle_ =
      std::string("\",") +
      (interactive ? R"("ResourceId":"/tenants/)" + population.tenant_id + R"(/providers/Microsoft.aadiam",)" : "") +
      R"("OperationName":"Sign-in activity","OperationVersion":"1.0","Category":")" +
      (interactive ? "SignInLogs" : "NonInteractiveUserSignInLogs") + R"(","ResultType":")";
  resource_ = interactive ? R"(","Resource":"Microsoft.aadiam","ResourceGroup":"Microsoft.aadiam","Identity":")"
                          : R"(","ResourceGroup":"Microsoft.aadiam","Identity":")";
  tail_ = R"("AADTenantId":")" + population.tenant_id + R"(","Type":")" +
          (interactive ? "SigninLogs" : "AADNonInteractiveUserSignInLogs") + "\"}\n";
}

void RowWriter::write(Output& output, const Event& event) const {
  const bool interactive = table_ == Table::signin_logs;
  const User& user = population_.users[event.user];
  const Device& device = population_.devices[event.device];
  const Address& address = population_.addresses[event.address];
  const catalog::Place& place = catalog::places()[address.place];
  const Application& application = population_.applications[event.application];
  const catalog::Result& result = catalog::results()[event.result];
  const std::string_view risk = risk_level(event);

  output.append(head_);
  append_time(output, event.time);
  output.append(middle_);
  output.append_number(result.code);
  output.append(result.code == 0 ? R"(","ResultSignature":"SUCCESS","ResultDescription":")"
                                 : R"(","ResultSignature":"FAILURE","ResultDescription":")");
  output.append(result.description);
  output.append(R"(","DurationMs":0,"CorrelationId":")");
  append_guid(output, event.correlation);
  output.append(resource_);
  output.append(user.display_name);
  output.append(R"(","Level":"4","Location":")");
  output.append(place.country);
  output.append(R"(","AppDisplayName":")");
  output.append(application.name);
  output.append(R"(","AppId":")");
  output.append(application.id);
  output.append(R"(","AuthenticationDetails":)");
  fragments_.append_authentication_steps(output, event);
  output.append(R"(,"AuthenticationProcessingDetails":)");
  fragments_.append_processing_details(output, event);
  output.append(event.multi_factor ? R"(,"AuthenticationRequirement":"multiFactorAuthentication")"
                                   : R"(,"AuthenticationRequirement":"singleFactorAuthentication")");
  output.append(R"(,"AutonomousSystemNumber":")");
  output.append_number(place.autonomous_system);
  output.append(R"(","ClientAppUsed":")");
  output.append(catalog::clients()[device.client].client_app);
  output.append(R"(","ConditionalAccessPolicies":)");
  fragments_.append_policies(output, event);
  output.append(R"(,"ConditionalAccessStatus":")");
  output.append(conditional_access_status(event));
  output.append(R"(","CreatedDateTime":")");
  append_time(output, event.created);
  output.append(user.guest ? R"(","CrossTenantAccessType":"b2bCollaboration","DeviceDetail":)"
                           : R"(","CrossTenantAccessType":"none","DeviceDetail":)");
  fragments_.append_device(output, event);
  if (interactive) output.append(R"(,"FlaggedForReview":false)");
  output.append(R"(,"Id":")");
  append_guid(output, event.id);
  output.append(R"(","IPAddress":")");
  output.append(address.text);
  output.append(interactive ? R"(","IsInteractive":true,"LocationDetails":)"
                            : R"(","IsInteractive":false,"LocationDetails":)");
  fragments_.append_place(output, event);
  output.append(R"(,"MfaDetail":)");
  fragments_.append_second_factor(output, event);
  output.append(R"(,"NetworkLocationDetails":"[]","OriginalRequestId":")");
  append_guid(output, event.id);
  output.append(interactive ? R"(","ProcessingTimeInMilliseconds":")" : R"(","ProcessingTimeInMs":")");
  output.append_number(event.milliseconds);
  output.append(R"(","ResourceDisplayName":")");
  output.append(application.resource_name);
  output.append(R"(","ResourceIdentity":")");
  output.append(application.resource_id);
  output.append(R"(","RiskDetail":"none","RiskEventTypes":"[]","RiskEventTypes_V2":)");
  output.append(event.attack ? R"("[\"passwordSpray\"]")" : R"("[]")");
  output.append(R"(,"RiskLevelAggregated":")");
  output.append(risk);
  output.append(R"(","RiskLevelDuringSignIn":")");
  output.append(risk);
  output.append(risk == "none" ? R"(","RiskState":"none","Status":)" : R"(","RiskState":"atRisk","Status":)");
  fragments_.append_status(output, event);
  output.append(R"(,"TokenIssuerType":"AzureAD","UniqueTokenIdentifier":")");
  append_token(output, event.token);
  output.append(R"(","UserAgent":")");
  output.append(population_.agents[device.agent]);
  output.append(R"(","UserDisplayName":")");
  output.append(user.display_name);
  output.append(R"(","UserId":")");
  output.append(user.id);
  output.append(R"(","UserPrincipalName":")");
  output.append(user.principal_name);
  output.append(user.guest ? R"(","UserType":"Guest",)" : R"(","UserType":"Member",)");
  output.append(tail_);
}

}  // namespace kelpie::generate
