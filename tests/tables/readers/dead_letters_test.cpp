// Refused records: each is written with its place and its bytes, and what goes wrong in writing is said.

#include "tables/dead_letters.hpp"

#include <algorithm>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "../loaded.hpp"
#include "compressed.hpp"
#include "tables/dynamic.hpp"

using namespace kelpie::tables;

namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The letters of a file as dynamic values.
struct Letters {
  std::vector<std::string> values;
  explicit Letters(const std::string& path) {
    const std::string text = content_of(path);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      BOOST_REQUIRE(end != std::string::npos);
      const auto value = parse_json(std::string_view(text).substr(begin, end - begin));
      BOOST_REQUIRE(value.has_value());
      values.push_back(*value);
      begin = end + 1;
    }
  }
  void sort() {
    std::sort(values.begin(), values.end(), [](const std::string& left, const std::string& right) {
      return std::stoull(to_text(DynamicView(left).find("line"))) <
             std::stoull(to_text(DynamicView(right).find("line")));
    });
  }
  [[nodiscard]] std::string text(std::size_t i, std::string_view key) const {
    return to_text(DynamicView(values.at(i)).find(key));
  }
};

std::string row(const std::string& id) {
  return R"({"TimeGenerated":"2024-05-06T07:08:09Z","Id":")" + id + R"(","Type":"SigninLogs"})";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dead_letters)

BOOST_AUTO_TEST_CASE(a_letter_holds_source_place_reason_and_record) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/dead.jsonl";
  {
    DeadLetters letters(path);
    letters.write({"in \"quotes\".json", 7, 99, "why", "{\"a\":\n\x01 oops", false});
    letters.write({"b", 0, 0, "no text", "a\xff\xfe", false});
    BOOST_TEST(letters.flush());
    BOOST_TEST(letters.written() == 2u);
  }
  const Letters letters(path);
  BOOST_REQUIRE(letters.values.size() == 2u);
  BOOST_TEST(letters.text(0, "source") == "in \"quotes\".json");
  BOOST_TEST(letters.text(0, "line") == "7");
  BOOST_TEST(letters.text(0, "offset") == "99");
  BOOST_TEST(letters.text(0, "reason") == "why");
  BOOST_TEST(letters.text(0, "record") == "{\"a\":\n\x01 oops");
  BOOST_TEST(letters.text(0, "truncated") == "false");
  BOOST_TEST(letters.text(1, "record_base64") == "Yf/+");
}

BOOST_AUTO_TEST_CASE(letters_are_appended_also_behind_a_line_that_was_cut_off) {
  const TemporaryFolder folder;
  const std::string path = folder.write("dead.jsonl", "{\"cut");
  DeadLetters(path).write({"a", 1, 2, "r", "x", false});
  DeadLetters(path).write({"b", 1, 2, "r", "x", false});
  const std::string text = content_of(path);
  BOOST_TEST(text.starts_with("{\"cut\n{\"source\":\"a\""));
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 3);
}

BOOST_AUTO_TEST_CASE(a_long_record_is_cut_between_characters) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/dead.jsonl";
  std::string record = "x";
  while (record.size() <= max_dead_letter_bytes) record += "\xc3\xa9";
  DeadLetters(path).write({"a", 1, 2, "r", record, false});
  const Letters letters(path);
  BOOST_TEST(letters.text(0, "truncated") == "true");
  BOOST_TEST(letters.text(0, "record").size() == max_dead_letter_bytes - 1);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_says_so_and_counts_what_is_lost) {
  DeadLetters nowhere("/nonexistent/folder/dead.jsonl");
  BOOST_TEST(nowhere.error().find("cannot be opened") != std::string::npos);
  DeadLetters full("/dev/full");
  full.write({"a", 1, 2, "r", "x", false});
  BOOST_TEST(!full.flush());
  BOOST_TEST(full.lost() == 1u);
  BOOST_TEST(full.written() == 0u);
  BOOST_TEST(full.error().find("cannot be written") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(threads_write_whole_lines) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/dead.jsonl";
  {
    DeadLetters letters(path);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 2000; ++i) letters.write({"source", 1, 2, "reason", std::string(200, 'x'), false});
      });
    }
  }
  BOOST_TEST(Letters(path).values.size() == 8000u);
}

BOOST_AUTO_TEST_CASE(every_refused_record_of_a_load_is_written_with_its_line_in_the_file) {
  // More than one stretch, so that threads refuse records of places whose lines they do not know yet.
  std::string text;
  std::vector<std::size_t> lines;
  for (std::size_t line = 1; text.size() < 40'000'000; ++line) {
    if (line % 1000 == 0) {
      lines.push_back(line);
      text += "{\"refused\": " + std::to_string(line) + "\n";
    } else {
      text += R"({"TimeGenerated":"2024-05-06T07:08:09Z","Id":"1","UserAgent":")" + std::string(400, 'x') +
              R"(","Type":"SigninLogs"})" + "\n";
    }
  }
  const TemporaryFolder folder;
  for (const bool compressed : {false, true}) {
    const std::string path = folder.path() + (compressed ? "/zst.jsonl" : "/dead.jsonl");
    DeadLetters dead(path);
    LoadOptions options;
    options.threads = 4;
    options.dead_letters = &dead;
    const Loaded loaded = load_text(compressed ? zstd(text) : text, compressed ? "e.json.zst" : "e.json", "", options);
    BOOST_TEST(dead.flush());
    BOOST_TEST(loaded.report.rejected == lines.size());
    BOOST_TEST(dead.written() == lines.size());
    BOOST_TEST(loaded.report.first_rejected.size() < lines.size() + 1);
    BOOST_TEST(loaded.report.first_rejected.at(0).line == lines[0]);
    Letters letters(path);
    BOOST_REQUIRE(letters.values.size() == lines.size());
    letters.sort();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      BOOST_REQUIRE(letters.text(i, "line") == std::to_string(lines[i]));
      BOOST_REQUIRE(letters.text(i, "record") == "{\"refused\": " + std::to_string(lines[i]));
      const std::size_t offset = std::stoull(letters.text(i, "offset"));
      BOOST_REQUIRE(text.compare(offset, 10, "{\"refused\"") == 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(documents_and_cells_keep_what_was_refused) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/dead.jsonl";
  DeadLetters dead(path);
  LoadOptions options;
  options.dead_letters = &dead;
  load_text("[\n" + row("1") + ",\n {\"what\": \"is this\"},\n" + row("2") + "\n]", "e.json", "", options);
  load_text("A,B\n1,2\n\"3\nx\"\n4,5\n", "t.csv", "T", options);
  load_text(std::string("\x7f\x45LF\x00\x01", 6), "binary.json", "", options);
  BOOST_TEST(dead.flush());
  const Letters letters(path);
  BOOST_REQUIRE(letters.values.size() == 3u);
  BOOST_TEST(letters.text(0, "record") == "{\"what\": \"is this\"}");
  BOOST_TEST(letters.text(0, "line") == "3");
  BOOST_TEST(letters.text(1, "record") == "\"3\nx\"");
  BOOST_TEST(letters.text(1, "line") == "3");
  BOOST_TEST(letters.text(2, "line") == "0");
  BOOST_TEST(letters.text(2, "source").ends_with("/binary.json"));
}

BOOST_AUTO_TEST_SUITE_END()
