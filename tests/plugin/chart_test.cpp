// Bars and sparklines: lengths at the edges, values that are no numbers, and tables that fit a terminal or go into a
// file.

#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "plugin/output/chart_table.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/memory_table.hpp"

using namespace kelpie;
using namespace kelpie::plugin;

namespace {

/// Sets a variable of the environment for a test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    if (value != nullptr)
      setenv(name, value, 1);
    else
      unsetenv(name);
  }
  ~Variable() {
    if (old_)
      setenv(name_, old_->c_str(), 1);
    else
      unsetenv(name_);
  }

 private:
  const char* name_;
  std::optional<std::string> old_;
};

executor::ResultTable answer(const std::string& query) {
  static const tables::MemoryCatalog catalog;
  const executor::Engine engine(catalog);
  executor::QueryOutcome outcome = engine.query(query, {});
  BOOST_REQUIRE(outcome.ok());
  return std::move(outcome.tables.front());
}

const std::string applications =
    R"(datatable(Name:string, Count:long, Rate:real, Days:dynamic, Level:string, Time:datetime, Kinds:dynamic)[
    "Portal for everybody who works here", 200, 75.5, dynamic([0, 1, 2, 4]), "high", datetime(2026-03-01T08:05:59Z), dynamic(["a", "b"]),
    "Mail", 1, real(null), dynamic([]), "low", datetime(null), dynamic(null)])";
constexpr ShownColumn columns[] = {{"Name", "Application"},          {"Count", "Sign-ins", Show::bar},
                                   {"Rate", "Success", Show::share}, {"Days", "A day", Show::sparkline},
                                   {"Level", "Risk", Show::level},   {"Time", "Last", Show::time},
                                   {"Kinds", "Kinds", Show::list},   {"Missing", "Missing"}};

std::string table(const Terminal& terminal, Marks marks, std::size_t rows = 0) {
  std::ostringstream out;
  write_chart_table(out, answer(applications), columns, {terminal, marks, rows});
  return out.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chart)

BOOST_AUTO_TEST_CASE(a_bar_is_as_long_as_its_share) {
  BOOST_TEST(bar(10, 10, 4, Marks::blocks) == "████");
  BOOST_TEST(bar(5, 10, 4, Marks::blocks) == "██");
  BOOST_TEST(bar(5.5, 10, 4, Marks::blocks) == "██▎");
  BOOST_TEST(bar(5, 10, 4, Marks::ascii) == "##");
  BOOST_TEST(bar(1, 1'000'000, 4, Marks::blocks) == "▏");
  BOOST_TEST(bar(1, 1'000'000, 4, Marks::ascii) == "#");
  BOOST_TEST(bar(20, 10, 4, Marks::ascii) == "####");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_drawn_is_empty) {
  const double none = std::numeric_limits<double>::quiet_NaN(), endless = std::numeric_limits<double>::infinity();
  for (const auto& [value, most] :
       {std::pair(0.0, 10.0), {-3.0, 10.0}, {none, 10.0}, {endless, 10.0}, {1.0, 0.0}, {1.0, none}, {1.0, endless}}) {
    BOOST_TEST(bar(value, most, 4, Marks::blocks) == "");
  }
  BOOST_TEST(bar(1, 1, 0, Marks::blocks) == "");
  BOOST_TEST(sparkline(std::vector<double>{}, 10, Marks::blocks) == "");
  BOOST_TEST(sparkline(std::vector<double>{1, 2}, 0, Marks::blocks) == "");
  BOOST_TEST(sparkline(std::vector<double>{0, 0, none, -1}, 10, Marks::blocks) == "    ");
}

BOOST_AUTO_TEST_CASE(a_sparkline_has_a_column_a_value) {
  BOOST_TEST(sparkline(std::vector<double>{0, 1, 4, 8}, 10, Marks::blocks) == " ▁▄█");
  BOOST_TEST(sparkline(std::vector<double>{0, 1, 5}, 10, Marks::ascii) == " _#");
  // Six values in three columns: 1+1, 2+2, 0+4.
  BOOST_TEST(sparkline(std::vector<double>{1, 1, 2, 2, 0, 4}, 3, Marks::blocks) == "▄██");
}

BOOST_AUTO_TEST_CASE(the_environment_says_which_marks_there_are) {
  const Variable all("LC_ALL", nullptr), type("LC_CTYPE", nullptr);
  const Variable language("LANG", "de_DE.UTF-8");
  BOOST_TEST((marks_of_environment() == Marks::blocks));
  const Variable other("LC_CTYPE", "de_DE.ISO-8859-1");
  BOOST_TEST((marks_of_environment() == Marks::ascii));
  const Variable above("LC_ALL", "C.utf8");
  BOOST_TEST((marks_of_environment() == Marks::blocks));
}

BOOST_AUTO_TEST_CASE(a_table_in_a_pipe_is_plain) {
  BOOST_TEST(table({false, false, 100}, Marks::blocks) ==
             "Application                          Sign-ins  Success  Risk  Last              Kinds\n"
             "Portal for everybody who works here       200   75.5 %  high  2026-03-01 08:05  a, b\n"
             "Mail                                        1           low\n");
}

BOOST_AUTO_TEST_CASE(a_terminal_gets_drawings) {
  const std::string text = table({true, false, 160}, Marks::blocks);
  BOOST_TEST(text.find("200 ████████████") != std::string::npos, text);
  BOOST_TEST(text.find("▂▄█") != std::string::npos, text);
  BOOST_TEST(text.find('\x1b') == std::string::npos, text);
  BOOST_TEST(table({true, true, 160}, Marks::blocks).find("\x1b[31mhigh\x1b[0m") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_terminal_without_utf_8_gets_ascii) {
  for (const char c : table({true, false, 60}, Marks::ascii)) BOOST_TEST(static_cast<unsigned char>(c) < 0x80);
  BOOST_TEST(in_ascii("caf\xc3\xa9 …") == "caf? ~");
}

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_the_terminal) {
  for (std::size_t width = 20; width <= 140; ++width) {
    std::istringstream lines(table({true, false, width}, Marks::blocks));
    for (std::string line; std::getline(lines, line);) BOOST_TEST(display_width(line) <= width, width << ": " << line);
  }
}

BOOST_AUTO_TEST_CASE(rows_beyond_the_limit_are_counted) {
  const std::string text = table({true, false, 160}, Marks::blocks, 1);
  BOOST_TEST(text.find("Mail") == std::string::npos);
  BOOST_TEST(text.ends_with("and 1 more\n"), text);
}

BOOST_AUTO_TEST_SUITE_END()
