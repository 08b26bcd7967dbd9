#include "executor/functions/string_operators/needle_matcher.hpp"

#include <cstring>

#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

bool term_character_before(std::string_view text, std::size_t at) {
  if (at == 0) return false;
  const auto byte = static_cast<unsigned char>(text[at - 1]);
  return byte < 0x80 ? is_ascii_letter_or_digit(byte) : is_term_character(decode_before(text, at).value);
}

bool term_character_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  const auto byte = static_cast<unsigned char>(text[at]);
  return byte < 0x80 ? is_ascii_letter_or_digit(byte) : is_term_character(decode_at(text, at).value);
}

/// Runs shorter than this are not worth the bookkeeping.
constexpr std::size_t shortest_run = 4;

}  // namespace

NeedleMatcher::NeedleMatcher(TextQuestion question, CaseRule rule, std::string_view needle) : question_(question) {
  if (needle.empty()) return;
  const bool term_starts = term_character_at(needle, 0);
  const bool term_ends = term_character_before(needle, needle.size());
  boundary_before_ = term_starts && (question == TextQuestion::has || question == TextQuestion::has_prefix);
  boundary_after_ = term_ends && (question == TextQuestion::has || question == TextQuestion::has_suffix);
  if (rule == CaseRule::sensitive || is_ascii(needle)) {
    search_.emplace(needle, rule == CaseRule::insensitive);
    return;
  }
  folded_ = true;
  std::string folded_needle;
  append_folded(needle, folded_needle);
  search_.emplace(folded_needle, false);
}

bool NeedleMatcher::found_in(std::string_view text, std::size_t at) const {
  if (boundary_before_ && term_character_before(text, at)) return false;
  return !boundary_after_ || !term_character_at(text, at + search_->size());
}

bool NeedleMatcher::matches_bytes(std::string_view text) const {
  const std::size_t size = search_->size();
  if (text.size() < size) return false;
  switch (question_) {
    case TextQuestion::equals:
      return text.size() == size && search_->matches_at(text.data());
    case TextQuestion::starts_with:
      return search_->matches_at(text.data());
    case TextQuestion::ends_with:
      return search_->matches_at(text.data() + (text.size() - size));
    default:
      return search_->any(text, [&](std::size_t at) { return found_in(text, at); });
  }
}

bool NeedleMatcher::matches(std::string_view text, std::string& scratch) const {
  if (!search_) return question_ != TextQuestion::equals || text.empty();
  if (!folded_) return matches_bytes(text);
  if (is_ascii(text)) return false;  // nothing beyond ASCII folds into it
  scratch.clear();
  append_folded(text, scratch);
  return matches_bytes(scratch);
}

void NeedleMatcher::match_run(std::string_view all, const std::string_view* texts, std::uint8_t* answers) const {
  std::size_t current = 0;
  search_->any(all, [&](std::size_t at) {
    const char* place = all.data() + at;
    while (texts[current].empty() || place >= texts[current].data() + texts[current].size()) ++current;
    const std::string_view text = texts[current];
    const auto inside = static_cast<std::size_t>(place - text.data());
    if (answers[current] == 0 && inside + search_->size() <= text.size() && found_in(text, inside))
      answers[current] = 1;
    return false;
  });
}

void NeedleMatcher::match_all(const std::string_view* texts, std::size_t count, std::uint8_t* answers) const {
  if (folded_ || !search_) {
    std::string scratch;
    for (std::size_t i = 0; i < count; ++i) answers[i] = matches(texts[i], scratch) ? 1 : 0;
    return;
  }
  const SubstringSearch& search = *search_;
  const std::size_t size = search.size();
  switch (question_) {
    case TextQuestion::equals:
      for (std::size_t i = 0; i < count; ++i)
        answers[i] = texts[i].size() == size && search.matches_at(texts[i].data()) ? 1 : 0;
      return;
    case TextQuestion::starts_with:
      for (std::size_t i = 0; i < count; ++i)
        answers[i] = texts[i].size() >= size && search.matches_at(texts[i].data()) ? 1 : 0;
      return;
    case TextQuestion::ends_with:
      for (std::size_t i = 0; i < count; ++i) {
        const std::string_view text = texts[i];
        answers[i] = text.size() >= size && search.matches_at(text.data() + (text.size() - size)) ? 1 : 0;
      }
      return;
    default:
      search_all(texts, count, answers);
  }
}

void NeedleMatcher::search_all(const std::string_view* texts, std::size_t count, std::uint8_t* answers) const {
  std::memset(answers, 0, count);
  for (std::size_t start = 0; start < count;) {
    // The longest run of texts that lie one behind the other; empty ones lie anywhere.
    const char* begin = texts[start].data();
    const char* next = begin + texts[start].size();
    std::size_t end = start + 1;
    for (; end < count && (texts[end].empty() || texts[end].data() == next); ++end) next += texts[end].size();
    if (!texts[start].empty() && end - start >= shortest_run) {
      match_run(std::string_view(begin, static_cast<std::size_t>(next - begin)), texts + start, answers + start);
    } else {
      for (std::size_t i = start; i < end; ++i) answers[i] = matches_bytes(texts[i]) ? 1 : 0;
    }
    start = end;
  }
}

}  // namespace kelpie::executor
