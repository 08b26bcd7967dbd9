// Results as text: every format over one small result.

#include <sstream>

#include <boost/test/unit_test.hpp>

#include "executor/engine.hpp"
#include "plugin/output/result_writer.hpp"
#include "tables/memory_table.hpp"

using namespace kelpie;

namespace {

std::string written(const std::string& query, plugin::Format format, const plugin::Terminal& terminal = {}) {
  const tables::MemoryCatalog catalog;
  const executor::Engine engine(catalog);
  const auto outcome = engine.query(query, executor::QueryContext{});
  BOOST_REQUIRE(outcome.ok());
  std::ostringstream out;
  plugin::write_result(out, outcome.tables.front(), format, terminal);
  return out.str();
}

const std::string rows = R"(datatable(n:long, s:string, r:real, d:dynamic)[1, 'a,"b"', 2.5, dynamic({"k": [1]}), long(null), "", real(nan), dynamic(null)])";

}  // namespace

BOOST_AUTO_TEST_SUITE(result_writer)

BOOST_AUTO_TEST_CASE(csv_quotes_only_what_needs_it) {
  BOOST_TEST(written(rows, plugin::Format::csv) == "n,s,r,d\r\n1,\"a,\"\"b\"\"\",2.5,\"{\"\"k\"\":[1]}\"\r\n,,NaN,\r\n");
}

BOOST_AUTO_TEST_CASE(ndjson_has_a_row_a_line_and_keeps_dynamic_values) {
  BOOST_TEST(written(rows, plugin::Format::ndjson) ==
             "{\"n\":1,\"s\":\"a,\\\"b\\\"\",\"r\":2.5,\"d\":{\"k\":[1]}}\n{\"n\":null,\"s\":\"\",\"r\":\"NaN\",\"d\":null}\n");
}

BOOST_AUTO_TEST_CASE(json_names_the_types) {
  BOOST_TEST(written("print a = 1d, b = datetime(2026-01-02)", plugin::Format::json) ==
             "{\"columns\":[{\"name\":\"a\",\"type\":\"timespan\"},{\"name\":\"b\",\"type\":\"datetime\"}],\"rows\":[[\"1.00:00:00\",\"2026-01-02T00:00:00.0000000Z\"]]}\n");
}

BOOST_AUTO_TEST_CASE(table_aligns_numbers_to_the_right) {
  BOOST_TEST(written("datatable(User:string, Count:long)['ann', 5, 'christopher', 120]", plugin::Format::table) ==
             "User         Count\n-----------  -----\nann              5\nchristopher    120\n");
}

BOOST_AUTO_TEST_CASE(table_on_a_terminal_keeps_to_its_width) {
  const std::string text = written("print a = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', b = 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'", plugin::Format::table,
                                   plugin::Terminal{true, false, 40});
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) BOOST_TEST(plugin::display_width(line) <= 40u);
}

BOOST_AUTO_TEST_SUITE_END()
