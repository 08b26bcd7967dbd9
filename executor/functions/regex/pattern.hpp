#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::executor {

/// Longest pattern, in bytes, and most memory of one compiled pattern with its matching state.
inline constexpr std::size_t max_pattern_size = 64 * 1024;
inline constexpr std::size_t max_pattern_memory = 32 * 1024 * 1024;

/// A compiled regular expression (Kusto reference: "Regular expressions"): no look-around, no back-references, time
/// linear in the text. Const and thread-safe.
///
/// \d, \w and \s mean Unicode's digits, word characters and blanks. In an ASCII text that is the same as ASCII's, which
/// are quicker to compile and to run; so a pattern is compiled for Unicode only when the first other text comes. Should
/// that pass max_pattern_memory, ASCII's meaning holds for every text.
class Pattern {
 public:
  /// Throws QueryError SEM0420 when the pattern is malformed, too long or too large, with what is wrong and where it
  /// can be told what to do.
  explicit Pattern(std::string_view pattern);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  /// Capture groups, without the whole match.
  [[nodiscard]] std::size_t group_count() const;
  /// Number of a named group.
  [[nodiscard]] std::optional<std::size_t> group_number(std::string_view name) const;

  [[nodiscard]] bool is_in(std::string_view text) const;
  /// The leftmost match at or after `from`: groups[0] is the whole, groups[i] capture i; a capture that took no part
  /// has no data. What stands before `from` is seen by \b and ^.
  [[nodiscard]] bool find(std::string_view text, std::size_t from, std::span<std::string_view> groups) const;
  /// Bytes of the match that begins where the text begins.
  [[nodiscard]] std::optional<std::size_t> match_at_start(std::string_view text) const;

 private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

/// Calls f(groups) for the matches from left to right, not overlapping, until it returns false. An empty match right
/// behind another match is passed over. `groups` holds the whole match and as many captures as its size allows.
template <typename F>
void for_each_match(const Pattern& pattern, std::string_view text, std::span<std::string_view> groups, F&& f);

/// Where the search after a match goes on; nothing behind the end.
[[nodiscard]] std::optional<std::size_t> next_search_position(std::string_view text, std::string_view match);

template <typename F>
void for_each_match(const Pattern& pattern, std::string_view text, std::span<std::string_view> groups, F&& f) {
  std::size_t last_end = std::string_view::npos;
  std::size_t from = 0;
  while (pattern.find(text, from, groups)) {
    const std::string_view match = groups[0];
    const auto end = static_cast<std::size_t>(match.data() + match.size() - text.data());
    const bool repeated = match.empty() && end == last_end;
    if (!repeated && !f(groups)) return;
    last_end = end;
    const auto next = next_search_position(text, match);
    if (!next) return;
    from = *next;
  }
}

}  // namespace kelpie::executor
