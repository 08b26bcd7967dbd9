#include "tables/ingest/ingest.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <thread>

#include "../store/store_folder.hpp"
#include "tables/dead_letters.hpp"
#include "tables/entra_schemas.hpp"

namespace kelpie::tests {

namespace store = tables::store;

namespace {

std::string sign_in(int number, const std::string& line_end = "\n") {
  return R"({"time":"2026-03-01T08:00:00.0000000Z","category":"SignInLogs","resultType":"0","properties":{"id":"id-)" + std::to_string(number) +
         R"(","userPrincipalName":"user)" + std::to_string(number % 3) + R"(@contoso.example"}})" + line_end;
}

std::string sign_ins(int first, int end) {
  std::string text;
  for (int i = first; i < end; ++i) text += sign_in(i);
  return text;
}

/// A store, and ingestion into it from files beside it.
struct Ingestion {
  StoreFolder folder;
  tables::SchemaSet schemas = tables::entra_schemas();
  store::Writer writer{folder.store(), std::make_shared<const tables::SchemaSet>(tables::entra_schemas())};
  tables::IngestOptions options;

  Ingestion() {
    options.threads = 2;
    options.now = [] { return first_day; };
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder.store() + "-" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    overwrite(path(name), text);
    return path(name);
  }
  tables::IngestReport ingest(const std::string& path, const std::string& table = {}) {
    const tables::LoadSource source{path, table};
    return tables::Ingest(schemas, writer, options).run(std::span(&source, 1));
  }
  [[nodiscard]] std::uint64_t rows(const std::string& table = "SigninLogs") {
    std::uint64_t rows = 0;
    for (const auto& part : writer.snapshot()->parts(table)) rows += part.rows;
    return rows;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ingestion)

BOOST_FIXTURE_TEST_CASE(a_file_that_has_grown_is_read_from_where_it_was_left, Ingestion) {
  const std::string file = write("PT1H.json", sign_ins(0, 10));
  BOOST_TEST(ingest(file).rows.at("SigninLogs") == 10u);
  write("PT1H.json", sign_ins(0, 25));
  const auto report = ingest(file);
  BOOST_TEST(report.rows.at("SigninLogs") == 15u);
  BOOST_TEST(report.duplicates == 0u);
  BOOST_TEST(rows() == 25u);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_has_not_grown_is_not_read_again, Ingestion) {
  const std::string file = write("events.json", sign_ins(0, 10));
  ingest(file);
  const auto report = ingest(file);
  BOOST_TEST(report.unchanged == 1u);
  BOOST_TEST(report.rows.empty());
  BOOST_TEST(rows() == 10u);
}

BOOST_FIXTURE_TEST_CASE(a_last_line_without_an_end_waits_for_it, Ingestion) {
  const std::string whole = sign_in(1);
  const std::string file = write("events.json", sign_ins(0, 1) + whole.substr(0, 60));
  const auto report = ingest(file);
  BOOST_TEST(report.rows.at("SigninLogs") == 1u);
  BOOST_TEST(report.rejected == 0u);
  BOOST_TEST(report.incomplete.size() == 1u);
  write("events.json", sign_ins(0, 1) + whole);
  BOOST_TEST(ingest(file).rows.at("SigninLogs") == 1u);
  BOOST_TEST(rows() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_whole_last_record_without_a_line_end_is_stored_once, Ingestion) {
  const std::string file = write("events.json", sign_ins(0, 1) + sign_in(1, ""));
  BOOST_TEST(ingest(file).rows.at("SigninLogs") == 2u);
  write("events.json", sign_ins(0, 1) + sign_in(1, "\r\n") + sign_in(2));
  BOOST_TEST(ingest(file).rows.at("SigninLogs") == 1u);
  BOOST_TEST(rows() == 3u);
}

BOOST_FIXTURE_TEST_CASE(another_file_under_the_same_name_is_read_from_the_beginning, Ingestion) {
  const std::string file = write("events.json", sign_ins(0, 20));
  ingest(file);
  write("events.json", sign_ins(100, 103));
  BOOST_TEST(ingest(file).rows.at("SigninLogs") == 3u);
  BOOST_TEST(rows() == 23u);
}

BOOST_FIXTURE_TEST_CASE(the_same_events_in_another_file_are_duplicates, Ingestion) {
  ingest(write("one.json", sign_ins(0, 20)));
  const auto report = ingest(write("two.json", sign_ins(10, 30)));
  BOOST_TEST(report.duplicates == 10u);
  BOOST_TEST(rows() == 30u);
}

BOOST_FIXTURE_TEST_CASE(a_second_store_process_knows_what_was_read, Ingestion) {
  const std::string file = write("events.json", sign_ins(0, 5));
  ingest(file);
  BOOST_TEST(writer.progress(std::filesystem::absolute(file).lexically_normal().string()).done.size() == 1u);
  BOOST_TEST(writer.progress("no such file").done.empty());
}

BOOST_FIXTURE_TEST_CASE(a_list_larger_than_a_flush_is_stored_as_a_whole, Ingestion) {
  options.flush_rows = 100;
  options.threads = 1;
  std::string list = "[\n";
  for (int i = 0; i < 1000; ++i) list += (i > 0 ? ",\n  " : "  ") + sign_in(i, "");
  BOOST_TEST(ingest(write("list.json", list + "\n]\n")).rows.at("SigninLogs") == 1000u);
  BOOST_TEST(rows() == 1000u);
}

BOOST_FIXTURE_TEST_CASE(csv_larger_than_a_flush_keeps_every_row_and_its_columns, Ingestion) {
  options.flush_rows = 50;
  options.threads = 1;
  std::string csv = "TimeGenerated,Host,Number\n";
  for (int i = 0; i < 500; ++i) csv += "2026-03-01T00:00:00Z,host-" + std::to_string(i % 5) + "," + std::to_string(i) + "\n";
  BOOST_TEST(ingest(write("vpn.csv", csv), "Vpn_CL").rows.at("Vpn_CL") == 500u);
  BOOST_TEST(numbers(*writer.snapshot(), "Vpn_CL") == from_to(0, 500), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_read_is_counted_and_written_to_the_dead_letters, Ingestion) {
  tables::DeadLetters letters(path("letters.ndjson"));
  options.dead_letters = &letters;
  const auto report = ingest(write("events.json", sign_in(0) + "{\"broken\": \n" + sign_in(1) + "no json\n"));
  BOOST_TEST(report.rows.at("SigninLogs") == 2u);
  BOOST_TEST(report.rejected == 2u);
  BOOST_TEST(letters.flush());
  BOOST_TEST(letters.written() == 2u);
  BOOST_TEST(contents(path("letters.ndjson")).find("no json") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(following_a_folder_stores_what_is_added_until_it_is_stopped, Ingestion) {
  std::filesystem::create_directory(path("folder"));
  overwrite(path("folder") + "/a.json", sign_ins(0, 5));
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> stored = 0;
  options.follow = true;
  options.stop = &stop;
  options.follow_pause = std::chrono::milliseconds(5);
  tables::Ingest following(schemas, writer, options);
  following.on_stored([&](const tables::Stored& news) { stored += news.rows; });
  std::jthread thread([&] {
    const tables::LoadSource source{path("folder"), {}};
    following.run(std::span(&source, 1));
  });
  const auto wait_for = [&](std::uint64_t rows) {
    for (int i = 0; i < 2000 && stored < rows; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    BOOST_TEST(stored == rows);
  };
  wait_for(5);
  std::ofstream(path("folder") + "/a.json", std::ios::app) << sign_ins(5, 8);
  wait_for(8);
  overwrite(path("folder") + "/b.json", sign_ins(20, 22));
  wait_for(10);
  stop = true;
  thread.join();
  BOOST_TEST(rows() == 10u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
