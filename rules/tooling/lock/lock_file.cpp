#include "rules/tooling/lock/lock_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tables/guid.hpp"

namespace kelpie::rules::tooling {

namespace {

constexpr std::string_view head = "kelpie-lock 1";
constexpr std::size_t most_problems = 10;
constexpr std::size_t longest_shown = 40;

bool is_hash(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}
bool is_version(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c < 0x7f; });
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
  return words;
}

/// A piece of the file for a message, without what could drive a terminal.
std::string shown(std::string_view text) {
  std::string result;
  for (const char c : text.substr(0, longest_shown)) result += c >= ' ' && c < 0x7f ? c : '?';
  return text.size() > longest_shown ? result + "..." : result;
}

/// What is wrong with a rule's line; empty: nothing.
std::string read_line(std::string_view line, LockedRules& rules) {
  if (line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>")) {
    return "this is the mark of a merge conflict; take the lines of one side, then kelpie lock --update";
  }
  const std::vector<std::string_view> words = words_of(line);
  if (words.size() != 4) {
    return fmt::format("'{}' has {} words; a rule's line has 4: id, version, content hash, query hash", shown(line),
                       words.size());
  }
  if (words[0].size() != 36 || !tables::parse_guid(words[0]))
    return fmt::format("'{}' is no id; a GUID is expected", shown(words[0]));
  if (!is_version(words[1])) return fmt::format("'{}' is no version; such as 1.0.0 is expected, or -", shown(words[1]));
  for (const std::string_view hash : {words[2], words[3]}) {
    if (!is_hash(hash)) return fmt::format("'{}' is no hash; 32 digits of 0-9 and a-f are expected", shown(hash));
  }
  LockedRule rule{words[1] == "-" ? std::string() : std::string(words[1]), std::string(words[2]),
                  std::string(words[3])};
  if (!rules.emplace(std::string(words[0]), std::move(rule)).second)
    return fmt::format("the rule {} stands here a second time; once is expected", words[0]);
  return {};
}

}  // namespace

LockFile read_lock(std::string_view text) {
  LockFile file;
  bool headed = false;
  for (std::size_t number = 1; !text.empty() && file.problems.size() < most_problems; ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos || line.front() == '#') continue;
    if (!headed) {
      headed = true;
      if (line == head) continue;
      file.problems.push_back({number, fmt::format("'{}' begins no lock file that this version reads; '{}' is expected",
                                                   shown(line), head)});
      return file;
    }
    if (std::string problem = read_line(line, file.rules); !problem.empty())
      file.problems.push_back({number, std::move(problem)});
  }
  if (!headed) file.problems.push_back({1, fmt::format("the file is empty; '{}' is expected", head)});
  return file;
}

std::string lock_text(const LockedRules& rules) {
  std::string text = fmt::format(
      "{}\n# kelpie lock --update writes this file: id, version, hash of the content, hash of the query\n", head);
  for (const auto& [id, rule] : rules)
    text += fmt::format("{} {} {} {}\n", id, rule.version.empty() ? "-" : rule.version, rule.content, rule.query);
  return text;
}

}  // namespace kelpie::rules::tooling
