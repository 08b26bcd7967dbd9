// Management commands: how they are read, what they show, what is refused.

#include <boost/test/unit_test.hpp>

#include "plugin/server/api/kusto/commands/command_text.hpp"
#include "tables/dynamic.hpp"
#include "tests/plugin/server/results/engine_queries.hpp"

namespace kelpie::server {

using kusto::read_command;

BOOST_AUTO_TEST_SUITE(kusto_command_texts)

BOOST_AUTO_TEST_CASE(names_may_be_quoted_and_options_are_left_out) {
  std::vector<std::string> values;
  const auto command = read_command(".show  TABLE ['My T'] // about it\n details with (a=\"x)\", b=(1)) | take 1", 0);
  BOOST_TEST(has_form(command.words, "show table {name} details", values));
  BOOST_TEST(values == std::vector<std::string>{"My T"}, boost::test_tools::per_element());
  BOOST_TEST(command.piped == 64U);
  const auto list = read_command(".show tables (T1, ['T 2'],\"T3\")", 0);
  BOOST_TEST(has_form(list.words, "show tables {list}", values));
  BOOST_TEST(values.size() == 3U);
  BOOST_TEST(values[1] == "T 2");
  BOOST_TEST(!has_form(list.words, "show tables", values));
  BOOST_TEST(!has_form(list.words, "show tables {list} details", values));
  BOOST_TEST(has_form(read_command(".show database X schema if_later_than 'v1.2' as json;", 0).words,
                      "show database {name} schema as json", values));
}

BOOST_AUTO_TEST_CASE(a_point_makes_a_command_wherever_comments_end) {
  BOOST_TEST(kusto::find_command("// why\n  .show tables").value() == 9U);
  BOOST_TEST(!kusto::find_command("print 1 // .show tables"));
  BOOST_TEST(!kusto::find_command("//"));
  BOOST_TEST(!kusto::find_command(""));
}

BOOST_AUTO_TEST_CASE(what_is_not_closed_is_refused) {
  for (const char* text : {".show table ['T", ".show table [T", ".show tables (A, B", ".cancel query 'x",
                           ".show tables ((A))", ".show x with (a"})
    BOOST_CHECK_THROW(static_cast<void>(read_command(text, 0)), RequestRefused);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(kusto_commands, AskingApis)

namespace {
constexpr std::string_view mgmt = "/v1/rest/mgmt";
}

BOOST_AUTO_TEST_CASE(what_clients_ask_when_they_connect_is_answered) {
  BOOST_TEST(kusto(mgmt, ".show version").at("Tables.0.Columns.0") ==
             R"({"ColumnName":"BuildVersion","DataType":"String","ColumnType":"string"})");
  BOOST_TEST(kusto(mgmt, ".show version").at("Tables.0.Rows.0.2") == "\"Engine\"");
  BOOST_TEST(kusto(mgmt, ".show databases").at("Tables.0.Rows.0.0") == "\"Kelpie\"");
  BOOST_TEST(kusto(mgmt, ".show databases").at("Tables.0.Rows.0.7") == "\"b438b4f6-912a-46d5-9cb1-b44069212abc\"");
  for (const char* text :
       {".show cluster", ".show cluster databases", ".show database", ".show database identity",
        ".show database ['Kelpie'] details", ".show principal roles", ".show database Kelpie principals",
        ".show materialized-views", ".show external tables", ".show entity_groups", ".show graph_models details",
        ".show operations", ".show databases entities with (showObfuscatedStrings=true)",
        ".show databases (Kelpie) schema", ".show schema", ".show queries", ".show running queries"}) {
    const ClientAnswer answer = kusto(mgmt, text);
    BOOST_TEST(answer.status == 200, text);
    const std::size_t columns = answer.size_at("Tables.0.Columns");
    if (answer.size_at("Tables.0.Rows") > 0) BOOST_TEST(answer.size_at("Tables.0.Rows.0") == columns, text);
  }
}

BOOST_AUTO_TEST_CASE(tables_are_shown) {
  BOOST_TEST(kusto(mgmt, ".show tables").at("Tables.0.Rows") ==
             R"([["SigninLogs","Kelpie","","Interactive sign-ins."]])");
  BOOST_TEST(kusto(mgmt, ".show tables (SigninLogs)").size_at("Tables.0.Rows") == 1U);
  BOOST_TEST(kusto(mgmt, ".show table SigninLogs details").at("Tables.0.Rows.0.7") == "3");
  BOOST_TEST(kusto(mgmt, ".show table ['SigninLogs'] cslschema").at("Tables.0.Rows.0.1") ==
             "\"TimeGenerated:datetime,UserPrincipalName:string,Attempts:long,Location:dynamic\"");
  const std::string schema = kusto(mgmt, ".show table SigninLogs schema as json").at("Tables.0.Rows.0.1");
  BOOST_TEST(
      schema.find(R"({\"Name\":\"Attempts\",\"Type\":\"System.Int64\",\"CslType\":\"long\"})") != std::string::npos,
      schema);
  BOOST_TEST(kusto(mgmt, ".show table SigninLogs").at("Tables.0.Rows.3.0") == "\"Location\"");
  BOOST_TEST(kusto(mgmt, ".show table SigninLogs").size_at("Tables.0.Rows") == 4U);
}

BOOST_AUTO_TEST_CASE(the_schema_is_one_json_text) {
  const ClientAnswer answer = kusto(mgmt, ".show database schema as json");
  ClientAnswer inner;
  inner.body = tables::to_text(tables::DynamicView(tables::parse_json(answer.at("Tables.0.Rows.0.0")).value()));
  BOOST_TEST(inner.at("Databases.Kelpie.Tables.SigninLogs.OrderedColumns.1") ==
             R"({"Name":"UserPrincipalName","Type":"System.String","CslType":"string","DocString":"Who."})");
  BOOST_TEST(inner.size_at("Databases.Kelpie.Functions") > 10U);
  BOOST_TEST(inner.at("Databases.Kelpie.MaterializedViews") == "{}");
}

BOOST_AUTO_TEST_CASE(functions_are_shown) {
  const ClientAnswer all = kusto(mgmt, ".show functions");
  BOOST_TEST(all.size_at("Tables.0.Rows") > 10U);
  const std::string name = all.at("Tables.0.Rows.0.0");
  BOOST_TEST(kusto(mgmt, ".show function " + name.substr(1, name.size() - 2)).at("Tables.0.Rows.0") ==
             all.at("Tables.0.Rows.0"));
  BOOST_TEST(kusto(mgmt, ".show function Nope").at("error.code") == "\"BadRequest_EntityNotFound\"");
}

BOOST_AUTO_TEST_CASE(a_command_can_be_piped_on) {
  const ClientAnswer answer = kusto(mgmt, ".show tables // those\n| project TableName, n=strlen(DocString)");
  BOOST_TEST(answer.at("Tables.0.Rows") == R"([["SigninLogs",21]])");
  BOOST_TEST(answer.size_at("Tables") == 1U);
  BOOST_TEST(kusto(mgmt, ".show functions | count").status == 200);
  BOOST_TEST(kusto(mgmt, ".show database schema as json | extend n=strlen(DatabaseSchema) | project n > 100")
                 .at("Tables.0.Rows") == "[[true]]");
  BOOST_TEST(kusto(mgmt, ".show databases | project DatabaseId, IsCurrent, ReservedSlot1").at("Tables.0.Rows") ==
             R"([["b438b4f6-912a-46d5-9cb1-b44069212abc",true,null]])");
  const ClientAnswer wrong = kusto(mgmt, ".show tables\n| project Nope");
  BOOST_TEST(wrong.status == 400);
  BOOST_TEST(wrong.at("error.innererror.@line") == "2");
  BOOST_TEST(wrong.at("error.innererror.@token") == "\"Nope\"");
}

BOOST_AUTO_TEST_CASE(a_command_is_one_wherever_it_is_sent) {
  BOOST_TEST(kusto("/v1/rest/query", ".show databases schema").at("Tables.0.Columns.0.ColumnName") ==
             "\"DatabaseName\"");
  BOOST_TEST(kusto("/v2/rest/query", ".show tables").at("2.Rows.0.0") == "\"SigninLogs\"");
}

BOOST_AUTO_TEST_CASE(what_would_change_something_is_forbidden) {
  for (const char* text : {".create table T (a:long)", ".drop table SigninLogs", ".ingest inline into table T <| 1",
                           ".set-or-append T <| print 1", ".alter database Kelpie prettyname 'x'", ".",
                           ".purge table SigninLogs records"}) {
    const ClientAnswer answer = kusto(mgmt, text);
    BOOST_TEST(answer.status == 403, text);
    BOOST_TEST(answer.at("error.code") == "\"Forbidden\"");
    BOOST_TEST(answer.at("error.@message").find("only commands that show something") != std::string::npos, answer.body);
  }
}

BOOST_AUTO_TEST_CASE(what_nobody_knows_is_told_with_what_there_is) {
  const ClientAnswer answer = kusto(mgmt, ".show table SigninLogs policy retention");
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.at("error.@message").find("`.show table {name} details`") != std::string::npos, answer.body);
  BOOST_TEST(kusto(mgmt, ".show tables (Nope)").at("error.@message").find("Entity ID 'Nope' of kind 'Table'") !=
             std::string::npos);
  BOOST_TEST(kusto(mgmt, ".show database ['Other'] schema").at("error.code") == "\"BadRequest_EntityNotFound\"");
}

BOOST_AUTO_TEST_CASE(queries_are_seen_by_those_they_belong_to) {
  queries.under_way = {{"id-1", "ada", "kusto", "print 1", 639'000'000'000'000'000},
                       {"id-2", "bob", "graph", "print 2", 639'000'000'000'000'000}};
  BOOST_TEST(kusto(mgmt, ".show queries | project ClientActivityId").at("Tables.0.Rows") == R"([["id-1"]])");
  caller.roles = Role::admin;
  BOOST_TEST(kusto(mgmt, ".show queries").size_at("Tables.0.Rows") == 2U);
}

BOOST_AUTO_TEST_CASE(a_query_is_cancelled_by_its_id) {
  BOOST_TEST(kusto(mgmt, ".cancel query \"running\"").at("Tables.0.Rows") == R"([["running",true]])");
  BOOST_TEST(kusto(mgmt, ".cancel query 'KNC.execute;4' with (reason='slow')").at("Tables.0.Rows") ==
             R"([["KNC.execute;4",false]])");
  BOOST_TEST(queries.cancelled.back() == "KNC.execute;4");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server
