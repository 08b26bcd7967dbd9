// Every form in which events come, with events made up for the purpose.

#include <boost/test/unit_test.hpp>

#include "loaded.hpp"

using namespace kelpie::tables;

namespace {

constexpr std::string_view envelope =
    R"({"time":"2024-05-06T07:08:09.1234567Z","resourceId":"/tenants/t1/providers/Microsoft.aadiam","operationName":"Sign-in activity",)"
    R"("operationVersion":"1.0","category":"SignInLogs","tenantId":"t1","resultType":"50126","resultSignature":"None",)"
    R"("resultDescription":"Wrong password.","durationMs":0,"callerIpAddress":"192.0.2.1","correlationId":"c1","identity":"Ada",)"
    R"("Level":4,"location":"FR","properties":{"id":"s1","createdDateTime":"2024-05-06T07:07:00Z","userPrincipalName":"ada@contoso.example",)"
    R"("appId":"a1","ipAddress":"198.51.100.7","isInteractive":true,"status":{"errorCode":50126,"failureReason":"Wrong password."},)"
    R"("deviceDetail":{"operatingSystem":"Windows"},"location":{"city":"Lyon","countryOrRegion":"FR"},"riskEventTypes_v2":[],)"
    R"("authenticationDetails":[ {"authenticationMethod": "Password", "succeeded": false} ],"autonomousSystemNumber":3215,)"
    R"("appliedConditionalAccessPolicies":[{"id":"p1","result":"notApplied"}]}})";

const std::string row =
    R"({"TenantId":"w1","TimeGenerated":"2024-05-06T07:08:09Z","ResultType":"0","DurationMs":12,"IsInteractive":true,"Location":"DE",)"
    R"("DeviceDetail":{"browser":"Edge"},"Status":"{\"errorCode\":0}","Level":4,"UserPrincipalName":"bo@contoso.example","Type":"SigninLogs"})";

void check_envelope(const Loaded& loaded, std::size_t at = 0) {
  BOOST_TEST(loaded.report.rejected == 0u);
  const auto cell = [&](const char* column) { return loaded.cell("SigninLogs", column, at); };
  BOOST_TEST(cell("TimeGenerated") == "2024-05-06T07:08:09.1234567Z");
  BOOST_TEST(cell("CreatedDateTime") == "2024-05-06T07:07:00.0000000Z");
  BOOST_TEST(cell("ResultType") == "50126");
  BOOST_TEST(cell("IPAddress") == "198.51.100.7");
  BOOST_TEST(cell("Location") == "FR");
  BOOST_TEST(cell("LocationDetails") == R"({"city":"Lyon","countryOrRegion":"FR"})");
  BOOST_TEST(cell("DeviceDetail") == R"({"operatingSystem":"Windows"})");
  BOOST_TEST(cell("AuthenticationDetails") == R"([{"authenticationMethod":"Password","succeeded":false}])");
  BOOST_TEST(cell("AutonomousSystemNumber") == "3215");
  BOOST_TEST(cell("RiskEventTypes_V2") == "[]");
  BOOST_TEST(cell("ConditionalAccessPolicies") == R"([{"id":"p1","result":"notApplied"}])");
  BOOST_TEST(cell("Level") == "4");
  BOOST_TEST(cell("Identity") == "Ada");
  BOOST_TEST(cell("AADTenantId") == "t1");
  BOOST_TEST(cell("ResourceId") == "/tenants/t1/providers/Microsoft.aadiam");
  BOOST_TEST(cell("SourceSystem") == "Azure AD");
  BOOST_TEST(cell("ResourceGroup") == "Microsoft.aadiam");
  BOOST_TEST(cell("Type") == "SigninLogs");
  BOOST_TEST(cell("IsInteractive") == "True");
  BOOST_TEST(cell("RiskState") == "");
}

std::string pretty(std::string_view json) {
  std::string result;
  int depth = 0;
  bool text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"' && (i == 0 || json[i - 1] != '\\')) text = !text;
    if (!text && (c == '}' || c == ']')) result += "\r\n" + std::string(static_cast<std::size_t>(--depth) * 2, ' ');
    result += c;
    if (text) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == ':') result += ' ';
    if (c == '{' || c == '[' || c == ',') result += "\r\n" + std::string(static_cast<std::size_t>(depth) * 2, ' ');
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loader_forms)

BOOST_AUTO_TEST_CASE(a_record_of_azure_monitor_alone) {
  check_envelope(load_text(envelope));
  check_envelope(load_text(pretty(envelope)));
}

BOOST_AUTO_TEST_CASE(records_one_a_line_with_cr_and_byte_order_mark) {
  const std::string line(envelope);
  const Loaded loaded = load_text("\xef\xbb\xbf" + line + "\r\n" + line + "\r\n\r\n" + line);
  BOOST_TEST(loaded.rows("SigninLogs") == 3u);
  check_envelope(loaded, 2);
}

BOOST_AUTO_TEST_CASE(records_in_a_page_in_a_list_and_pretty_printed) {
  const std::string list = "[" + std::string(envelope) + "," + std::string(envelope) + "]";
  for (const std::string& text :
       {list, R"({"records":)" + list + "}", pretty(list), pretty(R"({"records":)" + list + "}"),
        R"({"records":)" + list + "}\n" + R"({"records":)" + list + "}\n"}) {
    const Loaded loaded = load_text(text);
    BOOST_TEST(loaded.rows("SigninLogs") == (text.ends_with("}\n") ? 4u : 2u));
    check_envelope(loaded, 1);
  }
}

BOOST_AUTO_TEST_CASE(an_empty_page_is_no_error) {
  const Loaded loaded = load_text(R"({"@odata.context":"x","value":[]})");
  BOOST_TEST(loaded.report.rejected == 0u);
  BOOST_TEST(loaded.report.rows.empty());
}

BOOST_AUTO_TEST_CASE(keys_in_another_case_and_levels_as_text) {
  const Loaded loaded = load_text(
      R"({"calleripaddress":"192.0.2.9","category":"ServicePrincipalSignInLogs","level":"4","operationname":"Sign-in activity","resulttype":7000215,"time":"2024-01-02 03:04:05.678","properties":{"appid":"a","servicePrincipalName":"robot","id":"x"}})");
  BOOST_TEST(loaded.cell("AADServicePrincipalSignInLogs", "Level") == "4");
  BOOST_TEST(loaded.cell("AADServicePrincipalSignInLogs", "ResultType") == "7000215");
  BOOST_TEST(loaded.cell("AADServicePrincipalSignInLogs", "IPAddress") == "192.0.2.9");
  BOOST_TEST(loaded.cell("AADServicePrincipalSignInLogs", "AppId") == "a");
  BOOST_TEST(loaded.cell("AADServicePrincipalSignInLogs", "TimeGenerated") == "2024-01-02T03:04:05.6780000Z");
}

BOOST_AUTO_TEST_CASE(the_american_time_of_risk_events_and_text_that_holds_json) {
  const Loaded loaded = load_text(
      R"({"time":"3/4/2024 5:06:07 PM","category":"UserRiskEvents","operationName":"User Risk Detection","correlationId":"detection","properties":{"id":"r","correlationId":"signin","additionalInfo":"[{\"Key\":\"userAgent\",\"Value\":\"curl\"}]","location":{"city":"Oslo"},"riskLevel":"high","callerIpAddress":"<null>"}})");
  const auto cell = [&](const char* column) { return loaded.cell("AADUserRiskEvents", column); };
  BOOST_TEST(cell("TimeGenerated") == "2024-03-04T17:06:07.0000000Z");
  BOOST_TEST(cell("AdditionalInfo") == R"([{"Key":"userAgent","Value":"curl"}])");
  BOOST_TEST(cell("CorrelationId") == "signin");
  BOOST_TEST(cell("Location") == R"({"city":"Oslo"})");
}

BOOST_AUTO_TEST_CASE(audit_events_keep_their_own_category_and_the_blank_at_the_end) {
  const Loaded loaded = load_text(
      R"({"time":"2024-05-06T07:08:09Z","category":"AuditLogs","operationName":"Update application \u2013 Certificates and secrets management ","callerIpAddress":"<null>","properties":{"category":"ApplicationManagement","activityDisplayName":"Update application \u2013 Certificates and secrets management ","result":"success","initiatedBy":{"user":{"displayName":"Ada"}},"targetResources":[{"modifiedProperties":[{"newValue":"[\"x\"]"}]}],"loggedByService":"Core Directory","operationType":"Update"}})");
  const auto cell = [&](const char* column) { return loaded.cell("AuditLogs", column); };
  BOOST_TEST(cell("Category") == "ApplicationManagement");
  BOOST_TEST(cell("OperationName") == "Update application – Certificates and secrets management ");
  BOOST_TEST(cell("AADOperationType") == "Update");
  BOOST_TEST(cell("TargetResources") == R"([{"modifiedProperties":[{"newValue":"[\"x\"]"}]}])");
  BOOST_TEST(cell("Identity") == "");
}

BOOST_AUTO_TEST_CASE(rows_of_log_analytics_as_lines_and_as_list) {
  for (const std::string& text :
       {row, row + "\n" + row + "\n", "[" + row + "," + row + "]", "[\n" + row + ",\n" + row + "\n]", pretty(row)}) {
    const Loaded loaded = load_text(text);
    BOOST_TEST(loaded.report.rejected == 0u);
    const std::size_t last = loaded.rows("SigninLogs") - 1;
    const auto cell = [&](const char* column) { return loaded.cell("SigninLogs", column, last); };
    BOOST_TEST(cell("TimeGenerated") == "2024-05-06T07:08:09.0000000Z");
    BOOST_TEST(cell("DurationMs") == "12");
    BOOST_TEST(cell("Level") == "4");
    BOOST_TEST(cell("DeviceDetail") == R"({"browser":"Edge"})");
    BOOST_TEST(cell("Status") == R"({"errorCode":0})");
    BOOST_TEST(cell("TenantId") == "w1");
    BOOST_TEST(cell("Category") == "SignInLogs");
  }
}

BOOST_AUTO_TEST_CASE(rows_without_type_are_known_by_their_columns) {
  const Loaded loaded = load_text(
      R"({"TimeGenerated":"2024-05-06T07:08:09Z","ActivityDisplayName":"Add user","InitiatedBy":{},"TargetResources":[],"Result":"success","Id":"1"})");
  BOOST_TEST(loaded.rows("AuditLogs") == 1u);
}

BOOST_AUTO_TEST_CASE(graph_sign_ins_find_their_table_and_derive_the_columns_of_the_envelope) {
  const auto sign_in = [](std::string_view more) {
    return R"({"id":"s","createdDateTime":"2024-05-06T07:08:09Z","appId":"a","appDisplayName":"App","ipAddress":"192.0.2.1","userDisplayName":"Ada","correlationId":"c","resourceDisplayName":"Graph","servicePrincipalName":"robot",)" +
           std::string(more) +
           R"("status":{"errorCode":50126,"failureReason":"Wrong."},"location":{"countryOrRegion":"FR"}})";
  };
  const std::string page =
      R"({"@odata.context":"c","value":[)" + sign_in("") + "," +
      sign_in(R"("signInEventTypes":["nonInteractiveUser"],)") + "," +
      sign_in(R"("signInEventTypes":["servicePrincipal"],"servicePrincipalId":"sp",)") + "," +
      sign_in(R"("signInEventTypes":["managedIdentity"],)") + "," + sign_in(R"("isInteractive":false,)") + "," +
      sign_in(R"("tokenIssuerType":"ADFederationServices",)") + R"(],"@odata.nextLink":"https://example.test/next"})";
  for (const std::string& text : {page, pretty(page)}) {
    const Loaded loaded = load_text(text);
    BOOST_TEST(loaded.report.rejected == 0u);
    BOOST_TEST(loaded.rows("SigninLogs") == 1u);
    BOOST_TEST(loaded.rows("AADNonInteractiveUserSignInLogs") == 2u);
    BOOST_TEST(loaded.rows("AADServicePrincipalSignInLogs") == 1u);
    BOOST_TEST(loaded.rows("AADManagedIdentitySignInLogs") == 1u);
    BOOST_TEST(loaded.rows("ADFSSignInLogs") == 1u);
    const auto cell = [&](const char* column) { return loaded.cell("SigninLogs", column); };
    BOOST_TEST(cell("ResultType") == "50126");
    BOOST_TEST(cell("ResultDescription") == "Wrong.");
    BOOST_TEST(cell("Identity") == "Ada");
    BOOST_TEST(cell("Location") == "FR");
    BOOST_TEST(cell("TimeGenerated") == "2024-05-06T07:08:09.0000000Z");
    BOOST_TEST(cell("OperationName") == "Sign-in activity");
    BOOST_TEST(cell("Category") == "SignInLogs");
    BOOST_TEST(loaded.cell("AADNonInteractiveUserSignInLogs", "Status") ==
               R"({"errorCode":50126,"failureReason":"Wrong."})");
    BOOST_TEST((loaded.type("AADNonInteractiveUserSignInLogs", "Status") == Type::string));
  }
}

BOOST_AUTO_TEST_CASE(success_in_graph_has_no_description) {
  const Loaded loaded = load_text(
      R"({"id":"s","createdDateTime":"2024-05-06T07:08:09Z","appId":"a","ipAddress":"192.0.2.1","correlationId":"c","clientAppUsed":"Browser","status":{"errorCode":0,"failureReason":"Other."}})");
  BOOST_TEST(loaded.cell("SigninLogs", "ResultType") == "0");
  BOOST_TEST(loaded.cell("SigninLogs", "ResultDescription") == "");
}

BOOST_AUTO_TEST_CASE(the_other_objects_of_graph) {
  const Loaded loaded = load_text(
      R"({"id":"1","activityDateTime":"2024-01-01T00:00:00Z","activityDisplayName":"Add user","initiatedBy":{"user":null,"app":{"displayName":"HR sync"}},"targetResources":[],"loggedByService":"Core Directory"})"
      "\n"
      R"({"id":"2","activityDateTime":"2024-01-01T00:00:00Z","provisioningAction":"create","provisioningSteps":[],"sourceIdentity":{"id":"x"},"changeId":"ch"})"
      "\n"
      R"({"id":"3","riskEventType":"leakedCredentials","detectedDateTime":"2024-01-02T00:00:00Z","userId":"u"})"
      "\n"
      R"({"id":"4","riskEventType":"suspiciousAPITraffic","detectedDateTime":"2024-01-02T00:00:00Z","servicePrincipalId":"sp"})"
      "\n"
      R"({"id":"5","riskLastUpdatedDateTime":"2024-01-03T00:00:00Z","riskLevel":"high","riskState":"atRisk","userPrincipalName":"ada@contoso.example"})"
      "\n"
      R"({"id":"6","riskLastUpdatedDateTime":"2024-01-03T00:00:00Z","riskLevel":"low","appId":"a","isEnabled":true})");
  BOOST_TEST(loaded.report.rejected == 0u);
  BOOST_TEST(loaded.cell("AuditLogs", "Identity") == "HR sync");
  BOOST_TEST(loaded.cell("AuditLogs", "OperationName") == "Add user");
  BOOST_TEST(loaded.cell("AADProvisioningLogs", "SourceIdentity") == R"({"id":"x"})");
  BOOST_TEST(loaded.cell("AADProvisioningLogs", "CorrelationId") == "ch");
  BOOST_TEST(loaded.cell("AADUserRiskEvents", "TimeGenerated") == "2024-01-02T00:00:00.0000000Z");
  BOOST_TEST(loaded.cell("AADServicePrincipalRiskEvents", "Id") == "4");
  BOOST_TEST(loaded.cell("AADRiskyUsers", "RiskState") == "atRisk");
  BOOST_TEST(loaded.cell("AADRiskyServicePrincipals", "AccountEnabled") == "True");
}

BOOST_AUTO_TEST_CASE(events_inside_the_wrapping_of_a_shipper) {
  const std::string inner(envelope);
  std::string text;
  for (const char c : inner) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  for (const std::string& wrapped : {R"({"host":"h","event":)" + inner + "}", R"({"message":")" + text + R"("})",
                                     R"({"_index":"i","_source":{"log":)" + inner + "}}"}) {
    check_envelope(load_text(wrapped + "\n" + wrapped));
  }
}

BOOST_AUTO_TEST_CASE(categories_and_tables_may_be_mixed_in_one_file) {
  std::string text;
  for (int i = 0; i < 50; ++i) {
    text += std::string(envelope) + "\n" + row + "\n";
    text += R"({"TimeGenerated":"2024-05-06T07:08:09Z","Id":"1","Type":"AuditLogs"})";
    text += "\n";
  }
  const Loaded loaded = load_text(text);
  BOOST_TEST(loaded.report.rejected == 0u);
  BOOST_TEST(loaded.rows("SigninLogs") == 100u);
  BOOST_TEST(loaded.rows("AuditLogs") == 50u);
  check_envelope(loaded, 98);
}

BOOST_AUTO_TEST_SUITE_END()
