#include <boost/test/unit_test.hpp>

#include "graph_fixture.hpp"
#include "sign_in_events.hpp"

namespace kelpie::tests {

namespace {

struct Summaries : RunningGraph {
  Summaries() {
    BOOST_REQUIRE_EQUAL(intake.put(graph_sign_ins).rows, 8U);
    BOOST_REQUIRE_EQUAL(
        intake
            .put(
                R"({"time":"2026-03-01T10:36:00Z","category":"NonInteractiveUserSignInLogs","resultType":"0","properties":{"id":"n2","createdDateTime":"2026-03-01T10:35:00Z","userPrincipalName":"Ada@contoso.example","userId":"u-ada","appId":"app-1","ipAddress":"192.0.2.1","resourceId":"res-1","status":{"errorCode":0}}}
{"time":"2026-03-01T23:36:00Z","category":"NonInteractiveUserSignInLogs","resultType":"0","properties":{"id":"n3","createdDateTime":"2026-03-01T23:35:00Z","userPrincipalName":"ada@contoso.example","userId":"u-ada","appId":"app-1","ipAddress":"192.0.2.1","resourceId":"res-1","status":{"errorCode":0}}}
)")
            .rows,
        2U);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(graph_summaries, Summaries)

BOOST_AUTO_TEST_CASE(sign_ins_of_users_without_interaction_are_grouped_by_window) {
  const std::string function = "/beta/auditLogs/getSummarizedNonInteractiveSignIns";
  BOOST_TEST(column(function + "(aggregationWindow='d1')", "signInCount") == "3");
  BOOST_TEST(column(function + "(aggregationWindow='h1')", "signInCount") == "1 2");
  BOOST_TEST(column(function + "(aggregationWindow='h6')", "aggregationDateTime") ==
             "2026-03-01T18:00:00Z 2026-03-01T06:00:00Z");
  const Json page = get(function + "(aggregationWindow='d1')").json();
  BOOST_TEST(page.at("@odata.context") ==
             "https://graph.example:7443/beta/$metadata#Collection(microsoft.graph.summarizedSignIn)");
  BOOST_TEST(page.at("value[0].id") == "n1");
  BOOST_TEST(page.at("value[0].userPrincipalName") == "ada@contoso.example");
  BOOST_TEST(page.at("value[0].servicePrincipalId") == "");
  BOOST_TEST(page.at("value[0].managedServiceIdentity") ==
             R"({"msiType":"none","associatedResourceId":null,"federatedTokenId":null,"federatedTokenIssuer":null})");
  BOOST_TEST(page.at("value[0].agent.agentType") == "notAgentic");
  BOOST_TEST(page.at("value[0].status.errorCode") == "0");
}

BOOST_AUTO_TEST_CASE(the_other_kinds_have_their_own) {
  const Json services = get("/beta/auditLogs/getSummarizedServicePrincipalSignIns(aggregationWindow='d1')").json();
  BOOST_TEST(services.size("value") == 1U);
  BOOST_TEST(services.at("value[0].servicePrincipalName") == "backup-job");
  BOOST_TEST(services.at("value[0].status.errorCode") == "7000215");
  BOOST_TEST(services.at("value[0].conditionalAccessStatus") == "notApplied");
  const Json identities = get("/beta/auditLogs/getSummarizedMSISignIns(aggregationWindow='d1')").json();
  BOOST_TEST(identities.at("value[0].managedServiceIdentity.msiType") == "systemAssigned");
}

BOOST_AUTO_TEST_CASE(rows_are_filtered_by_their_own_properties) {
  const auto of = [&](const std::string& filter) {
    return column("/beta/auditLogs/getSummarizedNonInteractiveSignIns(aggregationWindow='h1')?$filter=" +
                      server::percent_encoded(filter),
                  "id");
  };
  BOOST_TEST(of("signInCount gt 1") == "n1");
  BOOST_TEST(of("appId eq 'app-1' and startswith(ipAddress,'192.')") == "n3 n1");
  BOOST_TEST(of("status/errorCode eq 0 and managedServiceIdentity/msiType eq 'none'") == "n3 n1");
  BOOST_TEST(of("agent/agentType ne 'notAgentic'") == "");
  BOOST_TEST(of("firstSignInDateTime lt 2026-03-01T12:00:00Z") == "n1");
}

BOOST_AUTO_TEST_CASE(a_rows_keys_find_its_events) {
  const Json row =
      get("/beta/auditLogs/getSummarizedNonInteractiveSignIns(aggregationWindow='h1')?$filter=signInCount%20eq%202")
          .json();
  const std::string filter =
      "signInEventTypes/any(t:t eq 'nonInteractiveUser') and appId eq '" + row.at("value[0].appId") +
      "' and userPrincipalName eq '" + row.at("value[0].userPrincipalName") + "' and ipAddress eq '" +
      row.at("value[0].ipAddress") + "' and status/errorCode eq " + row.at("value[0].status.errorCode") +
      " and resourceId eq '" + row.at("value[0].resourceId") + "' and createdDateTime ge " +
      row.at("value[0].aggregationDateTime") + " and createdDateTime lt 2026-03-01T11:00:00Z";
  BOOST_TEST(column("/beta/auditLogs/signIns?$filter=" + server::percent_encoded(filter), "id") == "n2 n1");
  BOOST_TEST(get("/beta/auditLogs/signIns/" + row.at("value[0].id")).json().at("id") == "n1");
}

BOOST_AUTO_TEST_CASE(another_window_or_none_is_refused) {
  const std::string function = "/beta/auditLogs/getSummarizedMSISignIns";
  for (const std::string wrong : {"(aggregationWindow='h2')", "(aggregationWindow=h1)", "(window='h1')", "()", "",
                                  "(aggregationWindow='d1') | count"}) {
    const Answer answer = get(function + server::percent_encoded(wrong));
    BOOST_TEST_CONTEXT(wrong << answer.body) BOOST_TEST(answer.status == 400);
  }
  BOOST_TEST(get(function + "(aggregationWindow='d1')/n1").status == 400);
  BOOST_TEST(get(function + "(aggregationWindow='h2')").json().at("error.message").find("'h1', 'h6', 'd1'") !=
             std::string::npos);
  BOOST_TEST(get("/v1.0/auditLogs/getSummarizedMSISignIns(aggregationWindow='d1')")
                 .json()
                 .at("error.message")
                 .find("only beta") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
