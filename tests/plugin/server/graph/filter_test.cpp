#include <boost/test/unit_test.hpp>

#include "graph_fixture.hpp"
#include "sign_in_events.hpp"

namespace kelpie::tests {

namespace {

struct Filters : RunningGraph {
  Filters() { BOOST_REQUIRE_EQUAL(intake.put(graph_sign_ins).rows, 8U); }
  std::string ids(const std::string& filter) {
    return column("/beta/auditLogs/signIns?$orderby=id&$filter=" + server::percent_encoded(filter), "id");
  }
  std::string error(const std::string& filter) {
    const Answer answer = get("/beta/auditLogs/signIns?$filter=" + server::percent_encoded(filter));
    BOOST_TEST_CONTEXT(filter << " " << answer.body) {
      BOOST_TEST(answer.status == 400);
      BOOST_TEST(answer.json().at("error.code") == "BadRequest");
    }
    return answer.json().at("error.message");
  }
  bool tells(const std::string& filter, const std::string& part) {
    const std::string message = error(filter);
    if (message.find(part) == std::string::npos) BOOST_TEST_MESSAGE(message);
    return message.find(part) != std::string::npos;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(graph_filter, Filters)

BOOST_AUTO_TEST_CASE(texts_are_compared_without_case) {
  BOOST_TEST(ids("userPrincipalName eq 'Ada@contoso.example'") == "s1 s3");
  BOOST_TEST(ids("'ada@contoso.example' eq userPrincipalName") == "s1 s3");
  BOOST_TEST(ids("userPrincipalName ne 'ada@contoso.example'") == "s2 s4 s5");
  BOOST_TEST(ids("userPrincipalName in ('ada@contoso.example', 'EVE@contoso.example')") == "s1 s3 s4 s5");
  BOOST_TEST(ids("startswith(appDisplayName,'azure')") == "s1 s3 s5");
  BOOST_TEST(ids("startsWith(appDisplayName, 'Azure') eq false") == "s2 s4");
  BOOST_TEST(ids("endswith(userPrincipalName,'EXAMPLE') and contains(tolower(userPrincipalName),'brien')") == "s2");
  BOOST_TEST(ids("not contains(appDisplayName,'Portal')") == "s2 s4");
  BOOST_TEST(ids("userDisplayName eq null") == "s4 s5");
  BOOST_TEST(ids("userDisplayName ne null") == "s1 s2 s3");
}

BOOST_AUTO_TEST_CASE(a_quote_in_a_text_ends_nothing) {
  BOOST_TEST(ids("userPrincipalName eq 'o''brien@contoso.example'") == "s2");
  BOOST_TEST(ids("userPrincipalName eq '\" or true or \"\" =~ \"'") == "");
  BOOST_TEST(ids("userPrincipalName eq '\\\" or true //'") == "");
  BOOST_TEST(ids("userPrincipalName eq 'x\\'") == "");
  BOOST_TEST(ids("userPrincipalName eq '```'") == "");
  BOOST_TEST(ids("userPrincipalName eq 'a\nb'") == "");
}

BOOST_AUTO_TEST_CASE(a_text_finds_itself_whatever_is_in_it) {
  const std::vector<std::string> texts{"'",
                                       "''",
                                       "\\",
                                       "\\'",
                                       "\"",
                                       "\\\"",
                                       "```",
                                       "~~~",
                                       "a\tb",
                                       "a\nb",
                                       "\x01",
                                       "\x7f",
                                       "\xc3\xa9",
                                       "\xf0\x9f\x98\x80",
                                       "h'x'",
                                       "@\"x\"",
                                       "' or '1'='1",
                                       "\") | union SigninLogs //",
                                       "/*",
                                       "*/",
                                       "\xe2\x80\xa8",
                                       "%",
                                       "{arrived}",
                                       "$left"};
  std::string events;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    tables::DynamicBuilder builder;
    builder.string(texts[i]);
    events += R"({"time":"2026-03-01T08:01:00Z","category":"SignInLogs","properties":{"id":"x)" +
              std::to_string(100 + i) + R"(","createdDateTime":"2026-03-01T08:00:00Z","userDisplayName":)" +
              tables::to_json(tables::DynamicView(builder.finish())) + "}}\n";
  }
  BOOST_REQUIRE_EQUAL(intake.put(events).rows, texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::string doubled;
    for (const char c : texts[i]) doubled += c == '\'' ? "''" : std::string(1, c);
    BOOST_TEST(ids("userDisplayName eq '" + doubled + "'") == "x" + std::to_string(100 + i));
  }
}

BOOST_AUTO_TEST_CASE(numbers_dates_and_truths) {
  BOOST_TEST(ids("status/errorCode eq 50126") == "s2");
  BOOST_TEST(ids("status/errorCode ne 0") == "s2 s3");
  BOOST_TEST(ids("status/errorCode gt 50074") == "s2");
  BOOST_TEST(ids("50074 le status/errorCode") == "s2 s3");
  BOOST_TEST(ids("status/errorCode in (0, 50126)") == "s1 s2 s4 s5");
  BOOST_TEST(ids("createdDateTime ge 2026-03-01T10:00:00Z and createdDateTime lt 2026-03-01T12:00:00Z") == "s3 s4");
  BOOST_TEST(ids("createdDateTime ge 2026-03-01T12:00:00+01:00") == "s4 s5");
  BOOST_TEST(ids("createdDateTime lt 2026-03-02") == "s1 s2 s3 s4 s5");
  BOOST_TEST(ids("isInteractive") == "s1 s2 s3 s4 s5");
  BOOST_TEST(ids("isInteractive eq false") == "");
  BOOST_TEST(ids("flaggedForReview eq true") == "s5");
  BOOST_TEST(ids("location/geoCoordinates/latitude gt 40.5") == "s1");
}

BOOST_AUTO_TEST_CASE(a_null_is_neither_more_nor_less) {
  BOOST_TEST(ids("flaggedForReview ne true") == "s1 s2 s3 s4");
  BOOST_TEST(ids("not (flaggedForReview eq true)") == "s1 s2 s3 s4");
  BOOST_TEST(ids("processingTimeInMilliseconds gt 5") == "s1");
  BOOST_TEST(ids("not (processingTimeInMilliseconds gt 5)") == "s2 s3 s4 s5");
  BOOST_TEST(ids("processingTimeInMilliseconds eq null") == "s2 s3 s4 s5");
}

BOOST_AUTO_TEST_CASE(members_are_reached_by_path) {
  BOOST_TEST(ids("location/city eq 'paris'") == "s2");
  BOOST_TEST(ids("location/countryOrRegion ne 'US'") == "s2 s3 s4 s5");
  BOOST_TEST(ids("deviceDetail/operatingSystem eq 'Windows 10'") == "s1");
}

BOOST_AUTO_TEST_CASE(words_are_those_of_graph) {
  BOOST_TEST(ids("userType eq 'member'") == "s1");
  BOOST_TEST(ids("riskLevelDuringSignIn eq 'high'") == "s2");
  BOOST_TEST(ids("riskLevelDuringSignIn eq microsoft.graph.riskLevel'high'") == "s2");
  BOOST_TEST(tells("riskLevelDuringSignIn eq 'hihg'", "did you mean 'high'"));
  BOOST_TEST(tells("riskLevelDuringSignIn eq 'hihg'", "low, medium, high, hidden, none"));
}

BOOST_AUTO_TEST_CASE(and_binds_more_than_or_and_not_most) {
  BOOST_TEST(ids("status/errorCode eq 50126 or status/errorCode eq 0 and userPrincipalName eq 'ada@contoso.example'") ==
             "s1 s2");
  BOOST_TEST(
      ids("(status/errorCode eq 50126 or status/errorCode eq 0) and userPrincipalName eq 'ada@contoso.example'") ==
      "s1");
  BOOST_TEST(ids("not status/errorCode eq 0 and userPrincipalName eq 'ada@contoso.example'") == "s3");
  BOOST_TEST(ids("not (status/errorCode eq 0 or userPrincipalName eq 'ada@contoso.example')") == "s2");
  BOOST_TEST(ids("true") == "s1 s2 s3 s4 s5");
  BOOST_TEST(ids("false or id eq 's1'") == "s1");
}

BOOST_AUTO_TEST_CASE(collections_are_looked_through) {
  BOOST_TEST(ids("appliedConditionalAccessPolicies/any(p:p/result eq 'failure')") == "s2");
  BOOST_TEST(ids("appliedConditionalAccessPolicies/any(p: p/displayName eq 'MFA' and p/result eq 'success')") == "s3");
  BOOST_TEST(ids("appliedConditionalAccessPolicies/any()") == "s2 s3");
  BOOST_TEST(ids("not appliedConditionalAccessPolicies/any()") == "s1 s4 s5");
  BOOST_TEST(ids("appliedConditionalAccessPolicies/all(p: p/result eq 'success')") == "s1 s3 s4 s5");
  BOOST_TEST(ids("not appliedConditionalAccessPolicies/all(p: p/result eq 'success')") == "s2");
  BOOST_TEST(ids("riskEventTypes_v2/any(t: t eq 'anonymizedIPAddress')") == "s2");
  BOOST_TEST(ids("riskEventTypes_v2/any(t: startswith(t,'unfam')) and status/errorCode eq 50126") == "s2");
  BOOST_TEST(ids("riskEventTypes_v2/any(t: t eq 'anonymizedIPAddress') or appliedConditionalAccessPolicies/any(p:p/id "
                 "eq 'p2')") == "s2 s3");
  BOOST_TEST(ids("appliedConditionalAccessPolicies/any(p:p/enforcedGrantControls/any(c:c eq 'block'))") == "s2");
  BOOST_TEST(ids("appliedConditionalAccessPolicies/any(p:p/result eq 'success' or userPrincipalName eq "
                 "'o''brien@contoso.example')") == "s2 s3");
}

BOOST_AUTO_TEST_CASE(unknown_names_are_told_with_those_like_them) {
  BOOST_TEST(tells("userPrincipalNam eq 'x'",
                   "Could not find a property named 'userPrincipalNam' on type 'microsoft.graph.signIn'"));
  BOOST_TEST(tells("userPrincipalNam eq 'x'", "did you mean 'userPrincipalName'"));
  BOOST_TEST(tells("status/errorcod eq 1", "did you mean 'errorCode'"));
  BOOST_TEST(tells("status/errorcod eq 1", "at position 7"));
  BOOST_TEST(tells("appliedConditionalAccessPolicies/any(p:p/reslt eq 'x')", "did you mean 'result'"));
  BOOST_TEST(tells("length(id) eq 2", "the function 'length' is not supported"));
  BOOST_TEST(tells("id equals 's1'", "eq, ne, gt, ge, lt, le or in"));
  const Answer beta_only = get("/v1.0/auditLogs/signIns?$filter=crossTenantAccessType%20eq%20'none'");
  BOOST_TEST(beta_only.json().at("error.message").find("beta has it") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(values_that_do_not_fit_are_told_with_what_would) {
  BOOST_TEST(tells("status/errorCode eq '50126'", "takes a whole number"));
  BOOST_TEST(tells("createdDateTime ge '2026-03-01'", "without quotes"));
  BOOST_TEST(tells("appId eq 5", "a text in single quotes"));
  BOOST_TEST(tells("userPrincipalName gt 'a'", "not compared with gt"));
  BOOST_TEST(tells("status eq 'x'", "is an object"));
  BOOST_TEST(tells("riskEventTypes_v2 eq 'x'", "is a collection; write riskEventTypes_v2/any"));
  BOOST_TEST(tells("appliedConditionalAccessPolicies/result eq 'failure'", "is a collection"));
  BOOST_TEST(tells("createdDateTime gt null", "eq and ne only"));
  BOOST_TEST(tells("isInteractive gt true", "eq and ne only"));
  BOOST_TEST(tells("userPrincipalName", "neither true nor false"));
  BOOST_TEST(tells("id eq appId", "compared with a value"));
  BOOST_TEST(tells("createdDateTime ge 2026-13-01T00:00:00Z", "is no date"));
}

BOOST_AUTO_TEST_CASE(what_is_no_filter_is_told_with_its_place) {
  BOOST_TEST(tells("", "a property or a function was expected and the end found"));
  BOOST_TEST(tells("id eq 's1", "the quote that begins here is not closed"));
  BOOST_TEST(tells("(id eq 's1'", "')' was expected"));
  BOOST_TEST(tells("id eq 's1')", "'and', 'or' or the end"));
  BOOST_TEST(tells("id eq", "and the end found"));
  BOOST_TEST(tells("id in ()", "a value was expected"));
  BOOST_TEST(tells("id in ('a',)", "a value was expected"));
  BOOST_TEST(tells("id eq 's1' & true", "begins nothing here"));
  BOOST_TEST(tells("riskEventTypes_v2/any(t t eq 'x')", "':' behind the variable"));
  BOOST_TEST(tells("riskEventTypes_v2/some(t:t eq 'x')", "any and all are"));
  BOOST_TEST(tells("id/any(t:t eq 'x')", "is no collection"));
  BOOST_TEST(tells("id eq 12abc", "neither a number nor a date nor a GUID"));
}

BOOST_AUTO_TEST_CASE(endless_filters_are_refused_and_not_followed) {
  BOOST_TEST(tells(std::string(5000, '(') + "true" + std::string(5000, ')'), "nest more than 32 deep"));
  std::string nots;
  for (int i = 0; i < 3000; ++i) nots += "not ";
  BOOST_TEST(tells(nots + "true", "nest more than 32 deep"));
  std::string calls;
  for (int i = 0; i < 3000; ++i) calls += "tolower(";
  BOOST_TEST(tells(calls, "nest more than 32 deep"));
  std::string many = "id eq 'a'";
  for (int i = 0; i < 600; ++i) many += " or id eq 'a'";
  BOOST_TEST(tells(many, "more than 500 conditions"));
  std::string most = "id eq 's1'";
  for (int i = 0; i < 498; ++i) most += " or id eq 'a'";
  BOOST_TEST(ids(most) == "s1");
  std::string deep = "id eq 's1'";
  for (int i = 0; i < 30; ++i) deep = (i % 2 == 0 ? "(false or " : "(true and ") + deep + ")";
  BOOST_TEST(ids(deep) == "s1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
