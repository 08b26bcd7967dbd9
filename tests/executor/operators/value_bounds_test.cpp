// Which segments and blocks a scan leaves out because of the values that its filter wants, and how the plan shows it.

#include <boost/test/unit_test.hpp>

#include "recording_table.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

constexpr std::size_t block = tables::block_rows;

/// Three segments: Name is name0.*, name1.*, name2.* or empty; times follow one another.
struct ThreeSegments : RecordedEvents {
  ThreeSegments() {
    table().add(block + 10);
    table().add(block);
    table().add(500);
  }
  /// Rows of a column that a filter reads.
  std::size_t read_for(const std::string& predicate, const std::string& column = "Name") {
    log().clear();
    const std::string rows = answer("Events | where " + predicate + " | summarize sum(Number), count()");
    const std::size_t read = log().rows(column);
    BOOST_TEST(
        rows == answer("Events | extend Holds = (" + predicate + ") | where Holds | summarize sum(Number), count()"),
        predicate);
    return read;
  }
  static std::string second(int number) {
    return "datetime(" +
           tables::to_text(tables::Value::datetime(RecordingTable::first_time + std::int64_t{number} * 10'000'000)) +
           ")";
  }
};

void check_part(const std::string& text, const std::string& part) {
  BOOST_TEST(text.find(part) != std::string::npos, text << " has no " << part);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bounds_of_scans)

BOOST_FIXTURE_TEST_CASE(a_text_reads_the_segments_that_may_hold_it, ThreeSegments) {
  BOOST_TEST(read_for("Name == 'name2.3'") == 500u);
  BOOST_TEST(read_for("'name2.3' == Name") == 500u);
  BOOST_TEST(read_for("Name in ('name1.1', 'name2.3')") == block + 500);
  BOOST_TEST(read_for("Name == 'name1.1' or Name == 'name2.3'") == block + 500);
  BOOST_TEST(read_for("(Name == 'name1.1' and Number > 3) or (Number < 2 and Name in ('name2.3'))") == block + 500);
  BOOST_TEST(read_for("Name == 'nobody'") == 0u);
  BOOST_TEST(read_for("Name in ('name1.1', 'name2.3') and Name in ('name2.3', 'name0.1')") == 500u);
  BOOST_TEST(read_for("Name == 'name1.1' and Name == 'name2.3'") == 0u);
  BOOST_TEST(read_for("Name in (dynamic(['name2.3', 7]))") == 500u);
}

BOOST_FIXTURE_TEST_CASE(an_empty_text_is_a_text, ThreeSegments) {
  BOOST_TEST(read_for("Name == ''") == 2 * block + 510);
  BOOST_TEST(read_for("Name in ('')") == 2 * block + 510);
  BOOST_TEST(read_for("Id == '' and Name == 'x'") == 0u);
}

BOOST_FIXTURE_TEST_CASE(comparisons_that_are_not_exact_read_everything, ThreeSegments) {
  for (const char* predicate :
       {"Name =~ 'NAME2.3'", "Name in~ ('NAME2.3')", "Name != 'name2.3'", "Name !in ('name2.3')", "Name has 'name2'",
        "Name startswith 'name2'", "not(Name == 'name2.3')", "Name == 'name2.3' or Number == 3",
        "tolower(Name) == 'name2.3'", "Name == Id"}) {
    BOOST_TEST(read_for(predicate) == 2 * block + 510, predicate);
  }
}

BOOST_FIXTURE_TEST_CASE(a_time_reads_the_segments_of_that_time, ThreeSegments) {
  const std::string time = "TimeGenerated";
  const int end = static_cast<int>(2 * block + 510);
  BOOST_TEST(read_for("TimeGenerated >= " + second(end - 3), time) == 500u);
  BOOST_TEST(read_for("TimeGenerated < " + second(3), time) == block);
  BOOST_TEST(read_for("TimeGenerated between (" + second(end - 3) + " .. 1s)", time) == 500u);
  BOOST_TEST(read_for("TimeGenerated == " + second(end - 3) + " or TimeGenerated == " + second(end - 1), time) == 500u);
  BOOST_TEST(read_for("TimeGenerated in (" + second(2) + ", " + second(9) + ")", time) == block);
}

BOOST_FIXTURE_TEST_CASE(the_value_of_a_sub_query_bounds_as_a_constant_does, ThreeSegments) {
  const std::string lists =
      "let Names = datatable(Who:string)['name2.3', 'nobody'];\nlet Last = toscalar(Events | summarize "
      "max(TimeGenerated));\n";
  BOOST_TEST(query(lists + "Events | where Name in (Names)").ok());
  BOOST_TEST(log().rows("Name") == 500u);
  log().clear();
  BOOST_TEST(query(lists + "Events | where TimeGenerated > Last - 10s | project Name").ok());
  BOOST_TEST(log().rows("Name") <= 10u);
}

BOOST_FIXTURE_TEST_CASE(a_filter_over_a_union_bounds_the_scans_below, ThreeSegments) {
  BOOST_TEST(
      query("union Events, (Events | extend Twice = Number * 2) | where Name == 'name2.3' | project Name, Twice").ok());
  BOOST_TEST(log().rows("Name") == 1000u);
  log().clear();
  const std::string tagged =
      "union withsource=From Events, (print Name = 'x') | where From == 'Events' and Name == 'name2.3' | count";
  BOOST_TEST(query(tagged).ok());
  BOOST_TEST(log().rows("Name") == 500u);
}

BOOST_FIXTURE_TEST_CASE(the_plan_shows_what_bounds_a_scan, ThreeSegments) {
  const std::string both = plan("Events | where Name == 'a\"b' and Number > 3 | project Id");
  check_part(both, "filter (Number > 3), (Name == \"a\\\"b\")\n");
  check_part(both, "scan Events [Number, Name, Id] within Number holding Name (\"a\\\"b\")\n");
  const std::string list = plan("Events | where Name in ('a', 'b', 'c', 'd') | project Name");
  check_part(list, "filter in(Name, \"a\", \"b\", \"c\", \"d\")\n");
  check_part(list, "scan Events [Name] holding Name (\"a\", \"b\", \"c\", ... 4 texts)\n");
}

BOOST_FIXTURE_TEST_CASE(cheap_conjuncts_come_first_and_those_that_may_fail_stay, ThreeSegments) {
  check_part(plan("Events | where Id matches regex 'a+' and Name has 'x' and Name == 'y' and Number == 3 | count"),
             "filter (Number == 3), (Name == \"y\"), has(Name, \"x\"), matches regex(Id, \"a+\")");
  check_part(plan("Events | where Name has 'x' and strrep(Name, Number) == 'y' and Id has 'z' and Number == 3 | count"),
             "filter has(Name, \"x\"), (strrep(Name, Number) == \"y\"), (Number == 3), has(Id, \"z\")");
}

BOOST_AUTO_TEST_SUITE_END()
