// What a scan is told it need not read, and that the rows are right at its edges.

#include <boost/test/unit_test.hpp>

#include "executor/engine.hpp"
#include "tables/builder.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

using namespace kelpie;
using namespace kelpie::executor;

namespace {

/// Events(Time): an hour apart over two days from 2026-03-01 on.
tables::MemoryCatalog two_days() {
  tables::TableSchema schema;
  schema.name = "Events";
  schema.columns = {{"Time", tables::Type::datetime, {}, {}}};
  auto table = std::make_shared<tables::MemoryTable>(schema);
  const std::int64_t start = tables::parse_datetime("2026-03-01").value();
  for (int day = 0; day < 2; ++day) {
    tables::ColumnBuilder times(tables::Type::datetime);
    for (int hour = 0; hour < 24; ++hour)
      times.append(tables::Value::datetime(start + (day * 24 + hour) * tables::ticks_per_hour));
    table->append({times.finish()});
  }
  tables::MemoryCatalog catalog;
  catalog.add(table);
  return catalog;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bound_scans)

BOOST_AUTO_TEST_CASE(a_rounded_time_bounds_the_scan) {
  const tables::MemoryCatalog catalog = two_days();
  const Engine engine(catalog);
  const QueryContext context;
  const std::pair<std::string, std::size_t> cases[] = {
      {"== datetime(2026-03-01T06:00)", 6},
      {">= datetime(2026-03-02)", 24},
      {"> datetime(2026-03-02)", 18},
      {"< datetime(2026-03-01T12:00)", 12},
      {"<= datetime(2026-03-01T12:00)", 18},
      {"== datetime(2026-03-01T07:00)", 0},
      {"between (datetime(2026-03-01T06:00) .. datetime(2026-03-01T12:00))", 12}};
  for (const auto& [condition, rows] : cases) {
    const std::string query = "Events | where bin(Time, 6h) " + condition;
    std::string plan;
    BOOST_REQUIRE(engine.explain(query, context, plan).ok());
    BOOST_TEST(plan.find("within Time") != std::string::npos, query);
    const QueryOutcome outcome = engine.query(query, context);
    BOOST_REQUIRE(outcome.ok());
    BOOST_TEST(outcome.tables.front().rows() == rows, query << " gives " << outcome.tables.front().rows());
  }
}

BOOST_AUTO_TEST_CASE(rounding_by_a_column_bounds_nothing) {
  const tables::MemoryCatalog catalog = two_days();
  const Engine engine(catalog);
  std::string plan;
  BOOST_REQUIRE(engine
                    .explain("Events | extend size = iff(Time > datetime(2026-03-02), 1h, 1d) | where bin(Time, size) "
                             "> datetime(2026-03-02)",
                             {}, plan)
                    .ok());
  BOOST_TEST(plan.find("within Time") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
