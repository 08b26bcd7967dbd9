// The query API of Log Analytics: answers, timespans, batches, metadata, errors.

#include <boost/test/unit_test.hpp>

#include "plugin/output/json_object.hpp"
#include "tables/text.hpp"
#include "tests/plugin/server/results/engine_queries.hpp"

namespace kelpie::server {

namespace {

const std::string workspace = "/v1/workspaces/b438b4f6-912a-46d5-9cb1-b44069212abc";

struct Asking : AskingApis {
  ClientAnswer ask(std::string_view query, std::string_view timespan = {}, Headers headers = {}) {
    plugin::JsonObject body;
    body.text("query", query);
    if (!timespan.empty()) body.text("timespan", timespan);
    return send("POST", workspace + "/query", body.done(), std::move(headers));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(log_analytics_queries, Asking)

BOOST_AUTO_TEST_CASE(a_query_is_answered_with_a_table) {
  const ClientAnswer answer = ask("SigninLogs | where Attempts > 100");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("tables.0.name") == "\"PrimaryResult\"");
  BOOST_TEST(answer.at("tables.0.columns.0") == R"({"name":"TimeGenerated","type":"datetime"})");
  BOOST_TEST(
      answer.at("tables.0.rows") ==
      R"([["2026-02-28T12:00:00.0000000Z","user28@example.com",9007199254740993,"{\"city\":\"Oslo \\\"S\\\"\"}"]])");
  BOOST_TEST(answer.at("statistics") == "nothing");
  BOOST_TEST(answer.at("render") == "nothing");
}

BOOST_AUTO_TEST_CASE(values_have_the_forms_of_that_api) {
  const ClientAnswer answer =
      ask("print b=true, r=real(nan), d=decimal(1.25), span=1h, a=dynamic([1]), t=dynamic('x'), n=dynamic(null), "
          "i=int(null)");
  BOOST_TEST(answer.at("tables.0.rows.0") == R"([true,"NaN","1.25","01:00:00","[1]","x",null,null])");
}

BOOST_AUTO_TEST_CASE(statistics_and_charts_come_when_they_are_preferred) {
  const ClientAnswer answer =
      ask("SigninLogs | summarize count() by UserPrincipalName | render piechart with (title='Who')", {},
          {{"Prefer", "wait=30, include-statistics=true,include-render=true"}});
  BOOST_TEST(answer.at("render.visualization") == "\"piechart\"");
  BOOST_TEST(answer.at("render.title") == "\"Who\"");
  BOOST_TEST(answer.at("render.isQuerySorted") == "false");
  BOOST_TEST(answer.at("statistics.query.datasetStatistics.0.tableRowCount") == "3");
  BOOST_TEST(answer.at("statistics.query.resourceUsage.cpu.totalCpu").starts_with("\"00:00:0"));
  BOOST_TEST(answer.at("statistics.query.executionTime") != "nothing");
  BOOST_TEST(queries.last.timeout.value().count() == 30000);
  BOOST_TEST(ask("print 1", {}, {{"Prefer", "wait=soon"}}).status == 400);
}

BOOST_AUTO_TEST_CASE(a_timespan_hides_what_lies_outside) {
  const auto users = [this](std::string_view timespan) {
    return ask("SigninLogs | project UserPrincipalName", timespan).size_at("tables.0.rows");
  };
  BOOST_TEST(users("P1D") == 1U);
  BOOST_TEST(users("PT48H") == 2U);
  BOOST_TEST(users("2026-02-26T12:00:00Z/2026-02-27T12:00:00Z") == 2U);
  BOOST_TEST(users("2026-02-26T13:00:00Z/P1D") == 1U);
  BOOST_TEST(users("P1D/2026-02-27T12:00:00Z") == 2U);
  const ClientAnswer wrong = ask("SigninLogs", "yesterday");
  BOOST_TEST(wrong.status == 400);
  BOOST_TEST(wrong.at("error.innererror.message").find("'yesterday'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_get_asks_with_arguments) {
  const ClientAnswer answer = send("GET", workspace + "/query?query=SigninLogs%20%7C%20count&timespan=P1D");
  BOOST_TEST(answer.at("tables.0.rows") == "[[1]]");
}

BOOST_AUTO_TEST_CASE(the_version_may_be_left_out_and_a_resource_named) {
  BOOST_TEST(send("POST", "/workspaces/B438B4F6-912a-46d5-9cb1-b44069212abc/query", R"({"query":"print 1"})").status ==
             200);
  const std::string resource =
      "/v1/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/";
  BOOST_TEST(send("POST", resource + "Kelpie/query", R"({"query":"print 1"})").status == 200);
  BOOST_TEST(send("POST", "/v1//subscriptions/s/workspaces/kelpie/query", R"({"query":"print 1"})").status == 200);
  BOOST_TEST(send("POST", resource + "Other/query", R"({"query":"print 1"})").status == 404);
  BOOST_TEST(send("POST", resource + "Kelpie/other", R"({"query":"print 1"})").status == 404);
}

BOOST_AUTO_TEST_CASE(another_workspace_is_refused) {
  const ClientAnswer answer =
      send("POST", "/v1/workspaces/00000000-0000-0000-0000-000000000000/query", R"({"query":"print 1"})");
  BOOST_TEST(answer.status == 404);
  BOOST_TEST(answer.at("error.code") == "\"PathNotFoundError\"");
  const ClientAnswer further = send("POST", workspace + "/query", R"({"query":"print 1","workspaces":["other"]})");
  BOOST_TEST(further.status == 400);
  BOOST_TEST(further.at("error.innererror.message").find("'other'") != std::string::npos);
  BOOST_TEST(send("POST", workspace + "/query", R"({"query":"print 1","workspaces":["Kelpie"]})").status == 200);
  services.workspace_id.clear();
  BOOST_TEST(send("POST", "/v1/workspaces/any/query", R"({"query":"print 1"})").status == 200);
}

BOOST_AUTO_TEST_CASE(a_wrong_query_says_where) {
  const ClientAnswer syntax = ask("SigninLogs\n| wher x");
  BOOST_TEST(syntax.status == 400);
  BOOST_TEST(syntax.at("error.code") == "\"BadArgumentError\"");
  BOOST_TEST(syntax.at("error.message") == "\"The request had some invalid properties\"");
  BOOST_TEST(syntax.at("error.innererror.code") == "\"SyntaxError\"");
  BOOST_TEST(syntax.at("error.innererror.innererror.code") == "\"SYN0002\"");
  BOOST_TEST(syntax.at("error.innererror.innererror.line") == "2");
  const ClientAnswer semantic = ask("SigninLogs | where Usr == 'x'");
  BOOST_TEST(semantic.at("error.innererror.code") == "\"SemanticError\"");
  BOOST_TEST(semantic.at("error.innererror.innererror.code") == "\"SEM0100\"");
  BOOST_TEST(semantic.at("error.innererror.innererror.pos") == "20");
  BOOST_TEST(semantic.at("error.innererror.innererror.token") == "\"Usr\"");
}

BOOST_AUTO_TEST_CASE(a_body_that_is_none_is_refused) {
  for (const char* body :
       {"", "[", "[]", "{}", R"({"query":1})", R"({"query":" "})", R"({"query":"print 1","workspaces":"x"})"}) {
    const ClientAnswer answer = send("POST", workspace + "/query", body);
    BOOST_TEST(answer.status == 400, body);
    BOOST_TEST(answer.at("error.code") == "\"BadArgumentError\"");
  }
}

BOOST_AUTO_TEST_CASE(a_query_out_of_time_is_a_gateway_timeout_and_a_full_server_throttles) {
  const ClientAnswer late =
      ask("range x from 1 to 1000000000 step 1 | summarize sum(x * 2)", {}, {{"prefer", "wait=0"}});
  BOOST_TEST(late.status == 504);
  BOOST_TEST(late.at("error.code") == "\"GatewayTimeout\"");
  queries.busy = true;
  const ClientAnswer full = ask("print 1");
  BOOST_TEST(full.status == 429);
  BOOST_TEST(full.at("error.code") == "\"ThrottledError\"");
}

BOOST_AUTO_TEST_CASE(a_passed_limit_is_a_partial_error) {
  const ClientAnswer answer = ask("set truncationmaxrecords=1; SigninLogs");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.at("tables") == "[]");
  BOOST_TEST(answer.at("error.code") == "\"PartialError\"");
  BOOST_TEST(answer.at("error.details.0.innererror.code") == "\"E_QUERY_RESULT_SET_TOO_LARGE\"");
}

BOOST_AUTO_TEST_CASE(a_batch_answers_each_query_in_its_place) {
  const std::string good =
      R"({"id":"a","workspace":"b438b4f6-912a-46d5-9cb1-b44069212abc","path":"/query","method":"POST","headers":{"prefer":"include-statistics=true"},"body":{"query":"print 1"}})";
  const std::string bad = R"({"id":"b","workspace":"b438b4f6-912a-46d5-9cb1-b44069212abc","body":{"query":"print"}})";
  const std::string elsewhere = R"({"id":"c","workspace":"x","body":{"query":"print 1"}})";
  const std::string large = R"({"id":7,"workspace":"Kelpie","body":{"query":"range x from 1 to 60000 step 1"}})";
  for (const char* place : {"/v1/$batch", "/v1/%24batch", "/$batch"}) {
    const ClientAnswer answer =
        send("POST", place, "{\"requests\":[" + good + "," + bad + "," + elsewhere + "," + large + ",5]}");
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.at("responses.0.id") == "\"a\"");
    BOOST_TEST(answer.at("responses.0.status") == "200");
    BOOST_TEST(answer.at("responses.0.body.tables.0.rows") == "[[1]]");
    BOOST_TEST(answer.at("responses.0.body.statistics") != "nothing");
    BOOST_TEST(answer.at("responses.1.status") == "400");
    BOOST_TEST(answer.at("responses.1.body.error.code") == "\"BadArgumentError\"");
    BOOST_TEST(answer.at("responses.2.status") == "404");
    BOOST_TEST(answer.at("responses.3.id") == "\"7\"");
    BOOST_TEST(answer.size_at("responses.3.body.tables.0.rows") == 60000U);
    BOOST_TEST(answer.at("responses.4.status") == "400");
  }
  BOOST_TEST(send("POST", "/v1/$batch", "{\"requests\":[]}").at("responses") == "[]");
  BOOST_TEST(send("POST", "/v1/$batch", "{}").status == 400);
  std::string many;
  for (int i = 0; i < 101; ++i) many += (i == 0 ? "" : ",") + good;
  BOOST_TEST(send("POST", "/v1/$batch", "{\"requests\":[" + many + "]}").status == 400);
}

BOOST_AUTO_TEST_CASE(metadata_shows_tables_columns_and_functions) {
  const ClientAnswer answer = send("GET", workspace + "/metadata");
  BOOST_TEST(answer.at("tables.0.name") == "\"SigninLogs\"");
  BOOST_TEST(answer.at("tables.0.timespanColumn") == "\"TimeGenerated\"");
  BOOST_TEST(answer.at("tables.0.hasData") == "true");
  BOOST_TEST(answer.size_at("tables.0.columns") == 4U);
  BOOST_TEST(answer.at("tables.0.columns.1") == R"({"name":"UserPrincipalName","type":"string","description":"Who."})");
  BOOST_TEST(answer.at("categories.0.related.tables") == R"(["SigninLogs"])");
  BOOST_TEST(answer.size_at("functions") > 10U);
  BOOST_TEST(answer.at("workspaces.0.id") == "\"b438b4f6-912a-46d5-9cb1-b44069212abc\"");
  BOOST_TEST(send("POST", workspace + "/metadata", "{}").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server
