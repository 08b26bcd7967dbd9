// What a scan is told it need not read, and that the rows are right at its edges.

#include <boost/test/unit_test.hpp>
#include <limits>

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

/// Numbers(N): the least long and a small one, in a segment each.
tables::MemoryCatalog least_and_small() {
  tables::TableSchema schema;
  schema.name = "Numbers";
  schema.columns = {{"N", tables::Type::long_, {}, {}}};
  auto table = std::make_shared<tables::MemoryTable>(schema);
  for (const std::int64_t number : {std::numeric_limits<std::int64_t>::min(), std::int64_t{4}}) {
    tables::ColumnBuilder numbers(tables::Type::long_);
    numbers.append(tables::Value::long_(number));
    table->append({numbers.finish()});
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

BOOST_AUTO_TEST_CASE(the_least_long_whose_bin_wraps_is_neither_lost_nor_kept_for_its_range) {
  const tables::MemoryCatalog catalog = least_and_small();
  const Engine engine(catalog);
  const std::pair<std::string, std::size_t> cases[] = {
      {">= 0", 2}, {"> 100", 1}, {"< 20", 1}, {"== 0", 1}, {"== 9223372036854775806", 1}};
  for (const auto& [condition, rows] : cases) {
    const std::string query = "Numbers | where bin(N, 5) " + condition;
    const QueryOutcome outcome = engine.query(query, {});
    BOOST_REQUIRE(outcome.ok());
    BOOST_TEST(outcome.tables.front().rows() == rows, query << " gives " << outcome.tables.front().rows());
  }
}

BOOST_AUTO_TEST_SUITE_END()
