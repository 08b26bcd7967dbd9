#include <boost/test/unit_test.hpp>

#include "graph_fixture.hpp"
#include "sign_in_events.hpp"

namespace kelpie::tests {

namespace {

struct SignIns : RunningGraph {
  SignIns() { BOOST_REQUIRE_EQUAL(intake.put(graph_sign_ins).rows, 8U); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(graph_sign_ins_suite, SignIns)

BOOST_AUTO_TEST_CASE(the_newest_interactive_ones_come_first) {
  BOOST_TEST(column("/v1.0/auditLogs/signIns", "id") == "s5 s4 s3 s2 s1");
  BOOST_TEST(column("/beta/auditLogs/signins", "id") == "s5 s4 s3 s2 s1");
  const Json page = get("/v1.0/auditLogs/signIns").json();
  BOOST_TEST(page.at("@odata.context") == "https://graph.example:7443/v1.0/$metadata#auditLogs/signIns");
  BOOST_TEST(!page.has("@odata.nextLink"));
}

BOOST_AUTO_TEST_CASE(a_row_has_what_the_reference_shows) {
  const Json row = get("/beta/auditLogs/signIns/s1").json();
  BOOST_TEST(row.at("@odata.context") == "https://graph.example:7443/beta/$metadata#auditLogs/signIns/$entity");
  BOOST_TEST(row.at("createdDateTime") == "2026-03-01T08:00:00Z");
  BOOST_TEST(row.at("status") == R"({"errorCode":0,"failureReason":"Other.","additionalDetails":null})");
  BOOST_TEST(
      row.at("deviceDetail") ==
      R"({"deviceId":"","displayName":null,"operatingSystem":"Windows 10","browser":"Edge 80","isCompliant":null,"isManaged":null,"trustType":null})");
  BOOST_TEST(
      row.at("location") ==
      R"({"city":"Redmond","state":"Washington","countryOrRegion":"US","geoCoordinates":{"altitude":null,"latitude":47.5,"longitude":-122.25}})");
  BOOST_TEST(row.at("riskEventTypes") == "[]");
  BOOST_TEST(row.at("userType") == "member");
  BOOST_TEST(row.at("processingTimeInMilliseconds") == "541");
  BOOST_TEST(row.at("autonomousSystemNumber") == "8075");
  BOOST_TEST(row.at("signInEventTypes") == R"(["interactiveUser"])");
  BOOST_TEST(row.at("servicePrincipalName") == "null");
  BOOST_TEST(row.at("servicePrincipalId") == "");
  BOOST_TEST(row.at("authenticationDetails[0].authenticationStepDateTime") == "2026-03-01T08:00:00.12Z");
  BOOST_TEST(!row.has("authenticationDetails[0].StatusSequence"));
}

BOOST_AUTO_TEST_CASE(the_bits_of_satisfied_conditions_are_words) {
  const Json row = get("/beta/auditLogs/signIns/s2").json();
  BOOST_TEST(row.at("appliedConditionalAccessPolicies[0].conditionsSatisfied") == "application,users");
  BOOST_TEST(row.at("appliedConditionalAccessPolicies[0].conditionsNotSatisfied") == "none");
  BOOST_TEST(row.at("createdDateTime") == "2026-03-01T09:00:00.5Z");
}

BOOST_AUTO_TEST_CASE(v1_has_the_properties_of_v1_only) {
  const Json row = get("/v1.0/auditLogs/signIns/s2").json();
  BOOST_TEST(!row.has("signInEventTypes"));
  BOOST_TEST(!row.has("appliedConditionalAccessPolicies[0].conditionsSatisfied"));
  BOOST_TEST(row.has("appliedConditionalAccessPolicies[0].result"));
}

BOOST_AUTO_TEST_CASE(event_types_reach_the_other_tables_in_beta) {
  const auto of = [&](const std::string& filter) {
    return column("/beta/auditLogs/signIns?$filter=" + server::percent_encoded(filter), "id");
  };
  BOOST_TEST(of("signInEventTypes/any(t: t eq 'nonInteractiveUser')") == "n1");
  BOOST_TEST(of("signInEventTypes/any(t:t eq 'servicePrincipal')") == "p1");
  BOOST_TEST(of("signInEventTypes/any(t: t eq 'managedIdentity')") == "m1");
  BOOST_TEST(of("signInEventTypes/any(t: t eq 'interactiveUser' or t eq 'servicePrincipal') and createdDateTime ge "
                "2026-03-01T10:00:00Z") == "s5 s4 p1 s3");
  BOOST_TEST(of("not signInEventTypes/any(t: t eq 'interactiveUser')") == "m1 p1 n1");
  BOOST_TEST(of("signInEventTypes/all(t: t ne 'interactiveUser')") == "m1 p1 n1");
  BOOST_TEST(of("SignInEventTypes/Any(t: t eq 'SERVICEPRINCIPAL')") == "p1");
  BOOST_TEST(of("(signInEventTypes/any(t: t eq 'servicePrincipal'))") == "p1");
}

BOOST_AUTO_TEST_CASE(what_a_table_has_no_column_for_is_found_all_the_same) {
  const Json row = get("/beta/auditLogs/signIns/p1").json();
  BOOST_TEST(row.at("riskDetail") == "none");
  BOOST_TEST(row.at("isInteractive") == "false");
  BOOST_TEST(row.at("status.errorCode") == "7000215");
  BOOST_TEST(row.at("userPrincipalName") == "null");
  BOOST_TEST(get("/beta/auditLogs/signIns/m1").json().at("managedServiceIdentity.msiType") == "systemAssigned");
  BOOST_TEST(column("/beta/auditLogs/signIns?$filter=riskDetail%20eq%20'none'%20and%20signInEventTypes/"
                    "any(t:t%20eq%20'servicePrincipal')",
                    "id") == "p1");
}

BOOST_AUTO_TEST_CASE(an_id_finds_a_sign_in_of_any_kind) {
  BOOST_TEST(get("/v1.0/auditLogs/signIns/n1").json().at("id") == "n1");
  BOOST_TEST(get("/v1.0/auditLogs/signIns('n1')").json().at("id") == "n1");
  BOOST_TEST(get("/v1.0/auditLogs/signIns/N1").json().at("id") == "n1");
  const Answer none = get("/v1.0/auditLogs/signIns/nobody");
  BOOST_TEST(none.status == 404);
  BOOST_TEST(none.json().at("error.code") == "ResourceNotFound");
}

BOOST_AUTO_TEST_CASE(select_leaves_the_rest_out) {
  const Answer answer = get("/v1.0/auditLogs/signIns?$select=userPrincipalName,id&$top=1");
  BOOST_TEST(answer.json().at("value[0]") == R"({"id":"s5","userPrincipalName":"eve@contoso.example"})");
  BOOST_TEST(answer.json().at("@odata.context") ==
             "https://graph.example:7443/v1.0/$metadata#auditLogs/signIns(id,userPrincipalName)");
}

BOOST_AUTO_TEST_CASE(order_may_be_any_property) {
  BOOST_TEST(column("/v1.0/auditLogs/signIns?$orderby=userPrincipalName%20asc,createdDateTime%20desc", "id") ==
             "s3 s1 s5 s4 s2");
  BOOST_TEST(column("/v1.0/auditLogs/signIns?$orderby=createdDateTime", "id") == "s1 s2 s3 s4 s5");
  BOOST_TEST(column("/v1.0/auditLogs/signIns?$orderby=status/errorCode%20desc&$top=1", "id") == "s2 s3 s5 s4 s1");
}

BOOST_AUTO_TEST_CASE(counts_are_of_all_rows) {
  Json page = get("/v1.0/auditLogs/signIns?$count=true&$top=2").json();
  BOOST_TEST(page.at("@odata.count") == "5");
  page = get(page.at("@odata.nextLink")).json();
  BOOST_TEST(page.at("@odata.count") == "5");
  BOOST_TEST(get("/v1.0/auditLogs/signIns/$count").body == "5");
  BOOST_TEST(get("/v1.0/auditLogs/signIns/$count?$filter=status/errorCode%20ne%200").body == "2");
  BOOST_TEST(get("/beta/auditLogs/signIns?$count=true&$filter=signInEventTypes/any(t:t%20eq%20'x')").status == 400);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
