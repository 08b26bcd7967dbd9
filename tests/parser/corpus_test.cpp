// Queries that people wrote, where they lie beside the repository: all parse, and survive the formatter.

#include <boost/test/unit_test.hpp>

#include "../golden_files.hpp"
#include "parser/dump.hpp"
#include "parser/format.hpp"
#include "parser/parse.hpp"

using namespace kelpie::parser;

namespace {

void append_code_point(std::string& text, unsigned value) {
  if (value < 0x80) {
    text += static_cast<char>(value);
  } else if (value < 0x800) {
    text += {static_cast<char>(0xC0 | value >> 6), static_cast<char>(0x80 | (value & 0x3F))};
  } else if (value < 0x10000) {
    text += {static_cast<char>(0xE0 | value >> 12), static_cast<char>(0x80 | (value >> 6 & 0x3F)),
             static_cast<char>(0x80 | (value & 0x3F))};
  } else {
    text += {static_cast<char>(0xF0 | value >> 18), static_cast<char>(0x80 | (value >> 12 & 0x3F)),
             static_cast<char>(0x80 | (value >> 6 & 0x3F)), static_cast<char>(0x80 | (value & 0x3F))};
  }
}

/// The string behind "KEY": in a line of JSON.
std::string string_of(std::string_view line, std::string_view key) {
  const std::string mark = "\"" + std::string(key) + "\":";
  std::size_t at = line.find(mark);
  if (at == std::string_view::npos) return {};
  at = line.find('"', at + mark.size()) + 1;
  std::string text;
  for (; line[at] != '"'; ++at) {
    if (line[at] != '\\') {
      text += line[at];
      continue;
    }
    static constexpr std::string_view letters = "bfnrt\"\\/";
    static constexpr std::string_view meanings = "\b\f\n\r\t\"\\/";
    if (const auto i = letters.find(line[++at]); i != std::string_view::npos) {
      text += meanings[i];
      continue;
    }
    auto value = static_cast<unsigned>(std::stoul(std::string(line.substr(at + 1, 4)), nullptr, 16));
    at += 4;
    if (value >= 0xD800 && value <= 0xDBFF) {
      value = 0x10000 + ((value - 0xD800) << 10) +
              static_cast<unsigned>(std::stoul(std::string(line.substr(at + 3, 4)), nullptr, 16)) - 0xDC00;
      at += 6;
    }
    append_code_point(text, value);
  }
  return text;
}

std::vector<std::string> lines_of(std::string_view file) {
  const auto path = std::filesystem::path(KELPIE_SOURCE_DIR).parent_path() / "shared" / file;
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(std::move(line));
  if (lines.empty()) BOOST_TEST_MESSAGE("skipped: " << path << " is not there");
  return lines;
}

/// Where the string that begins at `at` ends.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (const std::string_view fence : {"```", "~~~"}) {
    if (text.substr(at).starts_with(fence)) return std::min(text.find(fence, at + 3), text.size() - 3) + 3;
  }
  const bool verbatim = at > 0 && text[at - 1] == '@';
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote; ++at) {
    if (text[at] == '\\' && !verbatim) ++at;
  }
  return std::min(at + 1, text.size());
}

/// The comments of a text, read without the formatter's own means.
std::vector<std::string> comments_of(std::string_view text) {
  std::vector<std::string> comments;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("//")) {
      const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
      std::string comment(text.substr(at, end - at));
      while (!comment.empty() && (comment.back() == ' ' || comment.back() == '\t')) comment.pop_back();
      comments.push_back(std::move(comment));
      at = end;
    } else if (rest.front() == '"' || rest.front() == '\'' || rest.starts_with("```") || rest.starts_with("~~~")) {
      at = end_of_string(text, at);
    } else {
      ++at;
    }
  }
  std::sort(comments.begin(), comments.end());
  return comments;
}

/// Operators that the tree has no node for.
bool unsupported(const ParseResult& result, const std::string& query) {
  return result.diagnostics.front().code == "KP013" || query.find("inline_external_table(") != std::string::npos;
}

void check_query(const std::string& id, const std::string& query) {
  BOOST_TEST_CONTEXT(id) {
    const ParseResult result = parse(query);
    if (!result.ok() && unsupported(result, query)) return;
    for (const Diagnostic& diagnostic : result.diagnostics) BOOST_TEST_MESSAGE(render(query, diagnostic));
    BOOST_TEST(result.ok());
    const std::string once = format(result.query, query);
    const ParseResult again = parse(once);
    BOOST_TEST(again.ok());
    BOOST_TEST(dump(again.query) == dump(result.query));
    BOOST_TEST(format(again.query, once) == once);
    BOOST_TEST(comments_of(once) == comments_of(query), boost::test_tools::per_element());
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(corpus)

BOOST_AUTO_TEST_CASE(every_query_with_a_recorded_answer_parses) {
  for (const std::string& line : lines_of("kql/cases.jsonl"))
    if (line.find("\"error\": true") == std::string::npos) check_query(string_of(line, "id"), string_of(line, "query"));
}

BOOST_AUTO_TEST_CASE(every_published_query_parses) {
  for (const std::string& line : lines_of("rules/queries.jsonl"))
    check_query(string_of(line, "id"), string_of(line, "query"));
}

BOOST_AUTO_TEST_SUITE_END()
