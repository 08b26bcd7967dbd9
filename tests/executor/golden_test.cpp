// Queries under tests/golden/executor/<operator>/NAME.kql, with their results or their diagnostics in NAME.expected.
// Stored functions that the query calls are in NAME.csl beside it.
// `kelpie_executor_tests -- --record` rewrites the expected files. Every query is run by one thread over large batches
// and by three over tiny ones: what comes out must be the same.

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "../golden_files.hpp"
#include "executor/engine.hpp"
#include "tables/additional_fields.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::tests;
namespace data = boost::unit_test::data;

namespace {

std::vector<GoldenFile> all_files() {
  std::vector<GoldenFile> files;
  for (const auto& folder : std::filesystem::directory_iterator(std::filesystem::path(KELPIE_SOURCE_DIR) / "tests/golden/executor")) {
    if (!folder.is_directory()) continue;
    for (GoldenFile& file : golden_files("executor/" + folder.path().filename().string())) files.push_back(std::move(file));
  }
  std::sort(files.begin(), files.end(), [](const GoldenFile& a, const GoldenFile& b) { return a.path < b.path; });
  return files;
}

/// null, "text", JSON of a dynamic value, any other value as tostring() gives it.
std::string cell_text(const tables::Value& value) {
  if (value.type() == tables::Type::dynamic) return value.is_null() ? "null" : tables::to_json(tables::DynamicView(value.as_text()));
  if (value.is_null()) return "null";
  if (value.type() != tables::Type::string) return tables::to_text(value);
  tables::DynamicBuilder text;
  text.string(value.as_text());
  return tables::to_json(tables::DynamicView(text.bytes()));
}

std::string table_text(const ResultTable& table) {
  std::string text;
  for (const PlanColumn& column : table.columns) text += (text.empty() ? "" : " | ") + column.name + ":" + std::string(tables::name_of(column.type));
  text += "\n";
  for (const Batch& batch : table.batches) {
    for (std::size_t row = 0; row < batch.rows; ++row) {
      for (std::size_t column = 0; column < batch.columns.size(); ++column) {
        text += (column == 0 ? "" : " | ") + cell_text(batch.columns[column].value_at(row));
      }
      text += "\n";
    }
  }
  return text;
}

/// The built-in functions and those of the file beside the query; what is wrong with them goes to `text`.
std::shared_ptr<const StoredFunctions> functions_of(const GoldenFile& file, std::string& text) {
  const auto path = std::filesystem::path(file.path).replace_extension(".csl");
  if (!std::filesystem::exists(path)) return built_in_functions();
  auto functions = std::make_shared<StoredFunctions>(make_stored_functions());
  for (const FunctionDiagnostic& diagnostic : functions->add(read_function_file(path.filename().string(), read_file(path)))) text += render(diagnostic);
  return functions;
}

/// Queries in hidden_columns/ find two tables, Events and Others, with a hidden column AdditionalFields; other queries bring their data along.
tables::MemoryCatalog catalog_for(const GoldenFile& file) {
  tables::MemoryCatalog catalog;
  if (file.path.parent_path().filename() != "hidden_columns") return catalog;
  const auto add = [&](const std::string& name, const std::string& second, const std::vector<std::pair<std::string, std::string>>& rows) {
    tables::TableSchema schema;
    schema.name = name;
    schema.columns = {{"A", tables::Type::long_, "", ""}, {second, tables::Type::string, "", ""}};
    tables::add_additional_fields(schema);
    tables::ColumnBuilder a(tables::Type::long_), b(tables::Type::string), fields(tables::Type::dynamic);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      a.append(tables::Value::long_(static_cast<std::int64_t>(i + 1)));
      b.append(tables::Value::string(rows[i].first));
      if (rows[i].second.empty()) fields.append_null();
      else fields.append(tables::Value::dynamic(*tables::parse_json(rows[i].second)));
    }
    auto table = std::make_shared<tables::MemoryTable>(std::move(schema));
    table->append({a.finish(), b.finish(), fields.finish()});
    catalog.add(std::move(table));
  };
  add("Events", "B", {{"one", R"({"foo":1,"properties.new":"needle"})"}, {"two", ""}, {"three", R"({"foo":{"x":[3]}})"}});
  add("Others", "C", {{"other", R"({"bar":true})"}});
  return catalog;
}

std::string answer(const GoldenFile& file, const std::string& query, unsigned threads, std::size_t batch_rows) {
  std::string text;
  const tables::MemoryCatalog catalog = catalog_for(file);
  const Engine engine(catalog, make_builtin_registry(), functions_of(file, text));
  QueryContext context;
  context.now = 638'500'000'000'000'000;
  context.threads = threads;
  context.batch_rows = batch_rows;
  const QueryOutcome outcome = engine.query(query, context);
  for (const ResultTable& table : outcome.tables) text += (text.empty() ? "" : "\n") + table_text(table);
  for (const parser::Diagnostic& diagnostic : outcome.diagnostics) text += parser::render(query, diagnostic);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(golden)

BOOST_DATA_TEST_CASE(query_gives_its_result, data::make(all_files()), file) {
  const std::string query = read_file(file.path);
  const std::string result = answer(file, query, 1, 16 * 1024);
  check_golden(file, result);
  BOOST_TEST(answer(file, query, 3, 7) == result);
}

BOOST_AUTO_TEST_SUITE_END()
