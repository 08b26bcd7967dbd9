#include <atomic>
#include <set>
#include <sstream>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "graph_fixture.hpp"
#include "plugin/server/api/graph/skip_token.hpp"

namespace kelpie::tests {

namespace {

/// A sign-in of a service principal on 1 March, `minute` minutes after midnight.
std::string service_sign_in(const std::string& id, int principal, int minute, const std::string& extra = "") {
  char time[32];
  std::snprintf(time, sizeof time, "2026-03-01T%02d:%02d:00Z", minute / 60 % 24, minute % 60);
  return R"({"time":")" + std::string(time) +
         R"(","category":"ServicePrincipalSignInLogs","resultType":"0","tenantId":"t1","properties":{"id":")" + id +
         R"(","createdDateTime":")" + time + R"(","appId":"app-)" + std::to_string(principal) +
         R"(","servicePrincipalId":"sp-)" + std::to_string(principal) + R"(","servicePrincipalName":"job )" +
         std::to_string(principal) +
         R"(","ipAddress":"192.0.2.1","conditionalAccessStatus":"notApplied","resourceId":"res-1","resourceDisplayName":"Graph")" +
         extra + "}}\n";
}

std::string interactive(const std::string& id, const std::string& time) {
  return R"({"time":"2026-03-01T08:01:00Z","category":"SignInLogs","resultType":"0","properties":{"id":")" + id +
         R"(")" + (time.empty() ? "" : R"(,"createdDateTime":")" + time + R"(")") + R"(,"status":{"errorCode":0}}})" +
         "\n";
}

std::string numbered(int number) {
  char id[16];
  std::snprintf(id, sizeof id, "e%06d", number);
  return id;
}

std::size_t words(const std::string& text) {
  std::istringstream stream(text);
  std::size_t count = 0;
  for (std::string word; stream >> word;) ++count;
  return count;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(graph_paging, RunningGraph)

BOOST_AUTO_TEST_CASE(ten_thousand_groups_have_no_gap_and_no_repeat_while_events_arrive) {
  constexpr int groups = 10'000;
  std::string events;
  for (int i = 0; i < groups; ++i) events += service_sign_in(numbered(i), i, i % 1440);
  for (int i = 0; i < groups; i += 10) events += service_sign_in("again-" + std::to_string(i), i, i % 1440);
  BOOST_REQUIRE_EQUAL(intake.put(events).rows, groups + groups / 10);

  std::atomic<bool> done{false};
  std::atomic<int> arrived{0};
  std::thread writer([&] {
    // New groups among those on the pages, more events of old groups, earlier ones among them, which would change their
    // rows.
    for (int i = 0; !done; ++i) {
      std::string more = service_sign_in("new-" + std::to_string(i), groups + i, i % 1440);
      more += service_sign_in("old-" + std::to_string(i), i % groups, 0);
      arrived += static_cast<int>(intake.put(more).rows);
    }
  });
  std::set<std::string> seen;
  std::size_t rows = 0, pages = 0;
  std::int64_t sign_ins = 0;
  std::string next = "/beta/auditLogs/getSummarizedServicePrincipalSignIns(aggregationWindow='h1')?$count=true";
  while (!next.empty()) {
    const Answer answer = get(next);
    if (answer.status != 200) break;
    const Json page = answer.json();
    ++pages;
    BOOST_TEST(page.at("@odata.count") == "10000");
    for (std::size_t i = 0; i < page.size("value"); ++i) {
      const std::string at = "value[" + std::to_string(i) + "].";
      ++rows;
      seen.insert(page.at(at + "servicePrincipalId") + page.at(at + "aggregationDateTime"));
      sign_ins += std::stoll(page.at(at + "signInCount"));
    }
    next = page.has("@odata.nextLink") ? page.at("@odata.nextLink") : "";
  }
  done = true;
  writer.join();
  BOOST_TEST(pages == 10U);
  BOOST_TEST(rows == groups);
  BOOST_TEST(seen.size() == groups);
  BOOST_TEST(sign_ins == groups + groups / 10);
  BOOST_TEST(arrived > 0);
}

BOOST_AUTO_TEST_CASE(a_list_ends_where_it_ended_when_it_began) {
  std::string events;
  for (int i = 0; i < 10; ++i) events += interactive(numbered(i), "2026-03-01T08:00:0" + std::to_string(i) + "Z");
  BOOST_REQUIRE_EQUAL(intake.put(events).rows, 10U);
  Json page = get("/v1.0/auditLogs/signIns?$top=4&$select=id").json();
  BOOST_TEST(page.size("value") == 4U);
  BOOST_REQUIRE_EQUAL(intake.put(interactive("between", "2026-03-01T08:00:04.5Z")).rows, 1U);
  BOOST_TEST(column(page.at("@odata.nextLink"), "id") == "e000005 e000004 e000003 e000002 e000001 e000000");
  BOOST_TEST(column("/v1.0/auditLogs/signIns?$top=4", "id").find("between") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(equal_keys_are_told_apart_by_counting) {
  std::string events;
  // No ids, one time: nothing but their number tells these apart.
  for (int i = 0; i < 25; ++i) events += interactive("", "2026-03-01T08:00:00Z");
  for (int i = 0; i < 5; ++i) events += interactive(numbered(i), "2026-03-01T08:00:00Z");
  const auto rows = intake.put(events).rows;
  for (const std::string top : {"1", "2", "7", "30", "1000"}) {
    BOOST_TEST(words(column("/v1.0/auditLogs/signIns?$top=" + top, "createdDateTime")) == rows);
  }
}

BOOST_AUTO_TEST_CASE(rows_without_a_time_come_last_and_come_once) {
  std::string events;
  for (int i = 0; i < 6; ++i)
    events += interactive(numbered(i), i % 2 == 0 ? "" : "2026-03-01T08:00:0" + std::to_string(i) + "Z");
  BOOST_REQUIRE_EQUAL(intake.put(events).rows, 6U);
  BOOST_TEST(column("/v1.0/auditLogs/signIns?$top=1", "id") == "e000005 e000003 e000001 e000000 e000002 e000004");
  BOOST_TEST(column("/v1.0/auditLogs/signIns?$top=1&$orderby=createdDateTime", "id") ==
             "e000000 e000002 e000004 e000001 e000003 e000005");
  BOOST_TEST(column("/v1.0/auditLogs/signIns?$top=2&$orderby=createdDateTime%20desc,userPrincipalName", "id") ==
             "e000005 e000003 e000001 e000000 e000002 e000004");
}

BOOST_AUTO_TEST_CASE(texts_of_any_kind_page_in_the_order_in_which_they_are_sorted) {
  std::string events;
  const std::vector<std::string> names{"a", "A", "ab",   "\\u00e9", "z",  "Z",       "\\u4e2d", "\\ud83d\\ude00",
                                       "",  " ", "\\\"", "~",       "aa", "b\\u0001"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    events += R"({"time":"2026-03-01T08:01:00Z","category":"SignInLogs","properties":{"id":")" +
              numbered(static_cast<int>(i)) + R"(","createdDateTime":"2026-03-01T08:00:00Z","userDisplayName":")" +
              names[i] + "\"}}\n";
  }
  BOOST_REQUIRE_EQUAL(intake.put(events).rows, names.size());
  for (const std::string order : {"userDisplayName", "userDisplayName%20desc"}) {
    const std::string whole = column("/v1.0/auditLogs/signIns?$orderby=" + order, "id");
    BOOST_TEST(words(whole) == names.size());
    BOOST_TEST(column("/v1.0/auditLogs/signIns?$top=1&$orderby=" + order, "id") == whole);
  }
  BOOST_TEST(words(column("/v1.0/auditLogs/signIns?$top=1&$orderby=isInteractive,riskState%20desc", "id")) ==
             names.size());
}

BOOST_AUTO_TEST_CASE(a_token_belongs_to_its_list) {
  std::string events;
  for (int i = 0; i < 4; ++i) events += interactive(numbered(i), "2026-03-01T08:00:00Z");
  BOOST_REQUIRE_EQUAL(intake.put(events).rows, 4U);
  const std::string link = get("/v1.0/auditLogs/signIns?$top=2").json().at("@odata.nextLink");
  const std::string token = link.substr(link.find("$skiptoken=") + 11);
  BOOST_TEST(get("/v1.0/auditLogs/signIns?$top=1&$skiptoken=" + token).status == 200);
  for (const std::string& other :
       {"/beta/auditLogs/signIns?$skiptoken=" + token, "/v1.0/auditLogs/directoryAudits?$skiptoken=" + token,
        "/v1.0/auditLogs/signIns?$filter=isInteractive&$skiptoken=" + token,
        "/v1.0/auditLogs/signIns?$orderby=id&$skiptoken=" + token, "/v1.0/auditLogs/signIns?$skiptoken=" + token + "A",
        "/v1.0/auditLogs/signIns?$skiptoken=" + token.substr(1), std::string("/v1.0/auditLogs/signIns?$skiptoken=1"),
        "/v1.0/auditLogs/signIns?$skiptoken=" + std::string(20'000, 'A'),
        std::string("/v1.0/auditLogs/signIns?$skiptoken=%00%ff")}) {
    const Answer answer = get(other);
    BOOST_TEST_CONTEXT(other.substr(0, 200)) BOOST_TEST(answer.status == 400);
    BOOST_TEST(answer.json().at("error.message").find("$skiptoken is not one of this list") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_made_up_token_asks_for_nothing_that_a_filter_could_not) {
  using server::graph::PagePosition;
  BOOST_REQUIRE_EQUAL(intake.put(interactive("e1", "2026-03-01T08:00:00Z")).rows, 1U);
  PagePosition position;
  position.ceiling = now_ticks;
  position.now = now_ticks;
  position.last = {tables::Value::datetime(now_ticks), tables::Value::string("\") or true | union SigninLogs //")};
  position.equal = 0;
  const std::string token = server::graph::write_skip_token(position, "/v1.0/auditlogs/signins");
  BOOST_TEST(column("/v1.0/auditLogs/signIns?$skiptoken=" + token, "id") == "e1");
  position.last = {tables::Value::string("1"), tables::Value::string("x")};
  BOOST_TEST(
      get("/v1.0/auditLogs/signIns?$skiptoken=" + server::graph::write_skip_token(position, "/v1.0/auditlogs/signins"))
          .status == 400);
  position.last = {};
  BOOST_TEST(
      get("/v1.0/auditLogs/signIns?$skiptoken=" + server::graph::write_skip_token(position, "/v1.0/auditlogs/signins"))
          .status == 400);
}

BOOST_AUTO_TEST_CASE(skip_and_top_have_bounds) {
  BOOST_TEST(get("/v1.0/auditLogs/signIns?$top=1000").status == 200);
  for (const std::string wrong :
       {"$top=1001", "$top=0", "$top=-1", "$top=x", "$top=99999999999999999999", "$top=", "$skip=1"}) {
    BOOST_TEST_CONTEXT(wrong) BOOST_TEST(get("/v1.0/auditLogs/signIns?" + wrong).status == 400);
  }
  const Answer preferred = get("/v1.0/auditLogs/signIns", {{"Prefer", "odata.maxpagesize=7"}});
  BOOST_TEST(preferred.header("Preference-Applied") == "odata.maxpagesize=7");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
