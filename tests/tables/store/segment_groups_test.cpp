// Which segments become one, unasked when the log is sealed and when somebody compacts.

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "store_folder.hpp"
#include "tables/store/segment_groups.hpp"
#include "tables/store/store.hpp"
#include "tables/store/verify.hpp"
#include "tables/store/writer.hpp"

namespace kelpie::tests {

namespace store = tables::store;

namespace {

constexpr std::int64_t hour = day / 24;
constexpr std::uint64_t most_rows = 1000;

class Segments {
 public:
  /// Adds a segment of so many rows with events of one hour.
  Segments& add(const std::string& table, std::uint64_t rows, std::int64_t hours) {
    const std::uint64_t number = segments_.size() + 1;
    const std::int64_t time = first_day + hours * hour;
    segments_[number] = {number, table, rows, rows * 100, time, time, time, time};
    return *this;
  }
  Segments& add(std::size_t count, const std::string& table, std::uint64_t rows) {
    for (std::size_t i = 0; i < count; ++i) add(table, rows, 0);
    return *this;
  }
  [[nodiscard]] std::vector<std::vector<std::uint64_t>> worth_merging() const { return numbers_of(store::equally_small_segments(segments_, most_rows)); }
  [[nodiscard]] std::vector<std::vector<std::uint64_t>> all_small() const { return numbers_of(store::all_small_segments(segments_, most_rows)); }

 private:
  static std::vector<std::vector<std::uint64_t>> numbers_of(const std::vector<store::SegmentGroup>& groups) {
    std::vector<std::vector<std::uint64_t>> numbers;
    for (const auto& group : groups) {
      numbers.emplace_back();
      for (const auto& entry : group) numbers.back().push_back(entry.number);
    }
    return numbers;
  }
  std::map<std::uint64_t, store::SegmentEntry> segments_;
};

using Groups = std::vector<std::vector<std::uint64_t>>;

}  // namespace

BOOST_AUTO_TEST_SUITE(store_segment_groups)

BOOST_AUTO_TEST_CASE(eight_of_one_size_and_table_are_worth_it) {
  BOOST_CHECK(Segments().worth_merging().empty());
  BOOST_CHECK(Segments().add(7, "A", 10).add(7, "B", 10).worth_merging().empty());
  BOOST_CHECK(Segments().add(7, "A", 1).add(1, "A", 100).worth_merging().empty());
  BOOST_CHECK((Segments().add(3, "B", 1).add(8, "A", 10).worth_merging() == Groups{{4, 5, 6, 7, 8, 9, 10, 11}}));
}

BOOST_AUTO_TEST_CASE(segments_that_are_not_small_stay_as_they_are) {
  BOOST_CHECK(Segments().add(20, "A", most_rows / 8).worth_merging().empty());
  BOOST_TEST(Segments().add(20, "A", most_rows / 8 - 1).worth_merging().at(0).size() == 8u, "no more than have the rows of a segment");
}

BOOST_AUTO_TEST_CASE(one_group_a_table_and_the_rows_of_one_segment_in_all) {
  BOOST_TEST(Segments().add(8, "A", 1).add(8, "A", 60).add(8, "B", 60).worth_merging().size() == 2u);
  BOOST_TEST(Segments().add(8, "A", 70).add(8, "B", 70).worth_merging().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_merged_unasked_lies_within_a_day) {
  Segments spread;
  for (int i = 0; i < 30; ++i) spread.add("A", 1, 4 * i);
  BOOST_CHECK(spread.worth_merging().empty());
  Segments dense;
  for (int i = 20; i > 0; --i) dense.add("A", 1, i < 10 ? 30 * i : 300 + i);
  const Groups groups = dense.worth_merging();
  BOOST_REQUIRE(groups.size() == 1u);
  BOOST_TEST(groups[0].size() == 11u);
  BOOST_TEST(groups[0].front() == 11u, "the earliest events come first");
}

BOOST_AUTO_TEST_CASE(compacting_takes_all_small_ones) {
  BOOST_CHECK(Segments().add(1, "A", 1).add(1, "B", 1).add(1, "A", most_rows).all_small().empty());
  BOOST_CHECK((Segments().add(2, "A", 400).add(2, "A", 300).add(2, "B", 1).all_small() == Groups{{1, 2}, {3, 4}, {5, 6}}));
}

BOOST_AUTO_TEST_CASE(a_table_that_gets_few_events_keeps_few_segments) {
  const StoreFolder folder;
  const auto schema = event_schema();
  constexpr int seals = 200;
  {
    store::Writer writer(folder.store(), event_schemas());
    for (int i = 0; i < seals; ++i) {
      const auto before = writer.snapshot();
      writer.append(one(events(schema, i % 20, 1)), {}, first_day + i);
      writer.append(one(events(schema, 100 + i, 1)), {}, first_day + i);
      writer.seal();
      BOOST_TEST(numbers(*before).size() < numbers(*writer.snapshot()).size(), "an older snapshot reads what it read");
    }
    // Its events lie within nine days, of which each has some segments of each size.
    BOOST_TEST(writer.snapshot()->state().segments.size() < seals / 2u);
  }
  store::Store opened(folder.store(), event_schemas());
  std::vector<std::int64_t> expected = from_to(100, 100 + seals);
  for (int i = 0; i < 20; ++i) expected.push_back(i);
  std::sort(expected.begin(), expected.end());
  BOOST_TEST(numbers(*opened.snapshot()) == expected, boost::test_tools::per_element());
  BOOST_TEST(store::verify_store(folder.store()).damages.empty());
}

BOOST_AUTO_TEST_CASE(a_damaged_segment_is_left_alone_and_events_are_taken) {
  const StoreFolder folder;
  const auto schema = event_schema();
  store::Writer writer(folder.store(), event_schemas());
  for (int i = 0; i < 7; ++i) {
    writer.append(one(events(schema, i, 1)), {}, first_day + i);
    writer.seal();
  }
  std::string damaged;
  for (const std::string& file : folder.files()) {
    if (file.find("/segments/") != std::string::npos) damaged = file;
  }
  BOOST_REQUIRE(!damaged.empty());
  std::string bytes = contents(damaged);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
  overwrite(damaged, bytes);
  for (int i = 7; i < 20; ++i) {
    writer.append(one(events(schema, i, 1)), {}, first_day + i);
    writer.seal();
  }
  BOOST_TEST(writer.snapshot()->state().segments.size() >= 8u);
  BOOST_TEST(store::verify_store(folder.store()).damages.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
