// Every plugin's example runs as it stands, and a check without data finds its columns.

#include <set>

#include <boost/test/unit_test.hpp>

#include "executor/binder/plugins/plugin.hpp"
#include "executor/engine.hpp"
#include "tables/memory_table.hpp"

using namespace kelpie;
using namespace kelpie::executor;

namespace {

std::string messages(const QueryOutcome& outcome) {
  std::string text;
  for (const parser::Diagnostic& diagnostic : outcome.diagnostics)
    text += diagnostic.code + ": " + diagnostic.message + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plugin_examples)

BOOST_AUTO_TEST_CASE(every_example_runs_and_gives_rows) {
  const tables::MemoryCatalog catalog;
  const Engine engine(catalog);
  for (const Plugin& plugin : plugins()) {
    const QueryOutcome outcome = engine.query(plugin.example, {});
    BOOST_TEST(outcome.ok(), plugin.name << ": " << messages(outcome));
    BOOST_TEST(!outcome.tables.empty());
    for (const ResultTable& table : outcome.tables) BOOST_TEST(table.rows() > 0, plugin.name << " gives no rows");
    BOOST_TEST(plugin.example.find("evaluate " + std::string(plugin.name) + "(") != std::string_view::npos);
    BOOST_TEST(plugin.summary.ends_with('.'));
  }
}

BOOST_AUTO_TEST_CASE(a_check_gives_the_columns_of_the_result) {
  const tables::MemoryCatalog catalog;
  const Engine engine(catalog);
  for (const Plugin& plugin : plugins()) {
    const QueryOutcome checked = engine.check(plugin.example, {}), outcome = engine.query(plugin.example, {});
    BOOST_TEST(checked.ok(), plugin.name << ": " << messages(checked));
    BOOST_TEST(checked.tables.size() == outcome.tables.size(), plugin.name);
    for (std::size_t i = 0; i < checked.tables.size() && i < outcome.tables.size(); ++i) {
      if (checked.tables[i].open) continue;  // only data can tell
      const auto &expected = outcome.tables[i].columns, &found = checked.tables[i].columns;
      BOOST_TEST_REQUIRE(found.size() == expected.size(), plugin.name);
      for (std::size_t column = 0; column < expected.size(); ++column) {
        BOOST_TEST(found[column].name == expected[column].name);
        BOOST_TEST((found[column].type == expected[column].type), plugin.name << ": " << expected[column].name);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(names_are_in_order_and_none_is_left_out_as_well) {
  std::set<std::string_view> names, left_out;
  for (const Plugin& plugin : plugins()) {
    BOOST_TEST((names.empty() || *names.rbegin() < plugin.name), plugin.name);
    names.insert(plugin.name);
  }
  for (const LeftOutPlugin& plugin : left_out_plugins()) {
    BOOST_TEST((left_out.empty() || *left_out.rbegin() < plugin.name), plugin.name);
    left_out.insert(plugin.name);
    BOOST_TEST(!names.contains(plugin.name), plugin.name);
    BOOST_TEST(plugin.summary.ends_with('.'), plugin.name);
  }
}

BOOST_AUTO_TEST_CASE(what_is_left_out_is_refused_by_name) {
  const tables::MemoryCatalog catalog;
  const Engine engine(catalog);
  for (const LeftOutPlugin& plugin : left_out_plugins()) {
    const QueryOutcome outcome = engine.check("evaluate " + std::string(plugin.name) + "('x')", {});
    BOOST_TEST_REQUIRE(outcome.diagnostics.size() == 1u, plugin.name);
    BOOST_TEST(outcome.diagnostics.front().code == "KB900");
    BOOST_TEST(outcome.diagnostics.front().message.find(plugin.name) != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
