#include <boost/test/unit_test.hpp>

#include "loaded.hpp"

using namespace kelpie::tables;

BOOST_AUTO_TEST_SUITE(loader_csv)

BOOST_AUTO_TEST_CASE(an_export_of_log_analytics) {
  const Loaded loaded = load_text(
      "\xef\xbb\xbfTenantId,TimeGenerated "
      "[UTC],ResultType,DeviceDetail,AuthenticationDetails,IsInteractive,DurationMs,Type\r\n"
      "w,\"4/19/2021, 12:13:19.483 PM\",0,\"{\"\"browser\"\":\"\"Edge, really\"\"}\",\"[\r\n  {\"\"a\"\": "
      "1}\r\n]\",TRUE,7,SigninLogs\r\n"
      "w,\"4/19/2021, 12:03:19.001 AM\",50057,,,false,,SigninLogs\r\n",
      "query_data.csv");
  BOOST_TEST(loaded.report.rejected == 0u);
  BOOST_REQUIRE(loaded.rows("SigninLogs") == 2u);
  BOOST_TEST(loaded.cell("SigninLogs", "TimeGenerated") == "2021-04-19T12:13:19.4830000Z");
  BOOST_TEST(loaded.cell("SigninLogs", "TimeGenerated", 1) == "2021-04-19T00:03:19.0010000Z");
  BOOST_TEST(loaded.cell("SigninLogs", "DeviceDetail") == R"({"browser":"Edge, really"})");
  BOOST_TEST(loaded.cell("SigninLogs", "DeviceDetail", 1) == "");
  BOOST_TEST(loaded.cell("SigninLogs", "AuthenticationDetails") == "[\r\n  {\"a\": 1}\r\n]");
  BOOST_TEST(loaded.cell("SigninLogs", "IsInteractive") == "True");
  BOOST_TEST(loaded.cell("SigninLogs", "IsInteractive", 1) == "False");
  BOOST_TEST(loaded.cell("SigninLogs", "DurationMs") == "7");
  BOOST_TEST(loaded.cell("SigninLogs", "DurationMs", 1) == "");
}

BOOST_AUTO_TEST_CASE(an_export_of_a_union_has_columns_by_type_and_rows_of_several_tables) {
  const Loaded loaded = load_text(
      "CreatedDateTime [UTC],Status_dynamic,Status_string,Type\n"
      "\"1/2/2024, 3:04:05.000 PM\",\"{\"\"errorCode\"\":0}\",,SigninLogs\n"
      "\"1/2/2024, 3:04:05.000 PM\",,\"{\"\"errorCode\"\":1}\",AADNonInteractiveUserSignInLogs\n",
      "union.csv");
  BOOST_TEST(loaded.cell("SigninLogs", "Status") == R"({"errorCode":0})");
  BOOST_TEST(loaded.cell("AADNonInteractiveUserSignInLogs", "Status") == R"({"errorCode":1})");
  BOOST_TEST(loaded.cell("SigninLogs", "TimeGenerated") == "2024-01-02T15:04:05.0000000Z");
}

BOOST_AUTO_TEST_CASE(a_table_without_type_is_known_by_its_header_or_by_its_name) {
  const std::string text =
      "TimeGenerated,ActivityDisplayName,Result,InitiatedBy\n2024-01-02T03:04:05Z,Add user,success,{}\n";
  BOOST_TEST(load_text(text, "x.csv").rows("AuditLogs") == 1u);
  BOOST_TEST(
      load_text(text, "x.csv", "AADCustomSecurityAttributeAuditLogs").rows("AADCustomSecurityAttributeAuditLogs") ==
      1u);
}

BOOST_AUTO_TEST_CASE(a_table_of_ones_own_gets_columns_and_types_from_the_data) {
  const Loaded loaded = load_text(
      "Name;Age;Height;Born;Active;Extra\nAda;36;1.65;1815-12-10T00:00:00Z;true;{\"a\":[1]}\nBo;;2;1990-01-01T00:00:"
      "00Z;false;\n007;1;3;;true;\n",
      "people.csv", "People");
  BOOST_REQUIRE(loaded.rows("People") == 3u);
  BOOST_TEST((loaded.type("People", "Name") == Type::string));
  BOOST_TEST((loaded.type("People", "Age") == Type::long_));
  BOOST_TEST((loaded.type("People", "Height") == Type::real));
  BOOST_TEST((loaded.type("People", "Born") == Type::datetime));
  BOOST_TEST((loaded.type("People", "Active") == Type::boolean));
  BOOST_TEST((loaded.type("People", "Extra") == Type::dynamic));
  BOOST_TEST(loaded.cell("People", "Name", 2) == "007");
  BOOST_TEST(loaded.cell("People", "Age", 1) == "");
  BOOST_TEST(loaded.cell("People", "Extra") == R"({"a":[1]})");
}

BOOST_AUTO_TEST_CASE(a_row_with_too_few_or_too_many_cells_is_rejected_and_the_others_kept) {
  const Loaded loaded = load_text("A,B\n1,2\n3\n4,5,6\n7,8\n", "t.csv", "T");
  BOOST_TEST(loaded.rows("T") == 2u);
  BOOST_TEST(loaded.report.rejected == 2u);
  BOOST_REQUIRE(loaded.report.first_rejected.size() == 2u);
  BOOST_TEST(loaded.report.first_rejected[0].line == 3u);
  BOOST_TEST(loaded.report.first_rejected[0].offset == 8u);
  BOOST_TEST(loaded.report.first_rejected[1].reason == "the row has 3 cells, the header 2");
}

BOOST_AUTO_TEST_CASE(a_quote_that_is_never_closed_is_rejected_where_its_row_begins) {
  const Loaded loaded = load_text("A,B\n1,2\n3,\"x\n4,5\n", "t.csv", "T");
  BOOST_TEST(loaded.rows("T") == 1u);
  BOOST_REQUIRE(loaded.report.rejected == 1u);
  BOOST_TEST(loaded.report.first_rejected[0].line == 3u);
  BOOST_TEST(loaded.report.first_rejected[0].reason == "the file ends inside a quoted cell");
}

BOOST_AUTO_TEST_CASE(a_header_of_nothing_known_is_rejected) {
  const Loaded loaded = load_text("x,y,z\n1,2,3\n", "t.csv");
  BOOST_TEST(loaded.report.rows.empty());
  BOOST_TEST(loaded.report.rejected == 1u);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_replaced) {
  const Loaded loaded = load_text("A,B\n1,x\xffy\n", "t.csv", "T");
  BOOST_TEST(loaded.report.repaired == 1u);
  BOOST_TEST(loaded.cell("T", "B") == "x\xef\xbf\xbdy");
}

BOOST_AUTO_TEST_SUITE_END()
