#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "executor/functions/string_operators/substring_search.hpp"

namespace kelpie::executor {

/// The questions that a string operator asks of a text and a needle (Kusto reference: "String operators").
///   contains    the needle is anywhere in the text
///   has         ... as whole terms
///   has_prefix  ... where a term begins
///   has_suffix  ... where a term ends
/// A term is a run of letters and digits of any script. A boundary is asked for at an edge of the needle only when a
/// term character stands there; so a needle of delimiters alone behaves as with contains, and so does an empty one.
enum class TextQuestion : std::uint8_t { contains, has, has_prefix, has_suffix, starts_with, ends_with, equals };

enum class CaseRule : std::uint8_t { sensitive, insensitive };

/// Answers one question about one needle for any number of texts. Const and thread-safe once made.
class NeedleMatcher {
 public:
  NeedleMatcher(TextQuestion question, CaseRule rule, std::string_view needle);

  /// `scratch` is memory to reuse between calls.
  [[nodiscard]] bool matches(std::string_view text, std::string& scratch) const;
  /// answers[i] = matches(texts[i]), as 0 or 1. Texts that lie one behind the other in memory are searched as one.
  void match_all(const std::string_view* texts, std::size_t count, std::uint8_t* answers) const;

 private:
  [[nodiscard]] bool matches_bytes(std::string_view text) const;
  [[nodiscard]] bool found_in(std::string_view text, std::size_t at) const;
  /// match_all() for the questions that look anywhere in a text.
  void search_all(const std::string_view* texts, std::size_t count, std::uint8_t* answers) const;
  /// `all` is the texts from the first on, one behind the other; sets the answers that are 1.
  void match_run(std::string_view all, const std::string_view* texts, std::uint8_t* answers) const;

  TextQuestion question_;
  bool folded_ = false;  // needle with letters beyond ASCII, case ignored: texts are folded first
  bool boundary_before_ = false;
  bool boundary_after_ = false;
  std::optional<SubstringSearch> search_;  // nothing for an empty needle
};

}  // namespace kelpie::executor
