// Every built-in stored function's example runs, over tables without rows.

#include <sstream>

#include <boost/test/unit_test.hpp>

#include "entra_rows.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::tests;

BOOST_AUTO_TEST_SUITE(function_examples)

BOOST_AUTO_TEST_CASE(every_example_runs) {
  const EntraTables tables;
  const Engine engine(tables.catalog());
  QueryContext context;
  context.now = tables::parse_datetime("2026-03-08").value();
  for (const StoredFunction* function : built_in_functions()->list()) {
    std::istringstream examples(function->example());
    for (std::string example; std::getline(examples, example);) {
      const QueryOutcome outcome = engine.query(example, context);
      BOOST_TEST(outcome.ok(), function->name() << ": " << example << "\n" << messages(outcome));
      BOOST_TEST(outcome.tables.size() == 1u);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
