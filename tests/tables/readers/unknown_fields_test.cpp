// Fields that no column takes are kept in the hidden column AdditionalFields, under their paths.

#include <boost/test/unit_test.hpp>

#include "../loaded.hpp"
#include "tables/additional_fields.hpp"
#include "tables/schema_file.hpp"

using namespace kelpie::tables;

namespace {

std::string envelope(std::string_view outside, std::string_view inside) {
  return R"({"time":"2024-05-06T07:08:09Z","category":"SignInLogs","operationName":"Sign-in activity","resultType":"0",)" + std::string(outside) +
         R"("properties":{"id":"s1","createdDateTime":"2024-05-06T07:07:00Z","userId":"u1","appId":"a1")" + std::string(inside) + "}}";
}

std::string kept(const std::string& text, const std::string& table = "SigninLogs", std::size_t row = 0) {
  return load_text(text).cell(table, "AdditionalFields", row);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unknown_fields)

BOOST_AUTO_TEST_CASE(every_schema_has_a_hidden_column_for_them_last) {
  const SchemaSet schemas = entra_schemas();
  for (const TableSchema& schema : schemas.all()) {
    BOOST_TEST(schema.columns.back().name == additional_fields);
    BOOST_TEST(schema.columns.back().hidden);
    BOOST_TEST((schema.columns.back().type == Type::dynamic));
    BOOST_TEST(std::count_if(schema.columns.begin(), schema.columns.end(), [](const ColumnSchema& column) { return column.hidden; }) == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_schema_with_a_column_of_that_name_keeps_its_own) {
  SchemaSet schemas;
  const auto read = read_schema("table: Own\ncolumns:\n  - name: AdditionalFields\n    type: string\n    source: x\n");
  schemas.add(std::get<TableSchema>(read));
  BOOST_REQUIRE(schemas.find("Own")->columns.size() == 1u);
  BOOST_TEST(!schemas.find("Own")->columns[0].hidden);
  BOOST_TEST(!find_additional_fields(*schemas.find("Own")).has_value());
}

BOOST_AUTO_TEST_CASE(keys_of_the_envelope_and_of_properties_are_kept_whole_under_their_paths) {
  BOOST_TEST(kept(envelope(R"("someEnvelopeKey":7,)", R"(,"newThing":{"a":[1,{"b":null}]},"text":"x\"y","empty":"","none":null)")) ==
             R"({"someEnvelopeKey":7,"properties.newThing":{"a":[1,{"b":null}]},"properties.text":"x\"y","properties.empty":""})");
}

BOOST_AUTO_TEST_CASE(a_row_without_unknown_fields_has_none) {
  const Loaded loaded = load_text(envelope("", "") + "\n" + envelope("", ",\"extra\":1") + "\n" + envelope("", ""));
  BOOST_TEST(loaded.cell("SigninLogs", "AdditionalFields", 0) == "");
  BOOST_TEST(loaded.cell("SigninLogs", "AdditionalFields", 1) == R"({"properties.extra":1})");
  BOOST_TEST(loaded.cell("SigninLogs", "AdditionalFields", 2) == "");
}

BOOST_AUTO_TEST_CASE(what_a_column_takes_whole_is_not_kept_twice) {
  BOOST_TEST(kept(envelope("", R"(,"status":{"errorCode":0,"new":1},"location":{"countryOrRegion":"FR","new":1})")) == "");
}

BOOST_AUTO_TEST_CASE(a_key_of_another_case_is_the_same_key) {
  BOOST_TEST(kept(envelope("\"CallerIpAddress\":\"192.0.2.1\",", ",\"IPADDRESS\":\"192.0.2.2\"")) == "");
}

BOOST_AUTO_TEST_CASE(the_category_of_an_envelope_is_its_table) {
  BOOST_TEST(kept(R"({"time":"1/2/2024 3:04:05 PM","category":"RiskyUsers","operationName":"Risky user","tenantId":"t","properties":{"id":"u","riskLevel":"high"}})",
                  "AADRiskyUsers") == R"({"tenantId":"t"})");
}

BOOST_AUTO_TEST_CASE(graph_objects_have_paths_without_properties) {
  BOOST_TEST(kept(R"({"id":"s","createdDateTime":"2024-05-06T07:07:00Z","appId":"a","userId":"u","ipAddress":"192.0.2.1","status":{"errorCode":0},)"
                  R"("correlationId":"c","conditionalAccessStatus":"success","brandNew":[1,2]})") == R"({"brandNew":[1,2]})");
}

BOOST_AUTO_TEST_CASE(exported_rows_keep_theirs_and_take_the_column_back) {
  BOOST_TEST(kept(R"({"TimeGenerated":"2024-05-06T07:08:09Z","Own_CF":"x","Type":"SigninLogs"})") == R"({"Own_CF":"x"})");
  BOOST_TEST(kept(R"({"TimeGenerated":"2024-05-06T07:08:09Z","AdditionalFields":{"a":1},"Type":"SigninLogs"})") == R"({"a":1})");
}

BOOST_AUTO_TEST_CASE(cells_of_unknown_headers_are_kept_as_text_or_as_the_objects_they_are) {
  const Loaded loaded = load_text("TimeGenerated,Own \"\"name\"\",Bag,Type\n2024-05-06T07:08:09Z,5,\"{\"\"a\"\":1}\",SigninLogs\n2024-05-06T07:08:09Z,,,SigninLogs\n", "x.csv");
  BOOST_TEST(loaded.cell("SigninLogs", "AdditionalFields") == R"({"Own \"\"name\"\"":"5","Bag":{"a":1}})");
  BOOST_TEST(loaded.cell("SigninLogs", "AdditionalFields", 1) == "");
}

BOOST_AUTO_TEST_CASE(microsofts_internal_keys_are_dropped) {
  BOOST_TEST(kept(R"({"time":"2024-05-06T07:08:09Z","category":"MicrosoftGraphActivityLogs","properties":{"requestId":"r","timeGenerated":"2024-05-06T07:08:09Z",)"
                  R"("__UDI_RequiredFields_TenantId":"t","__UDI_RequiredFields_UniqueId":"q","isReplay":false}})",
                  "MicrosoftGraphActivityLogs") == R"({"properties.isReplay":false})");
}

BOOST_AUTO_TEST_CASE(too_many_and_too_large_fields_are_counted_and_the_others_kept) {
  std::string many, large;
  for (int i = 0; i < 300; ++i) many += ",\"key" + std::to_string(i) + "\":" + std::to_string(i);
  large = ",\"large\":\"" + std::string(70'000, 'x') + "\",\"small\":1";
  const Loaded loaded = load_text(envelope("", many) + "\n" + envelope("", large));
  BOOST_TEST(loaded.rows("SigninLogs") == 2u);
  BOOST_REQUIRE(loaded.report.unreadable.size() == 1u);
  BOOST_TEST(loaded.report.unreadable[0].column == additional_fields);
  BOOST_TEST(loaded.report.unreadable[0].count == 45u);
  BOOST_TEST(loaded.cell("SigninLogs", "AdditionalFields", 1) == R"({"properties.small":1})");
}

BOOST_AUTO_TEST_CASE(a_value_that_is_no_json_costs_itself_only) {
  const Loaded loaded = load_text(envelope("", ",\"bad\":tru,\"deep\":" + std::string(300, '[') + std::string(300, ']') + ",\"good\":1"));
  BOOST_TEST(loaded.rows("SigninLogs") == 1u);
  BOOST_TEST(loaded.cell("SigninLogs", "AdditionalFields") == R"({"properties.good":1})");
  BOOST_REQUIRE(loaded.report.unreadable.size() == 1u);
  BOOST_TEST(loaded.report.unreadable[0].count == 2u);
}

BOOST_AUTO_TEST_CASE(a_table_of_ones_own_has_columns_for_all_and_none_hidden) {
  const Loaded loaded = load_text(R"({"a":1,"b":{"c":2}})", "e.json", "Own");
  BOOST_TEST(loaded.cell("Own", "b") == R"({"c":2})");
  BOOST_TEST(loaded.cell("Own", "AdditionalFields") == "(none)");
}

BOOST_AUTO_TEST_SUITE_END()
