// What the Entra portal gives for download: sign-ins as JSON and as CSV, the table by the file's name or by the columns.

#include <boost/test/unit_test.hpp>

#include "../loaded.hpp"

using namespace kelpie::tables;

namespace {

/// The columns of the sheet of users' sign-ins, stray blanks and doubled names as they come.
constexpr std::string_view user_header =
    "\xef\xbb\xbf"
    "Date (UTC),Request ID,User agent,Correlation ID,User ID,User,Username,User type,Cross tenant access type,Incoming token type,"
    "Authentication Protocol,Unique token identifier,Original transfer method,Client credential type,Token Protection - Sign In Session,"
    "Token Protection - Sign In Session StatusCode,Application,Application ID ,App owner tenant ID,Resource,Resource ID ,Resource tenant ID,"
    "Resource owner tenant ID,Home tenant ID,Home tenant name,IP address,Location,Status,Sign-in error code,Failure reason,Client app,Device ID,"
    "Browser,Operating System,Compliant,Managed,Join Type,Multifactor authentication result,Multifactor authentication auth method,"
    "Multifactor authentication auth detail,Authentication requirement,Sign-in identifier,Session ID,IP address (seen by resource),"
    "Through Global Secure Access,Global Secure Access IP address,Autonomous system  number,Flagged for review,Token issuer type,"
    "Incoming token type,Token issuer name,Latency,Conditional Access,Managed Identity type,Associated Resource Id,Federated Token Id,"
    "Federated Token Issuer\r\n";

std::string user_row(std::string_view outcome) {
  return "2024-05-06T07:08:09Z,r1,Mozilla/5.0 (X11),c1,u1,Ada Lovelace,ada@contoso.example,Member,None,None,OAuth 2.0,tok1,None,None,Unbound,1008,"
         "Azure Portal,a1,t9,Windows Azure,res1,t1,t9,t1,Contoso,198.51.100.7,\"Saint-Denis, Ile-de-France, FR\"," +
         std::string(outcome) +
         ",Browser,d1,Edge 120.0.0,Windows10,True,False,Azure AD joined,MFA completed in Azure AD,Mobile app notification,,Multifactor authentication,"
         "ada@contoso.example,ses1,,No,,3215,No,Azure AD,Primary refresh token,,120,Not Applied,,,,\r\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(portal_download)

BOOST_AUTO_TEST_CASE(a_sheet_of_interactive_sign_ins_becomes_rows_as_raw_events_would) {
  const Loaded loaded = load_text(std::string(user_header) + user_row("Failure,50126,Invalid username or password."), "InteractiveSignIns_2024-05-01_2024-05-07.csv");
  BOOST_TEST(loaded.report.rejected == 0u);
  BOOST_REQUIRE(loaded.rows("SigninLogs") == 1u);
  const auto cell = [&](const char* column) { return loaded.cell("SigninLogs", column); };
  BOOST_TEST(cell("TimeGenerated") == "2024-05-06T07:08:09.0000000Z");
  BOOST_TEST(cell("CreatedDateTime") == "2024-05-06T07:08:09.0000000Z");
  BOOST_TEST(cell("Id") == "r1");
  BOOST_TEST(cell("UserPrincipalName") == "ada@contoso.example");
  BOOST_TEST(cell("Identity") == "Ada Lovelace");
  BOOST_TEST(cell("AppId") == "a1");
  BOOST_TEST(cell("ResourceIdentity") == "res1");
  BOOST_TEST(cell("IPAddress") == "198.51.100.7");
  BOOST_TEST(cell("Location") == "FR");
  BOOST_TEST(cell("LocationDetails") == R"({"city":"Saint-Denis","state":"Ile-de-France","countryOrRegion":"FR"})");
  BOOST_TEST(cell("ResultType") == "50126");
  BOOST_TEST(cell("ResultDescription") == "Invalid username or password.");
  BOOST_TEST(cell("Status") == R"({"errorCode":50126,"failureReason":"Invalid username or password.","additionalDetails":"MFA completed in Azure AD"})");
  BOOST_TEST(cell("DeviceDetail") ==
             R"({"deviceId":"d1","browser":"Edge 120.0.0","operatingSystem":"Windows10","isCompliant":true,"isManaged":false,"trustType":"Azure AD joined"})");
  BOOST_TEST(cell("AuthenticationRequirement") == "multiFactorAuthentication");
  BOOST_TEST(cell("ConditionalAccessStatus") == "notApplied");
  BOOST_TEST(cell("AutonomousSystemNumber") == "3215");
  BOOST_TEST(cell("FlaggedForReview") == "False");
  BOOST_TEST(cell("IsInteractive") == "True");
  BOOST_TEST(cell("IncomingTokenType") == "none");
  BOOST_TEST(cell("Category") == "SignInLogs");
  BOOST_TEST(cell("OperationName") == "Sign-in activity");
  BOOST_TEST(cell("AdditionalFields") == "");
}

BOOST_AUTO_TEST_CASE(a_success_has_result_zero_and_no_description) {
  for (const char* outcome : {"Success,,Other.", "Success,0,Other.", "Success,,"}) {
    const Loaded loaded = load_text(std::string(user_header) + user_row(outcome), "InteractiveSignIns.csv");
    BOOST_TEST(loaded.cell("SigninLogs", "ResultType") == "0", outcome);
    BOOST_TEST(loaded.cell("SigninLogs", "ResultDescription") == "", outcome);
  }
}

BOOST_AUTO_TEST_CASE(places_with_less_than_three_parts) {
  const auto place = [](std::string_view text) {
    const Loaded loaded = load_text("Date (UTC),Request ID,User ID,Application ID,Correlation ID,IP address,Status,Location\n2024-05-06T07:08:09Z,r,u,a,c,192.0.2.1,Success,\"" +
                                        std::string(text) + "\"\n",
                                    "InteractiveSignIns.csv");
    return loaded.cell("SigninLogs", "LocationDetails") + loaded.cell("SigninLogs", "Location");
  };
  BOOST_TEST(place("Washington, D.C., District of Columbia, US") == R"({"city":"Washington, D.C.","state":"District of Columbia","countryOrRegion":"US"}US)");
  BOOST_TEST(place("Monaco, MC") == R"({"city":"Monaco","state":"","countryOrRegion":"MC"}MC)");
  BOOST_TEST(place("MC") == R"({"city":"","state":"","countryOrRegion":"MC"}MC)");
  BOOST_TEST(place("") == "");
}

BOOST_AUTO_TEST_CASE(the_files_name_says_the_table_and_without_it_the_columns_do) {
  const std::string users = std::string(user_header) + user_row("Success,0,");
  BOOST_TEST(load_text(users, "NonInteractiveSignIns_2024.csv").rows("AADNonInteractiveUserSignInLogs") == 1u);
  BOOST_TEST(load_text(users, "NonInteractiveSignIns_2024.csv").cell("AADNonInteractiveUserSignInLogs", "DeviceDetail").find("\"trustType\":\"Azure AD joined\"") !=
             std::string::npos);
  BOOST_TEST(load_text(users, "download.csv").rows("SigninLogs") == 1u);
  BOOST_TEST(load_text(users, "download.csv", "NonInteractiveUserSignInLogs").rows("AADNonInteractiveUserSignInLogs") == 1u);
  const std::string applications =
      "Date (UTC),Request ID,Correlation ID,Service principal ID,Service principal name,Credential key ID,Credential thumbprint,Application,Application ID ,"
      "Resource,Resource ID ,IP address,Location,Status,Sign-in error code,Failure reason,Conditional Access\n"
      "2024-05-06T07:08:09Z,r1,c1,sp1,robot,k1,th1,Robot,a1,Microsoft Graph,res1,192.0.2.1,,Failure,7000215,Invalid client secret.,Not Applied\n";
  for (const char* name : {"ApplicationSignIns.csv", "download.csv"}) {
    const Loaded loaded = load_text(applications, name);
    BOOST_TEST(loaded.cell("AADServicePrincipalSignInLogs", "ServicePrincipalName") == "robot");
    BOOST_TEST(loaded.cell("AADServicePrincipalSignInLogs", "ServicePrincipalCredentialKeyId") == "k1");
    BOOST_TEST(loaded.cell("AADServicePrincipalSignInLogs", "ResultType") == "7000215");
  }
  BOOST_TEST(load_text(applications, "MSISignIns.csv").rows("AADManagedIdentitySignInLogs") == 1u);
}

BOOST_AUTO_TEST_CASE(a_column_that_the_sheet_did_not_have_is_kept) {
  const Loaded loaded = load_text("Date (UTC),Request ID,User ID,Application ID,Correlation ID,IP address,Status,Brand New\n2024-05-06T07:08:09Z,r,u,a,c,192.0.2.1,Success,yes\n",
                                  "InteractiveSignIns.csv");
  BOOST_TEST(loaded.cell("SigninLogs", "AdditionalFields") == R"({"Brand New":"yes"})");
}

BOOST_AUTO_TEST_CASE(a_row_that_is_too_short_is_refused) {
  const Loaded loaded = load_text(std::string(user_header) + "2024-05-06T07:08:09Z,r1\r\n" + user_row("Success,0,"), "InteractiveSignIns.csv");
  BOOST_TEST(loaded.rows("SigninLogs") == 1u);
  BOOST_REQUIRE(loaded.report.rejected == 1u);
  BOOST_TEST(loaded.report.first_rejected[0].line == 2u);
}

BOOST_AUTO_TEST_CASE(json_by_the_files_name) {
  const std::string sign_in =
      R"([{"id":"s1","createdDateTime":"2024-05-06T07:08:09Z","appId":"a","appDisplayName":"A","ipAddress":"192.0.2.1","correlationId":"c","conditionalAccessStatus":"success",)"
      R"("servicePrincipalId":"sp1","servicePrincipalName":"robot","status":{"errorCode":0,"failureReason":"Other.","additionalDetails":null},)"
      R"("location":{"city":"Lyon","state":"","countryOrRegion":"FR","geoCoordinates":{}},)"
      R"("appliedConditionalAccessPolicies":[{"id":"p1","conditionsSatisfied":"application,users","includeRulesSatisfied":[]}]}])";
  const std::pair<const char*, const char*> expected[] = {{"InteractiveSignIns_2024-05-06.json", "SigninLogs"},
                                                          {"NonInteractiveSignIns_2024-05-06.json", "AADNonInteractiveUserSignInLogs"},
                                                          {"ApplicationSignIns_2024-05-06.json", "AADServicePrincipalSignInLogs"},
                                                          {"MSISignIns_2024-05-06.json", "AADManagedIdentitySignInLogs"},
                                                          {"sign-ins.json", "AADServicePrincipalSignInLogs"}};
  for (const auto& [file, table] : expected) {
    const Loaded loaded = load_text(sign_in, file);
    BOOST_TEST(loaded.rows(table) == 1u, file);
    BOOST_TEST(loaded.cell(table, "ResultType") == "0", file);
    BOOST_TEST(loaded.cell(table, "ResultDescription") == "", file);
    BOOST_TEST(loaded.cell(table, "Location") == "FR", file);
    BOOST_TEST(loaded.cell(table, "Identity") == "robot", file);
  }
  BOOST_TEST(load_text(sign_in, "InteractiveSignIns.json").cell("SigninLogs", "ConditionalAccessPolicies").find("\"application,users\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_file_of_authentication_details_is_none_of_sign_ins) {
  const Loaded loaded = load_text("Request ID,Date (UTC),Authentication method,Succeeded\nr1,2024-05-06T07:08:09Z,Password,true\n", "InteractiveSignIns_AuthDetails.csv");
  BOOST_TEST(loaded.report.rows.empty());
  BOOST_TEST(loaded.report.rejected == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
