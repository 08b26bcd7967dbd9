// Bad input: every good record is kept, every other is reported with its place.

#include <boost/test/unit_test.hpp>

#include "loaded.hpp"

using namespace kelpie::tables;

namespace {

std::string row(int number) {
  return R"({"TimeGenerated":"2024-05-06T07:08:09Z","Id":")" + std::to_string(number) +
         R"(","DeviceDetail":{"a":1},"Type":"SigninLogs"})";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loader_wrong_input)

BOOST_AUTO_TEST_CASE(a_broken_line_is_reported_with_line_and_offset) {
  for (const char* broken :
       {R"({"TimeGenerated":"2024","Id":"x)", R"({"Id":"1","DeviceDetail":{"a":[1,2})",
        R"({"Id":"1" "Type":"SigninLogs"})", R"({"Id":tru,"TimeGenerated":"2024-05-06T07:08:09Z","Type":"SigninLogs"})",
        R"({"Id":"\u12","Type":"SigninLogs"})", R"(no JSON)", R"({Id:"1"})", R"({"Id":"1",})",
        R"({"TimeGenerated":"2024-05-06T07:08:09Z","DeviceDetail":{"a" 1},"Type":"SigninLogs"})",
        R"({"TimeGenerated":"2024-05-06T07:08:09Z","DeviceDetail":{"a":1],"Type":"SigninLogs"})"}) {
    const Loaded loaded = load_text(row(0) + "\n" + broken + "\n" + row(1) + "\n");
    BOOST_TEST(loaded.rows("SigninLogs") == 2u, broken);
    BOOST_TEST(loaded.report.rejected == 1u, broken);
    BOOST_REQUIRE(loaded.report.first_rejected.size() == 1u);
    BOOST_TEST(loaded.report.first_rejected[0].line == 2u, broken);
    BOOST_TEST(loaded.report.first_rejected[0].offset >= row(0).size() + 1, broken);
    BOOST_TEST(loaded.report.first_rejected[0].offset <= row(0).size() + 1 + std::string_view(broken).size(), broken);
    BOOST_TEST(!loaded.report.first_rejected[0].reason.empty());
    BOOST_TEST(loaded.cell("SigninLogs", "Id", 1) == "1", broken);
  }
}

BOOST_AUTO_TEST_CASE(an_object_without_members_is_no_row_of_any_table) {
  for (const char* table : {"Own", "SigninLogs", ""}) {
    const Loaded loaded = load_text("{}\n{ }\n", "events.json", table);
    BOOST_TEST(loaded.report.rows.empty(), table);
    BOOST_TEST(loaded.report.rejected == 2u, table);
  }
}

BOOST_AUTO_TEST_CASE(a_broken_first_line_does_not_change_how_the_rest_is_read) {
  const Loaded loaded = load_text("{\"Id\":\n" + row(0) + "\n" + row(1) + "\n");
  BOOST_TEST(loaded.rows("SigninLogs") == 2u);
  BOOST_TEST(loaded.report.rejected == 1u);
}

BOOST_AUTO_TEST_CASE(a_truncated_file_keeps_what_came_before) {
  const std::string page = "{\"records\":[" + row(0) + "," + row(1) + "," + row(2) + "]}";
  for (const std::size_t cut : {2u, 5u, 40u}) {
    const Loaded loaded = load_text(page.substr(0, page.size() - cut));
    BOOST_TEST(loaded.rows("SigninLogs") >= 2u, cut);
    BOOST_TEST(loaded.rows("SigninLogs") + loaded.report.rejected == 3u, cut);
  }
  const Loaded lines = load_text(row(0) + "\n" + row(1).substr(0, 50));
  BOOST_TEST(lines.rows("SigninLogs") == 1u);
  BOOST_TEST(lines.report.rejected == 1u);
}

BOOST_AUTO_TEST_CASE(a_broken_record_in_a_pretty_printed_list_does_not_swallow_the_next) {
  const std::string text =
      "[\n  {\n    \"TimeGenerated\": \"2024-05-06T07:08:09Z\",\n    \"Id\": \"0\",\n    \"Type\": \"SigninLogs\"\n  "
      "},\n"
      "  {\n    \"TimeGenerated\": \"2024-05-06T07:08:09Z,\n    \"Id\": \"1\",\n    \"Type\": \"SigninLogs\"\n  },\n"
      "  {\n    \"TimeGenerated\": \"2024-05-06T07:08:09Z\",\n    \"Id\": \"2\",\n    \"Type\": \"SigninLogs\"\n  "
      "}\n]\n";
  const Loaded loaded = load_text(text);
  BOOST_TEST(loaded.rows("SigninLogs") == 2u);
  BOOST_TEST(loaded.report.rejected == 1u);
  BOOST_TEST(loaded.report.first_rejected.at(0).line >= 7u);
  BOOST_TEST(loaded.cell("SigninLogs", "Id", 1) == "2");
}

BOOST_AUTO_TEST_CASE(empty_files_are_no_error) {
  for (const char* text : {"", "\n\n", " \r\n ", "\xef\xbb\xbf"}) {
    const Loaded loaded = load_text(text);
    BOOST_TEST(loaded.report.rejected == 0u);
    BOOST_TEST(loaded.report.files == 1u);
  }
}

BOOST_AUTO_TEST_CASE(files_that_are_no_text_say_what_they_are) {
  const auto reason = [](std::string_view bytes) {
    const Loaded loaded = load_text(bytes);
    BOOST_TEST(loaded.report.rejected == 1u);
    return loaded.report.first_rejected.empty() ? std::string() : loaded.report.first_rejected[0].reason;
  };
  using namespace std::string_view_literals;
  BOOST_TEST(reason("\x1f\x8b\x08\x00\x00"sv).find("gzip") != std::string::npos);
  BOOST_TEST(reason("\xff\xfe{\0}\0"sv).find("UTF-16") != std::string::npos);
  BOOST_TEST(reason("PK\x03\x04zzzz"sv).find("zip") != std::string::npos);
  BOOST_TEST(reason("\x7f\x45LF\x00\x01\x02\x00"sv).find("binary") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_reported) {
  const std::vector<std::string> paths = {"/nonexistent/events.json"};
  MemoryCatalog catalog;
  const SchemaSet schemas = entra_schemas();
  const LoadReport report = load_files(paths, schemas, catalog);
  BOOST_TEST(report.rejected == 1u);
  BOOST_TEST(report.first_rejected.at(0).line == 0u);
  BOOST_TEST(report.first_rejected.at(0).file == "/nonexistent/events.json");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_become_replacement_characters) {
  const std::string bad = R"({"TimeGenerated":"2024-05-06T07:08:09Z","UserAgent":"a)" +
                          std::string("\xc3\x28\xed\xa0\x80") + R"(b","Type":"SigninLogs"})";
  const Loaded loaded = load_text(row(0) + "\n" + bad + "\n" + row(1) + "\n");
  BOOST_TEST(loaded.rows("SigninLogs") == 3u);
  BOOST_TEST(loaded.report.repaired == 1u);
  BOOST_TEST(loaded.report.rejected == 0u);
  BOOST_TEST(loaded.cell("SigninLogs", "UserAgent", 1) ==
             "a\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
             "b");
  BOOST_TEST(load_text("[" + bad + "]").report.repaired == 1u);
}

BOOST_AUTO_TEST_CASE(a_very_long_text_is_kept) {
  const std::string text(10 * 1024 * 1024, 'x');
  const Loaded loaded = load_text(row(0) + "\n" + R"({"TimeGenerated":"2024-05-06T07:08:09Z","UserAgent":")" + text +
                                  R"(","Type":"SigninLogs"})" + "\n" + row(1));
  BOOST_TEST(loaded.rows("SigninLogs") == 3u);
  BOOST_TEST((loaded.cell("SigninLogs", "UserAgent", 1) == text));
  BOOST_TEST(loaded.cell("SigninLogs", "Id", 2) == "1");
}

BOOST_AUTO_TEST_CASE(a_record_beyond_the_limit_is_refused_and_the_next_ones_are_read) {
  LoadOptions options;
  options.max_record_bytes = 3 * 1024 * 1024;
  const std::string huge = R"({"TimeGenerated":"2024-05-06T07:08:09Z","UserAgent":")" +
                           std::string(20 * 1024 * 1024, 'x') + R"(","Type":"SigninLogs"})";
  const Loaded loaded = load_text(row(0) + "\n" + huge + "\n" + row(1) + "\n" + "{\n" + row(2), "e.json", {}, options);
  BOOST_TEST(loaded.rows("SigninLogs") == 3u);
  BOOST_TEST(loaded.report.rejected == 2u);
  BOOST_TEST(loaded.report.first_rejected.at(0).line == 2u);
  BOOST_TEST(loaded.report.first_rejected.at(1).line == 4u);
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused_and_costs_no_stack) {
  for (const std::size_t depth : {300u, 1'000'000u}) {
    const std::string deep = std::string(depth, '[') + std::string(depth, ']');
    const Loaded loaded = load_text(row(0) + "\n" + R"({"TimeGenerated":"2024-05-06T07:08:09Z","DeviceDetail":)" +
                                    deep + R"(,"Type":"SigninLogs"})" + "\n" + row(1) + "\n" + deep + "\n");
    BOOST_TEST(loaded.rows("SigninLogs") == 2u);
    BOOST_TEST(loaded.report.rejected == 2u);
  }
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"event":)";
  BOOST_TEST(load_text(objects + "1" + std::string(100'000, '}')).report.rejected >= 1u);
}

BOOST_AUTO_TEST_CASE(values_of_the_wrong_kind_become_null_and_are_counted) {
  const Loaded loaded = load_text(
      R"({"TimeGenerated":"yesterday","DurationMs":"long","IsInteractive":{"a":1},"Id":5,"Type":"SigninLogs"})"
      "\n"
      R"({"TimeGenerated":"2024-05-06T07:08:09Z","DurationMs":"17","IsInteractive":"true","Id":null,"Type":"SigninLogs"})"
      "\n"
      R"({"TimeGenerated":"2024-05-06T07:08:09Z","DurationMs":4.0,"IsInteractive":1,"Id":true,"Type":"SigninLogs"})");
  BOOST_TEST(loaded.rows("SigninLogs") == 3u);
  BOOST_TEST(loaded.report.unreadable.size() == 3u);
  BOOST_TEST(loaded.cell("SigninLogs", "TimeGenerated") == "");
  BOOST_TEST(loaded.cell("SigninLogs", "Id") == "5");
  BOOST_TEST(loaded.cell("SigninLogs", "DurationMs", 1) == "17");
  BOOST_TEST(loaded.cell("SigninLogs", "IsInteractive", 1) == "True");
  BOOST_TEST(loaded.cell("SigninLogs", "DurationMs", 2) == "4");
  BOOST_TEST(loaded.cell("SigninLogs", "IsInteractive", 2) == "True");
}

BOOST_AUTO_TEST_CASE(only_so_many_rejections_are_described_and_all_are_counted) {
  std::string text = row(0) + "\n";
  for (int i = 0; i < 500; ++i) text += "{\n";
  LoadOptions options;
  options.max_reported = 7;
  const Loaded loaded = load_text(text, "e.json", {}, options);
  BOOST_TEST(loaded.report.rejected == 500u);
  BOOST_TEST(loaded.report.first_rejected.size() == 7u);
  BOOST_TEST(loaded.report.first_rejected.back().line == 8u);
}

BOOST_AUTO_TEST_CASE(names_of_tables_without_end_are_refused) {
  std::string json;
  std::string csv = "TimeGenerated,Type\n";
  for (int i = 0; i < 300; ++i) {
    json += R"({"TimeGenerated":"2024-05-06T07:08:09Z","Type":"T)" + std::to_string(i) + "\"}\n";
    csv += "2024-05-06T07:08:09Z,T" + std::to_string(i) + "\n";
  }
  for (const Loaded& loaded : {load_text(json), load_text(csv, "t.csv")}) {
    BOOST_TEST(loaded.report.rows.size() == 100u);
    BOOST_TEST(loaded.report.rejected == 200u);
  }
  BOOST_TEST(load_text(R"({"TimeGenerated":"2024-05-06T07:08:09Z","Type":"a\nb"})").report.rejected == 1u);
}

BOOST_AUTO_TEST_CASE(keys_without_end_become_no_columns_without_end) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "{\"key" + std::to_string(i) + "\":1}\n";
  const Loaded loaded = load_text(text, "e.json", "Own");
  BOOST_TEST(loaded.rows("Own") == 3000u);
  BOOST_TEST(loaded.catalog.find("Own")->schema().columns.size() == 1000u);
}

BOOST_AUTO_TEST_CASE(a_key_that_comes_twice_has_its_last_value) {
  const Loaded loaded = load_text(
      R"({"TimeGenerated":"2024-05-06T07:08:09Z","Id":"1","Id":"2","DurationMs":1,"DurationMs":2,"Type":"SigninLogs"})");
  BOOST_TEST(loaded.cell("SigninLogs", "Id") == "2");
  BOOST_TEST(loaded.cell("SigninLogs", "DurationMs") == "2");
}

BOOST_AUTO_TEST_SUITE_END()
