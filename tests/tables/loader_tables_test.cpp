// What the loaded tables look like: order of the rows, encodings, tables without a schema, folders.

#include <set>

#include <boost/test/unit_test.hpp>

#include "loaded.hpp"

using namespace kelpie::tables;

namespace {

/// 70,001 values that repeat from the beginning.
int device_of(int number) { return number % 2 == 0 ? 0 : number % 140'000; }

std::string row(int number) {
  const std::string n = std::to_string(number);
  return R"({"TimeGenerated":"2024-05-06T07:08:09Z","Id":"id-)" + n + R"(","UserPrincipalName":"user)" +
         std::to_string(number % 300) + R"(","DeviceDetail":{"n":)" + std::to_string(device_of(number)) +
         R"( },"DurationMs":)" + n + (number % 3 == 0 ? R"(,"Location":"FR")" : "") + R"(,"ResultDescription":"a\")" +
         std::to_string(number % 5) + R"(\"","Type":"SigninLogs"})";
}

std::string rows(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += row(i) + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loader_tables)

BOOST_AUTO_TEST_CASE(rows_keep_the_order_of_the_input_on_any_number_of_threads) {
  constexpr int count = 200'000;
  const std::string text = rows(count);  // some 30 MB: several stretches
  std::string first;
  for (const unsigned threads : {1u, 4u}) {
    LoadOptions options;
    options.threads = threads;
    const Loaded loaded = load_text(text, "e.json", {}, options);
    BOOST_TEST(loaded.report.rejected == 0u);
    BOOST_REQUIRE(loaded.rows("SigninLogs") == static_cast<std::size_t>(count));
    const auto table = loaded.catalog.find("SigninLogs");
    int number = 0;
    for (const auto& segment : table->segments()) {
      const std::size_t size = segment->size();
      const Vector id = segment->read(*table->schema().find("Id"), 0, size);
      const Vector user = segment->read(*table->schema().find("UserPrincipalName"), 0, size);
      const Vector device = segment->read(*table->schema().find("DeviceDetail"), 0, size);
      const Vector duration = segment->read(*table->schema().find("DurationMs"), 0, size);
      const Vector location = segment->read(*table->schema().find("Location"), 0, size);
      const Vector description = segment->read(*table->schema().find("ResultDescription"), 0, size);
      for (std::size_t i = 0; i < size; ++i, ++number) {
        if (id.value_at(i).as_text() != "id-" + std::to_string(number) || duration.value_at(i).as_integer() != number ||
            user.value_at(i).as_text() != "user" + std::to_string(number % 300) ||
            to_text(device.value_at(i)) != R"({"n":)" + std::to_string(device_of(number)) + "}" ||
            location.value_at(i).as_text() != (number % 3 == 0 ? "FR" : "") ||
            description.value_at(i).as_text() != "a\"" + std::to_string(number % 5) + "\"") {
          BOOST_FAIL("row " << number << " on " << threads << " threads: " << id.value_at(i).as_text());
        }
      }
    }
    BOOST_TEST(number == count);
  }
}

BOOST_AUTO_TEST_CASE(a_column_has_one_dictionary_of_distinct_values_with_narrow_codes) {
  LoadOptions options;
  options.threads = 3;
  const Loaded loaded = load_text(rows(150'000), "e.json", {}, options);
  const auto table = loaded.catalog.find("SigninLogs");
  const Dictionary* users = nullptr;
  for (const auto& segment : table->segments()) {
    const auto column = [&](const char* name) {
      return segment->read(*table->schema().find(name), 0, segment->size());
    };
    const Vector user = column("UserPrincipalName");
    BOOST_REQUIRE(user.is_dictionary());
    BOOST_TEST((user.code_width() == CodeWidth::two));
    BOOST_TEST(user.dictionary()->size() == 300u);
    BOOST_TEST(user.dictionary()->distinct());
    if (users == nullptr) users = user.dictionary().get();
    BOOST_TEST(user.dictionary().get() == users);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < users->size(); ++i) seen.insert(std::string(users->values().value_at(i).as_text()));
    BOOST_TEST(seen.size() == 300u);
    BOOST_TEST(column("DeviceDetail").is_dictionary());
    BOOST_TEST((column("DeviceDetail").code_width() == CodeWidth::four));
    BOOST_TEST((column("ResultDescription").code_width() == CodeWidth::one));
    BOOST_TEST(column("Location").dictionary()->size() == 2u);
    BOOST_TEST(column("Id").is_flat());
    BOOST_TEST(column("TimeGenerated").is_flat());
    BOOST_TEST(column("Type").is_constant());
    BOOST_TEST(column("RiskState").is_constant());
    BOOST_TEST(column("MfaDetail").is_null_at(0));
  }
}

BOOST_AUTO_TEST_CASE(spellings_of_one_value_share_its_code) {
  const Loaded loaded = load_text(
      R"({"TimeGenerated":"2024-05-06T07:08:09Z","Location":"\u0046R","DeviceDetail":{"a":1},"Type":"SigninLogs"})"
      "\n"
      R"({"TimeGenerated":"2024-05-06T07:08:09Z","Location":"FR","DeviceDetail":{ "a" : 1 },"Type":"SigninLogs"})"
      "\n"
      R"({"TimeGenerated":"2024-05-06T07:08:09Z","Location":"FR","DeviceDetail":"{\"a\":1}","Type":"SigninLogs"})");
  const auto table = loaded.catalog.find("SigninLogs");
  const auto segment = table->segments().at(0);
  BOOST_TEST(segment->read(*table->schema().find("Location"), 0, 3).is_constant());
  BOOST_TEST(segment->read(*table->schema().find("DeviceDetail"), 0, 3).is_constant());
  BOOST_TEST(loaded.cell("SigninLogs", "Location", 2) == "FR");
  BOOST_TEST(loaded.cell("SigninLogs", "DeviceDetail", 2) == R"({"a":1})");
}

BOOST_AUTO_TEST_CASE(every_known_table_is_there_even_without_events) {
  const Loaded loaded = load_text(row(1));
  const SchemaSet schemas = entra_schemas();
  for (const TableSchema& schema : schemas.all()) {
    const auto table = loaded.catalog.find(schema.name);
    BOOST_REQUIRE_MESSAGE(table, schema.name);
    BOOST_TEST(table->schema().columns.size() == schema.columns.size());
  }
  BOOST_TEST(loaded.report.rows.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_table_that_no_schema_knows_gets_its_columns_from_the_rows) {
  const Loaded loaded = load_text(
      R"({"TimeGenerated":"2024-05-06T07:08:09Z","RecordType":"50","Size":1,"Folders":[{"a":1}],"Type":"OfficeActivity"})"
      "\n"
      R"({"TimeGenerated":"2024-05-06T07:08:10Z","RecordType":"51","Size":2.5,"Extra":true,"Type":"OfficeActivity"})");
  BOOST_REQUIRE(loaded.rows("OfficeActivity") == 2u);
  BOOST_TEST((loaded.type("OfficeActivity", "TimeGenerated") == Type::datetime));
  BOOST_TEST((loaded.type("OfficeActivity", "RecordType") == Type::string));
  BOOST_TEST((loaded.type("OfficeActivity", "Size") == Type::real));
  BOOST_TEST((loaded.type("OfficeActivity", "Folders") == Type::dynamic));
  BOOST_TEST((loaded.type("OfficeActivity", "Extra") == Type::boolean));
  BOOST_TEST(loaded.cell("OfficeActivity", "Extra") == "");
  BOOST_TEST(loaded.cell("OfficeActivity", "Extra", 1) == "True");
  BOOST_TEST(loaded.cell("OfficeActivity", "Folders") == R"([{"a":1}])");
  BOOST_TEST(loaded.cell("OfficeActivity", "TimeGenerated", 1) == "2024-05-06T07:08:10.0000000Z");
  BOOST_TEST(loaded.catalog.find("OfficeActivity")->schema().columns.at(0).name == "TimeGenerated");
}

BOOST_AUTO_TEST_CASE(any_json_loads_under_a_name) {
  const Loaded loaded =
      load_text("{\"ip\":\"192.0.2.1\",\"score\":5}\n{\"score\":\"high\",\"nested\":{\"x\":null}}\n{\"other\":1}\n", "feed.json",
                "ThreatFeed");
  BOOST_REQUIRE(loaded.rows("ThreatFeed") == 3u);
  BOOST_TEST((loaded.type("ThreatFeed", "score") == Type::string));
  BOOST_TEST(loaded.cell("ThreatFeed", "score") == "5");
  BOOST_TEST(loaded.cell("ThreatFeed", "score", 1) == "high");
  BOOST_TEST(loaded.cell("ThreatFeed", "nested", 1) == R"({"x":null})");
  BOOST_TEST(loaded.cell("ThreatFeed", "nested", 2) == "");
}

BOOST_AUTO_TEST_CASE(a_name_may_be_a_category_and_settles_what_the_rows_leave_open) {
  const Loaded loaded = load_text(R"({"Id":"1","UserId":"u"})", "x.json", "SignInLogs");
  BOOST_TEST(loaded.rows("SigninLogs") == 1u);
  BOOST_TEST(loaded.cell("SigninLogs", "UserId") == "u");
}

BOOST_AUTO_TEST_CASE(an_unknown_category_becomes_a_table_of_its_own) {
  const Loaded loaded = load_text(
      R"({"time":"2024-05-06T07:08:09Z","category":"StorageRead","operationName":"GetBlob","properties":{"size":1}})");
  BOOST_TEST(loaded.cell("StorageRead", "properties") == R"({"size":1})");
  BOOST_TEST((loaded.type("StorageRead", "time") == Type::datetime));
}

BOOST_AUTO_TEST_CASE(a_folder_is_read_to_its_depth_in_the_order_of_paths) {
  const TemporaryFolder folder;
  folder.write("b/events.json", row(2));
  folder.write("a/y=2024/PT1H.json", row(1) + "\r\n");
  folder.write("c.txt", "not an event");
  folder.write("d.csv", "TimeGenerated,Id,Type\n2024-05-06T07:08:09Z,id-3,SigninLogs\n");
  MemoryCatalog catalog;
  const SchemaSet schemas = entra_schemas();
  const std::vector<std::string> paths = {folder.path()};
  Loaded loaded{std::move(catalog), {}};
  loaded.report = load_files(paths, schemas, loaded.catalog);
  BOOST_TEST(loaded.report.files == 3u);
  BOOST_TEST(loaded.report.rejected == 0u);
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(loaded.cell("SigninLogs", "Id", i) == "id-" + std::to_string(i + 1));
}

BOOST_AUTO_TEST_CASE(progress_ends_at_the_size_of_the_input_and_the_workspace_fills_the_tenant) {
  LoadOptions options;
  options.workspace_id = "workspace";
  std::uint64_t last = 0;
  std::uint64_t total = 0;
  options.progress = [&](std::uint64_t done, std::uint64_t all) {
    BOOST_TEST(done >= last);
    last = done;
    total = all;
  };
  const Loaded loaded = load_text(row(1), "e.json", {}, options);
  BOOST_TEST(last == row(1).size());
  BOOST_TEST(total == last);
  BOOST_TEST(loaded.cell("SigninLogs", "TenantId") == "workspace");
}

BOOST_AUTO_TEST_CASE(a_page_of_records_is_read_when_the_table_is_named) {
  const std::string page =
      R"({"records":[{"time":"2026-01-02T03:04:05Z","category":"RiskyUsers","properties":{"id":"u1"}},)"
      R"({"time":"2026-01-02T03:04:06Z","category":"RiskyUsers","properties":{"id":"u2"}}]})";
  for (const char* name : {"AADRiskyUsers", "RiskyUsers", "riskyusers"}) {
    const Loaded loaded = load_text(page, "events.json", name);
    BOOST_TEST(loaded.rows("AADRiskyUsers") == 2u, name);
    BOOST_TEST(loaded.cell("AADRiskyUsers", "Id", 1) == "u2", name);
  }
  BOOST_TEST(load_text(R"({"records":[]})", "events.json", "AADRiskyUsers").report.rows.empty());
}

BOOST_AUTO_TEST_CASE(an_audit_event_that_puts_its_area_where_the_log_stands_keeps_it) {
  const auto loaded = [](const std::string& category, const std::string& inner) {
    return load_text(
        R"({"time":"2026-01-02T03:04:05Z","category":")" + category + R"(","properties":{)" + inner +
        R"("activityDisplayName":"Update policy","loggedByService":"Core Directory","initiatedBy":{"user":{}}}})");
  };
  BOOST_TEST(loaded("Policy", "").cell("AuditLogs", "Category") == "Policy");
  BOOST_TEST(loaded("AuditLogs", "").cell("AuditLogs", "Category") == "");
  BOOST_TEST(loaded("AuditLogs", R"("category":"Policy",)").cell("AuditLogs", "Category") == "Policy");
}

BOOST_AUTO_TEST_SUITE_END()
