// A filter over a scan: what is read for it, and that it gives what a filter over rows in memory gives.

#include <boost/test/unit_test.hpp>

#include "recording_table.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

constexpr std::size_t block = tables::block_rows;

struct TwoSegments : RecordedEvents {
  TwoSegments() {
    table().add(2 * block);
    table().add(block + 100);
  }
  static constexpr std::size_t rows = 3 * block + 100;
};

/// Makes predicates over the columns of the events.
class Predicates {
 public:
  explicit Predicates(unsigned seed) : random_(seed) {}
  std::string make(unsigned depth) {
    const unsigned kind = depth == 0 ? 0 : below(5);
    if (kind <= 1) return atom();
    if (kind == 4) return "not(" + make(depth - 1) + ")";
    return "(" + make(depth - 1) + (kind == 2 ? " and " : " or ") + make(depth - 1) + ")";
  }

 private:
  unsigned below(unsigned end) { return std::uniform_int_distribution<unsigned>(0, end - 1)(random_); }
  std::string number() { return std::to_string(below(52)); }
  std::string name() {
    return below(8) == 0 ? "\"\"" : "\"name" + std::to_string(below(4)) + "." + std::to_string(below(8)) + "\"";
  }
  std::string atom() {
    switch (below(16)) {
      case 0:
        return "Number == " + number();
      case 1:
        return "Number > " + number();
      case 2:
        return "Number <= " + number();
      case 3:
        return "Number between (" + number() + " .. " + number() + ")";
      case 4:
        return "Number in (" + number() + ", " + number() + ")";
      case 5:
        return "isnull(Number)";
      case 6:
        return "Name == " + name();
      case 7:
        return "Name in (" + name() + ", " + name() + ")";
      case 8:
        return "Name != " + name();
      case 9:
        return "Name startswith \"name" + std::to_string(below(3)) + "\"";
      case 10:
        return "Id has \"" + number() + "\"";
      case 11:
        return "Id matches regex \"" + number() + "$\"";
      case 12:
        return "Detail.on.city == \"city" + std::to_string(below(4)) + "\"";
      case 13:
        return "Extra[\"where\"].ip endswith \"" + number() + "\"";
      case 14:
        return "toint(Extra.count) < " + std::to_string(below(1000));
      default:
        return "TimeGenerated < datetime(" +
               tables::to_text(
                   tables::Value::datetime(RecordingTable::first_time + std::int64_t{below(900)} * 10'000'000)) +
               ")";
    }
  }
  std::mt19937 random_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(filtered_scan)

BOOST_FIXTURE_TEST_CASE(other_columns_are_read_only_of_blocks_with_rows_left, TwoSegments) {
  BOOST_TEST(answer("Events | where Id == 'id-20000' | project Id, Number, Extra").substr(0, 9) == "id-20000|");
  BOOST_TEST(log().reads("Number") == 1u);
  BOOST_TEST(log().reads("Extra") == 1u);
  BOOST_TEST(log().rows("Number") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_filter_without_rows_reads_its_first_column_alone, TwoSegments) {
  BOOST_TEST(answer("Events | where Id has 'nobody' | where Extra.count > 3 | project Number") == "");
  BOOST_TEST((log().columns() == std::set<std::string>{"Id"}));
  BOOST_TEST(log().rows("Id") == rows);
}

BOOST_FIXTURE_TEST_CASE(count_reads_no_column, TwoSegments) {
  BOOST_TEST(answer("Events | count") == std::to_string(rows) + "|\n");
  BOOST_TEST(log().columns().empty());
}

BOOST_FIXTURE_TEST_CASE(take_reads_no_more_rows_than_it_takes, TwoSegments) {
  BOOST_TEST(query("Events | take 10 | project Id, Number", 2).tables.at(0).rows() == 10u);
  BOOST_TEST(log().rows("Id") == 10u);
  log().clear();
  BOOST_TEST(query("Events | extend Twice = Number * 2 | take 10", 2).tables.at(0).rows() == 10u);
  BOOST_TEST(log().rows("Extra") == 10u);
  log().clear();
  BOOST_TEST(query("Events | where Number >= 0 | take 5 | project Id", 2).tables.at(0).rows() == 5u);
  BOOST_TEST(log().reads("Number") == 1u);
  BOOST_TEST(log().rows("Id") < 20u);
  log().clear();
  BOOST_TEST(query("union Events, (Events | where Number == 3) | take 12 | project Id", 2).tables.at(0).rows() == 12u);
  BOOST_TEST(log().rows("Id") == 12u);
}

BOOST_FIXTURE_TEST_CASE(top_by_time_reads_the_blocks_of_the_extremes, TwoSegments) {
  BOOST_TEST(query("Events | top 3 by TimeGenerated desc | project Id").tables.at(0).rows() == 3u);
  BOOST_TEST(log().rows("Id") == 3u);
  log().clear();
  BOOST_TEST(query("Events | where Number >= 0 | extend Twice = Number * 2 | top 3 by TimeGenerated asc nulls last | "
                   "project Id, Twice")
                 .tables.at(0)
                 .rows() == 3u);
  BOOST_TEST(log().reads("Id") == 1u);
  BOOST_TEST(log().reads("Number") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_predicate_that_is_constant_reads_nothing, TwoSegments) {
  BOOST_TEST(answer("Events | where 1 == 2 | project Id") == "");
  BOOST_TEST(log().columns().empty());
  BOOST_TEST(query("Events | where 1 == 1 | project Id").tables.at(0).rows() == rows);
}

BOOST_AUTO_TEST_CASE(random_filters_give_what_they_give_over_computed_columns) {
  RecordedEvents memory;
  memory.table().add(300);
  memory.table().add(1);
  memory.table().add(200, {.keeps_paths = true, .damaged = {}});
  memory.table().add(150);
  for (unsigned seed = 0; seed < 250; ++seed) {
    const std::string predicate = Predicates(seed).make(3);
    const std::string project = seed % 3 == 0   ? " | project Id, Number"
                                : seed % 3 == 1 ? " | project TimeGenerated, Name, Extra"
                                                : " | project Id, tostring(Detail.kind)";
    const std::string query = "Events | where " + predicate + project;
    BOOST_TEST_CONTEXT(query) {
      // The predicate as a column of its own: no conjuncts, no bounds, every column read.
      const std::string expected = memory.answer("Events | extend Holds = (" + predicate + ") | where Holds" + project);
      BOOST_TEST(expected.find("KS") == std::string::npos);
      BOOST_TEST(memory.answer(query) == expected);
      BOOST_TEST(memory.answer(query, 3, 13) == expected);
      BOOST_TEST(memory.answer("Events | where " + predicate + " | take 7" + project) ==
                 memory.answer("Events | extend Holds = (" + predicate + ") | where Holds | take 7" + project));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
