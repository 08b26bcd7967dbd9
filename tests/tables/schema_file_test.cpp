#include "tables/schema_file.hpp"

#include <boost/test/unit_test.hpp>

using namespace kelpie::tables;

namespace {

TableSchema good(std::string_view text) {
  auto read = read_schema(text);
  if (const auto* error = std::get_if<SchemaError>(&read)) BOOST_FAIL(error->message);
  return std::get<TableSchema>(std::move(read));
}

SchemaError bad(std::string_view text) {
  auto read = read_schema(text);
  BOOST_REQUIRE_MESSAGE(std::holds_alternative<SchemaError>(read), "the schema was accepted");
  return std::get<SchemaError>(std::move(read));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schema_file)

BOOST_AUTO_TEST_CASE(every_part_of_a_schema_is_read) {
  const TableSchema schema = good(R"(
table: Doors
category: DoorLogs
aliases: [Door, Gates]
description: Who went through which door.
identity: [Card, TimeGenerated]
columns:
  - name: TimeGenerated
    type: datetime
    source: time
    description: When.
  - {name: Card, type: guid}
)");
  BOOST_TEST(schema.name == "Doors");
  BOOST_TEST(schema.category == "DoorLogs");
  BOOST_TEST(schema.aliases.size() == 2u);
  BOOST_TEST(schema.description == "Who went through which door.");
  BOOST_TEST((schema.identity == std::vector<std::string>{"Card", "TimeGenerated"}));
  BOOST_REQUIRE(schema.columns.size() == 2u);
  BOOST_TEST((schema.columns[0].type == Type::datetime));
  BOOST_TEST(schema.columns[0].source == "time");
  BOOST_TEST((schema.columns[1].type == Type::guid));
  BOOST_TEST(schema.columns[1].source.empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_type_is_reported_where_it_stands) {
  const SchemaError error = bad("table: A\ncolumns:\n  - name: X\n    type: text\n");
  BOOST_TEST(error.line == 4u);
  BOOST_TEST(error.column == 11u);
  BOOST_TEST(error.message.find("'text' is no type") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_column_declared_twice_is_an_error) {
  BOOST_TEST(bad("table: A\ncolumns:\n  - {name: X, type: long}\n  - {name: X, type: long}\n").message ==
             "column 'X' is declared twice");
}

BOOST_AUTO_TEST_CASE(a_misspelt_key_is_an_error) {
  BOOST_TEST(bad("table: A\ncolumns:\n  - {name: X, typ: long}\n").message.find("unknown key 'typ'") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_schema_needs_a_name_and_columns) {
  BOOST_TEST(bad("columns:\n  - {name: X, type: long}\n").message.starts_with("'table' is missing"));
  BOOST_TEST(bad("table: A\n").message.find("at least one column") != std::string::npos);
  BOOST_TEST(bad("table: A\ncolumns: []\n").message.find("at least one column") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_identity_names_columns_of_the_table) {
  const auto with = [](const std::string& identity) {
    return "table: A\nidentity: " + identity + "\ncolumns:\n  - {name: X, type: long}\n  - {name: D, type: dynamic}\n";
  };
  BOOST_TEST((good(with("[X]")).identity == std::vector<std::string>{"X"}));
  const SchemaError unknown = bad(with("[X, x]"));
  BOOST_TEST(unknown.line == 2u);
  BOOST_TEST(unknown.column == 15u);
  BOOST_TEST(unknown.message == "'identity' names 'x', which is no column of 'A'");
  BOOST_TEST(bad(with("[X, X]")).message == "'identity' names 'X' twice");
  BOOST_TEST(bad(with("[D]")).message == "'identity' names 'D', which is dynamic; choose columns of plain values");
  BOOST_TEST(bad(with("[[X]]")).message == "'identity' lists names of columns");
  for (const char* shape : {"X", "[]", "{X: 1}", ""}) {
    BOOST_TEST(bad(with(shape)).message.find("leave it out when nothing names one") != std::string::npos, shape);
  }
}

BOOST_AUTO_TEST_CASE(a_source_that_is_no_path_is_an_error) {
  BOOST_TEST(bad("table: A\ncolumns:\n  - {name: X, type: long, source: 'a..b'}\n").line == 3u);
  BOOST_TEST(bad("table: A\ncolumns:\n  - {name: X, type: long, source: 'a b'}\n").line == 3u);
  BOOST_TEST(bad("table: A\ncolumns:\n  - {name: X, type: long, source: graph}\n").line == 3u);
}

BOOST_AUTO_TEST_CASE(a_file_holds_one_schema) {
  const std::string one = "table: A\ncolumns:\n  - {name: X, type: long}\n";
  BOOST_TEST(bad(one + "---\ntable: B\ncolumns:\n  - {name: X, type: long}\n").message.find("second document") !=
             std::string::npos);
  BOOST_TEST(bad("# nothing but this\n").message.find("empty") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_yaml_or_another_shape_is_an_error) {
  BOOST_TEST(bad("table: [").line > 0u);
  bad("");
  bad("just a word");
  bad("- a\n- b\n");
  bad("table: {a: b}\ncolumns:\n  - {name: X, type: long}\n");
  bad(std::string(100'000, '['));
  bad(std::string(5 * 1024 * 1024, ' '));
}

BOOST_AUTO_TEST_SUITE_END()
