#include "rules/findings/suppressions.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace kelpie::rules {

namespace {

constexpr std::string_view word = "kelpie:";
constexpr std::string_view blanks = " \t";
/// Codes and problems of one file that are looked at.
constexpr std::size_t most = 1000;

bool is_code(std::string_view text) {
  return text.size() >= 3 && text.front() >= 'A' && text.front() <= 'Z' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

/// The line without what begins with # or //, or nothing but that.
bool is_blank_or_comment(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(blanks);
  return begin == std::string_view::npos || line[begin] == '#' || line.substr(begin).starts_with("//");
}

class Reader {
 public:
  explicit Reader(PlacedFile& file) : file_(file) {}

  Suppressions run() {
    for (std::uint32_t number = 1; number <= file_.lines().lines(); ++number) {
      if (found_.codes.size() + found_.problems.size() >= most) break;
      const std::string_view line = file_.lines().line(number);
      const std::size_t at = line.find(word);
      if (at == std::string_view::npos) continue;
      if (const auto begin = comment_begin(line, at)) read(number, line, *begin, at + word.size());
    }
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::uint32_t offset_of(std::string_view part) const {
    return static_cast<std::uint32_t>(part.data() - file_.text().data());
  }

  /// Where the comment begins, in front of the word; nothing when it is text.
  std::optional<std::size_t> comment_begin(std::string_view line, std::size_t at) {
    const std::string_view before = line.substr(0, at);
    const std::size_t last = before.find_last_not_of(blanks);
    if (last == std::string_view::npos) return std::nullopt;
    if (before[last] == '#' && (last == 0 || blanks.find(before[last - 1]) != std::string_view::npos)) {
      return file_.in_value(offset_of(line) + static_cast<std::uint32_t>(last)) ? std::nullopt : std::optional(last);
    }
    if (last > 0 && before[last] == '/' && before[last - 1] == '/') {
      return file_.may_begin_query_comment(offset_of(line) + static_cast<std::uint32_t>(last) - 1)
                 ? std::optional(last - 1)
                 : std::nullopt;
    }
    return std::nullopt;
  }

  void read(std::uint32_t number, std::string_view line, std::size_t begin, std::size_t after) {
    std::string_view rest = line.substr(after);
    const std::size_t dashes = rest.find("--");
    const std::string reason = dashes == std::string_view::npos ? std::string() : on_one_line(rest.substr(dashes + 2));
    rest = rest.substr(0, dashes);
    const std::string_view verb = next_word(rest);
    if (verb != "ignore" && verb != "ignore-file") {
      return problem(verb.empty() ? line.substr(begin) : verb,
                     fmt::format("'{}' is nothing that a comment can ask for.", verb));
    }
    std::uint32_t covered = 0;
    if (verb == "ignore") {
      covered = number;
      if (is_blank_or_comment(line)) {
        do ++covered;
        while (covered <= file_.lines().lines() && is_blank_or_comment(file_.lines().line(covered)));
      }
    }
    bool any = false;
    for (std::string_view code = next_word(rest); !code.empty() && found_.codes.size() < most; code = next_word(rest)) {
      any = true;
      if (!is_code(code)) {
        problem(code, fmt::format("'{}' is no code of a finding.", code));
        continue;
      }
      const std::uint32_t at = offset_of(code);
      found_.codes.push_back(
          {std::string(code), reason, covered, {at, at + static_cast<std::uint32_t>(code.size())}, false});
    }
    if (!any) problem(verb, "No code says which findings are meant.");
  }

  static std::string_view next_word(std::string_view& rest) {
    const std::size_t begin = rest.find_first_not_of(" \t,");
    if (begin == std::string_view::npos) return rest = {};
    const std::size_t end = std::min(rest.find_first_of(" \t,", begin), rest.size());
    const std::string_view found = rest.substr(begin, end - begin);
    rest.remove_prefix(end);
    return found;
  }

  void problem(std::string_view part, std::string message) {
    const std::uint32_t at = offset_of(part);
    found_.problems.push_back({parser::Severity::warning,
                               "KV002",
                               std::move(message),
                               {at, at + static_cast<std::uint32_t>(part.size())},
                               "write kelpie: ignore CODE, or kelpie: ignore-file CODE, with the reason behind --"});
  }

  PlacedFile& file_;
  Suppressions found_;
};

}  // namespace

bool may_have_suppressions(std::string_view text) { return text.find(word) != std::string_view::npos; }

Suppressions read_suppressions(PlacedFile& file) { return Reader(file).run(); }

void apply(std::vector<Suppression>& suppressions, Finding& finding) {
  for (Suppression& one : suppressions) {
    if (one.code != finding.diagnostic.diagnostic.code || (one.line != 0 && one.line != finding.begin.line)) continue;
    one.used = true;
    if (finding.state == FindingState::suppressed) continue;
    finding.state = FindingState::suppressed;
    finding.reason = one.reason;
  }
}

}  // namespace kelpie::rules
