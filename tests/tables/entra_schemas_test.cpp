#include "tables/entra_schemas.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <boost/test/unit_test.hpp>
#include <yaml-cpp/yaml.h>

#include "tables/column_source.hpp"

using namespace kelpie::tables;

BOOST_AUTO_TEST_SUITE(entra_schema_set)

BOOST_AUTO_TEST_CASE(a_table_answers_to_its_name_its_category_and_its_aliases) {
  const SchemaSet schemas = entra_schemas();
  for (const char* name :
       {"AADNonInteractiveUserSignInLogs", "NonInteractiveUserSignInLogs", "AADNonInteractiveUserSIgnInLogs"}) {
    BOOST_REQUIRE_MESSAGE(schemas.find(name) != nullptr, name);
    BOOST_TEST(schemas.find(name)->name == "AADNonInteractiveUserSignInLogs");
  }
  BOOST_TEST(schemas.find("SigninLogs")->name == "SigninLogs");
  BOOST_TEST(schemas.find("SignInLogs")->name == "SigninLogs");
}

BOOST_AUTO_TEST_CASE(case_matters_in_queries_and_not_in_events) {
  const SchemaSet schemas = entra_schemas();
  BOOST_TEST(schemas.find("signinlogs") == nullptr);
  BOOST_REQUIRE(schemas.find_ignoring_case("SIGNINLOGS") != nullptr);
  BOOST_TEST(schemas.find_ignoring_case("SIGNINLOGS")->name == "SigninLogs");
}

BOOST_AUTO_TEST_CASE(a_misspelt_name_has_a_neighbour_and_nonsense_has_none) {
  const SchemaSet schemas = entra_schemas();
  BOOST_REQUIRE(!schemas.nearest("SignInLog").empty());
  BOOST_TEST(schemas.nearest("SignInLog").front() == "SigninLogs");
  BOOST_TEST(schemas.nearest("AuditLog").front() == "AuditLogs");
  BOOST_TEST(schemas.nearest("zzzzzzzz").empty());
  BOOST_TEST(schemas.nearest(std::string(100'000, 'a')).empty());
}

BOOST_AUTO_TEST_CASE(a_schema_added_again_replaces_the_first) {
  SchemaSet schemas = entra_schemas();
  const std::size_t before = schemas.all().size();
  TableSchema own;
  own.name = "AuditLogs";
  own.columns.push_back({"Only", Type::long_, "", ""});
  schemas.add(own);
  BOOST_TEST(schemas.all().size() == before);
  BOOST_TEST(schemas.find("AuditLogs")->columns.size() == 2u);  // with the hidden one
}

BOOST_AUTO_TEST_CASE(every_table_and_column_is_described) {
  const SchemaSet schemas = entra_schemas();
  for (const TableSchema& schema : schemas.all()) {
    BOOST_TEST(!schema.description.empty(), schema.name);
    BOOST_TEST(schema.find("TimeGenerated").has_value(), schema.name);
    std::set<std::string> names;
    for (const ColumnSchema& column : schema.columns) {
      BOOST_TEST(!column.description.empty(), schema.name << "." << column.name);
      BOOST_TEST(names.insert(column.name).second, schema.name << "." << column.name);
      BOOST_TEST(!check_column_source(column.source), schema.name << "." << column.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(events_are_named_by_what_a_second_delivery_repeats) {
  using Names = std::vector<std::string>;
  const SchemaSet schemas = entra_schemas();
  BOOST_TEST((schemas.find("SigninLogs")->identity == Names{"Id"}));
  BOOST_TEST((schemas.find("MicrosoftGraphActivityLogs")->identity == Names{"RequestId"}));
  // A detection or user is reported again with another state: that is evidence, no repetition.
  for (const char* name : {"AADRiskyUsers", "AADRiskyServicePrincipals", "AADUserRiskEvents"}) {
    const Names& identity = schemas.find(name)->identity;
    BOOST_TEST(std::count(identity.begin(), identity.end(), "RiskState") == 1, name);
  }
  BOOST_TEST(schemas.find("IdentityInfo")->identity.empty());
  for (const TableSchema& schema : schemas.all()) {
    for (const std::string& column : schema.identity) {
      BOOST_TEST(schema.find(column).has_value(), schema.name << "." << column);
      BOOST_TEST(column != "TimeGenerated", schema.name << ": every delivery has its own time");
    }
  }
}

BOOST_AUTO_TEST_CASE(columns_are_those_of_the_reference) {
  const std::filesystem::path reference =
      std::filesystem::path(KELPIE_SOURCE_DIR) / ".." / "shared" / "entra" / "tables.json";
  if (!std::filesystem::exists(reference)) {
    BOOST_TEST_MESSAGE("skipped: no reference tables beside the source tree");
    return;
  }
  const SchemaSet schemas = entra_schemas();
  const YAML::Node tables = YAML::LoadFile(reference.string());  // JSON is YAML
  // Syslog is no table of Entra's.
  BOOST_TEST(tables.size() + 1 == schemas.all().size());
  for (const auto& table : tables) {
    const std::string name = table.first.Scalar();
    const TableSchema* schema = schemas.find(name);
    BOOST_REQUIRE_MESSAGE(schema != nullptr, name);
    BOOST_TEST(schema->name == name);
    for (const auto& alias : table.second["aliases"])
      BOOST_TEST(schemas.find(alias.Scalar()) == schema, alias.Scalar());
    // Behind the reference's columns there is only the hidden one with the fields that no column takes.
    BOOST_REQUIRE(schema->columns.size() == table.second["columns"].size() + 1);
    BOOST_TEST(schema->columns.back().name == "AdditionalFields");
    BOOST_TEST(schema->columns.back().hidden);
    std::size_t i = 0;
    for (const auto& column : table.second["columns"]) {
      BOOST_TEST(schema->columns[i].name == column["name"].Scalar());
      BOOST_TEST(name_of(schema->columns[i].type) == column["type"].Scalar(), name << "." << schema->columns[i].name);
      ++i;
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
