// When rows arrived: what a reader that goes on from where it was relies on.

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "store_folder.hpp"
#include "tables/ingestion_time.hpp"
#include "tables/store/store.hpp"
#include "tables/store/writer.hpp"

namespace kelpie::tests {

namespace store = tables::store;

namespace {

/// The table's times of arrival, each once, in order.
std::vector<std::int64_t> arrivals(const tables::Catalog& catalog) {
  std::set<std::int64_t> times;
  const auto table = catalog.find("Events");
  const auto column = table->schema().find(tables::ingestion_time_column);
  if (!column) return {};
  for (const auto& segment : table->segments()) {
    const tables::Vector rows = segment->read(*column, 0, segment->size());
    for (std::size_t i = 0; i < segment->size(); ++i) {
      const tables::Value value = rows.value_at(i);
      times.insert(value.is_null() ? -1 : value.as_integer());
    }
  }
  return {times.begin(), times.end()};
}

void append(store::Writer& writer, std::int64_t first, std::size_t count, std::int64_t now) {
  const tables::TableSchema schema = event_schema();
  std::vector<store::TableRows> rows;
  rows.push_back(events(schema, first, static_cast<std::int64_t>(count)));
  writer.append(std::move(rows), {}, now);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_ingestion_time)

BOOST_AUTO_TEST_CASE(it_grows_when_the_clock_stands_still_or_goes_back) {
  const StoreFolder folder;
  store::Writer writer(folder.store(), event_schemas());
  append(writer, 0, 2, first_day);
  append(writer, 2, 2, first_day);
  append(writer, 4, 2, first_day - 1000);
  append(writer, 6, 2, first_day + 1000);
  BOOST_TEST(arrivals(*writer.snapshot()) == (std::vector<std::int64_t>{first_day, first_day + 1, first_day + 2, first_day + 1000}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_goes_on_behind_what_is_stored_when_the_store_is_opened_again) {
  const StoreFolder folder;
  for (int i = 0; i < 3; ++i) {
    store::Writer writer(folder.store(), event_schemas());
    append(writer, i * 2, 2, first_day - i);
    writer.seal();
  }
  BOOST_TEST(arrivals(*store::Store(folder.store(), event_schemas()).snapshot()) == (std::vector<std::int64_t>{first_day, first_day + 1, first_day + 2}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_stays_when_segments_are_sealed_and_merged_and_others_are_dropped) {
  const StoreFolder folder;
  store::WriterOptions options;
  options.direct_rows = 3;
  store::Writer writer(folder.store(), event_schemas(), options);
  append(writer, 0, 4, first_day);
  append(writer, 4, 2, first_day + 10);
  append(writer, 6, 4, first_day + 20);
  writer.compact();
  BOOST_TEST(writer.snapshot()->state().segments.size() == 1u);
  BOOST_TEST(arrivals(*writer.snapshot()) == (std::vector<std::int64_t>{first_day, first_day + 10, first_day + 20}), boost::test_tools::per_element());
  writer.drop_before(first_day + 365 * day);
  append(writer, 10, 1, first_day);
  BOOST_TEST(arrivals(*writer.snapshot()) == (std::vector<std::int64_t>{first_day + 21}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_reader_never_sees_an_earlier_time_after_a_later_one) {
  const StoreFolder folder;
  store::WriterOptions options;
  options.direct_rows = 40;  // some appends become files, which takes longer than a record of the log
  store::Writer writer(folder.store(), event_schemas(), options);
  std::atomic<std::int64_t> next{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 25; ++i) append(writer, next.fetch_add(100), thread % 2 == 0 ? 50 : 2, first_day);
    });
  }
  std::vector<std::int64_t> seen;
  bool ordered = true;
  std::thread reader([&] {
    while (seen.size() < 100) {
      std::vector<std::int64_t> now = arrivals(*writer.snapshot());
      ordered = ordered && now.size() >= seen.size() && std::equal(seen.begin(), seen.end(), now.begin());
      seen = std::move(now);
    }
  });
  for (std::thread& thread : threads) thread.join();
  reader.join();
  BOOST_TEST(ordered);
  BOOST_TEST(seen.size() == 100u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
