// A segment whose bytes are no longer what was written: the query fails and says so, whatever read it.

#include <boost/test/unit_test.hpp>

#include "recording_table.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

struct DamagedExtra : RecordedEvents {
  DamagedExtra() {
    table().add(2 * tables::block_rows);
    table().add(100, {.keeps_paths = false, .damaged = "Extra"});
  }
  static constexpr auto failure =
      "KE_DAMAGED_DATA: Stored data cannot be read: events/7.segment: column Extra at byte 4096: wrong checksum\n";
};

}  // namespace

BOOST_AUTO_TEST_SUITE(damaged_data)

BOOST_FIXTURE_TEST_CASE(a_query_that_reads_it_fails_with_its_place, DamagedExtra) {
  for (const unsigned threads : {1u, 4u}) {
    for (const char* text :
         {"Events | project Extra", "Events | where tostring(Extra) has 'x'",
          "Events | summarize count() by tostring(Extra.count)",
          "Events | where Number in ((Events | project toint(Extra.count)))",
          "Events | extend m = toscalar(Events | summarize max(tostring(Extra)))",
          "Events | join kind=inner (Events | project Number, Extra) on Number | summarize max(tostring(Extra))",
          "let All = materialize(Events | project Extra); All | union All | summarize take_any(Extra)",
          "union Events, Events | sort by tostring(Extra) asc"}) {
      BOOST_TEST(answer(text, threads) == failure, text);
    }
  }
}

BOOST_FIXTURE_TEST_CASE(a_query_that_does_not_read_it_goes_on, DamagedExtra) {
  BOOST_TEST(query("Events | where Number == 3 | project Id, Detail").ok());
  BOOST_TEST(query("Events | count").ok());
  BOOST_TEST(query("Events | take 10").ok());
  BOOST_TEST(query("Events | where Name == 'name0.1' | project Extra").ok());
}

BOOST_FIXTURE_TEST_CASE(a_plugin_that_runs_its_input_while_binding_fails_with_it, DamagedExtra) {
  BOOST_TEST(answer("Events | project Extra | evaluate bag_unpack(Extra)") == failure);
  BOOST_TEST(answer("Events | project Kind = tostring(Extra.count), Number | evaluate pivot(Kind, sum(Number))") ==
             failure);
}

BOOST_FIXTURE_TEST_CASE(a_plan_reads_nothing, DamagedExtra) {
  BOOST_TEST(plan("Events | where Extra.count == 3 | evaluate bag_unpack(Extra)").find("KE_DAMAGED_DATA") ==
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
