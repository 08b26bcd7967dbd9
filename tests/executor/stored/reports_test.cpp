// Reports: who is counted, and that a period ends at now() and begins where it should.

#include <boost/test/unit_test.hpp>

#include "entra_rows.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::tests;

namespace {

std::vector<std::map<std::string, std::string>> ask(const EntraTables& tables, const std::string& query) {
  const Engine engine(tables.catalog());
  QueryContext context;
  context.now = tables::parse_datetime("2026-03-08T12:00:00Z").value();
  const QueryOutcome outcome = engine.query(query, context);
  BOOST_REQUIRE_MESSAGE(outcome.ok(), query << "\n" << messages(outcome));
  return rows_of(outcome);
}

void check(const std::map<std::string, std::string>& row, const std::map<std::string, std::string>& expected) {
  for (const auto& [column, value] : expected) {
    BOOST_REQUIRE_MESSAGE(row.contains(column), "there is no column " << column);
    BOOST_TEST(row.at(column) == value, column << ": " << row.at(column) << " instead of " << value);
  }
}

Row sign_in(const std::string& id, const std::string& at, const Row& more) {
  Row row{{"Id", text(id)}, {"TimeGenerated", time(at)}, {"CreatedDateTime", time(at)}, {"ResultType", text("0")}};
  for (const auto& [column, value] : more) row.insert_or_assign(column, value);
  return row;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports)

BOOST_AUTO_TEST_CASE(application_activity_counts_outcomes_within_the_period) {
  EntraTables tables;
  const Row portal{{"AppId", text("a1")}, {"AppDisplayName", text("Portal")}};
  const auto with = [&](const std::string& code) {
    Row row = portal;
    row["ResultType"] = text(code);
    return row;
  };
  tables.add("SigninLogs",
             {sign_in("1", "2026-03-08T11:00:00Z", portal), sign_in("2", "2026-03-08T11:30:00Z", with("50126")),
              sign_in("3", "2026-03-07T11:00:00Z", portal), sign_in("4", "2026-03-07T11:00:00Z", with("50074")),
              sign_in("5", "2026-03-01T12:00:00Z", portal), sign_in("6", "2026-03-08T12:00:01Z", portal),
              sign_in("7", "2026-03-02T13:00:00Z",
                      {{"AppId", text("a2")}, {"AppDisplayName", text("Mail")}, {"ResultType", text("50074")}})});
  const auto rows = ask(tables, "ApplicationActivity(7d)");
  BOOST_REQUIRE_EQUAL(rows.size(), 2u);
  check(rows[0], {{"id", "a1"},
                  {"appDisplayName", "Portal"},
                  {"successfulSignInCount", "2"},
                  {"failedSignInCount", "1"},
                  {"interruptedSignInCount", "1"},
                  {"successPercentage", "66.7"},
                  {"dailySignInCounts", "[0,0,0,0,0,2,2]"}});
  // Nothing but an interrupted one: there is no share to tell.
  check(rows[1], {{"id", "a2"},
                  {"successfulSignInCount", "0"},
                  {"successPercentage", ""},
                  {"dailySignInCounts", "[0,1,0,0,0,0,0]"}});
  BOOST_TEST(ask(tables, "ApplicationActivity() | where id == 'a1' | project successfulSignInCount")[0].at(
                 "successfulSignInCount") == "3");
  BOOST_TEST(ask(tables, "ApplicationActivityDetail(7d)").size() == 5u);
}

BOOST_AUTO_TEST_CASE(ad_fs_activity_is_by_relying_party) {
  EntraTables tables;
  const auto to = [](const std::string& user, const std::string& code) {
    return Row{{"ResourceIdentity", text("https://rp")},
               {"ResourceDisplayName", text("Payroll")},
               {"UserPrincipalName", text(user)},
               {"ResultType", text(code)}};
  };
  tables.add("ADFSSignInLogs", {sign_in("1", "2026-03-08T08:00:00Z", to("ann", "0")),
                                sign_in("2", "2026-03-08T08:00:00Z", to("bob", "50126")),
                                sign_in("3", "2026-03-08T08:00:00Z", to("ann", "0"))});
  const auto rows = ask(tables, "ADFSApplicationActivity(7d)");
  BOOST_REQUIRE_EQUAL(rows.size(), 1u);
  check(rows[0], {{"relyingPartyId", "https://rp"},
                  {"relyingPartyName", "Payroll"},
                  {"successfulSignInCount", "2"},
                  {"failedSignInCount", "1"},
                  {"totalSignInCount", "3"},
                  {"signInSuccessRate", "66.7"},
                  {"uniqueUserCount", "2"}});
}

BOOST_AUTO_TEST_CASE(authentication_methods_count_steps_and_people) {
  EntraTables tables;
  const auto steps = [](const std::string& user, const std::string& json) {
    return Row{{"UserId", text(user)}, {"AuthenticationDetails", text(json)}};
  };
  tables.add(
      "SigninLogs",
      {sign_in(
           "1", "2026-03-08T08:00:00Z",
           steps(
               "u1",
               R"([{"authenticationMethod":"Password","succeeded":true},{"authenticationMethod":"FIDO2 security key","succeeded":true}])")),
       sign_in("2", "2026-03-07T08:00:00Z", steps("u1", R"([{"authenticationMethod":"Password","succeeded":false}])")),
       sign_in("3", "2026-03-08T09:00:00Z", steps("u2", R"([{"authenticationMethod":"Password","succeeded":true}])")),
       sign_in("4", "2026-03-08T08:00:00Z", steps("u3", "[]"))});
  const auto rows = ask(tables, "AuthenticationMethodsActivity(7d)");
  BOOST_REQUIRE_EQUAL(rows.size(), 2u);
  check(rows[0], {{"authenticationMethod", "Password"},
                  {"uniqueUserCount", "2"},
                  {"successfulCount", "2"},
                  {"failedCount", "1"},
                  {"successPercentage", "66.7"},
                  {"isPasswordless", "false"}});
  check(rows[1],
        {{"authenticationMethod", "FIDO2 security key"}, {"uniqueUserCount", "1"}, {"isPasswordless", "true"}});
}

BOOST_AUTO_TEST_CASE(service_principal_activity_tells_the_role) {
  EntraTables tables;
  tables.add(
      "SigninLogs",
      {sign_in("d1", "2026-03-08T08:00:00Z",
               {{"AppId", text("client")}, {"AppDisplayName", text("Client")}, {"ResourceIdentity", text("api")}})});
  tables.add(
      "AADServicePrincipalSignInLogs",
      {sign_in(
          "s1", "2026-03-08T09:00:00Z",
          {{"AppId", text("daemon")}, {"ServicePrincipalName", text("Daemon")}, {"ResourceIdentity", text("api")}})});
  const auto rows = ask(tables, "ServicePrincipalSignInActivity(7d) | sort by appId asc");
  BOOST_REQUIRE_EQUAL(rows.size(), 3u);
  check(rows[0], {{"appId", "api"},
                  {"id", "YXBp"},
                  {"delegatedClientSignInActivity", ""},
                  {"lastDelegatedResourceDateTime", "2026-03-08T08:00:00.0000000Z"},
                  {"applicationAuthenticationResourceSignInActivity",
                   R"({"lastSignInDateTime":"2026-03-08T09:00:00.0000000Z","lastSignInRequestId":"s1"})"}});
  check(rows[1], {{"appId", "client"},
                  {"appDisplayName", "Client"},
                  {"lastDelegatedClientDateTime", "2026-03-08T08:00:00.0000000Z"},
                  {"applicationAuthenticationClientSignInActivity", ""}});
  check(rows[2], {{"appId", "daemon"},
                  {"appDisplayName", "Daemon"},
                  {"lastApplicationClientDateTime", "2026-03-08T09:00:00.0000000Z"}});
}

BOOST_AUTO_TEST_CASE(credential_activity_is_by_key_and_resource) {
  EntraTables tables;
  const auto with = [](const std::string& key, const std::string& thumbprint) {
    return Row{{"ServicePrincipalCredentialKeyId", text(key)},
               {"ServicePrincipalCredentialThumbprint", text(thumbprint)},
               {"ServicePrincipalId", text("sp")},
               {"ResourceIdentity", text("r")}};
  };
  Row secret = with("k2", "");
  secret["ClientCredentialType"] = text("clientSecret");
  tables.add(
      "AADServicePrincipalSignInLogs",
      {sign_in("1", "2026-03-08T08:00:00Z", with("k1", "AB")), sign_in("2", "2026-03-08T09:00:00Z", with("k1", "AB")),
       sign_in("3", "2026-03-07T09:00:00Z", secret), sign_in("4", "2026-03-07T09:00:00Z", with("", ""))});
  const auto rows = ask(tables, "ApplicationCredentialActivity(7d)");
  BOOST_REQUIRE_EQUAL(rows.size(), 2u);
  check(rows[0], {{"keyId", "k1"},
                  {"keyType", "certificate"},
                  {"signInCount", "2"},
                  {"lastSignInDateTime", "2026-03-08T09:00:00.0000000Z"}});
  check(rows[1], {{"keyId", "k2"}, {"keyType", "clientSecret"}});
}

BOOST_AUTO_TEST_CASE(risk_is_the_latest_state) {
  EntraTables tables;
  const auto state = [](const std::string& id, const std::string& at, const std::string& level,
                        const std::string& risk) {
    return Row{{"Id", text(id)},
               {"TimeGenerated", time(at)},
               {"RiskLastUpdatedDateTime", time(at)},
               {"RiskLevel", text(level)},
               {"RiskState", text(risk)}};
  };
  const std::vector<Row> states{state("u1", "2026-03-07T08:00:00Z", "low", "atRisk"),
                                state("u2", "2026-03-06T08:00:00Z", "high", "atRisk"),
                                state("u2", "2026-03-07T08:00:00Z", "none", "dismissed"),
                                state("u3", "2026-03-07T09:00:00Z", "high", "confirmedCompromised"),
                                state("u4", "2026-01-01T09:00:00Z", "high", "atRisk")};
  tables.add("AADRiskyUsers", states);
  tables.add("AADRiskyServicePrincipals", states);
  const auto detection = [](const std::string& id, const std::string& column) {
    return Row{{"Id", text(id)},
               {"TimeGenerated", time("2026-03-07T08:00:00Z")},
               {column, text("u1")},
               {"RiskEventType", text("leakedCredentials")}};
  };
  // The same detection twice: it was updated.
  tables.add("AADUserRiskEvents", {detection("e1", "UserId"), detection("e1", "UserId"), detection("e2", "UserId")});
  tables.add("AADServicePrincipalRiskEvents", {detection("e1", "ServicePrincipalId")});
  for (const auto& [report, count] :
       {std::pair("RiskyUsers(7d)", "2"), std::pair("RiskyWorkloadIdentities(7d)", "1")}) {
    const auto rows = ask(tables, report);
    BOOST_REQUIRE_EQUAL(rows.size(), 3u);
    check(rows[0], {{"id", "u3"}, {"riskState", "confirmedCompromised"}, {"detectionCount", "0"}});
    check(rows[1], {{"id", "u1"}, {"detectionCount", count}, {"detectionTypes", R"(["leakedCredentials"])"}});
    check(rows[2], {{"id", "u2"}, {"riskLevel", "none"}, {"riskState", "dismissed"}});
  }
}

BOOST_AUTO_TEST_CASE(risky_sign_ins_are_those_with_a_level_or_a_state) {
  EntraTables tables;
  const auto risk = [](const std::string& level, const std::string& state) {
    return Row{
        {"RiskLevelDuringSignIn", text(level)}, {"RiskLevelAggregated", text(level)}, {"RiskState", text(state)}};
  };
  tables.add("SigninLogs", {sign_in("1", "2026-03-08T08:00:00Z", risk("none", "none")),
                            sign_in("2", "2026-03-08T08:00:00Z", risk("hidden", "none")),
                            sign_in("3", "2026-03-08T09:00:00Z", risk("medium", "atRisk"))});
  tables.add("AADNonInteractiveUserSignInLogs", {sign_in("4", "2026-03-08T10:00:00Z", risk("none", "atRisk"))});
  const auto rows = ask(tables, "RiskySignIns(7d)");
  BOOST_REQUIRE_EQUAL(rows.size(), 2u);
  check(rows[0], {{"id", "4"}, {"isInteractive", "false"}});
  check(rows[1], {{"id", "3"}, {"riskLevelDuringSignIn", "medium"}});
}

BOOST_AUTO_TEST_CASE(last_sign_ins_are_told_apart) {
  EntraTables tables;
  const auto of = [](const std::string& code) {
    return Row{{"UserId", text("u1")}, {"UserPrincipalName", text("Ann@contoso.example")}, {"ResultType", text(code)}};
  };
  tables.add("SigninLogs",
             {sign_in("1", "2026-03-08T08:00:00Z", of("50126")), sign_in("2", "2026-03-07T08:00:00Z", of("0"))});
  tables.add("AADNonInteractiveUserSignInLogs", {sign_in("3", "2026-03-06T10:00:00Z", of("0"))});
  const auto rows = ask(tables, "LastSignInPerUser(7d)");
  BOOST_REQUIRE_EQUAL(rows.size(), 1u);
  check(rows[0], {{"userPrincipalName", "ann@contoso.example"},
                  {"lastSignInRequestId", "1"},
                  {"lastNonInteractiveSignInRequestId", "3"},
                  {"lastSuccessfulSignInRequestId", "2"}});
}

BOOST_AUTO_TEST_CASE(registrations_are_told_from_resets) {
  EntraTables tables;
  const auto activity = [](const std::string& id, const std::string& service, const std::string& result,
                           const std::string& reason) {
    return Row{{"Id", text(id)},
               {"TimeGenerated", time("2026-03-08T08:00:00Z")},
               {"ActivityDateTime", time("2026-03-08T08:00:00Z")},
               {"LoggedByService", text(service)},
               {"Result", text(result)},
               {"ResultReason", text(reason)},
               {"TargetResources", text(R"([{"userPrincipalName":"Ann@contoso.example"}])")}};
  };
  tables.add("AuditLogs",
             {activity("1", "Authentication Methods", "success", "User registered Fido2 Authentication Method"),
              activity("2", "Self-service Password Management", "failure", "Policy"),
              activity("3", "Core Directory", "success", "")});
  const auto rows = ask(tables, "CredentialRegistrations(7d)");
  BOOST_REQUIRE_EQUAL(rows.size(), 2u);
  check(rows[0], {{"id", "1"},
                  {"feature", "registration"},
                  {"userPrincipalName", "ann@contoso.example"},
                  {"authMethod", "Fido2 Authentication Method"},
                  {"isSuccess", "true"},
                  {"failureReason", ""}});
  check(rows[1], {{"id", "2"}, {"feature", "reset"}, {"isSuccess", "false"}, {"failureReason", "Policy"}});
}

BOOST_AUTO_TEST_CASE(every_report_is_empty_over_empty_tables) {
  const EntraTables tables;
  for (const std::string report :
       {"ApplicationActivity", "ApplicationActivityDetail", "ADFSApplicationActivity", "AuthenticationMethodsActivity",
        "CredentialRegistrations", "ServicePrincipalSignInActivity", "ApplicationCredentialActivity", "RiskyUsers",
        "RiskySignIns", "RiskyWorkloadIdentities", "LastSignInPerUser"}) {
    BOOST_TEST(ask(tables, report + "()").empty(), report);
  }
}

BOOST_AUTO_TEST_SUITE_END()
