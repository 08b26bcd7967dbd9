// Parts of dynamic columns: when a scan asks for them alone, and that their values are those of the whole column.

#include <boost/test/unit_test.hpp>

#include "recording_table.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

/// One segment keeps the paths of its dynamic columns apart, the other does not.
struct BothKinds : RecordedEvents {
  BothKinds() {
    table().add(300, {.keeps_paths = true, .damaged = {}});
    table().add(200);
  }
  std::set<std::string> read_for(const std::string& text) {
    log().clear();
    BOOST_TEST(query(text).ok(), text);
    return log().columns();
  }
};

void check_part(const std::string& text, const std::string& part) {
  BOOST_TEST(text.find(part) != std::string::npos, text << " has no " << part);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(paths_of_scans)

BOOST_FIXTURE_TEST_CASE(the_plan_shows_the_parts_that_are_read, BothKinds) {
  const std::string text =
      plan("Events | where Detail.on.city == 'city1' | summarize count() by tostring(Detail['kind'])");
  check_part(text, "aggregate count() by tostring(Detail.kind)\n");
  check_part(text, "filter (Detail.on.city == \"city1\")\n");
  check_part(text, "scan Events [Detail.kind, Detail.on.city]\n");
}

BOOST_FIXTURE_TEST_CASE(segments_that_keep_parts_are_asked_for_them, BothKinds) {
  using Names = std::set<std::string>;
  BOOST_TEST((read_for("Events | where Extra.where.ip == '10.0.0.7' | project tostring(Extra.count)") ==
              Names{"Extra", "Extra.count", "Extra.where.ip"}));
  BOOST_TEST(log().reads("Extra.where.ip") == 1u);
  BOOST_TEST((read_for("Events | extend d = Extra | where d.count > 3 | extend c = d['where']['ip'] | project Id, c") ==
              Names{"Extra", "Extra.count", "Extra.where.ip", "Id"}));
  BOOST_TEST((read_for("Events | mv-expand item = Detail.list | summarize count() by toint(item)") ==
              Names{"Detail", "Detail.list"}));
  BOOST_TEST((read_for("Events | mv-apply item = Detail.list on (where toint(item) == 1) | summarize count()") ==
              Names{"Detail"}));
  BOOST_TEST((read_for("Events | sort by Number asc | project tostring(Detail.kind)") ==
              Names{"Detail", "Detail.kind", "Number"}));
}

BOOST_FIXTURE_TEST_CASE(a_column_that_is_read_whole_is_read_once, BothKinds) {
  using Names = std::set<std::string>;
  BOOST_TEST((read_for("Events | where Extra.count > 3 | project Extra") == Names{"Extra"}));
  BOOST_TEST(
      (read_for("Events | where Extra.count > 3 and tostring(Extra) has 'ip' | project Id") == Names{"Extra", "Id"}));
  BOOST_TEST((read_for("Events | extend key = 'count' | where Extra[Name] == 3 and Extra.count == 1 | project Id") ==
              Names{"Extra", "Name"}));
  BOOST_TEST((read_for("Events | where Detail.list[0] == 1 | summarize count() by tostring(Detail.list)") ==
              Names{"Detail", "Detail.list"}));
}

BOOST_FIXTURE_TEST_CASE(parts_of_few_rows_of_a_top_or_a_join_are_computed_above, BothKinds) {
  check_part(plan("Events | top 3 by TimeGenerated desc | project tostring(Extra.count)"),
             "scan Events [TimeGenerated, Extra]");
  check_part(plan("Events | take 3 | project tostring(Extra.count)"), "scan Events [Extra]");
  check_part(plan("Events | join kind=inner (Events | where Extra.count == 3 | project Number) on Number | project "
                  "tostring(Extra.where.ip)"),
             "scan Events [Number, Extra.count]");
}

BOOST_FIXTURE_TEST_CASE(values_are_those_of_the_whole_column, BothKinds) {
  for (const std::string path :
       {"Detail.kind", "Detail.on.city", "Detail['on']", "Detail.list[1]", "Detail.nothing", "Detail.kind.deeper",
        "Extra.count", "Extra.where", "Extra.where.ip", "Extra['where'].ip"}) {
    const std::string part =
        "project Id, Value = " + path + ", Text = tostring(" + path + "), Number = tolong(" + path + ")";
    // materialize keeps the column whole.
    const std::string whole = "let All = materialize(Events); All | ";
    BOOST_TEST_CONTEXT(path) {
      BOOST_TEST(answer("Events | " + part) == answer(whole + part));
      BOOST_TEST(answer("Events | where Number > 40 | " + part, 2, 11) ==
                 answer(whole + "where Number > 40 | " + part));
      BOOST_TEST(answer("Events | where isnotnull(" + path + ") | " + part, 2, 64) ==
                 answer(whole + "where isnotnull(" + path + ") | " + part));
      BOOST_TEST(answer("Events | summarize Rows = count() by Value = tostring(" + path + ") | sort by Value asc") ==
                 answer(whole + "summarize Rows = count() by Value = tostring(" + path + ") | sort by Value asc"));
      BOOST_TEST(answer("union Events, Events | where Number == 3 | " + part) ==
                 answer(whole + "union All | where Number == 3 | " + part));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
