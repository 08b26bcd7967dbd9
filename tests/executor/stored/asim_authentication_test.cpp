#include <boost/test/unit_test.hpp>

#include "executor/engine.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/loader.hpp"
#include "tables/text.hpp"
#include "temporary_folder.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using kelpie::tests::TemporaryFolder;

namespace {

/// One sign-in of each kind, as rows of their tables.
class SignIns {
 public:
  SignIns() {
    const auto add = [&](const std::string& table, const std::string& rows) { sources_.push_back({folder_.write(table + ".jsonl", rows), table}); };
    add("SigninLogs",
        R"({"TimeGenerated":"2026-03-01T08:00:00Z","Id":"s1","OperationName":"Sign-in activity","ResultType":"50126","ResultDescription":"Wrong password","UserId":"u1","UserPrincipalName":"ann@x.com","UserType":"Member","AppId":"a1","AppDisplayName":"Portal","ResourceIdentity":"r1","ResourceDisplayName":"Graph","IPAddress":"10.1.2.3","Location":"DE","LocationDetails":{"city":"Bonn","state":"NW","geoCoordinates":{"latitude":50.7,"longitude":7.1}},"DeviceDetail":{"displayName":"LAPTOP7","deviceId":"d1","operatingSystem":"Windows 11"},"AuthenticationRequirement":"singleFactorAuthentication","CorrelationId":"c1","UserAgent":"Mozilla/5.0"})"
        "\n"
        R"({"TimeGenerated":"2026-03-02T08:00:00Z","Id":"s2","ResultType":"0","UserId":"u2","UserPrincipalName":"bob@x.com","ResourceDisplayName":"Exchange","IPAddress":"192.168.0.9","SessionId":"session2"})");
    add("AADNonInteractiveUserSignInLogs",
        R"({"TimeGenerated":"2026-03-01T09:00:00Z","Id":"n1","ResultType":"50173","UserId":"u1","UserPrincipalName":"ann@x.com","ResourceDisplayName":"Graph","IPAddress":"10.1.2.4","DeviceDetail":"{\"displayName\":\"LAPTOP7\"}","LocationDetails":"{\"city\":\"Bonn\"}"})");
    add("AADServicePrincipalSignInLogs",
        R"({"TimeGenerated":"2026-03-01T10:00:00Z","Id":"p1","ResultType":"7000215","ServicePrincipalId":"sp1","ServicePrincipalName":"robot","AppId":"a2","ResourceDisplayName":"Graph","IPAddress":"10.1.2.5"})");
    add("AADManagedIdentitySignInLogs",
        R"({"TimeGenerated":"2026-03-01T11:00:00Z","Id":"m1","ResultType":"0","ServicePrincipalId":"mi1","ServicePrincipalName":"machine","ResourceDisplayName":"Vault"})");
    add("ADFSSignInLogs",
        R"({"TimeGenerated":"2026-03-01T12:00:00Z","Id":"f1","ResultType":"0","UserId":"u3","UserPrincipalName":"eve@y.com","ResourceDisplayName":"Intranet","IPAddress":"10.9.9.9"})");
    tables::LoadOptions options;
    options.threads = 1;
    const tables::LoadReport report = tables::load(sources_, tables::entra_schemas(), catalog_, options);
    BOOST_TEST(report.rejected == 0U);
  }

  [[nodiscard]] QueryOutcome query(std::string_view text) const { return Engine(catalog_).query(text, {}); }
  /// The values of a result's first column, or the first diagnostic.
  [[nodiscard]] std::string values(std::string_view text) const {
    const QueryOutcome outcome = query(text);
    if (!outcome.ok()) return outcome.diagnostics.front().message;
    std::string result;
    for (const Batch& batch : outcome.tables.front().batches) {
      for (std::size_t row = 0; row < batch.rows; ++row) result += (result.empty() ? "" : " ") + std::string(tables::to_text(batch.columns.front().value_at(row)));
    }
    return result;
  }
  /// Which sign-ins a call gives.
  [[nodiscard]] std::string ids(const std::string& call) const { return values(call + " | sort by EventOriginalUid asc | project EventOriginalUid"); }

 private:
  TemporaryFolder folder_;
  std::vector<tables::LoadSource> sources_;
  tables::MemoryCatalog catalog_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(asim_authentication)

BOOST_AUTO_TEST_CASE(all_sources_give_the_same_fields) {
  const SignIns events;
  BOOST_TEST(events.ids("imAuthentication()") == "f1 m1 n1 p1 s1 s2");
  BOOST_TEST(events.ids("_Im_Authentication") == "f1 m1 n1 p1 s1 s2");
  BOOST_TEST(events.ids("ASimAuthentication") == "f1 m1 n1 p1 s1 s2");
  BOOST_TEST(events.ids("_ASim_Authentication()") == "f1 m1 n1 p1 s1 s2");
  BOOST_TEST(events.ids("ASimAuthenticationADFSSignInLogs") == "f1");
  const QueryOutcome all = events.query("imAuthentication"), one = events.query("vimAuthenticationSigninLogs");
  BOOST_REQUIRE(all.ok() && one.ok());
  BOOST_TEST(all.tables.front().columns.size() == one.tables.front().columns.size());
}

BOOST_AUTO_TEST_CASE(fields_of_a_failed_sign_in) {
  const SignIns events;
  const auto field = [&](const std::string& name) { return events.values("imAuthentication | where EventOriginalUid == 's1' | project " + name); };
  BOOST_TEST(field("EventType") == "Logon");
  BOOST_TEST(field("EventSubType") == "Interactive");
  BOOST_TEST(field("EventResult") == "Failure");
  BOOST_TEST(field("EventResultDetails") == "No such user or password");
  BOOST_TEST(field("EventOriginalResultDetails") == "50126 - Wrong password");
  BOOST_TEST(field("strcat(EventVendor, ' ', EventProduct, ' ', EventSchema)") == "Microsoft Entra ID Authentication");
  BOOST_TEST(field("EventStartTime") == "2026-03-01T08:00:00.0000000Z");
  BOOST_TEST(field("TargetUsername") == "ann@x.com");
  BOOST_TEST(field("TargetUsernameType") == "UPN");
  BOOST_TEST(field("User") == "ann@x.com");
  BOOST_TEST(field("TargetUserId") == "u1");
  BOOST_TEST(field("TargetAppName") == "Graph");
  BOOST_TEST(field("LogonTarget") == "Graph");
  BOOST_TEST(field("ActingAppName") == "Portal");
  BOOST_TEST(field("IpAddr") == "10.1.2.3");
  BOOST_TEST(field("SrcHostname") == "LAPTOP7");
  BOOST_TEST(field("SrcDvcIdType") == "EntraID");
  BOOST_TEST(field("SrcGeoCountry") == "DE");
  BOOST_TEST(field("SrcGeoCity") == "Bonn");
  BOOST_TEST(field("SrcGeoLatitude") == "50.7");
  BOOST_TEST(field("LogonMethod") == "singleFactorAuthentication");
  BOOST_TEST(field("TargetSessionId") == "c1");
}

BOOST_AUTO_TEST_CASE(result_codes_become_words) {
  const SignIns events;
  BOOST_TEST(events.values("imAuthentication | sort by EventOriginalUid asc | project strcat(EventOriginalUid, '=', EventResultDetails)") ==
             "f1= m1= n1=Session expired p1=Incorrect key s1=No such user or password s2=");
  BOOST_TEST(events.values("print _ASim_SignInResultDetails('53003')") == "Logon violates policy");
  BOOST_TEST(events.values("print _ASim_SignInResultDetails('12345678')") == "Other");
}

BOOST_AUTO_TEST_CASE(parameters_filter) {
  const SignIns events;
  BOOST_TEST(events.ids("imAuthentication(username_has_any = dynamic(['ann', 'robot']))") == "n1 p1 s1");
  BOOST_TEST(events.ids("imAuthentication(username_has_any = 'ann')") == "n1 s1");
  BOOST_TEST(events.ids("imAuthentication(targetappname_has_any = dynamic(['vault']))") == "m1");
  BOOST_TEST(events.ids("imAuthentication(srcipaddr_has_any_prefix = dynamic(['10.1.', '192.168.']))") == "n1 p1 s1 s2");
  BOOST_TEST(events.ids("imAuthentication(srchostname_has_any = dynamic(['laptop7']))") == "n1 s1");
  BOOST_TEST(events.ids("imAuthentication(eventresult = 'Success')") == "f1 m1 s2");
  BOOST_TEST(events.ids("imAuthentication(eventresult = 'Partial')") == "");
  BOOST_TEST(events.ids("imAuthentication(eventresultdetails_in = dynamic(['Incorrect key']))") == "p1");
  BOOST_TEST(events.ids("imAuthentication(eventtype_in = dynamic(['Logon', 'Logoff']), eventresult = 'Success')") == "f1 m1 s2");
  BOOST_TEST(events.ids("imAuthentication(eventtype_in = dynamic(['Logoff']))") == "");
  BOOST_TEST(events.ids("imAuthentication(disabled = true)") == "");
  BOOST_TEST(events.ids("imAuthentication(starttime = datetime(2026-03-01T10:00:00Z), endtime = datetime(2026-03-01T23:00:00Z))") == "f1 m1 p1");
  BOOST_TEST(events.values("vimAuthenticationSigninLogs(pack = true) | where EventOriginalUid == 's1' | project tostring(AdditionalFields.CorrelationId)") == "c1");
  BOOST_TEST(events.values("imAuthentication(username_has_any = 'ann') | take 1 | project ASimMatchingUsername") == "TargetUsername");
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_told) {
  const SignIns events;
  const QueryOutcome misspelt = events.query("imAuthentication(user_has_any = 'ann')");
  BOOST_REQUIRE(!misspelt.ok());
  BOOST_TEST(misspelt.diagnostics.front().code == "KS142");
  BOOST_TEST(!events.query("ASimAuthentication(1)").ok());
}

BOOST_AUTO_TEST_SUITE_END()
