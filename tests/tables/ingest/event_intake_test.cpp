// Events that are handed over in memory, and what becomes of them.

#include "tables/ingest/event_intake.hpp"

#include <boost/test/unit_test.hpp>

#include "../store/store_folder.hpp"
#include "tables/dead_letters.hpp"
#include "tables/entra_schemas.hpp"

namespace kelpie::tests {

namespace {

std::string sign_in(int number) {
  return R"({"category":"SignInLogs","time":"2026-03-01T08:00:00Z","properties":{"id":"id-)" + std::to_string(number) +
         "\"}}\n";
}

struct Intake {
  StoreFolder folder;
  tables::SchemaSet schemas = tables::entra_schemas();
  tables::store::Writer writer{folder.store(), std::make_shared<const tables::SchemaSet>(tables::entra_schemas())};

  [[nodiscard]] static tables::IngestOptions options() {
    tables::IngestOptions options;
    options.now = [] { return first_day; };
    options.max_record_bytes = 1000;
    options.max_reported = 2;
    return options;
  }
  tables::EventIntake intake{schemas, writer, options(), "a test"};

  [[nodiscard]] std::uint64_t rows(const std::string& table) {
    std::uint64_t rows = 0;
    for (const auto& part : writer.snapshot()->parts(table)) rows += part.rows;
    return rows;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(event_intake, Intake)

BOOST_AUTO_TEST_CASE(rows_wait_until_they_are_stored_together) {
  BOOST_TEST(intake.read(sign_in(1) + sign_in(2), "").rows == 2u);
  BOOST_TEST(intake.read(sign_in(3), "").rows == 1u);
  BOOST_TEST(intake.waiting() == 3u);
  BOOST_TEST(rows("SigninLogs") == 0u);
  BOOST_TEST(intake.store().rows == 3u);
  BOOST_TEST(intake.waiting() == 0u);
  BOOST_TEST(rows("SigninLogs") == 3u);
}

BOOST_AUTO_TEST_CASE(an_event_that_is_there_already_is_left_out) {
  static_cast<void>(intake.read(sign_in(1) + sign_in(2), ""));
  static_cast<void>(intake.store());
  static_cast<void>(intake.read(sign_in(2) + sign_in(3), ""));
  const tables::Stored stored = intake.store();
  BOOST_TEST(stored.rows == 1u);
  BOOST_TEST(stored.duplicates == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_no_event_is_counted_and_the_others_are_stored) {
  const auto read = intake.read("nonsense\n" + sign_in(1) + "{\"a\":\n" + sign_in(2), "");
  BOOST_TEST(read.rows == 2u);
  BOOST_TEST(read.refused == 2u);
  BOOST_TEST(intake.store().rows == 2u);
  const auto refused = intake.take_refused();
  BOOST_REQUIRE(refused.size() == 2u);  // max_reported
  BOOST_TEST(refused[0].file == "a test");
  BOOST_TEST(refused[0].line == 1u);
  BOOST_TEST(refused[1].line == 3u);
  BOOST_TEST(intake.take_refused().empty());
}

BOOST_AUTO_TEST_CASE(lines_count_over_all_that_was_read) {
  static_cast<void>(intake.read(sign_in(1) + sign_in(2), ""));
  static_cast<void>(intake.read("nonsense\n", ""));
  const auto refused = intake.take_refused();
  BOOST_REQUIRE(refused.size() == 1u);
  BOOST_TEST(refused[0].line == 3u);
}

BOOST_AUTO_TEST_CASE(a_record_beyond_the_limit_is_refused) {
  const auto read =
      intake.read("{\"category\":\"SignInLogs\",\"x\":\"" + std::string(2000, 'x') + "\"}\n" + sign_in(1), "");
  BOOST_TEST(read.refused == 1u);
  BOOST_TEST(read.rows == 1u);
}

BOOST_AUTO_TEST_CASE(events_that_do_not_say_their_table_go_where_the_call_says) {
  BOOST_TEST(intake.read("{\"Id\":\"a\",\"TimeGenerated\":\"2026-03-01T08:00:00Z\"}\n", "AuditLogs").rows == 1u);
  BOOST_TEST(intake.store().rows == 1u);
  BOOST_TEST(rows("AuditLogs") == 1u);
}

BOOST_AUTO_TEST_CASE(nothing_to_store_is_nothing) {
  BOOST_TEST(intake.read("", "").rows == 0u);
  BOOST_TEST(intake.read("\n\n", "").refused == 0u);
  BOOST_TEST(intake.store().rows == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
