// What is materialized is made once, whoever uses it: random numbers would tell.

#include <boost/test/unit_test.hpp>

#include "executor/engine.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

using namespace kelpie;
using namespace kelpie::executor;

namespace {

const std::string numbers = "let X = materialize(range i from 1 to 5 step 1 | extend r = rand());\n";

std::string first_cell(const std::string& query, const QueryContext& context = {}) {
  const tables::MemoryCatalog catalog;
  const Engine engine(catalog);
  const QueryOutcome outcome = engine.query(query, context);
  BOOST_REQUIRE_MESSAGE(outcome.ok(), query);
  BOOST_REQUIRE_EQUAL(outcome.tables.front().rows(), 1u);
  return tables::to_text(outcome.tables.front().batches.front().columns.front().value_at(0));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(materialize)

BOOST_AUTO_TEST_CASE(both_sides_of_a_join_see_the_same_rows) {
  BOOST_TEST(first_cell(numbers + "X | join kind=inner X on i | where r == r1 | count") == "5");
  BOOST_TEST(
      first_cell(
          numbers +
          "X | where i < 3 | join kind=inner (X | project i, again = r * 2) on i | where again == r * 2 | count") ==
      "2");
}

BOOST_AUTO_TEST_CASE(sub_queries_see_the_rows_of_the_query) {
  BOOST_TEST(first_cell(numbers + "X | where r in ((X | project r)) | count") == "5");
  BOOST_TEST(first_cell(numbers + "X | summarize s = sum(r) | project s == toscalar(X | summarize sum(r))") == "True");
  BOOST_TEST(first_cell(numbers + "let Most = toscalar(X | summarize max(r)); X | where r == Most and r == toscalar(X "
                                  "| summarize max(r)) | count") == "1");
}

BOOST_AUTO_TEST_CASE(a_window_on_the_tables_changes_nothing_about_it) {
  QueryContext context;
  context.window = TimeWindow{0, tables::max_datetime};
  BOOST_TEST(first_cell(numbers + "X | summarize s = sum(r) | project s == toscalar(X | summarize sum(r))", context) ==
             "True");
}

BOOST_AUTO_TEST_CASE(a_scalar_is_one_value_in_all_its_places) {
  BOOST_TEST(first_cell("let One = toscalar(print rand()); print One == One and toreal(strcat('', One)) == One") ==
             "True");
}

BOOST_AUTO_TEST_CASE(all_results_of_a_query_see_the_same_rows) {
  const tables::MemoryCatalog catalog;
  const Engine engine(catalog);
  const std::vector<std::string> queries{
      numbers + "X | summarize sum(r); X | summarize sum(r)",
      "range i from 1 to 5 step 1 | extend r = rand() | fork (summarize sum(r)) (summarize sum(r))",
      "range i from 1 to 5 step 1 | extend r = tostring(rand()) | facet by r with (summarize by r)",
  };
  for (const std::string& query : queries) {
    const QueryOutcome outcome = engine.query(query, {});
    BOOST_REQUIRE_MESSAGE(outcome.ok(), query);
    BOOST_REQUIRE_EQUAL(outcome.tables.size(), 2u);
    const auto cell = [&](std::size_t table) {
      return tables::to_text(outcome.tables[table].batches.front().columns.front().value_at(0));
    };
    BOOST_TEST(cell(0) == cell(1), query);
  }
}

BOOST_AUTO_TEST_CASE(one_materialized_relation_may_stand_in_another) {
  BOOST_TEST(first_cell(numbers + "let Y = materialize(X | extend twice = r * 2); Y | join kind=inner X on i | where "
                                  "twice == r1 * 2 | count") == "5");
}

BOOST_AUTO_TEST_CASE(without_materialize_each_use_is_a_calculation_of_its_own) {
  BOOST_TEST(first_cell("let X = range i from 1 to 1000 step 1 | extend r = rand(); X | join kind=inner X on i | where "
                        "r == r1 | count") != "1000");
}

BOOST_AUTO_TEST_SUITE_END()
