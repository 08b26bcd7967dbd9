// Where filters end up: the plan's text says it, and the rows are those of the query as written.

#include <boost/test/unit_test.hpp>

#include "executor/engine.hpp"
#include "tables/memory_table.hpp"

using namespace kelpie;
using namespace kelpie::executor;

namespace {

struct Answer {
  std::string plan;
  std::size_t rows = 0;
};

Answer ask(std::string_view query) {
  const tables::MemoryCatalog catalog;
  const Engine engine(catalog);
  QueryContext context;
  Answer answer;
  const QueryOutcome explained = engine.explain(query, context, answer.plan);
  BOOST_REQUIRE_MESSAGE(explained.ok(), query);
  const QueryOutcome outcome = engine.query(query, context);
  BOOST_REQUIRE_MESSAGE(outcome.ok(), query);
  answer.rows = outcome.tables.front().rows();
  return answer;
}

/// Whether `first` stands above `second` in the plan.
bool above(const std::string& plan, std::string_view first, std::string_view second) {
  const std::size_t at = plan.find(first);
  return at != std::string::npos && plan.find(second, at) != std::string::npos;
}

const std::string numbers = "datatable(a:long, b:string)[1, 'x', 2, 'y', 1, 'z']";
const std::string two_kinds =
    "union (" + numbers + " | extend Kind = 'one'), (" + numbers + " | where b != 'z' | extend Kind = 'two')";

}  // namespace

BOOST_AUTO_TEST_SUITE(push_filters)

BOOST_AUTO_TEST_CASE(a_filter_goes_into_the_inputs_of_a_union) {
  const Answer answer = ask(two_kinds + " | where a == 1");
  BOOST_TEST(answer.rows == 3);
  BOOST_TEST(above(answer.plan, "union", "filter (a == 1)"));
  BOOST_TEST(!above(answer.plan, "filter (a == 1)", "union"));
}

BOOST_AUTO_TEST_CASE(an_input_that_a_constant_rules_out_is_not_read) {
  const Answer answer = ask(two_kinds + " | where Kind == 'two' and a >= 1");
  BOOST_TEST(answer.rows == 2);
  BOOST_TEST(answer.plan.find("\"one\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_union_of_which_nothing_is_left_has_no_rows) {
  const Answer answer = ask(two_kinds + " | where Kind == 'three' | project Kind, b");
  BOOST_TEST(answer.rows == 0);
}

BOOST_AUTO_TEST_CASE(a_filter_on_groups_keeps_rows_of_other_groups_from_being_grouped) {
  const Answer answer = ask(numbers + " | summarize n = count() by twice = a * 2 | where twice == 2 and n > 1");
  BOOST_TEST(answer.rows == 1);
  BOOST_TEST(above(answer.plan, " > 1)", "aggregate"));
  BOOST_TEST(above(answer.plan, "aggregate", "filter ((a * 2) == 2)"));
}

BOOST_AUTO_TEST_CASE(a_filter_on_an_aggregate_without_groups_stays_above) {
  const Answer answer = ask(numbers + " | summarize n = count() | where n == 0");
  BOOST_TEST(answer.rows == 0);
  BOOST_TEST(above(answer.plan, "filter", "aggregate"));
}

BOOST_AUTO_TEST_CASE(each_side_of_an_inner_join_is_filtered_for_itself) {
  const Answer answer = ask(numbers + " | join kind=inner (" + numbers + ") on a | where b == 'x' and b1 == 'z'");
  BOOST_TEST(answer.rows == 1);
  BOOST_TEST(!above(answer.plan, "filter", "join"));
}

BOOST_AUTO_TEST_CASE(innerunique_chooses_its_left_rows_before_they_are_filtered) {
  // Of the two left rows with a == 1 the first one stands, and that one is not 'z'.
  const Answer answer = ask(numbers + " | join (" + numbers + ") on a | where b == 'z'");
  BOOST_TEST(answer.rows == 0);
  BOOST_TEST(above(answer.plan, "filter", "join"));
  BOOST_TEST(ask(numbers + " | join (" + numbers + ") on a | where a == 1").rows == 2);
}

BOOST_AUTO_TEST_CASE(an_outer_join_is_not_filtered_below_by_what_it_may_not_find) {
  const Answer answer =
      ask(numbers + " | join kind=leftouter (datatable(a:long, d:string)[1, 'found']) on a | where isempty(d)");
  BOOST_TEST(answer.rows == 1);
  BOOST_TEST(above(answer.plan, "filter", "join"));
  BOOST_TEST(
      ask(numbers + " | join kind=leftouter (datatable(a:long, d:string)[1, 'found']) on a | where b == 'y'").rows ==
      1);
}

BOOST_AUTO_TEST_CASE(what_reads_a_dynamic_value_is_not_computed_twice) {
  const Answer answer = ask("datatable(b:string)['{\"x\":2}'] | extend e = tostring(parse_json(b).x) | where e == '2'");
  BOOST_TEST(answer.rows == 1);
  BOOST_TEST(above(answer.plan, "filter", "parse_json"));
}

BOOST_AUTO_TEST_CASE(a_null_condition_keeps_nothing) {
  BOOST_TEST(ask(numbers + " | where bool(null)").rows == 0);
  BOOST_TEST(ask(numbers + " | where false | summarize count()").rows == 1);
  BOOST_TEST(ask(numbers + " | where 1 == 1").rows == 3);
}

BOOST_AUTO_TEST_SUITE_END()
