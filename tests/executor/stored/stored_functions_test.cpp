#include <boost/test/unit_test.hpp>

#include "executor/engine.hpp"
#include "tables/builder.hpp"
#include "tables/memory_table.hpp"
#include "temporary_folder.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using kelpie::tests::TemporaryFolder;

namespace {

std::vector<std::string> codes(const FunctionDiagnostics& diagnostics) {
  std::vector<std::string> all;
  for (const FunctionDiagnostic& one : diagnostics) all.push_back(one.diagnostic.code);
  return all;
}

using Codes = std::vector<std::string>;

std::string first_message(const QueryOutcome& outcome) { return outcome.diagnostics.empty() ? "" : outcome.diagnostics.front().message; }

std::shared_ptr<const tables::Table> table_with_one_row(const std::string& name) {
  tables::TableSchema schema;
  schema.name = name;
  schema.columns = {{"TenantId", tables::Type::string, "", "", false}};
  auto table = std::make_shared<tables::MemoryTable>(schema);
  tables::ColumnBuilder column(tables::Type::string);
  column.append(tables::Value::string("t"));
  std::vector<tables::Vector> columns;
  columns.push_back(column.finish());
  table->append(std::move(columns));
  return table;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stored_functions)

BOOST_AUTO_TEST_CASE(every_built_in_function_is_described_and_binds) {
  const tables::MemoryCatalog nothing;
  const auto functions = built_in_functions();
  BOOST_TEST(!functions->list().empty());
  for (const StoredFunction* function : functions->list()) {
    BOOST_TEST_CONTEXT(function->name()) {
      BOOST_TEST(function->diagnostics().empty());
      BOOST_TEST(function->literal() != nullptr);
      BOOST_TEST(!function->category().empty());
      BOOST_TEST(!function->description().empty());
      BOOST_TEST(!function->example().empty());
      BOOST_TEST(make_builtin_registry()->find_scalar(function->name()) == nullptr);
    }
  }
}

BOOST_AUTO_TEST_CASE(header_is_read) {
  const auto content = read_function_file("f.kql",
                                          "// function: F(a: string = \"x\",\r\n//   b: long)\r\n// category: Sign-ins\r\n// description: Says a: and b.\r\n"
                                          "// example: F(\"a\", 1)\r\n// example: F(b = 2)\r\nprint a, b\r\n");
  BOOST_TEST(content.diagnostics.empty());
  BOOST_REQUIRE(content.functions.size() == 1);
  StoredFunctions functions;
  BOOST_TEST(functions.add(content).empty());
  const StoredFunction* function = functions.find("F");
  BOOST_REQUIRE(function != nullptr);
  BOOST_TEST(function->signature() == "(a: string = \"x\", b: long)");
  BOOST_TEST(function->category() == "Sign-ins");
  BOOST_TEST(function->description() == "Says a: and b.");
  BOOST_TEST(function->example() == "F(\"a\", 1)\nF(b = 2)");
  BOOST_TEST(function->place() == "f.kql:1");
  BOOST_TEST(function->body() == "print a, b");
  BOOST_TEST(function->literal()->parameters.size() == 2);
}

BOOST_AUTO_TEST_CASE(file_that_is_not_utf8_is_refused) {
  BOOST_TEST(codes(read_function_file("f.kql", "// function: F\nprint \"\xff\"").diagnostics) == Codes{"KF001"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(empty_file_has_no_function) {
  BOOST_TEST(codes(read_function_file("f.kql", "").diagnostics) == Codes{"KF002"}, boost::test_tools::per_element());
  BOOST_TEST(codes(read_function_file("f.kql", "// only a comment\n\n").diagnostics) == Codes{"KF002"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(file_too_large_is_refused_and_the_others_of_its_folder_are_kept) {
  const TemporaryFolder folder;
  static_cast<void>(folder.write("big.kql", "// function: Big\nprint 1\n" + std::string(largest_function_file, ' ')));
  static_cast<void>(folder.write("below/small.kql", "// function: Small\nprint 1\n"));
  static_cast<void>(folder.write("notes.txt", "no function"));
  StoredFunctions functions;
  BOOST_TEST(codes(add_function_files(folder.path(), functions)) == Codes{"KF001"}, boost::test_tools::per_element());
  BOOST_TEST(functions.find("Small") != nullptr);
  BOOST_TEST(functions.list().size() == 1U);
}

BOOST_AUTO_TEST_CASE(file_that_is_not_there_is_told) {
  StoredFunctions functions;
  BOOST_TEST(codes(add_function_files("/nonexistent/f.kql", functions)) == Codes{"KF001"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(headers_cut_anywhere_are_told_or_read) {
  const std::string commented = "// function: F(a: string = \"x\", b: dynamic = dynamic([1]))\n// view: true\nlet x = a; print x";
  const std::string command = ".create-or-alter function with (folder = 'a', docstring = \"b\") ['F'] (a: string) { print a }";
  for (const std::string& text : {commented, command}) {
    for (std::size_t length = 0; length < text.size(); ++length) {
      const auto content = read_function_file("f.kql", text.substr(0, length));
      BOOST_TEST((!content.functions.empty() || has_errors(content.diagnostics)));
      StoredFunctions functions;
      static_cast<void>(functions.add(content));
      for (const FunctionDiagnostic& one : content.diagnostics) BOOST_TEST(!render(one).empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(users_function_goes_before_a_table_and_a_built_in_one_behind_it) {
  tables::MemoryCatalog catalog;
  catalog.add(table_with_one_row("Kelpies"));
  catalog.add(table_with_one_row("SignInErrorCodes"));
  auto functions = std::make_shared<StoredFunctions>(make_stored_functions());
  static_cast<void>(functions->add(read_function_file("f.kql", "// function: Kelpies\nKelpies | extend Ours = true")));
  const Engine engine(catalog, make_builtin_registry(), functions);
  const auto columns = [&](std::string_view query) {
    const QueryOutcome outcome = engine.query(query, {});
    BOOST_TEST_CONTEXT(first_message(outcome)) BOOST_TEST(outcome.ok());
    std::string names;
    for (const PlanColumn& column : outcome.ok() ? outcome.tables.front().columns : std::vector<PlanColumn>{}) names += column.name + " ";
    return names;
  };
  BOOST_TEST(columns("Kelpies") == "TenantId Ours ");
  BOOST_TEST(columns("Kelpies()") == "TenantId Ours ");
  BOOST_TEST(columns("table('Kelpies')") == "TenantId ");
  BOOST_TEST(columns("union isfuzzy=true Kelpies, Nothing") == "TenantId Ours ");
  BOOST_TEST(columns("SignInErrorCodes") == "TenantId ");
  BOOST_TEST(columns("SignInErrorCodes()") == "ResultType Outcome Meaning ");
}

BOOST_AUTO_TEST_SUITE_END()
