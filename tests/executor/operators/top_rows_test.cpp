// top by a number or a time: what is read for it, and that it gives what sorting all rows gives.

#include <boost/test/unit_test.hpp>

#include "recording_table.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

constexpr std::size_t block = tables::block_rows;

struct ThreeSegments : RecordedEvents {
  ThreeSegments() {
    table().add(block);
    table().add(2 * block);
    table().add(100);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(top_rows)

BOOST_FIXTURE_TEST_CASE(columns_are_read_of_the_rows_that_win, ThreeSegments) {
  const std::string all = answer("Events | where Number == 7 | sort by TimeGenerated desc | take 3");
  log().clear();
  BOOST_TEST(answer("Events | where Number == 7 | top 3 by TimeGenerated") == all);
  BOOST_TEST(log().rows("Id") <= 100u, "only the last segment has winners: " << log().rows("Id"));
  BOOST_TEST(log().rows("Extra") <= 100u);
  log().clear();
  BOOST_TEST(answer("Events | where Number == 7 | top 3 by TimeGenerated asc").size() > 0u);
  BOOST_TEST(log().rows("Extra") <= block / 2, "three rows lie close together");
}

BOOST_FIXTURE_TEST_CASE(rows_come_in_order_whatever_block_they_lie_in, ThreeSegments) {
  for (const std::string term : {"Number", "Number asc", "Number nulls first", "Number asc nulls last", "TimeGenerated", "TimeGenerated asc", "Number % 7"}) {
    for (const std::string filter : {"", "| where Number > 40", "| where Id has \"77\"", "| where Name == \"name1.3\"", "| where Number > 99"}) {
      for (const std::string count : {"1", "10", "700"}) {
        const std::string plain = answer("Events " + filter + " | sort by " + term + " | take " + count);
        for (const unsigned threads : {1u, 3u}) {
          BOOST_TEST(answer("Events " + filter + " | top " + count + " by " + term, threads) == plain,
                     filter << " top " << count << " by " << term << ", " << threads << " threads");
        }
      }
    }
  }
}

BOOST_FIXTURE_TEST_CASE(rows_of_two_scans_of_one_table_are_told_apart, ThreeSegments) {
  const std::string both = "union (Events | where Name == \"name0.1\"), (Events | where Name == \"name1.1\")";
  BOOST_TEST(answer(both + " | top 20 by Number | project TimeGenerated, Name, Id") == answer(both + " | sort by Number | take 20 | project TimeGenerated, Name, Id"));
}

BOOST_FIXTURE_TEST_CASE(paths_into_winners_are_read, ThreeSegments) {
  BOOST_TEST(answer("Events | where Number == 7 | top 5 by TimeGenerated | project Id, City = Detail.on.city, Extra.where.ip") ==
             answer("Events | where Number == 7 | sort by TimeGenerated desc | take 5 | project Id, City = Detail.on.city, Extra.where.ip"));
}

BOOST_AUTO_TEST_CASE(a_column_that_is_damaged_ends_the_query_where_a_winner_needs_it) {
  RecordedEvents events;
  events.table().add(50, {.damaged = "Extra"});
  events.table().add(50);
  BOOST_TEST(events.answer("Events | top 3 by TimeGenerated").find("KE_DAMAGED_DATA") == std::string::npos);
  BOOST_TEST(events.answer("Events | top 3 by TimeGenerated asc").find("KE_DAMAGED_DATA") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
