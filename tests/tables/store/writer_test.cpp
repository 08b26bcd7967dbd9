#include "tables/store/writer.hpp"

#include <thread>

#include <boost/test/unit_test.hpp>

#include "store_folder.hpp"
#include "tables/damaged_data.hpp"
#include "tables/store/store.hpp"
#include "tables/store/store_error.hpp"
#include "tables/store/verify.hpp"

namespace kelpie::tests {

namespace store = tables::store;

BOOST_AUTO_TEST_SUITE(store_writer)

BOOST_AUTO_TEST_CASE(rows_of_the_log_are_there_when_the_store_is_opened_again) {
  const StoreFolder folder;
  const auto schema = event_schema();
  {
    store::Writer writer(folder.store(), event_schemas());
    BOOST_TEST(writer.append(one(events(schema, 0, 10)), {}, first_day).rows.at("Events") == 10u);
    writer.append(one(events(schema, 10, 5)), {}, first_day);
    BOOST_TEST(numbers(*writer.snapshot()) == from_to(0, 15), boost::test_tools::per_element());
  }
  store::Store opened(folder.store(), event_schemas());
  BOOST_TEST(numbers(*opened.snapshot()) == from_to(0, 15), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(many_rows_become_a_segment_at_once) {
  const StoreFolder folder;
  const auto schema = event_schema();
  store::Writer writer(folder.store(), event_schemas(), direct(100));
  writer.append(one(events(schema, 0, 100)), {}, first_day);
  BOOST_TEST(writer.snapshot()->state().segments.size() == 1u);
  BOOST_TEST(writer.snapshot()->state().batches.empty());
  BOOST_TEST(numbers(*writer.snapshot()) == from_to(0, 100), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_delivery_that_comes_again_is_left_out) {
  const StoreFolder folder;
  const auto schema = event_schema();
  {
    store::Writer writer(folder.store(), event_schemas());
    writer.append(one(events(schema, 0, 10)), {}, first_day);
    const auto report = writer.append(one(events(schema, 5, 10)), {}, first_day);
    BOOST_TEST(report.rows.at("Events") == 5u);
    BOOST_TEST(report.duplicates == 5u);
  }
  store::Writer again(folder.store(), event_schemas());
  BOOST_TEST(again.append(one(events(schema, 0, 16)), {}, first_day).duplicates == 15u);
  BOOST_TEST(numbers(*again.snapshot()) == from_to(0, 16), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(events_without_an_id_are_no_duplicates) {
  const StoreFolder folder;
  auto schema = event_schema();
  schema.identity.clear();
  store::Writer writer(folder.store(), event_schemas());
  writer.append(one(events(schema, 0, 3)), {}, first_day);
  BOOST_TEST(writer.append(one(events(schema, 0, 3)), {}, first_day).rows.at("Events") == 3u);
}

BOOST_AUTO_TEST_CASE(an_event_that_is_reported_again_in_another_state_is_another_event) {
  const StoreFolder folder;
  auto schema = event_schema();
  schema.identity = {"Id", "Number"};
  store::Writer writer(folder.store(), event_schemas());
  const auto report = [&](const std::string& id, std::int64_t state) {
    store::TableRows rows = events(schema, 0, 1);
    rows.columns[1] = tables::Vector::constant(tables::Value::string(id), 1);
    rows.columns[3] = tables::Vector::constant(tables::Value::long_(state), 1);
    return writer.append(one(std::move(rows)), {}, first_day).duplicates;
  };
  BOOST_TEST(report("a", 1) == 0u);
  BOOST_TEST(report("a", 2) == 0u);
  BOOST_TEST(report("a", 1) == 1u);
  // Without an id of its own nothing is known of it.
  BOOST_TEST(report("", 1) == 0u);
  BOOST_TEST(report("", 1) == 0u);
}

BOOST_AUTO_TEST_CASE(sealing_moves_the_rows_of_the_log_into_segments) {
  const StoreFolder folder;
  const auto schema = event_schema();
  store::Writer writer(folder.store(), event_schemas());
  for (int i = 9; i >= 0; --i) writer.append(one(events(schema, i * 10, 10)), {}, first_day);
  writer.seal();
  const auto snapshot = writer.snapshot();
  BOOST_TEST(snapshot->state().batches.empty());
  BOOST_REQUIRE(snapshot->state().segments.size() == 1u);
  BOOST_TEST(numbers(*snapshot) == from_to(0, 100), boost::test_tools::per_element());
  // In the order of their time.
  const auto segment = snapshot->find("Events")->segments().front();
  BOOST_TEST(segment->read(3, 0, 100).value_at(0).as_integer() == 0);
  BOOST_TEST(segment->read(3, 0, 100).value_at(99).as_integer() == 99);
}

BOOST_AUTO_TEST_CASE(a_long_log_is_sealed_by_itself) {
  const StoreFolder folder;
  const auto schema = event_schema();
  store::WriterOptions options;
  options.log_bytes = 4096;
  store::Writer writer(folder.store(), event_schemas(), options);
  for (int i = 0; i < 100; ++i) writer.append(one(events(schema, i, 1)), {}, first_day);
  BOOST_TEST(!writer.snapshot()->state().segments.empty());
  BOOST_TEST(numbers(*writer.snapshot()) == from_to(0, 100), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(compacting_merges_small_segments_and_keeps_every_row) {
  const StoreFolder folder;
  const auto schema = event_schema();
  {
    store::Writer writer(folder.store(), event_schemas(), direct(10));
    for (int i = 0; i < 20; ++i) writer.append(one(events(schema, i * 10, 10)), {}, first_day);
    const auto before = writer.snapshot();
    const auto report = writer.compact();
    BOOST_TEST(report.segments_before == 20u);
    BOOST_TEST(report.segments_after == 1u);
    // An older snapshot still reads what is merged away.
    BOOST_TEST(numbers(*before) == from_to(0, 200), boost::test_tools::per_element());
  }
  store::Store opened(folder.store(), event_schemas());
  BOOST_TEST(numbers(*opened.snapshot()) == from_to(0, 200), boost::test_tools::per_element());
  BOOST_TEST(store::verify_store(folder.store()).damages.empty());
}

BOOST_AUTO_TEST_CASE(retention_drops_whole_segments_by_the_time_of_their_last_event) {
  const StoreFolder folder;
  const auto schema = event_schema();
  store::Writer writer(folder.store(), event_schemas(), direct(24));
  for (int i = 0; i < 10; ++i) writer.append(one(events(schema, i * 24, 24)), {}, first_day);
  const auto report = writer.drop_before(first_day + 3 * day);
  BOOST_TEST(report.segments == 3u);
  BOOST_TEST(report.rows == 72u);
  BOOST_TEST(numbers(*writer.snapshot()) == from_to(72, 240), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_second_writer_is_told_who_writes) {
  const StoreFolder folder;
  store::WriterOptions options;
  options.holder = "the night shift";
  const store::Writer writer(folder.store(), event_schemas(), options);
  BOOST_CHECK_EXCEPTION(store::Writer(folder.store(), event_schemas()), store::StoreError,
                        [](const store::StoreError& error) {
                          return std::string(error.what()).find("the night shift") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(appends_of_many_threads_are_all_there) {
  const StoreFolder folder;
  const auto schema = event_schema();
  store::WriterOptions options = direct(50);
  options.log_bytes = 20'000;
  store::Writer writer(folder.store(), event_schemas(), options);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 25; ++i) writer.append(one(events(schema, t * 1000 + i * 10, 10)), {}, first_day);
        writer.append(one(events(schema, t * 1000 + 250, 60)), {}, first_day);
      });
    }
  }
  std::vector<std::int64_t> expected;
  for (int t = 0; t < 4; ++t) {
    for (const std::int64_t number : from_to(t * 1000, t * 1000 + 310)) expected.push_back(number);
  }
  BOOST_TEST(numbers(*writer.snapshot()) == expected, boost::test_tools::per_element());
  BOOST_TEST(store::verify_store(folder.store()).damages.empty());
}

BOOST_AUTO_TEST_CASE(a_record_that_was_not_finished_does_not_count) {
  const StoreFolder folder;
  const auto schema = event_schema();
  {
    store::Writer writer(folder.store(), event_schemas());
    writer.append(one(events(schema, 0, 10)), {}, first_day);
    writer.append(one(events(schema, 10, 10)), {}, first_day);
  }
  const std::string log = folder.files().at(1);
  const std::string whole = contents(log);
  for (const std::size_t cut : {std::size_t{1}, std::size_t{10}, std::size_t{100}}) {
    overwrite(log, whole.substr(0, whole.size() - cut));
    store::Store opened(folder.store(), event_schemas());
    BOOST_TEST(numbers(*opened.snapshot()) == from_to(0, 10), boost::test_tools::per_element());
    BOOST_TEST(store::verify_store(folder.store()).damages.empty());
    BOOST_TEST(store::verify_store(folder.store()).remarks.size() == 1u);
  }
  store::Writer writer(folder.store(), event_schemas());
  writer.append(one(events(schema, 20, 5)), {}, first_day);
  std::vector<std::int64_t> expected = from_to(0, 10);
  for (const std::int64_t number : from_to(20, 25)) expected.push_back(number);
  BOOST_TEST(numbers(*writer.snapshot()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_changed_byte_is_found_and_named) {
  const StoreFolder folder;
  const auto schema = event_schema();
  {
    store::Writer writer(folder.store(), event_schemas(), direct(50));
    writer.append(one(events(schema, 0, 50)), {}, first_day);
    writer.append(one(events(schema, 50, 10)), {}, first_day);
  }
  for (const std::string& file : folder.files()) {
    const std::string whole = contents(file);
    for (std::size_t i = 0; i < whole.size(); ++i) {
      std::string changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
      overwrite(file, changed);
      std::string told;
      try {
        const auto report = store::verify_store(folder.store());
        if (!report.damages.empty()) told = report.damages.front();
      } catch (const store::StoreError& error) {
        told = error.what();  // the byte of the format's version
      }
      BOOST_TEST_REQUIRE(told.find(file) != std::string::npos, file << ", byte " << i << ": " << told);
      bool read = true;
      try {
        store::Store opened(folder.store(), event_schemas());
        const auto table = opened.snapshot()->find("Events");
        for (const auto& segment : table->segments()) {
          for (std::size_t column = 0; column < table->schema().columns.size(); ++column)
            static_cast<void>(segment->read(column, 0, segment->size()));
        }
      } catch (const tables::DamagedData&) {
        read = false;
      } catch (const store::StoreError&) {
        read = false;
      }
      BOOST_TEST_REQUIRE(!read, file << ", byte " << i << " was read as if it were sound");
    }
    overwrite(file, whole);
  }
}

BOOST_AUTO_TEST_CASE(a_folder_with_other_things_in_it_is_no_place_for_a_store) {
  for (const std::string other : {"/notes.txt", "/log/syslog", "/segments/of an orange"}) {
    const StoreFolder folder;
    std::filesystem::create_directories(std::filesystem::path(folder.store() + other).parent_path());
    overwrite(folder.store() + other, "keep me");
    BOOST_CHECK_EXCEPTION(store::Writer(folder.store(), event_schemas()), store::StoreError,
                          [&](const store::StoreError& error) { return std::string(error.what()).find(other) != std::string::npos; });
    BOOST_TEST(contents(folder.store() + other) == "keep me");
  }
}

BOOST_AUTO_TEST_CASE(a_writer_removes_what_a_dead_one_left_and_nothing_else) {
  const StoreFolder folder;
  const auto schema = event_schema();
  {
    store::Writer writer(folder.store(), event_schemas(), direct(5));
    writer.append(one(events(schema, 0, 10)), {}, first_day);
  }
  for (const std::string name : {"/segments/0000000099.seg", "/log/0000000002.log.new", "/segments/readme", "/log/notes.log"}) overwrite(folder.store() + name, "x");
  const store::Writer writer(folder.store(), event_schemas());
  BOOST_TEST(!std::filesystem::exists(folder.store() + "/segments/0000000099.seg"));
  BOOST_TEST(!std::filesystem::exists(folder.store() + "/log/0000000002.log.new"));
  BOOST_TEST(std::filesystem::exists(folder.store() + "/segments/readme"));
  BOOST_TEST(std::filesystem::exists(folder.store() + "/log/notes.log"));
}

BOOST_AUTO_TEST_CASE(a_store_of_another_format_is_refused_with_both_numbers) {
  const StoreFolder folder;
  { const store::Writer writer(folder.store(), event_schemas()); }
  const std::string log = folder.files().at(1);
  std::string bytes = contents(log);
  bytes[7] = '9';
  overwrite(log, bytes);
  BOOST_CHECK_EXCEPTION(store::Store(folder.store(), event_schemas()), store::StoreError,
                        [](const store::StoreError& error) {
                          const std::string text = error.what();
                          return text.find("09") != std::string::npos && text.find("01") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(a_folder_without_a_store_says_how_to_make_one) {
  const StoreFolder folder;
  BOOST_CHECK_EXCEPTION(store::Store(folder.store(), event_schemas()), store::StoreError,
                        [](const store::StoreError& error) {
                          return std::string(error.what()).find("kelpie ingest") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(a_failed_request_stops_the_writer_and_loses_nothing_acknowledged) {
  const auto schema = event_schema();
  for (int number = 1; number < 80; ++number) {
    const StoreFolder folder;
    std::vector<std::int64_t> acknowledged;
    bool failed = false;
    try {
      store::WriterOptions options = direct(20);
      options.log_bytes = 3000;
      int count = 0;
      options.faults = [&](store::Operation, const std::string&) {
        return ++count == number ? store::Fault::fail : store::Fault::none;
      };
      store::Writer writer(folder.store(), event_schemas(), options);
      for (int i = 0; i < 12; ++i) {
        const int size = i % 4 == 3 ? 30 : 5;
        try {
          writer.append(one(events(schema, i * 100, size)), {}, first_day);
          for (const std::int64_t stored : from_to(i * 100, i * 100 + size)) acknowledged.push_back(stored);
          BOOST_TEST(!failed, "an append was taken after a failed request");
        } catch (const store::StoreError&) {
          failed = true;
        }
      }
    } catch (const store::StoreError&) {
      failed = true;
    }
    store::Writer again(folder.store(), event_schemas());
    const auto found = numbers(*again.snapshot());
    BOOST_TEST(std::includes(found.begin(), found.end(), acknowledged.begin(), acknowledged.end()),
               "request " << number);
    BOOST_TEST((std::adjacent_find(found.begin(), found.end()) == found.end()),
               "request " << number << ": an event is there twice");
    BOOST_TEST(store::verify_store(folder.store()).damages.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
