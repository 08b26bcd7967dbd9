#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "store_folder.hpp"
#include "tables/store/store.hpp"
#include "tables/store/writer.hpp"

namespace kelpie::tests {

namespace store = tables::store;

namespace {

/// Merges so many parts whenever somebody has looked.
store::WriterOptions merging(std::size_t parts, std::size_t rows = store::WriterOptions().direct_rows) {
  store::WriterOptions options;
  options.log_parts = parts;
  options.log_merge_pause = 0;
  options.direct_rows = rows;
  return options;
}

/// Reads the column User of all rows as a query does: what its dictionaries share is made first.
std::vector<std::string> users_by_number(const tables::Catalog& catalog) {
  const auto table = catalog.find("Events");
  const auto segments = table->segments();
  std::vector<const tables::Segment*> wanted;
  for (const auto& segment : segments) wanted.push_back(segment.get());
  const std::vector<std::size_t> columns = {1, 2};
  table->prepare(wanted, columns);
  std::map<std::int64_t, std::string> users;
  for (const auto& segment : segments) {
    const tables::Vector user = segment->read(2, 0, segment->size());
    const tables::Vector number = segment->read(3, 0, segment->size());
    for (std::size_t i = 0; i < segment->size(); ++i) users[number.value_at(i).as_integer()] = user.value_at(i).as_text();
  }
  std::vector<std::string> in_order;
  for (const auto& [number, user] : users) in_order.push_back(user);
  return in_order;
}

std::string user_of(std::int64_t number) { return "user-" + std::to_string(number / 10) + "-" + std::to_string(number % 3); }

/// Events of whose users others know nothing: each ten have three of their own.
store::TableRows events_of_new_users(const tables::TableSchema& schema, std::int64_t first, std::int64_t count) {
  store::TableRows rows = events(schema, first, count);
  tables::ColumnBuilder users(tables::Type::string);
  for (std::int64_t i = first; i < first + count; ++i) users.append(tables::Value::string(user_of(i)));
  rows.columns[2] = users.finish();
  return rows;
}

std::vector<std::string> expected_users(std::int64_t count) {
  std::vector<std::string> users;
  for (std::int64_t i = 0; i < count; ++i) users.push_back(user_of(i));
  return users;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_log_parts)

BOOST_AUTO_TEST_CASE(rows_that_queries_looked_at_keep_their_texts_when_they_are_sealed) {
  const StoreFolder folder;
  const auto schema = event_schema();
  store::Writer writer(folder.store(), event_schemas());
  // The last is looked at by nobody.
  for (std::int64_t i = 0; i < 6; ++i) {
    if (i < 5) users_by_number(*writer.snapshot());
    writer.append(one(events_of_new_users(schema, i * 20, 20)), {}, first_day);
  }
  const auto before = writer.snapshot();
  users_by_number(*before);
  writer.append(one(events_of_new_users(schema, 120, 20)), {}, first_day);
  writer.seal();
  BOOST_TEST(users_by_number(*writer.snapshot()) == expected_users(140), boost::test_tools::per_element());
  BOOST_TEST(users_by_number(*before) == expected_users(120), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(segments_that_queries_looked_at_keep_their_texts_when_they_are_merged) {
  const StoreFolder folder;
  const auto schema = event_schema();
  store::Writer writer(folder.store(), event_schemas(), direct(10));
  for (std::int64_t i = 0; i < 3; ++i) writer.append(one(events_of_new_users(schema, i * 20, 20)), {}, first_day);
  const auto looked_at = writer.snapshot();
  users_by_number(*looked_at);
  writer.append(one(events_of_new_users(schema, 60, 20)), {}, first_day);
  const auto before = writer.snapshot();
  BOOST_TEST(numbers(*before).size() == 80u);
  writer.compact();
  BOOST_TEST(users_by_number(*writer.snapshot()) == expected_users(80), boost::test_tools::per_element());
  BOOST_TEST(users_by_number(*before) == expected_users(80), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(events_that_queries_looked_at_before_the_first_append_are_known) {
  const StoreFolder folder;
  auto schema = event_schema();
  schema.identity = {"Id", "User"};
  {
    store::Writer writer(folder.store(), event_schemas(), direct(10));
    writer.append(one(events_of_new_users(schema, 0, 20)), {}, first_day);
  }
  store::Writer writer(folder.store(), event_schemas(), direct(10));
  users_by_number(*writer.snapshot());
  BOOST_TEST(writer.append(one(events_of_new_users(schema, 10, 20)), {}, first_day).duplicates == 10u);
}

BOOST_AUTO_TEST_CASE(many_appends_that_are_looked_at_are_few_parts) {
  const StoreFolder folder;
  const auto schema = event_schema();
  const store::WriterOptions options = merging(4, 50);
  store::Writer writer(folder.store(), event_schemas(), options);
  const auto first = writer.snapshot();
  for (std::int64_t i = 0; i < 100; ++i) {
    writer.append(one(events_of_new_users(schema, i * 2, 2)), {}, first_day + i);
    BOOST_REQUIRE(users_by_number(*writer.snapshot()) == expected_users((i + 1) * 2));
  }
  // Some of 50 rows and more, and of 32, 8 and 2 rows as many each as do not fill a tier, or wait for the next append.
  BOOST_TEST(writer.snapshot()->parts("Events").size() <= 100u * 2 / 50 + 3u * 4);
  BOOST_TEST(first->parts("Events").empty());
  // The log holds them all, and in one segment they are as before.
  BOOST_TEST(users_by_number(*store::Store(folder.store(), event_schemas()).snapshot()) == expected_users(200), boost::test_tools::per_element());
  writer.seal();
  const auto& segments = writer.snapshot()->state().segments;
  BOOST_REQUIRE(segments.size() == 1u);
  BOOST_TEST(segments.begin()->second.stored_from == first_day);
  BOOST_TEST(segments.begin()->second.stored_to == first_day + 99);
  BOOST_TEST(users_by_number(*writer.snapshot()) == expected_users(200), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(appends_are_left_as_they_are_until_somebody_looks_again) {
  const StoreFolder folder;
  const auto schema = event_schema();
  store::WriterOptions options = merging(4);
  store::Writer writer(folder.store(), event_schemas(), options);
  const auto empty = writer.snapshot();
  for (std::int64_t i = 0; i < 20; ++i) writer.append(one(events_of_new_users(schema, i * 2, 2)), {}, first_day);
  BOOST_TEST(writer.snapshot()->parts("Events").size() == 1u + 16u);
  writer.append(one(events_of_new_users(schema, 40, 2)), {}, first_day);
  BOOST_TEST(writer.snapshot()->parts("Events").size() == 2u);
  // Never so many that a merge takes long: two make the rows of a segment.
  options.direct_rows = 3;
  store::Writer again(folder.store() + "-2", event_schemas(), options);
  const auto nothing = again.snapshot();
  for (std::int64_t i = 0; i < 12; ++i) again.append(one(events_of_new_users(schema, i * 2, 2)), {}, first_day);
  BOOST_TEST(again.snapshot()->parts("Events").size() == 11u);
}

BOOST_AUTO_TEST_CASE(after_a_merge_none_follows_for_a_while) {
  const StoreFolder folder;
  const auto schema = event_schema();
  store::WriterOptions options = merging(4);
  options.log_merge_pause = 1'000'000'000;
  store::Writer writer(folder.store(), event_schemas(), options);
  for (std::int64_t i = 0; i < 20; ++i) {
    writer.append(one(events_of_new_users(schema, i * 2, 2)), {}, first_day);
    BOOST_REQUIRE(users_by_number(*writer.snapshot()) == expected_users((i + 1) * 2));
  }
  BOOST_TEST(writer.snapshot()->parts("Events").size() == 1u + 16u);
}

BOOST_AUTO_TEST_CASE(what_an_earlier_writer_left_is_few_parts_when_it_is_looked_at) {
  const StoreFolder folder;
  const auto schema = event_schema();
  {
    store::Writer writer(folder.store(), event_schemas());
    for (std::int64_t i = 0; i < 20; ++i) writer.append(one(events_of_new_users(schema, i * 2, 2)), {}, first_day);
  }
  store::Writer writer(folder.store(), event_schemas());
  const auto snapshot = writer.snapshot();
  BOOST_TEST(snapshot->parts("Events").size() == 1u);
  BOOST_TEST(users_by_number(*snapshot) == expected_users(40), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(parts_of_other_tables_are_not_merged_with_these) {
  const StoreFolder folder;
  const auto schema = event_schema();
  auto other = event_schema();
  other.name = "Others";
  auto schemas = std::make_shared<tables::SchemaSet>();
  schemas->add(schema);
  schemas->add(other);
  const store::WriterOptions options = merging(3);
  store::Writer writer(folder.store(), schemas, options);
  for (std::int64_t i = 0; i < 7; ++i) {
    std::vector<store::TableRows> rows;
    rows.push_back(events(schema, i, 1));
    rows.push_back(events(other, i * 10, 10));
    writer.append(std::move(rows), {}, first_day);
    const auto snapshot = writer.snapshot();
    BOOST_TEST(numbers(*snapshot) == from_to(0, i + 1), boost::test_tools::per_element());
    BOOST_TEST(numbers(*snapshot, "Others") == from_to(0, (i + 1) * 10), boost::test_tools::per_element());
  }
  BOOST_TEST(writer.snapshot()->parts("Events").size() == 3u);
  BOOST_TEST(writer.snapshot()->parts("Others").size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
