// Reports of tests and replays: tests/golden/rules/testing/reports/ holds them. KELPIE_UPDATE_GOLDEN=1 writes them.

#include "plugin/output/test_report/test_report.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "plugin/output/replay_chart.hpp"
#include "rules/load.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/loader.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::plugin;
namespace fs = std::filesystem;

void check_golden(const std::string& name, const std::string& found) {
  const fs::path path = fs::path(KELPIE_SOURCE_DIR) / "tests/golden/rules/testing/reports" / name;
  if (std::getenv("KELPIE_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << found;
  std::ifstream expected(path, std::ios::binary);
  BOOST_TEST(found == std::string(std::istreambuf_iterator<char>(expected), {}), name << ":\n" << found);
}

/// Paths in reports are as they were given.
struct Suite {
  Suite() : before(fs::current_path()) {
    fs::current_path(fs::path(KELPIE_SOURCE_DIR) / "tests/golden/rules/testing");
    suite = rules::testing::load_test_suite({"suite"});
    const auto environment = rules::testing::make_test_environment(tables::entra_schemas());
    results = rules::testing::run_test_suite(suite, environment, {1, false}, 1, [](const auto&) { return true; });
  }
  ~Suite() { fs::current_path(before); }
  fs::path before;
  rules::testing::TestSuite suite;
  rules::testing::SuiteReport results;
};

template <typename F>
std::string text_of(F&& write) {
  std::ostringstream out;
  write(out);
  return out.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(test_reports)

BOOST_FIXTURE_TEST_CASE(all_forms, Suite) {
  const TestReport report{suite, results, false};
  check_golden("report.txt", text_of([&](std::ostream& out) { write_test_text(out, report, Terminal{}); }));
  check_golden("report.json", text_of([&](std::ostream& out) { write_test_json(out, report); }));
  check_golden("report.xml", text_of([&](std::ostream& out) { write_test_junit(out, report); }));
  check_golden("report.github", text_of([&](std::ostream& out) { write_test_github(out, report); }));
}

BOOST_FIXTURE_TEST_CASE(failures_only, Suite) {
  const TestReport report{suite, results, true};
  const std::string text = text_of([&](std::ostream& out) { write_test_text(out, report, Terminal{}); });
  BOOST_TEST(text.find("  ok ") == std::string::npos);
  BOOST_TEST(text.find("the trigger is not reached") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(colours_on_a_terminal_only, Suite) {
  const TestReport report{suite, results, false};
  BOOST_TEST(text_of([&](std::ostream& out) {
               write_test_text(out, report, Terminal{true, true, 80});
             }).find("\x1b[31m") != std::string::npos);
  BOOST_TEST(text_of([&](std::ostream& out) { write_test_text(out, report, Terminal{}); }).find('\x1b') ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(replays) {
  const fs::path examples = fs::path(KELPIE_SOURCE_DIR) / "examples";
  const rules::LoadedRules loaded = rules::load_rules((examples / "rules/sign-in-failures-anomaly.yaml").string());
  BOOST_REQUIRE_EQUAL(loaded.rules.size(), 1u);
  tables::MemoryCatalog catalog;
  const std::vector<std::string> paths{(examples / "events/sign-in-failures-anomaly/raises").string()};
  tables::LoadOptions load_options;
  load_options.threads = 1;
  tables::load_files(paths, tables::entra_schemas(), catalog, load_options);
  const executor::Engine engine(catalog);
  const rules::ReplayReport report = rules::replay(loaded.rules.front(), engine, {}, {});
  check_golden("replay.txt", text_of([&](std::ostream& out) {
                 write_replay_chart(out, loaded.rules.front(), report, Terminal{}, Marks::ascii);
               }));
  check_golden("replay.json",
               text_of([&](std::ostream& out) { write_replay_json(out, loaded.rules.front(), report); }));
  check_golden("replay.csv", text_of([&](std::ostream& out) { write_replay_csv(out, report); }));
}

BOOST_AUTO_TEST_SUITE_END()
