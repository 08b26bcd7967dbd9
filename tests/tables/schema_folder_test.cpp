#include "tables/schema_folder.hpp"

#include <array>

#include <boost/test/unit_test.hpp>

#include "loaded.hpp"

using namespace kelpie::tables;

namespace {

const std::string doors =
    "table: Doors_CL\ncolumns:\n  - {name: TimeGenerated, type: datetime, source: at}\n  - {name: Card, type: string, "
    "source: holder.card}\n";

/// What is said about files of these contents, one a line; without the folder's path.
struct Added {
  SchemaSet schemas = entra_schemas();
  std::string said;
  bool errors = false;

  explicit Added(const std::vector<std::pair<std::string, std::string>>& files) {
    const TemporaryFolder folder;
    for (const auto& [name, text] : files) folder.write(name, text);
    read(std::array{folder.path()}, folder.path() + "/");
  }
  Added(std::span<const std::string> paths, const std::string& folder) { read(paths, folder); }

 private:
  void read(std::span<const std::string> paths, const std::string& folder) {
    const SchemaFilesReport report = add_schema_files(schemas, paths);
    errors = report.has_errors();
    for (const SchemaFinding& finding : report.findings) said += text_of(finding) + "\n";
    for (std::size_t at; (at = said.find(folder)) != std::string::npos;) said.erase(at, folder.size());
  }
};

Added one_file(const std::string& name, const std::string& text) {
  return Added(std::vector<std::pair<std::string, std::string>>{{name, text}});
}

std::size_t count(const SchemaSet& schemas) { return schemas.all().size(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(schema_folder)

BOOST_AUTO_TEST_CASE(a_folder_and_what_is_below_it_is_read_and_other_files_are_left_alone) {
  const Added added({{"doors.yaml", doors},
                     {"sub/gates.yml", "table: Gates_CL\ncolumns:\n  - {name: TimeGenerated, type: datetime}\n"},
                     {"notes.txt", "no schema"}});
  BOOST_TEST(added.said == "");
  BOOST_TEST(!added.errors);
  BOOST_TEST(count(added.schemas) == count(entra_schemas()) + 2);
  BOOST_TEST(added.schemas.find("Doors_CL")->columns.size() == 3u);  // with the hidden one
}

BOOST_AUTO_TEST_CASE(records_of_ones_own_are_read_by_their_sources) {
  const TemporaryFolder folder;
  const std::array paths{folder.write("doors.yaml", doors)};
  SchemaSet schemas = entra_schemas();
  BOOST_REQUIRE(!add_schema_files(schemas, paths).has_errors());
  const auto loaded = [&](const std::string& text) {
    const LoadSource source{folder.write("events.json", text), "doors_cl"};
    Loaded result;
    result.report = load(std::span(&source, 1), schemas, result.catalog);
    return result;
  };
  const Loaded raw = loaded(
      "{\"at\":\"2026-03-03T01:02:03Z\",\"holder\":{\"card\":\"17\"}}\n{\"at\":\"2026-03-03T01:02:04Z\"}\n"
      "{\"holder\":{\"card\":\"18\"}}\n");
  BOOST_TEST(raw.rows("Doors_CL") == 3u);
  BOOST_TEST(raw.cell("Doors_CL", "Card") == "17");
  BOOST_TEST(raw.cell("Doors_CL", "TimeGenerated") == "2026-03-03T01:02:03.0000000Z");
  BOOST_TEST(raw.cell("Doors_CL", "TimeGenerated", 1) == "2026-03-03T01:02:04.0000000Z");
  BOOST_TEST(raw.cell("Doors_CL", "Card", 2) == "18");
  const Loaded page = loaded(R"({"records":[{"at":"2026-03-03T01:02:03Z","holder":{"card":"19"}}]})");
  BOOST_TEST(page.cell("Doors_CL", "Card") == "19");
  // Rows as an export has them go by the columns' names.
  const Loaded rows = loaded(R"([{"TimeGenerated":"2026-03-03T01:02:03Z","Card":"20"}])");
  BOOST_TEST(rows.cell("Doors_CL", "Card") == "20");
}

BOOST_AUTO_TEST_CASE(a_mistake_is_told_with_its_place_and_the_other_files_go_on) {
  const Added added({{"a.yaml", "table: A_CL\ncolumns:\n  - {name: X, type: text}\n"}, {"doors.yaml", doors}});
  BOOST_TEST(added.errors);
  BOOST_TEST(added.said ==
             "a.yaml:3:21: error: 'text' is no type; use bool, int, long, real, decimal, string, datetime, timespan, "
             "guid or dynamic\n");
  BOOST_TEST(added.schemas.find("Doors_CL") != nullptr);
  BOOST_TEST(added.schemas.find("A_CL") == nullptr);
}

BOOST_AUTO_TEST_CASE(what_is_no_schema_is_told) {
  BOOST_TEST(one_file("a.yaml", "").said.starts_with("a.yaml:1:1: error: the file is empty"));
  BOOST_TEST(one_file("a.yaml", "table: [").said.find("error: this is no YAML") != std::string::npos);
  BOOST_TEST(one_file("a.yaml", "table: A\ncolumns: \xff\n").said ==
             "a.yaml:2:10: error: this byte is no UTF-8; save the file as UTF-8\n");
  BOOST_TEST(one_file("a.yaml", std::string(9 << 20, '#')).errors);
  BOOST_TEST(one_file("a.txt", doors).said.find("no .yaml or .yml file") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_path_that_is_nothing_is_told) {
  BOOST_TEST(Added(std::array{std::string("nowhere.yaml")}, "/").said ==
             "nowhere.yaml: error: there is no such file or folder\n");
  BOOST_TEST(Added(std::array{std::string("/dev/null")}, "/dev/").said == "null: error: neither a file nor a folder\n");
}

BOOST_AUTO_TEST_CASE(a_schema_takes_the_place_of_the_built_in_one_and_says_so_once) {
  const Added added = one_file(
      "a.yaml", "table: AuditLogs\ncategory: AuditLogs\ncolumns:\n  - {name: TimeGenerated, type: datetime}\n");
  BOOST_TEST(added.said == "a.yaml: note: this 'AuditLogs' takes the place of the built-in table\n");
  BOOST_TEST(!added.errors);
  BOOST_TEST(added.schemas.find("AuditLogs")->columns.size() == 2u);  // with the hidden one
  BOOST_TEST(count(added.schemas) == count(entra_schemas()));
}

BOOST_AUTO_TEST_CASE(two_files_with_one_table_are_an_error) {
  const Added added({{"a.yaml", doors}, {"b.yaml", doors}});
  BOOST_TEST(added.errors);
  BOOST_TEST(added.said == "b.yaml: error: the table 'Doors_CL' is in a.yaml already; keep one of them\n");
}

BOOST_AUTO_TEST_CASE(a_name_of_another_table_is_an_error) {
  const auto with = [](const std::string& head) {
    return one_file("a.yaml", head + "\ncolumns:\n  - {name: TimeGenerated, type: datetime}\n");
  };
  BOOST_TEST(with("table: signinlogs").said.find("the name 'signinlogs' means the table 'SigninLogs' already") !=
             std::string::npos);
  BOOST_TEST(with("table: X_CL\ncategory: RiskyUsers").said.find("the category 'RiskyUsers'") != std::string::npos);
  BOOST_TEST(with("table: X_CL\naliases: [Mine, auditlogs]").said.find("the alias 'auditlogs'") != std::string::npos);
  BOOST_TEST(with("table: X_CL\naliases: [Mine]").said == "");
}

BOOST_AUTO_TEST_CASE(a_table_without_time_is_a_warning) {
  const Added added = one_file("a.yaml", "table: Cards_CL\ncolumns:\n  - {name: Card, type: string}\n");
  BOOST_TEST(!added.errors);
  BOOST_TEST(added.said.starts_with("a.yaml: warning: 'Cards_CL' has no column TimeGenerated"));
  BOOST_TEST(added.schemas.find("Cards_CL") != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
