// The list of the language is whole, and every example in it runs, over the tables of Entra ID without rows.

#include "executor/listing/language_entry.hpp"

#include <set>

#include <boost/test/unit_test.hpp>

#include "../stored/entra_rows.hpp"
#include "executor/engine.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::tests;

namespace {

const std::vector<LanguageEntry>& entries() {
  static const std::vector<LanguageEntry> all = language_entries(*make_builtin_registry());
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(language)

BOOST_AUTO_TEST_CASE(every_example_runs) {
  const EntraTables tables;
  const Engine engine(tables.catalog());
  QueryContext context;
  context.now = tables::parse_datetime("2026-03-08").value();
  for (const LanguageEntry& entry : entries()) {
    if (entry.example.empty()) continue;
    const QueryOutcome outcome = engine.query(entry.example, context);
    BOOST_TEST(outcome.ok(), entry.name << ": " << entry.example << "\n" << messages(outcome));
  }
}

BOOST_AUTO_TEST_CASE(every_name_of_the_reference_is_here_or_left_out_with_a_reason) {
  for (const Coverage& one : coverage(entries())) {
    BOOST_TEST_CONTEXT(name_of(one.kind)) {
      BOOST_TEST(one.documented > 0u);
      BOOST_TEST(one.missing == std::vector<std::string>{}, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_left_out_is_refused_by_name) {
  const EntraTables tables;
  const Engine engine(tables.catalog());
  for (const LanguageEntry& entry : entries()) {
    if (entry.refusal.empty()) continue;
    const std::vector<std::string> uses = entry.kind == EntryKind::plugin
                                              ? std::vector<std::string>{"print x = 1 | evaluate " + entry.name + "()"}
                                              : std::vector<std::string>{"print x = 1 | where " + entry.name + "('a') == 'b'", entry.name + "('a') | take 1"};
    bool refused = false;
    std::string told;
    for (const std::string& use : uses) {
      for (const parser::Diagnostic& diagnostic : engine.query(use, QueryContext{}).diagnostics) {
        refused |= diagnostic.code == "KB900" && diagnostic.message.find(entry.refusal) != std::string::npos;
        told += use + ": " + diagnostic.message + "\n";
      }
    }
    BOOST_TEST(refused, told);
  }
}

BOOST_AUTO_TEST_CASE(a_name_is_listed_once_a_kind_with_all_that_a_person_needs) {
  std::set<std::pair<EntryKind, std::string>> names;
  for (const LanguageEntry& entry : entries()) {
    BOOST_TEST_CONTEXT(entry.name) {
      BOOST_TEST(names.emplace(entry.kind, entry.name).second);
      if (!entry.refusal.empty()) continue;
      BOOST_TEST(entry.summary.ends_with('.'));
      BOOST_TEST(!entry.signatures.empty());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
