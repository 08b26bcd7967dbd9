// The same value comes in several spellings; the column holds one.

#include <boost/test/unit_test.hpp>

#include "../loaded.hpp"

using namespace kelpie::tables;

namespace {

std::string envelope(std::string_view category, std::string_view outside, std::string_view inside) {
  return R"({"category":")" + std::string(category) + R"(","operationName":"x",)" + std::string(outside) + R"("properties":{"id":"1")" + std::string(inside) + "}}";
}

/// A column of one event of SigninLogs.
std::string cell(const char* column, std::string_view outside, std::string_view inside = "") {
  return load_text(envelope("SignInLogs", R"("time":"2024-05-06T07:08:09Z",)" + std::string(outside), inside)).cell("SigninLogs", column);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(value_quirks)

BOOST_AUTO_TEST_CASE(the_time_has_three_forms) {
  for (const auto& [written, meant] : {std::pair("2024-05-06T07:08:09.1234567Z", "2024-05-06T07:08:09.1234567Z"), std::pair("5/6/2024 7:08:09 PM", "2024-05-06T19:08:09.0000000Z"),
                                       std::pair("5/6/2024 12:08:09 AM", "2024-05-06T00:08:09.0000000Z"), std::pair("2024-05-06 07:08:09.123", "2024-05-06T07:08:09.1230000Z")}) {
    const Loaded loaded = load_text(envelope("RiskyUsers", R"("time":")" + std::string(written) + "\",", R"(,"riskLevel":"high")"));
    BOOST_TEST(loaded.cell("AADRiskyUsers", "TimeGenerated") == meant, written);
  }
}

BOOST_AUTO_TEST_CASE(the_level_is_a_number_or_text_and_has_two_names) {
  BOOST_TEST(cell("Level", "\"Level\":4,") == "4");
  BOOST_TEST(cell("Level", "\"level\":\"4\",") == "4");
  BOOST_TEST(cell("Level", "\"level\":\"Informational\",") == "Informational");
}

BOOST_AUTO_TEST_CASE(the_result_is_text_or_a_number) {
  BOOST_TEST(cell("ResultType", "\"resultType\":\"50126\",") == "50126");
  BOOST_TEST(cell("ResultType", "\"resultType\":50126,") == "50126");
  BOOST_TEST(cell("ResultType", "\"resultType\":0,") == "0");
}

BOOST_AUTO_TEST_CASE(durations_are_numbers_or_text_of_them) {
  BOOST_TEST(cell("DurationMs", "\"durationMs\":12,") == "12");
  BOOST_TEST(cell("DurationMs", "\"durationMs\":\"12\",") == "12");
  const Loaded loaded = load_text(envelope("MicrosoftGraphActivityLogs", R"("time":"2024-05-06T07:08:09Z","durationMs":"497815",)",
                                           R"(,"durationMs":497815,"clientAuthMethod":"2","timeGenerated":"2024-05-06T07:08:09Z")"));
  BOOST_TEST(loaded.cell("MicrosoftGraphActivityLogs", "DurationMs") == "497815");
  BOOST_TEST(loaded.cell("MicrosoftGraphActivityLogs", "ClientAuthMethod") == "2");
}

BOOST_AUTO_TEST_CASE(the_text_null_in_angle_brackets_is_no_value) {
  BOOST_TEST(cell("IPAddress", "\"callerIpAddress\":\"<null>\",") == "");
  BOOST_TEST(cell("IPAddress", "\"callerIpAddress\":\"2001:db8::1\",") == "2001:db8::1");
}

BOOST_AUTO_TEST_CASE(empty_values_are_empty_cells_and_fall_back) {
  for (const char* empty : {"\"\"", "null"}) {
    BOOST_TEST(cell("IPAddress", "\"callerIpAddress\":\"192.0.2.9\",", ",\"ipAddress\":" + std::string(empty)) == "192.0.2.9", empty);
    BOOST_TEST(cell("UserPrincipalName", "", ",\"userPrincipalName\":" + std::string(empty)) == "", empty);
    BOOST_TEST(cell("CreatedDateTime", "", ",\"createdDateTime\":" + std::string(empty)) == "", empty);
  }
}

BOOST_AUTO_TEST_CASE(coordinates_stay_as_they_came_whether_empty_or_zero) {
  BOOST_TEST(cell("LocationDetails", "", R"(,"location":{"city":"","geoCoordinates":{}})") == R"({"city":"","geoCoordinates":{}})");
  BOOST_TEST(cell("LocationDetails", "", R"(,"location":{"geoCoordinates":{"latitude":0,"longitude":0}})") == R"({"geoCoordinates":{"latitude":0,"longitude":0}})");
}

BOOST_AUTO_TEST_CASE(lists_are_json_text_in_columns_of_text) {
  BOOST_TEST(cell("RiskEventTypes_V2", "", ",\"riskEventTypes_v2\":[]") == "[]");
  BOOST_TEST(cell("RiskEventTypes_V2", "", ",\"riskEventTypes_v2\":[ \"a\" ]") == "[\"a\"]");
  BOOST_TEST(cell("AutonomousSystemNumber", "", ",\"autonomousSystemNumber\":3215") == "3215");
  BOOST_TEST(cell("AutonomousSystemNumber", "", ",\"autonomousSystemNumber\":\"3215\"") == "3215");
}

BOOST_AUTO_TEST_CASE(resource_ids_keep_their_case) {
  BOOST_TEST(cell("ResourceId", R"("resourceId":"/TENANTS/T/PROVIDERS/MICROSOFT.AADIAM",)") == "/TENANTS/T/PROVIDERS/MICROSOFT.AADIAM");
}

BOOST_AUTO_TEST_CASE(text_that_holds_json_is_an_object_in_a_dynamic_column_and_text_in_a_column_of_text) {
  BOOST_TEST(cell("DeviceDetail", "", R"(,"deviceDetail":"{\"browser\":\"Edge\"}")") == R"({"browser":"Edge"})");
  const Loaded loaded = load_text(envelope("NonInteractiveUserSignInLogs", R"("time":"2024-05-06T07:08:09Z",)", R"(,"deviceDetail":{"browser": "Edge"})"));
  BOOST_TEST(loaded.cell("AADNonInteractiveUserSignInLogs", "DeviceDetail") == R"({"browser":"Edge"})");
  BOOST_TEST((loaded.type("AADNonInteractiveUserSignInLogs", "DeviceDetail") == Type::string));
}

BOOST_AUTO_TEST_SUITE_END()
