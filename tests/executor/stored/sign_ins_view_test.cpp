// SignIns: one row of every kind in the same columns, what is to be minded about a record, and what a filter on it
// reads.

#include <boost/test/unit_test.hpp>

#include "entra_rows.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::tests;

namespace {

std::vector<std::map<std::string, std::string>> ask(const EntraTables& tables, const std::string& query) {
  const Engine engine(tables.catalog());
  QueryContext context;
  context.now = tables::parse_datetime("2026-03-08").value();
  const QueryOutcome outcome = engine.query(query, context);
  BOOST_REQUIRE_MESSAGE(outcome.ok(), query << "\n" << messages(outcome));
  return rows_of(outcome);
}

Row sign_in(const std::string& id, const Row& more = {}) {
  Row row{{"Id", text(id)},
          {"TimeGenerated", time("2026-03-02T08:05:00Z")},
          {"CreatedDateTime", time("2026-03-02T08:00:00Z")},
          {"ResultType", text("0")}};
  for (const auto& [column, value] : more) row.insert_or_assign(column, value);
  return row;
}

EntraTables one_of_each_kind() {
  EntraTables tables;
  const Row user{
      {"UserId", text("u1")},
      {"UserPrincipalName", text("ann@contoso.example")},
      {"UserDisplayName", text("Ann")},
      {"AppId", text("a1")},
      {"AppDisplayName", text("Portal")},
      {"IPAddress", text("192.0.2.1")},
      {"ResourceIdentity", text("r1")},
      {"ResourceDisplayName", text("Graph")},
      {"LocationDetails",
       text(R"({"city":"Oslo","countryOrRegion":"NO","geoCoordinates":{"latitude":59.9,"longitude":10.7}})")},
      {"DeviceDetail",
       text(R"({"browser":"Edge 120","operatingSystem":"Windows 11","isCompliant":true,"displayName":"PC"})")},
      {"AuthenticationDetails",
       text(R"([{"authenticationMethod":"Password"},{"authenticationMethod":"Mobile app notification"}])")}};
  tables.add("SigninLogs", {sign_in("1", user)});
  tables.add("AADNonInteractiveUserSignInLogs", {sign_in("2", user)});
  const Row principal{{"ServicePrincipalId", text("sp1")},
                      {"ServicePrincipalName", text("Backup")},
                      {"AppId", text("a2")},
                      {"IPAddress", text("192.0.2.2")},
                      {"ResourceIdentity", text("r2")},
                      {"ResourceDisplayName", text("Storage")},
                      {"ServicePrincipalCredentialKeyId", text("k1")},
                      {"LocationDetails", text(R"({"city":"Bergen","countryOrRegion":"NO"})")}};
  tables.add("AADServicePrincipalSignInLogs", {sign_in("3", principal)});
  Row identity = principal;
  identity["ManagedServiceIdentity"] =
      text(R"({"msiType":"systemAssigned","associatedResourceId":"/subscriptions/s/vm"})");
  identity.erase("IPAddress");
  tables.add("AADManagedIdentitySignInLogs", {sign_in("4", identity)});
  tables.add("ADFSSignInLogs",
             {sign_in("5", {{"UserPrincipalName", text("ann@contoso.example")}, {"ResultType", text("50126")}})});
  tables.add("MicrosoftServicePrincipalSignInLogs", {{{"TimeGenerated", time("2026-03-02T08:05:00Z")},
                                                      {"CreatedDateTime", time("2026-03-02T08:00:00Z")},
                                                      {"ServicePrincipalName", text("Intune")},
                                                      {"ResultSignature", text("SUCCESS")}}});
  return tables;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sign_ins_view)

BOOST_AUTO_TEST_CASE(every_kind_has_its_row_in_one_set_of_columns) {
  const EntraTables tables = one_of_each_kind();
  const auto rows = ask(tables, "SignIns | sort by Id asc");
  BOOST_REQUIRE_EQUAL(rows.size(), 6u);
  const std::vector<std::string> kinds{"service principal", "interactive",      "non-interactive",
                                       "service principal", "managed identity", "AD FS"};
  for (std::size_t i = 0; i < rows.size(); ++i) BOOST_TEST(rows[i].at("Kind") == kinds[i]);
  for (const std::size_t i : {1, 2}) {
    const std::map<std::string, std::string> expected{{"IdentityType", "user"},
                                                      {"IdentityId", "u1"},
                                                      {"IdentityName", "ann@contoso.example"},
                                                      {"IdentityDisplayName", "Ann"},
                                                      {"Browser", "Edge 120"},
                                                      {"OperatingSystem", "Windows 11"},
                                                      {"IsDeviceCompliant", "true"},
                                                      {"DeviceName", "PC"},
                                                      {"Country", "NO"},
                                                      {"City", "Oslo"},
                                                      {"Latitude", "59.9"},
                                                      {"ResourceIdentity", "r1"},
                                                      {"Outcome", "success"},
                                                      {"AuthenticationMethod", "Password"},
                                                      {"SecondAuthenticationMethod", "Mobile app notification"}};
    for (const auto& [column, value] : expected)
      BOOST_TEST(rows[i].at(column) == value, column << ": " << rows[i].at(column));
  }
  BOOST_TEST(rows[3].at("IdentityDisplayName") == "Backup");
  BOOST_TEST(rows[3].at("CredentialKeyId") == "k1");
  BOOST_TEST(rows[3].at("Country") == "NO");
  BOOST_TEST(rows[4].at("AzureResourceId") == "/subscriptions/s/vm");
  BOOST_TEST(rows[4].at("IPAddress") == "");
  BOOST_TEST(rows[5].at("Outcome") == "failure");
  BOOST_TEST(rows[5].at("ResultReason") != "");
  BOOST_TEST(rows[0].at("Outcome") == "success");
}

BOOST_AUTO_TEST_CASE(no_name_has_two_types) {
  const EntraTables tables;
  for (const auto& column : ask(tables, "SignIns | getschema | project ColumnName")) {
    const std::string& name = column.at("ColumnName");
    for (const std::string suffix : {"_string", "_dynamic", "_bool", "_real", "_long", "_datetime"})
      BOOST_TEST(!name.ends_with(suffix), name);
  }
}

BOOST_AUTO_TEST_CASE(an_outcome_is_success_interrupted_or_failure) {
  EntraTables tables;
  tables.add("SigninLogs",
             {sign_in("a"), sign_in("b", {{"ResultType", text("50140")}}),
              sign_in("c", {{"ResultType", text("50074")}, {"ConditionalAccessStatus", text("notApplied")}}),
              sign_in("d", {{"ResultType", text("50126")}, {"ResultDescription", text("What the log says.")}}),
              sign_in("e", {{"ResultType", text("999999")}})});
  const auto rows =
      ask(tables, "SignIns | sort by Id asc | project Outcome, ResultReason, IsConditionalAccessInconclusive");
  BOOST_REQUIRE_EQUAL(rows.size(), 5u);
  const std::vector<std::string> outcomes{"success", "interrupted", "interrupted", "failure", "failure"};
  for (std::size_t i = 0; i < rows.size(); ++i) BOOST_TEST(rows[i].at("Outcome") == outcomes[i]);
  BOOST_TEST(rows[0].at("ResultReason") == "");
  BOOST_TEST(rows[3].at("ResultReason") == "What the log says.");
  BOOST_TEST(rows[4].at("ResultReason") == "");
  BOOST_TEST(rows[2].at("IsConditionalAccessInconclusive") == "true");
  BOOST_TEST(rows[3].at("IsConditionalAccessInconclusive") == "false");
}

BOOST_AUTO_TEST_CASE(quirks_of_a_record_are_columns) {
  EntraTables tables;
  tables.add(
      "SigninLogs",
      {sign_in("a", {{"CrossTenantAccessType", text("passthrough")}}), sign_in("b", {{"ResultType", text("90072")}}),
       sign_in("c", {{"AuthenticationDetails", text(R"([{"authenticationMethod":"FIDO2 security key"}])")}}),
       sign_in("d", {{"ClientAppUsed", text("Exchange ActiveSync")}}),
       sign_in("e", {{"HomeTenantId", text("t1")},
                     {"ResourceTenantId", text("t2")},
                     {"CrossTenantAccessType", text("serviceProvider")},
                     {"RiskLevelDuringSignIn", text("hidden")}})});
  tables.add("AADNonInteractiveUserSignInLogs", {sign_in("f", {{"ClientCredentialType", text("clientSecret")}}),
                                                 sign_in("g", {{"ClientCredentialType", text("none")}})});
  const auto rows = ask(tables, "SignIns | sort by Id asc");
  BOOST_REQUIRE_EQUAL(rows.size(), 7u);
  const auto where = [&](const std::string& column) {
    std::string ids;
    for (const auto& row : rows) ids += row.at(column) == "true" ? row.at("Id") : "";
    return ids;
  };
  BOOST_TEST(where("IsPassthrough") == "ab");
  BOOST_TEST(where("IsPasswordless") == "c");
  BOOST_TEST(where("IsPerhapsNonInteractive") == "cd");
  BOOST_TEST(where("IsLegacyAuthentication") == "d");
  BOOST_TEST(where("IsCrossTenant") == "e");
  BOOST_TEST(where("IsPartner") == "e");
  BOOST_TEST(where("IsRiskHidden") == "e");
  BOOST_TEST(where("IsAddressOfTokenIssuance") == "f");
}

BOOST_AUTO_TEST_CASE(a_filter_reads_the_tables_of_its_kinds_and_times_only) {
  const EntraTables tables = one_of_each_kind();
  const Engine engine(tables.catalog());
  QueryContext context;
  context.now = tables::parse_datetime("2026-03-08").value();
  std::string plan;
  BOOST_REQUIRE(engine
                    .explain("SignIns | where TimeGenerated > ago(1d) and Kind == 'interactive' and IPAddress == "
                             "'192.0.2.1' | summarize count() by Outcome",
                             context, plan)
                    .ok());
  BOOST_TEST(plan.find("scan SigninLogs") != std::string::npos, plan);
  BOOST_TEST(plan.find("within TimeGenerated") != std::string::npos, plan);
  BOOST_TEST(plan.find("scan A") == std::string::npos, plan);
  BOOST_TEST(plan.find("DeviceDetail") == std::string::npos, plan);
  const auto rows =
      ask(tables, "SignIns | where TimeGenerated > ago(7d) and Kind == 'interactive' | summarize count() by Outcome");
  BOOST_REQUIRE_EQUAL(rows.size(), 1u);
  BOOST_TEST(rows[0].at("count_") == "1");
}

BOOST_AUTO_TEST_SUITE_END()
