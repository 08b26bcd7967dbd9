// Queries over Kusto's REST API: both versions' answers, options, parameters.

#include <boost/test/unit_test.hpp>

#include "tables/text.hpp"
#include "tests/plugin/server/results/engine_queries.hpp"

namespace kelpie::server {

namespace {

constexpr std::string_view v1 = "/v1/rest/query";
constexpr std::string_view v2 = "/v2/rest/query";
constexpr std::string_view all_types =
    "print b=true, i=int(7), l=9007199254740993, r=1.5, nan=real(nan), inf=real(-inf), d=decimal(1.25), s='a\"b', "
    "t=datetime(2026-02-03 04:05:06.7), "
    "span=1d + 2h, g=guid(74be27de-1e4e-49d9-b579-fe0b331d3642), bag=dynamic({\"a\":[1,null]}), nil=long(null)";
constexpr std::string_view all_values =
    R"([true,7,9007199254740993,1.5,"NaN","-Infinity","1.25","a\"b","2026-02-03T04:05:06.7000000Z","1.02:00:00",)"
    R"("74be27de-1e4e-49d9-b579-fe0b331d3642",{"a":[1,null]},null])";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(kusto_queries, AskingApis)

BOOST_AUTO_TEST_CASE(version_2_answers_in_frames) {
  const ClientAnswer answer = kusto(v2, all_types);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.size_at("") == 5U);
  BOOST_TEST(
      answer.at("0") ==
      R"({"FrameType":"DataSetHeader","IsProgressive":false,"Version":"v2.0","IsFragmented":false,"ErrorReportingPlacement":"InData"})");
  BOOST_TEST(answer.at("1.TableName") == "\"@ExtendedProperties\"");
  BOOST_TEST(answer.at("1.Rows.0.0") == "1");
  BOOST_TEST(answer.at("2.TableKind") == "\"PrimaryResult\"");
  BOOST_TEST(answer.at("2.TableName") == "\"PrimaryResult\"");
  BOOST_TEST(answer.at("2.Columns.1") == R"({"ColumnName":"i","ColumnType":"int"})");
  BOOST_TEST(answer.at("2.Columns.6.ColumnType") == "\"decimal\"");
  BOOST_TEST(answer.at("2.Rows.0") == all_values);
  BOOST_TEST(answer.at("3.TableKind") == "\"QueryCompletionInformation\"");
  BOOST_TEST(answer.at("3.Rows.0.11") == R"("{\"Count\":1,\"Text\":\"Query completed successfully\"}")");
  BOOST_TEST(answer.at("4") == R"({"FrameType":"DataSetCompletion","HasErrors":false,"Cancelled":false})");
}

BOOST_AUTO_TEST_CASE(version_1_answers_with_data_types_and_a_table_of_contents) {
  const ClientAnswer answer = kusto(v1, all_types);
  BOOST_TEST(answer.at("Tables.0.TableName") == "\"Table_0\"");
  BOOST_TEST(answer.at("Tables.0.Columns.0") == R"({"ColumnName":"b","DataType":"SByte","ColumnType":"bool"})");
  BOOST_TEST(answer.at("Tables.0.Columns.6.DataType") == "\"SqlDecimal\"");
  BOOST_TEST(answer.at("Tables.0.Columns.11.DataType") == "\"Object\"");
  BOOST_TEST(answer.at("Tables.0.Rows.0") == all_values);
  BOOST_TEST(answer.size_at("Tables") == 4U);
  BOOST_TEST(answer.at("Tables.3.Rows.0.1") == "\"QueryResult\"");
  BOOST_TEST(answer.at("Tables.3.Rows.1.2") == "\"@ExtendedProperties\"");
  BOOST_TEST(answer.at("Tables.2.Rows.0.4") == "\"Query completed successfully\"");
}

BOOST_AUTO_TEST_CASE(several_results_are_several_tables) {
  const ClientAnswer one = kusto(v1, "print a=1; SigninLogs | count");
  BOOST_TEST(one.size_at("Tables") == 5U);
  BOOST_TEST(one.at("Tables.1.Rows") == "[[3]]");
  BOOST_TEST(one.size_at("Tables.2.Rows") == 2U);
  const ClientAnswer two = kusto(v2, "print a=1; SigninLogs | count");
  BOOST_TEST(two.at("3.TableId") == "2");
  BOOST_TEST(two.at("4.TableId") == "3");
}

BOOST_AUTO_TEST_CASE(a_result_without_rows_is_whole) {
  BOOST_TEST(kusto(v2, "SigninLogs | take 0").at("2.Rows") == "[]");
  BOOST_TEST(kusto(v1, "SigninLogs | take 0").at("Tables.0.Rows") == "[]");
  BOOST_TEST(
      kusto(v2, "SigninLogs | take 0", R"({"Options":{"results_v2_fragment_primary_tables":true}})").at("3.Rows") ==
      "[]");
}

BOOST_AUTO_TEST_CASE(a_chart_is_told_with_its_properties) {
  const ClientAnswer answer =
      kusto(v2, "SigninLogs | summarize count() by UserPrincipalName | render barchart with (title=\"Who\", ymin=2)");
  const std::string value = answer.at("1.Rows.0.2");
  BOOST_TEST(value.find(R"(\"Visualization\":\"barchart\",\"Title\":\"Who\")") != std::string::npos, value);
  BOOST_TEST(value.find(R"(\"Ymin\":2.0)") != std::string::npos, value);
  BOOST_TEST(kusto(v2, "print 1").at("1.Rows.0.2").find(R"(\"Visualization\":null)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_large_result_is_sent_in_pieces) {
  const ClientAnswer two = kusto(v2, "range x from 1 to 60000 step 1 | extend text='0123456789'");
  BOOST_TEST(two.pieces > 3U);
  BOOST_TEST(two.size_at("2.Rows") == 60000U);
  BOOST_TEST(two.at("2.Rows.59999") == R"([60000,"0123456789"])");
  const ClientAnswer one = kusto(v1, "range x from 1 to 60000 step 1 | extend text='0123456789'");
  BOOST_TEST(one.pieces > 3U);
  BOOST_TEST(one.size_at("Tables.0.Rows") == 60000U);
}

BOOST_AUTO_TEST_CASE(progressive_frames_come_when_they_are_asked_for) {
  const ClientAnswer answer = kusto(v2, "range x from 1 to 60000 step 1 | extend text='0123456789'",
                                    R"({"Options":{"results_progressive_enabled":true}})");
  BOOST_TEST(answer.at("0.IsProgressive") == "true");
  BOOST_TEST(answer.at("2.FrameType") == "\"TableHeader\"");
  BOOST_TEST(answer.at("3.FrameType") == "\"TableFragment\"");
  BOOST_TEST(answer.at("3.FieldCount") == "2");
  BOOST_TEST(answer.at("4.FrameType") == "\"TableProgress\"");
  std::size_t rows = 0, frame = 0;
  std::string last;
  for (std::string type; (type = answer.at(std::to_string(frame) + ".FrameType")) != "nothing"; ++frame) {
    if (type == "\"TableFragment\"") rows += answer.size_at(std::to_string(frame) + ".Rows");
    if (type == "\"TableCompletion\"") last = answer.at(std::to_string(frame) + ".RowCount");
  }
  BOOST_TEST(rows == 60000U);
  BOOST_TEST(last == "60000");
}

BOOST_AUTO_TEST_CASE(a_frame_a_line_is_what_line_readers_get) {
  const ClientAnswer answer = kusto(
      v2, "print 1",
      R"({"Options":{"results_v2_newlines_between_frames":true,"results_v2_fragment_primary_tables":true,"results_error_reporting_placement":"end_of_table"}})");
  BOOST_TEST(answer.body.starts_with("[{\"FrameType\":\"DataSetHeader\""));
  BOOST_TEST(answer.body.ends_with("\n]\n"));
  BOOST_TEST(std::count(answer.body.begin(), answer.body.end(), '\n') == 8);
  BOOST_TEST(answer.at("0.ErrorReportingPlacement") == "\"EndOfTable\"");
  BOOST_TEST(answer.at("0.IsFragmented") == "true");
}

BOOST_AUTO_TEST_CASE(parameters_reach_the_query) {
  const std::string text =
      "declare query_parameters(who:string, n:long, since:datetime, gap:timespan); print who, n, since, gap";
  const ClientAnswer answer = kusto(
      v2, text,
      R"j({"Parameters":{"who":"ada \"x\" (y)","n":5,"since":"datetime(2026-01-02)","gap":"time(1.02:00:00)"}})j");
  BOOST_TEST(answer.at("2.Rows.0") == R"j(["ada \"x\" (y)",5,"2026-01-02T00:00:00.0000000Z","1.02:00:00"])j");
  const ClientAnswer missing = kusto(v2, text);
  BOOST_TEST(missing.status == 400);
  BOOST_TEST(missing.at("error.@message").find("under Parameters") != std::string::npos, missing.body);
}

BOOST_AUTO_TEST_CASE(options_bound_the_query) {
  static_cast<void>(kusto(
      v2, "print 1",
      R"j({"Options":{"servertimeout":"00:00:30.500","truncationmaxrecords":7,"truncationmaxsize":"100","query_now":"datetime(2026-01-01)","unheard_of":1}})j"));
  BOOST_TEST(queries.last.timeout.value().count() == 30500);
  BOOST_TEST(queries.last.result_rows.value() == 7U);
  BOOST_TEST(queries.last.result_bytes.value() == 100U);
  BOOST_TEST(queries.last.now.value() == tables::parse_datetime("2026-01-01").value());
  BOOST_TEST(queries.last.text == "print 1");
  static_cast<void>(kusto(v2, "print 1", R"({"options":{"NoTruncation":true,"servertimeout":""}})"));
  BOOST_TEST(queries.last.result_rows.value() == UINT64_MAX);
  BOOST_TEST(!queries.last.timeout);
}

BOOST_AUTO_TEST_CASE(options_of_the_language_are_statements_before_the_query) {
  const ClientAnswer answer = kusto(
      v2, "SigninLogs | project UserPrincipalName",
      R"({"Options":{"query_take_max_records":2,"query_datetimescope_column":"TimeGenerated","query_datetimescope_from":"2026-02-27"}})");
  BOOST_TEST(answer.at("2.Rows") == R"([["user27@example.com"],["user28@example.com"]])");
  // Places in errors are those of what the client wrote.
  const ClientAnswer wrong = kusto(v2, "SigninLogs\n| where Usr == 'x'", R"({"Options":{"query_take_max_records":2}})");
  BOOST_TEST(wrong.at("error.innererror.@line") == "2");
  BOOST_TEST(wrong.at("error.innererror.@pos") == "9");
  BOOST_TEST(wrong.at("error.innererror.@token") == "\"Usr\"");
}

BOOST_AUTO_TEST_CASE(an_option_with_a_wrong_value_is_refused) {
  for (const char* options : {R"({"servertimeout":5})", R"({"servertimeout":"soon"})", R"({"truncationmaxrecords":-1})",
                              R"({"notruncation":"maybe"})", R"({"query_now":"noon"})",
                              R"({"results_error_reporting_placement":"nowhere"})"}) {
    const ClientAnswer answer = kusto(v2, "print 1", R"({"Options":)" + std::string(options) + "}");
    BOOST_TEST(answer.status == 400, options);
    BOOST_TEST(answer.at("error.@message").find("expected") != std::string::npos, answer.body);
  }
}

BOOST_AUTO_TEST_CASE(set_statements_of_the_text_win) {
  const ClientAnswer answer =
      kusto(v2, "set query_take_max_records=1; SigninLogs", R"({"Options":{"query_take_max_records":2}})");
  BOOST_TEST(answer.size_at("2.Rows") == 1U);
}

BOOST_AUTO_TEST_CASE(properties_may_come_as_a_text) {
  const ClientAnswer answer =
      kusto(v2, "declare query_parameters(n:long); print n", R"("{\"Parameters\":{\"n\":\"3\"}}")");
  BOOST_TEST(answer.at("2.Rows") == "[[3]]");
  BOOST_TEST(kusto(v2, "print 1", "\"\"").status == 200);
  BOOST_TEST(kusto(v2, "print 1", "\"{\"").status == 400);
  BOOST_TEST(kusto(v2, "print 1", "[]").status == 400);
}

BOOST_AUTO_TEST_CASE(a_get_asks_with_arguments) {
  const ClientAnswer answer = send("GET", "/v1/rest/query?db=Kelpie&csl=print+a%3D1");
  BOOST_TEST(answer.at("Tables.0.Rows") == "[[1]]");
  BOOST_TEST(send("GET", "/v1/rest/query?db=Kelpie").status == 400);
}

BOOST_AUTO_TEST_CASE(a_body_that_is_none_is_refused) {
  for (const char* body : {"", "{", "[]", "{}", R"({"csl":5})", R"({"csl":" \n"})", R"({"db":1,"csl":"print 1"})"}) {
    const ClientAnswer answer = send("POST", std::string(v2), body);
    BOOST_TEST(answer.status == 400, body);
    BOOST_TEST(answer.at("error.code") == "\"General_BadRequest\"");
  }
}

BOOST_AUTO_TEST_CASE(the_ids_of_a_request_come_back) {
  const ClientAnswer answer = kusto(v2, "print 1", "null", {{"X-MS-Client-Request-Id", "KNC.execute;42"}});
  BOOST_TEST(find_header(answer.headers, "x-ms-client-request-id").value() == "KNC.execute;42");
  BOOST_TEST(find_header(answer.headers, "x-ms-activity-id").value().size() == 36U);
  BOOST_TEST(queries.last.id == "KNC.execute;42");
  BOOST_TEST(answer.at("3.Rows.0.1") == "\"KNC.execute;42\"");
}

BOOST_AUTO_TEST_CASE(there_is_one_database_under_its_names) {
  for (const char* name : {"Kelpie", "kelpie", "NetDefaultDB", ""})
    BOOST_TEST(send("POST", std::string(v2), R"({"csl":"print 1","db":")" + std::string(name) + "\"}").status == 200,
               name);
  const ClientAnswer other = send("POST", std::string(v2), R"({"csl":"print 1","db":"Samples"})");
  BOOST_TEST(other.status == 400);
  BOOST_TEST(other.at("error.code") == "\"BadRequest_EntityNotFound\"");
  BOOST_TEST(
      other.at("error.@message").find("Entity ID 'Samples' of kind 'Database' was not found.") != std::string::npos,
      other.body);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(kusto_errors, AskingApis)

BOOST_AUTO_TEST_CASE(a_name_that_nothing_has_is_a_semantic_error) {
  const ClientAnswer answer = kusto(v2, "SigninLogs | where Usr == 'x'", "null", {{"x-ms-client-request-id", "mine"}});
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.at("error.code") == "\"General_BadRequest\"");
  BOOST_TEST(answer.at("error.@type") == "\"Kusto.Data.Exceptions.KustoBadRequestException\"");
  BOOST_TEST(answer.at("error.@message")
                 .starts_with("\"Request is invalid and cannot be processed: Semantic error: SEM0100: "),
             answer.body);
  BOOST_TEST(answer.at("error.@permanent") == "true");
  BOOST_TEST(answer.at("error.@context.clientRequestId") == "\"mine\"");
  BOOST_TEST(answer.at("error.innererror.code") == "\"SEM0100\"");
  BOOST_TEST(answer.at("error.innererror.@type") == "\"Kusto.Data.Exceptions.SemanticException\"");
  BOOST_TEST(answer.at("error.innererror.@pos") == "20");
}

BOOST_AUTO_TEST_CASE(a_hint_that_asks_ends_with_its_question_mark) {
  const ClientAnswer answer = kusto(v2, "SigninLogs | where UserPrincipalNam == 'x'");
  BOOST_TEST(answer.at("error.@message").ends_with("Hint: did you mean 'UserPrincipalName'?\""), answer.body);
}

BOOST_AUTO_TEST_CASE(a_text_that_cannot_be_read_is_a_syntax_error) {
  const ClientAnswer answer = kusto(v1, "SigninLogs\n| wher x");
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.at("error.@type") == "\"Kusto.Data.Exceptions.SyntaxException\"");
  BOOST_TEST(answer.at("error.innererror.code") == "\"SYN0002\"");
  BOOST_TEST(answer.at("error.innererror.@line") == "2");
}

BOOST_AUTO_TEST_CASE(a_passed_limit_stands_in_the_frames_of_version_2_and_is_a_status_in_version_1) {
  const std::string options = R"({"Options":{"truncationmaxrecords":2}})";
  const ClientAnswer two = kusto(v2, "SigninLogs", options);
  BOOST_TEST(two.status == 200);
  BOOST_TEST(two.at("1.HasErrors") == "true");
  BOOST_TEST(two.at("1.Cancelled") == "false");
  BOOST_TEST(two.at("1.OneApiErrors.0.error.code") == "\"LimitsExceeded\"");
  BOOST_TEST(two.at("1.OneApiErrors.0.error.@message").find("E_QUERY_RESULT_SET_TOO_LARGE") != std::string::npos,
             two.body);
  const ClientAnswer one = kusto(v1, "SigninLogs", options);
  BOOST_TEST(one.status == 400);
  BOOST_TEST(one.at("error.@permanent") == "false");
}

BOOST_AUTO_TEST_CASE(a_query_out_of_time_is_a_504) {
  const ClientAnswer answer = kusto(v2, "range x from 1 to 1000000000 step 1 | summarize sum(x * 2)",
                                    R"({"Options":{"servertimeout":"00:00:00.001"}})");
  BOOST_TEST(answer.status == 504);
  BOOST_TEST(answer.at("error.code") == "\"Timeout\"");
}

BOOST_AUTO_TEST_CASE(a_full_server_says_so) {
  queries.busy = true;
  const ClientAnswer answer = kusto(v2, "print 1");
  BOOST_TEST(answer.status == 429);
  BOOST_TEST(answer.at("error.code") == "\"TooManyRequests\"");
  BOOST_TEST(answer.at("error.@permanent") == "false");
}

BOOST_AUTO_TEST_CASE(a_place_that_is_none_has_the_same_form) {
  const ClientAnswer answer = send("POST", "/v1/rest/unheard");
  BOOST_TEST(answer.status == 404);
  BOOST_TEST(answer.at("error.@message") == "\"nothing here\"");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(kusto_before_signing_in, AskingApis)

BOOST_AUTO_TEST_CASE(metadata_and_ping_need_no_token) {
  BOOST_TEST(!router.find("GET", "/v1/rest/auth/metadata").route->role.has_value());
  BOOST_TEST(send("GET", "/v1/rest/auth/metadata").at("AzureAD.LoginEndpoint") ==
             "\"https://login.microsoftonline.com\"");
  BOOST_TEST(send("GET", "/v1/rest/ping").body == "Pong!");
  BOOST_TEST(router.find("POST", "/V2/rest/Query").route->role.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server
