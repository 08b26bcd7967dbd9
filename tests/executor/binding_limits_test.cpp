// What a query may be: long, deep and full of lets, up to limits that are told as errors. And how long binding takes.

#include <chrono>
#include <ctime>
#include <string>

#include <boost/test/unit_test.hpp>

#include "executor/engine.hpp"
#include "tables/memory_table.hpp"

using namespace kelpie;
using namespace kelpie::executor;

namespace {

std::string repeat(std::string_view text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

/// let name0 = first; let name1 = next(name0); ...
template <typename Next>
std::string lets(const std::string& name, std::size_t count, const std::string& first, Next next) {
  std::string text = "let " + name + "0 = " + first + ";\n";
  for (std::size_t i = 1; i < count; ++i)
    text += "let " + name + std::to_string(i) + " = " + next(name + std::to_string(i - 1)) + ";\n";
  return text;
}

QueryOutcome check(const std::string& text) {
  static const tables::MemoryCatalog catalog;
  static const Engine engine(catalog);
  QueryContext context;
  context.now = 638'500'000'000'000'000;
  return engine.check(text, context);
}

std::string code_of(const QueryOutcome& outcome) { return outcome.ok() ? "" : outcome.diagnostics.front().code; }

/// Processor time in milliseconds: what else the machine does is not the binder's fault.
template <typename Work>
double milliseconds_of(Work work) {
  const std::clock_t begin = std::clock();
  work();
  return 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

#if defined(KELPIE_SANITIZED)
constexpr double slowness = 60;
#elif defined(NDEBUG)
constexpr double slowness = 1;
#else
constexpr double slowness = 25;
#endif

}  // namespace

BOOST_AUTO_TEST_SUITE(binding_limits)

BOOST_AUTO_TEST_CASE(a_thousand_operators_are_bound) {
  BOOST_TEST(check("print a = 1" + repeat(" | extend a = a + 1", 1'000)).ok());
}

BOOST_AUTO_TEST_CASE(operators_without_end_are_an_error) {
  for (const std::string_view stage :
       {" | where a > 0", " | extend a = a + 1", " | take 5", " | union (print a = 1)"}) {
    BOOST_TEST_CONTEXT(stage) BOOST_TEST(code_of(check("print a = 1" + repeat(stage, 100'000))) == "KB902");
  }
}

BOOST_AUTO_TEST_CASE(lets_on_lets_cost_in_proportion) {
  const std::string flat = lets("t", 10'000, "print x = 1", [](const std::string&) { return "print x = 2"; });
  BOOST_TEST(check(flat + "t9999").ok());
  const std::string chain =
      lets("t", 1'000, "print x = 1", [](const std::string& before) { return before + " | extend x = x + 1"; });
  QueryOutcome outcome;
  BOOST_TEST(milliseconds_of([&] { outcome = check(chain + "t999"); }) < 500 * slowness);
  BOOST_TEST(outcome.ok());
}

BOOST_AUTO_TEST_CASE(lets_that_multiply_are_an_error) {
  const std::string doubled =
      lets("t", 40, "print x = 1", [](const std::string& before) { return "union " + before + ", " + before; });
  BOOST_TEST(!check(doubled + "t39").ok());
  const std::string tower =
      lets("t", 10'000, "print x = 1", [](const std::string& before) { return before + " | extend x = x + 1"; });
  BOOST_TEST(code_of(check(tower + "t9999")) == "KB902");
  const std::string scalars =
      lets("a", 10'000, "rand()", [](const std::string& before) { return before + " + rand()"; });
  BOOST_TEST(code_of(check(scalars + "print a9999")) == "KB902");
  BOOST_TEST(code_of(check(repeat("let a = 1;\n", 100'000) + "print a")) == "KB902");
}

BOOST_AUTO_TEST_CASE(a_tower_of_folded_scalars_is_bound) {
  const std::string folded = lets("a", 10'000, "1", [](const std::string& before) { return before + " + 1"; });
  BOOST_TEST(check(folded + "print a9999").ok());
}

BOOST_AUTO_TEST_CASE(a_thousand_queries_are_bound_in_a_second) {
  const std::string query = R"(let period = 1d; let known = dynamic(["ada@example.org", "bo@example.org"]);
let SignIns = datatable(Time:datetime, User:string, Ip:string, Result:string, Place:dynamic, Details:dynamic)[];
let Failed = SignIns | where Time > ago(period) and Result !in ("0", "50125") | extend Country = tostring(Place.country), City = tostring(Place.city);
Failed
| where User !in (known) and Country has_any ("DE", "FR") and not(Ip startswith "10.")
| summarize Attempts = count(), First = min(Time), Last = max(Time), Ips = make_set(Ip, 100), Codes = make_set(Result) by User, Country, bin(Time, 1h)
| where Attempts > 5 and array_length(Ips) > 1
| join kind=inner (SignIns | where Result == "0" | project User, OkTime = Time, OkIp = Ip) on User
| where OkTime between (First .. Last + 1h)
| extend Name = tostring(split(User, "@", 0)[0]), Suffix = tostring(split(User, "@", 1)[0]), Span = datetime_diff("minute", Last, First)
| project-away Time | sort by Attempts desc, User asc | take 100)";
  BOOST_REQUIRE(check(query).ok());
  const double took = milliseconds_of([&] {
    for (int i = 0; i < 1'000; ++i) (void)check(query);
  });
  BOOST_TEST_MESSAGE("1,000 queries are parsed, bound and optimized in " << took << " ms");
  BOOST_TEST(took < 2'000 * slowness);
}

BOOST_AUTO_TEST_CASE(a_hundred_kilobytes_are_bound_in_a_tenth_of_a_second) {
  std::string query = "let T = datatable(a:long, b:string, d:dynamic)[];\nT\n";
  std::string filter = "| where b == 'x'";
  while (filter.size() < 100 * 1024)
    filter += "\n  or (a > " + std::to_string(filter.size()) + " and tostring(d.part) has 'word' and b !in ('p', 'q'))";
  query += filter + "\n| summarize count() by b";
  QueryOutcome outcome;
  const double took = milliseconds_of([&] { outcome = check(query); });
  BOOST_TEST(outcome.ok());
  BOOST_TEST_MESSAGE("100 KB are parsed, bound and optimized in " << took << " ms");
  BOOST_TEST(took < 300 * slowness);
}

BOOST_AUTO_TEST_SUITE_END()
