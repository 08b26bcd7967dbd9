#include <boost/test/unit_test.hpp>

#include "graph_fixture.hpp"
#include "sign_in_events.hpp"

namespace kelpie::tests {

namespace {

struct Stored : RunningGraph {
  std::string of(const std::string& path, const std::string& filter, const std::string& member = "id") {
    return column(path + "?$filter=" + server::percent_encoded(filter), member);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(graph_risks_and_audits, Stored)

BOOST_AUTO_TEST_CASE(a_risky_user_is_as_it_was_updated_last) {
  // The later state arrives first.
  for (
      const std::string& event :
      {R"({"time":"3/2/2026 9:00:00 AM","category":"RiskyUsers","properties":{"id":"u1","userPrincipalName":"ada@contoso.example","userDisplayName":"Ada","riskLevel":"none","riskState":"remediated","riskDetail":"userPerformedSecuredPasswordReset","riskLastUpdatedDateTime":"2026-03-02T09:00:00Z","isDeleted":false,"isProcessing":false}})",
       R"({"time":"3/1/2026 9:00:00 AM","category":"RiskyUsers","properties":{"id":"u1","userPrincipalName":"ada@contoso.example","riskLevel":"high","riskState":"atRisk","riskDetail":"none","riskLastUpdatedDateTime":"2026-03-01T09:00:00Z","isDeleted":false,"isProcessing":false}})",
       R"({"time":"3/1/2026 8:00:00 AM","category":"RiskyUsers","properties":{"id":"u2","userPrincipalName":"eve@contoso.example","riskLevel":"Medium","riskState":"AtRisk","riskDetail":"none","riskLastUpdatedDateTime":"2026-03-01T08:00:00Z","isDeleted":false,"isProcessing":true}})"}) {
    BOOST_REQUIRE_EQUAL(intake.put(event + "\n").rows, 1U);
  }
  const std::string path = "/v1.0/identityProtection/riskyUsers";
  BOOST_TEST(column(path, "id") == "u1 u2");
  BOOST_TEST(column(path, "riskState") == "remediated atRisk");
  BOOST_TEST(of(path, "riskState eq 'atRisk'") == "u2");
  BOOST_TEST(of(path, "riskLevel eq 'medium' and isProcessing") == "u2");
  BOOST_TEST(get(path + "/u1").json().at("riskDetail") == "userPerformedSecuredPasswordReset");
  BOOST_TEST(column(path + "/u1/history", "riskState") == "remediated atRisk");
  BOOST_TEST(column(path + "('u1')/history?$top=1", "activity.detail") == "userPerformedSecuredPasswordReset none");
  BOOST_TEST(get(path + "/u1/history").json().at("@odata.context") ==
             "https://graph.example:7443/v1.0/$metadata#identityProtection/riskyUsers('u1')/history");
  BOOST_TEST(column(path + "?$skip=1", "id") == "u2");
  BOOST_TEST(column(path + "?$skip=1&$top=1&$count=true", "id") == "u2");
}

BOOST_AUTO_TEST_CASE(a_detection_has_its_additional_information_as_text) {
  BOOST_REQUIRE_EQUAL(
      intake
          .put(
              R"({"time":"3/1/2026 9:00:00 AM","category":"UserRiskEvents","properties":{"id":"d1","requestId":"r1","correlationId":"c1","riskType":"unfamiliarFeatures","riskEventType":"unfamiliarFeatures","riskState":"atRisk","riskLevel":"high","riskDetail":"none","source":"IdentityProtection","detectionTimingType":"realtime","activity":"signin","ipAddress":"192.0.2.7","location":{"city":"Paris","state":null,"countryOrRegion":"FR","geoCoordinates":null},"activityDateTime":"2026-03-01T08:59:00Z","detectedDateTime":"2026-03-01T09:00:00Z","lastUpdatedDateTime":"2026-03-01T09:00:00Z","userId":"u1","userPrincipalName":"ada@contoso.example","additionalInfo":"[{\"Key\":\"userAgent\",\"Value\":\"Mozilla\"}]"}}
)")
          .rows,
      1U);
  const std::string path = "/beta/identityProtection/riskDetections";
  const Json row = get(path + "/d1").json();
  BOOST_TEST(row.at("additionalInfo") == R"([{"Key":"userAgent","Value":"Mozilla"}])");
  BOOST_TEST(row.at("riskType") == "unfamiliarFeatures");
  BOOST_TEST(row.at("location") == R"({"city":"Paris","state":null,"countryOrRegion":"FR","geoCoordinates":null})");
  BOOST_TEST(
      of(path, "riskLevel eq 'high' and detectedDateTime ge 2026-03-01T00:00:00Z and location/city eq 'Paris'") ==
      "d1");
  BOOST_TEST(of(path, "contains(additionalInfo,'mozilla')") == "d1");
  BOOST_TEST(get("/v1.0/identityProtection/riskDetections?$top=501").status == 400);
}

BOOST_AUTO_TEST_CASE(audits_are_found_by_who_did_what_to_what) {
  BOOST_REQUIRE_EQUAL(
      intake
          .put(
              R"({"time":"2026-03-01T09:00:00Z","category":"AuditLogs","operationName":"Add member to role","properties":{"id":"a1","category":"RoleManagement","correlationId":"c1","result":"success","resultReason":"","activityDisplayName":"Add member to role","activityDateTime":"2026-03-01T09:00:00.25Z","loggedByService":"Core Directory","operationType":"Assign","userAgent":"python","initiatedBy":{"user":{"id":"u1","displayName":null,"userPrincipalName":"ada@contoso.example","ipAddress":"192.0.2.1","roles":[]},"app":null},"targetResources":[{"id":"u2","displayName":"Eve","type":"User","userPrincipalName":"eve@contoso.example","groupType":null,"modifiedProperties":[{"displayName":"Role.DisplayName","oldValue":null,"newValue":"\"Global Administrator\""}]}],"additionalDetails":[{"key":"User-Agent","value":"python"}]}}
{"time":"2026-03-01T10:00:00Z","category":"AuditLogs","operationName":"Delete group","properties":{"id":"a2","category":"GroupManagement","result":"failure","activityDisplayName":"Delete group","activityDateTime":"2026-03-01T10:00:00Z","initiatedBy":{"app":{"appId":"app-1","displayName":"Sync"}},"targetResources":[]}}
)")
          .rows,
      2U);
  const std::string path = "/beta/auditLogs/directoryAudits";
  BOOST_TEST(column(path, "id") == "a2 a1");
  BOOST_TEST(of(path, "initiatedBy/user/userPrincipalName eq 'ADA@contoso.example'") == "a1");
  BOOST_TEST(of(path, "initiatedBy/app/displayName eq 'sync' and result eq 'failure'") == "a2");
  BOOST_TEST(of(path, "targetResources/any(t: t/displayName eq 'Eve' and t/type eq 'User')") == "a1");
  BOOST_TEST(of(path, "targetResources/any(t:t/modifiedProperties/any(m:contains(m/newValue,'global admin')))") ==
             "a1");
  BOOST_TEST(of(path, "additionalDetails/any(d:d/key eq 'User-Agent' and d/value eq 'python')") == "a1");
  BOOST_TEST(of(path, "initiatedBy/app ne null") == "a2");
  BOOST_TEST(of(path, "userAgent eq 'python'") == "a1");
  const Json row = get(path + "/a1").json();
  BOOST_TEST(row.at("activityDateTime") == "2026-03-01T09:00:00.25Z");
  BOOST_TEST(row.at("initiatedBy.app") == "null");
  BOOST_TEST(row.at("operationType") == "Assign");
  BOOST_TEST(row.at("targetResources[0].modifiedProperties[0].newValue") == "\"Global Administrator\"");
  BOOST_TEST(!get("/v1.0/auditLogs/directoryAudits/a1").json().has("userAgent"));
}

BOOST_AUTO_TEST_CASE(provisioning_has_words_where_the_log_has_numbers) {
  BOOST_REQUIRE_EQUAL(
      intake
          .put(
              R"({"time":"2026-03-03T06:12:20.1Z","category":"ProvisioningLogs","tenantId":"t1","resultType":"Failure","durationMs":1375,"properties":{"id":"v1","activityDateTime":"2026-03-03T06:12:20.1Z","jobId":"j1","cycleId":"y1","changeId":"h1","action":"Create","provisioningAction":"Create","durationInMilliseconds":1375,"initiatedBy":{"Id":"","Name":"Azure AD Provisioning Service","Type":"system"},"sourceSystem":{"Id":"x1","Name":"Azure Active Directory","Details":{"a":1}},"sourceIdentity":{"Id":"i1","Name":"mara@contoso.example","Type":"User","Details":{}},"provisioningStatusInfo":{"Status":1,"ErrorInformation":{"errorCode":"Conflict","reason":"exists"}},"provisioningSteps":[{"name":"EntryImportAdd","provisioningStepType":0,"status":0,"description":"d","details":{}},{"name":"EntryExportAdd","provisioningStepType":5,"status":1,"description":"e","details":null}],"modifiedProperties":[{"displayName":"mail","oldValue":null,"newValue":"m"}]}}
)")
          .rows,
      1U);
  const std::string path = "/v1.0/auditLogs/provisioning";
  const Json row = get(path + "/v1").json();
  BOOST_TEST(row.at("provisioningAction") == "create");
  BOOST_TEST(row.at("provisioningStatusInfo.status") == "failure");
  BOOST_TEST(row.at("provisioningStatusInfo.errorInformation.errorCode") == "Conflict");
  BOOST_TEST(row.at("provisioningSteps[1].provisioningStepType") == "export");
  BOOST_TEST(row.at("initiatedBy") ==
             R"({"id":"","displayName":"Azure AD Provisioning Service","initiatorType":"system"})");
  BOOST_TEST(row.at("sourceSystem") == R"({"id":"x1","displayName":"Azure Active Directory","details":{"a":1}})");
  BOOST_TEST(of(path, "provisioningStatusInfo/status eq 'failure'") == "v1");
  BOOST_TEST(of(path, "provisioningStatusInfo/status eq 'success'") == "");
  BOOST_TEST(of(path, "provisioningSteps/any(s: s/status eq 'failure' and s/provisioningStepType eq 'export')") ==
             "v1");
  BOOST_TEST(
      of(path,
         "sourceIdentity/displayName eq 'mara@contoso.example' and provisioningAction eq 'create' and jobId eq 'J1'") ==
      "v1");
}

BOOST_AUTO_TEST_CASE(reports_are_made_of_what_is_stored) {
  BOOST_REQUIRE_EQUAL(intake.put(graph_sign_ins).rows, 8U);
  const Json applications = get("/beta/reports/getAzureADApplicationSignInSummary(period='D30')").json();
  BOOST_TEST(applications.size("value") == 2U);
  BOOST_TEST(
      applications.at("value[1]") ==
      R"({"id":"app-2","appDisplayName":"Office","successfulSignInCount":1,"failedSignInCount":1,"successPercentage":50.0})");
  BOOST_TEST(column("/beta/reports/applicationSignInDetailedSummary?$filter=status/errorCode%20eq%2050126",
                    "signInCount") == "1");
  const std::string id =
      column("/beta/reports/applicationSignInDetailedSummary?$filter=status/errorCode%20eq%2050126", "id");
  BOOST_TEST(get("/beta/reports/applicationSignInDetailedSummary/" + id).json().at("appId") == "app-2");
  BOOST_TEST(column("/beta/reports/servicePrincipalSignInActivities?$filter=appId%20eq%20'app-9'",
                    "applicationAuthenticationClientSignInActivity.lastSignInRequestId") == "p1");
  BOOST_TEST(column("/beta/reports/appCredentialSignInActivities", "keyId") == "key-9");
  BOOST_TEST(get("/beta/reports/getAzureADApplicationSignInSummary(period='D8')").status == 400);
  BOOST_TEST(get("/v1.0/reports/servicePrincipalSignInActivities").status == 400);
}

BOOST_AUTO_TEST_CASE(users_have_their_last_sign_ins_where_select_says_so) {
  BOOST_REQUIRE_EQUAL(intake.put(graph_sign_ins).rows, 8U);
  BOOST_TEST(column("/v1.0/users", "id") == "u-ada u-eve u-pat");
  BOOST_TEST(!get("/v1.0/users").json().has("value[0].signInActivity"));
  const Json users = get("/v1.0/users?$select=id,signInActivity&$top=1").json();
  BOOST_TEST(
      users.at("value[0].signInActivity") ==
      R"({"lastSignInDateTime":"2026-03-01T10:00:00Z","lastSignInRequestId":"s3","lastNonInteractiveSignInDateTime":"2026-03-01T10:30:00Z","lastNonInteractiveSignInRequestId":"n1","lastSuccessfulSignInDateTime":"2026-03-01T10:30:00Z","lastSuccessfulSignInRequestId":"n1"})");
  BOOST_TEST(of("/v1.0/users", "signInActivity/lastSignInDateTime lt 2026-03-01T11:00:00Z") == "u-ada u-pat");
  BOOST_TEST(get("/v1.0/users/EVE@contoso.example").json().at("id") == "u-eve");
  BOOST_TEST(column("/v1.0/users?$top=1", "id") == "u-ada u-eve u-pat");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
