// Files, folders, pipes and compressed events all the way into a table.

#include <filesystem>
#include <fstream>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/stat.h>

#include "../loaded.hpp"
#include "compressed.hpp"

using namespace kelpie::tables;

namespace {

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text +=
        R"({"TimeGenerated":"2024-05-06T07:08:09Z","Id":")" + std::to_string(i) + R"(","Type":"SigninLogs"})" + "\n";
  }
  return text;
}

Loaded load_path(const std::string& path, const LoadOptions& options = {}) {
  const LoadSource source{path, {}};
  Loaded result;
  result.report = load(std::span(&source, 1), entra_schemas(), result.catalog, options);
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(load_input)

BOOST_AUTO_TEST_CASE(a_line_longer_than_the_largest_record_is_refused_and_its_neighbours_are_not) {
  LoadOptions options;
  options.max_record_bytes = 100;
  const std::string whole = lines(1);
  std::string longer = whole;
  longer.insert(longer.size() - 2, R"(,"UserPrincipalName":")" + std::string(100, 'x') + "\"");
  const std::string path = (std::filesystem::temp_directory_path() / "kelpie-long-lines.json").string();
  std::ofstream(path) << whole + longer + whole;
  const Loaded loaded = load_path(path, options);
  std::filesystem::remove(path);
  BOOST_TEST(loaded.rows("SigninLogs") == 2u);
  BOOST_REQUIRE(loaded.report.first_rejected.size() == 1u);
  BOOST_TEST(loaded.report.first_rejected[0].line == 2u);
  BOOST_TEST(loaded.report.first_rejected[0].reason == "the line is longer than the largest record, 100 bytes");
}

BOOST_AUTO_TEST_CASE(compressed_lines_documents_and_cells_are_read) {
  const std::string text = lines(30'000);  // more than one block
  for (const std::string& compressed : {gzip(text), zstd(text), gzip(text.substr(0, 999)) + gzip(text.substr(999))}) {
    for (const char* name : {"events.json.gz", "events.json.zst", "events.json"}) {
      const Loaded loaded = load_text(compressed, name);
      BOOST_TEST(loaded.rows("SigninLogs") == 30'000u);
      BOOST_TEST(loaded.report.rejected == 0u);
      BOOST_TEST(loaded.report.bytes == compressed.size());
      BOOST_TEST(loaded.cell("SigninLogs", "Id", 29'999) == "29999");
    }
  }
  BOOST_TEST(load_text(gzip("{\"records\":[" + lines(1) + "]}"), "x.json.gz").rows("SigninLogs") == 1u);
  BOOST_TEST(load_text(zstd("\xef\xbb\xbfTimeGenerated,Id,Type\n2024-05-06T07:08:09Z,7,SigninLogs\n"), "x.csv.zst")
                 .cell("SigninLogs", "Id") == "7");
}

BOOST_AUTO_TEST_CASE(compressed_data_that_is_cut_off_keeps_the_good_records_and_says_so_once) {
  const std::string text = lines(60'000);
  for (const std::string& compressed : {gzip(text), zstd(text)}) {
    const Loaded loaded = load_text(compressed.substr(0, compressed.size() * 3 / 4), "events.json.gz");
    BOOST_TEST(loaded.rows("SigninLogs") > 30'000u);
    BOOST_TEST(loaded.rows("SigninLogs") < 60'000u);
    BOOST_TEST(loaded.report.rejected == 1u);
    BOOST_REQUIRE(!loaded.report.first_rejected.empty());
    BOOST_TEST(loaded.report.first_rejected[0].reason.find("cut off") != std::string::npos);
    BOOST_TEST(loaded.report.first_rejected[0].line > 30'000u);
  }
}

BOOST_AUTO_TEST_CASE(a_cell_that_is_cut_off_is_no_row) {
  std::string text = "TimeGenerated,UserAgent,Type\n";
  for (int i = 0; i < 20'000; ++i) text += "2024-05-06T07:08:09Z,agent " + std::to_string(i * 7919) + ",SigninLogs\n";
  const std::string compressed = gzip(text);
  const Loaded loaded = load_text(compressed.substr(0, compressed.size() / 2), "events.csv.gz");
  BOOST_TEST(loaded.rows("SigninLogs") > 1000u);
  BOOST_TEST(loaded.report.rejected >= 1u);
  BOOST_TEST(loaded.report.rows.size() == 1u);  // none is of a table "Signin"
}

BOOST_AUTO_TEST_CASE(what_is_compressed_twice_is_refused) {
  const Loaded loaded = load_text(gzip(zstd(lines(1))), "x.json.gz");
  BOOST_REQUIRE(loaded.report.rejected == 1u);
  BOOST_TEST(loaded.report.first_rejected[0].reason.find("compressed twice") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_folder_gives_its_compressed_files_too_and_leaves_others) {
  const TemporaryFolder folder;
  folder.write("a.json.gz", gzip(lines(1)));
  folder.write("b.ndjson.zst", zstd(lines(2)));
  folder.write("deep/c.jsonl", lines(4));
  folder.write("notes.txt.gz", gzip("nothing to see"));
  folder.write("archive.gz", gzip("nothing to see"));
  const Loaded loaded = load_path(folder.path());
  BOOST_TEST(loaded.report.files == 3u);
  BOOST_TEST(loaded.rows("SigninLogs") == 7u);
  BOOST_TEST(loaded.report.rejected == 0u);
}

BOOST_AUTO_TEST_CASE(a_storage_account_is_read_by_hour_and_its_container_names_the_table) {
  const std::string record =
      R"({"time":"2024-05-06T07:08:09Z","operationName":"Sign-in activity","properties":{"id":"1","userId":"u","createdDateTime":"2024-05-06T07:08:09Z"}})";
  const TemporaryFolder folder;
  const std::string day =
      "insights-logs-noninteractiveusersigninlogs/tenantId=7b1c1f0e-0000-4000-8000-000000000001/y=2024/m=05/d=06/";
  folder.write(day + "h=07/m=00/PT1H.json", record + "\r\n" + record + "\r\n");
  folder.write(day + "h=08/m=00/PT1H.json", record + "\r\n");
  const Loaded loaded = load_path(folder.path());
  BOOST_TEST(loaded.report.rejected == 0u);
  BOOST_TEST(loaded.rows("AADNonInteractiveUserSignInLogs") == 3u);
}

BOOST_AUTO_TEST_CASE(a_pipe_is_read_to_its_end) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/pipe";
  BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::thread writer([&] { std::ofstream(path, std::ios::binary) << lines(30'000); });
  // Until somebody writes, a pipe reads as empty.
  Loaded loaded;
  const LoadSource source{path, {}};
  const int held = ::open(path.c_str(), O_RDONLY);
  loaded.report = load(std::span(&source, 1), entra_schemas(), loaded.catalog, {});
  writer.join();
  ::close(held);
  BOOST_TEST(loaded.rows("SigninLogs") == 30'000u);
}

BOOST_AUTO_TEST_SUITE_END()
