// Pages of Microsoft Graph: each kind of object reaches its table, with the columns that only an envelope has derived.

#include <boost/test/unit_test.hpp>

#include "../loaded.hpp"

using namespace kelpie::tables;

namespace {

std::string page(std::string_view kind, std::string_view object) {
  return R"({"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#)" + std::string(kind) + R"(","@odata.nextLink":"https://graph.microsoft.com/v1.0/)" +
         std::string(kind) + R"(?$skiptoken=abc_1","value":[)" + std::string(object) + "," + std::string(object) + "]}";
}

std::string sign_in(std::string_view more, std::string_view status = R"({"errorCode":0,"failureReason":"Other.","additionalDetails":null})") {
  return R"({"id":"s1","createdDateTime":"2024-05-06T07:08:09Z","userDisplayName":"Ada","userPrincipalName":"ada@contoso.example","userId":"u1","appId":"a1",)"
         R"("appDisplayName":"Portal","ipAddress":"192.0.2.1","clientAppUsed":"Browser","correlationId":"c1","conditionalAccessStatus":"notApplied",)"
         R"("resourceDisplayName":"Graph","resourceId":"r1","riskEventTypes_v2":[],"status":)" +
         std::string(status) +
         R"(,"deviceDetail":{"deviceId":"","browser":"Edge"},"location":{"city":"Lyon","state":"","countryOrRegion":"FR","geoCoordinates":{"altitude":null,"latitude":0,"longitude":0}})" +
         std::string(more) + "}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(graph_pages)

BOOST_AUTO_TEST_CASE(sign_ins_of_version_1) {
  const Loaded loaded = load_text(page("auditLogs/signIns", sign_in(R"(,"isInteractive":true)")));
  BOOST_TEST(loaded.report.rejected == 0u);
  BOOST_REQUIRE(loaded.rows("SigninLogs") == 2u);
  const auto cell = [&](const char* column) { return loaded.cell("SigninLogs", column, 1); };
  BOOST_TEST(cell("ResultType") == "0");
  BOOST_TEST(cell("ResultDescription") == "");
  BOOST_TEST(cell("Identity") == "Ada");
  BOOST_TEST(cell("Location") == "FR");
  BOOST_TEST(cell("OperationName") == "Sign-in activity");
  BOOST_TEST(cell("Category") == "SignInLogs");
  BOOST_TEST(cell("TimeGenerated") == "2024-05-06T07:08:09.0000000Z");
  BOOST_TEST(cell("CorrelationId") == "c1");
  BOOST_TEST(cell("ResourceIdentity") == "r1");
  BOOST_TEST(cell("RiskEventTypes_V2") == "[]");
  BOOST_TEST(cell("AdditionalFields") == "");
}

BOOST_AUTO_TEST_CASE(a_sign_in_that_failed_says_why) {
  const Loaded loaded = load_text(page("auditLogs/signIns", sign_in("", R"({"errorCode":50126,"failureReason":"Wrong password.","additionalDetails":null})")));
  BOOST_TEST(loaded.cell("SigninLogs", "ResultType") == "50126");
  BOOST_TEST(loaded.cell("SigninLogs", "ResultDescription") == "Wrong password.");
}

BOOST_AUTO_TEST_CASE(sign_ins_of_beta_go_where_their_types_say) {
  const std::pair<const char*, const char*> expected[] = {{"interactiveUser", "SigninLogs"},
                                                          {"nonInteractiveUser", "AADNonInteractiveUserSignInLogs"},
                                                          {"servicePrincipal", "AADServicePrincipalSignInLogs"},
                                                          {"managedIdentity", "AADManagedIdentitySignInLogs"}};
  std::string mixed;
  for (const auto& [type, table] : expected) {
    const std::string object = sign_in(R"(,"signInEventTypes":[")" + std::string(type) + R"("],"uniqueTokenIdentifier":"t","autonomousSystemNumber":3215,"brandNew":{"a":1})");
    const Loaded loaded = load_text(page("auditLogs/signIns", object));
    BOOST_TEST(loaded.rows(table) == 2u, type);
    BOOST_TEST(loaded.cell(table, "UniqueTokenIdentifier") == "t", type);
    BOOST_TEST(loaded.cell(table, "AdditionalFields").find(R"("brandNew":{"a":1})") != std::string::npos, type);
    mixed += (mixed.empty() ? "" : ",") + object;
  }
  const Loaded loaded = load_text(page("auditLogs/signIns", mixed));
  for (const auto& [type, table] : expected) BOOST_TEST(loaded.rows(table) == 2u, type);
}

BOOST_AUTO_TEST_CASE(directory_audits) {
  const Loaded loaded = load_text(page(
      "auditLogs/directoryAudits",
      R"({"id":"d1","category":"ApplicationManagement","correlationId":"c1","result":"success","resultReason":"","activityDisplayName":"Add owner ",)"
      R"("activityDateTime":"2024-05-06T07:08:09Z","loggedByService":"Core Directory","operationType":"Assign","initiatedBy":{"user":null,"app":{"appId":null,"displayName":"Robot"}},)"
      R"("targetResources":[{"id":"x","modifiedProperties":[{"displayName":"P","oldValue":null,"newValue":"\"v\""}]}],"additionalDetails":[{"key":"k","value":"v"}]})"));
  BOOST_REQUIRE(loaded.rows("AuditLogs") == 2u);
  const auto cell = [&](const char* column) { return loaded.cell("AuditLogs", column); };
  BOOST_TEST(cell("OperationName") == "Add owner ");  // blanks at the end are the activity's name
  BOOST_TEST(cell("Identity") == "Robot");
  BOOST_TEST(cell("Category") == "ApplicationManagement");
  BOOST_TEST(cell("AADOperationType") == "Assign");
  BOOST_TEST(cell("TimeGenerated") == "2024-05-06T07:08:09.0000000Z");
  BOOST_TEST(cell("TargetResources").find(R"("newValue":"\"v\"")") != std::string::npos);
  BOOST_TEST(cell("AdditionalFields") == "");
}

BOOST_AUTO_TEST_CASE(provisioning) {
  const Loaded loaded = load_text(page(
      "auditLogs/provisioning",
      R"({"id":"p1","activityDateTime":"2024-05-06T07:08:09Z","tenantId":"t1","jobId":"j1","cycleId":"y1","changeId":"h1","provisioningAction":"create","durationInMilliseconds":12,)"
      R"("servicePrincipal":{"id":"s","displayName":"App"},"sourceSystem":{"id":"a"},"targetSystem":{"id":"b"},"initiatedBy":{"initiatorType":"system"},"sourceIdentity":{"id":"i"},)"
      R"("targetIdentity":{"id":"k"},"provisioningStatusInfo":{"status":"success"},"provisioningSteps":[{"name":"Import","status":"success"}],"modifiedProperties":[]})"));
  BOOST_REQUIRE(loaded.rows("AADProvisioningLogs") == 2u);
  const auto cell = [&](const char* column) { return loaded.cell("AADProvisioningLogs", column); };
  BOOST_TEST(cell("TimeGenerated") == "2024-05-06T07:08:09.0000000Z");
  BOOST_TEST(cell("AADTenantId") == "t1");
  BOOST_TEST(cell("DurationMs") == "12");
  BOOST_TEST(cell("CorrelationId") == "h1");
  BOOST_TEST(cell("ProvisioningStatusInfo") == R"({"status":"success"})");
  BOOST_TEST(cell("OperationName") == "Provisioning activity");
}

BOOST_AUTO_TEST_CASE(risky_users_and_risk_detections) {
  const Loaded users = load_text(page("identityProtection/riskyUsers",
                                      R"({"id":"u1","isDeleted":false,"isProcessing":false,"riskLevel":"high","riskState":"atRisk","riskDetail":"none",)"
                                      R"("riskLastUpdatedDateTime":"2024-05-06T07:08:09Z","userDisplayName":"Ada","userPrincipalName":"ada@contoso.example"})"));
  BOOST_TEST(users.rows("AADRiskyUsers") == 2u);
  BOOST_TEST(users.cell("AADRiskyUsers", "TimeGenerated") == "2024-05-06T07:08:09.0000000Z");
  BOOST_TEST(users.cell("AADRiskyUsers", "OperationName") == "Risky user");
  BOOST_TEST(users.cell("AADRiskyUsers", "IsDeleted") == "False");
  const Loaded detections = load_text(page(
      "identityProtection/riskDetections",
      R"({"id":"d1","requestId":"r1","correlationId":"c1","riskType":"unfamiliarFeatures","riskEventType":"unfamiliarFeatures","riskState":"atRisk","riskLevel":"low","riskDetail":"none",)"
      R"("source":"IdentityProtection","detectionTimingType":"realtime","activity":"signin","tokenIssuerType":"AzureAD","ipAddress":"192.0.2.1","location":{"city":"Lyon","geoCoordinates":{}},)"
      R"("activityDateTime":"2024-05-06T07:00:00Z","detectedDateTime":"2024-05-06T07:08:09Z","lastUpdatedDateTime":"2024-05-06T07:09:00Z","userId":"u1","userDisplayName":"Ada",)"
      R"("userPrincipalName":"ada@contoso.example","additionalInfo":"[{\"Key\":\"userAgent\",\"Value\":\"x\"}]"})"));
  BOOST_TEST(detections.rows("AADUserRiskEvents") == 2u);
  BOOST_TEST(detections.cell("AADUserRiskEvents", "TimeGenerated") == "2024-05-06T07:08:09.0000000Z");
  BOOST_TEST(detections.cell("AADUserRiskEvents", "ActivityDateTime") == "2024-05-06T07:00:00.0000000Z");
  BOOST_TEST(detections.cell("AADUserRiskEvents", "AdditionalInfo") == R"([{"Key":"userAgent","Value":"x"}])");
  BOOST_TEST(detections.cell("AADUserRiskEvents", "AdditionalFields") == R"({"riskType":"unfamiliarFeatures"})");
}

BOOST_AUTO_TEST_CASE(risky_service_principals_and_their_detections) {
  const Loaded principals = load_text(page("identityProtection/riskyServicePrincipals",
                                           R"({"id":"sp1","appId":"a1","isEnabled":true,"isProcessing":false,"displayName":"Robot","servicePrincipalType":"Application",)"
                                           R"("riskLevel":"high","riskState":"atRisk","riskDetail":"none","riskLastUpdatedDateTime":"2024-05-06T07:08:09Z"})"));
  BOOST_TEST(principals.rows("AADRiskyServicePrincipals") == 2u);
  BOOST_TEST(principals.cell("AADRiskyServicePrincipals", "AccountEnabled") == "True");
  BOOST_TEST(principals.cell("AADRiskyServicePrincipals", "TimeGenerated") == "2024-05-06T07:08:09.0000000Z");
  const Loaded detections = load_text(page("identityProtection/servicePrincipalRiskDetections",
                                           R"({"id":"d1","requestId":null,"correlationId":null,"riskEventType":"suspiciousSignins","riskState":"atRisk","riskLevel":"high","riskDetail":"none",)"
                                           R"("source":"IdentityProtection","detectionTimingType":"offline","activity":"servicePrincipal","tokenIssuerType":"AzureAD","ipAddress":null,"location":null,)"
                                           R"("activityDateTime":"2024-05-06T07:00:00Z","detectedDateTime":"2024-05-06T07:08:09Z","lastUpdatedDateTime":"2024-05-06T07:09:00Z",)"
                                           R"("servicePrincipalId":"sp1","servicePrincipalDisplayName":"Robot","appId":"a1","keyIds":["k1"],"additionalInfo":"[]"})"));
  BOOST_TEST(detections.rows("AADServicePrincipalRiskEvents") == 2u);
  BOOST_TEST(detections.cell("AADServicePrincipalRiskEvents", "KeyIds") == R"(["k1"])");
  BOOST_TEST(detections.cell("AADServicePrincipalRiskEvents", "TimeGenerated") == "2024-05-06T07:08:09.0000000Z");
}

BOOST_AUTO_TEST_SUITE_END()
