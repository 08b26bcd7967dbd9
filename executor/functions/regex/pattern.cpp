#include "executor/functions/regex/pattern.hpp"

#include <mutex>

#include <fmt/format.h>
#include <re2/re2.h>

#include "executor/error.hpp"
#include "executor/functions/regex/syntax.hpp"
#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

re2::RE2::Options options() {
  re2::RE2::Options result;
  result.set_log_errors(false);
  result.set_max_mem(static_cast<std::int64_t>(max_pattern_memory));
  return result;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

[[noreturn]] void malformed(std::string_view pattern, std::string_view why) {
  constexpr std::size_t shown = 200;
  throw QueryError("SEM0420", fmt::format("The regular expression '{}{}' is ill-formed: {}.", pattern.substr(0, shown),
                                          pattern.size() > shown ? "..." : "", why));
}

std::string reason(const re2::RE2& expression) {
  const std::string& argument = expression.error_arg();
  switch (expression.error_code()) {
    case re2::RE2::ErrorMissingBracket:
      return fmt::format("the character class {} is not closed, a ] is missing", argument);
    case re2::RE2::ErrorMissingParen:
      return fmt::format("a ) is missing for {}", argument);
    case re2::RE2::ErrorUnexpectedParen:
      return fmt::format("there is a ) too many: {}", argument);
    case re2::RE2::ErrorTrailingBackslash:
      return "it ends with a backslash";
    case re2::RE2::ErrorRepeatArgument:
      return fmt::format("{} has nothing to repeat", argument);
    case re2::RE2::ErrorRepeatSize:
      return fmt::format(
          "the count of repetitions {} is out of range: 1000 is the most, repetitions of repetitions multiplied",
          argument);
    case re2::RE2::ErrorBadEscape:
      return fmt::format("{} is no escape; write the character without backslash, or two backslashes", argument);
    case re2::RE2::ErrorBadCharRange:
      return fmt::format("{} is no range or class of characters", argument);
    case re2::RE2::ErrorPatternTooLarge:
      return fmt::format("it takes more than {} bytes when compiled; repeat less", max_pattern_memory);
    case re2::RE2::ErrorBadUTF8:
      return "it is not valid UTF-8";
    default:
      return expression.error();
  }
}

std::unique_ptr<re2::RE2> compile(std::string_view pattern, CharacterClasses classes) {
  return std::make_unique<re2::RE2>(piece(translate_pattern(pattern, classes).text), options());
}

}  // namespace

struct Pattern::Compiled {
  std::string source;
  bool has_classes = false;
  std::unique_ptr<re2::RE2> ascii;
  mutable std::once_flag compile_unicode;
  mutable std::unique_ptr<re2::RE2> unicode;

  const re2::RE2& for_text(std::string_view text) const {
    if (!has_classes || is_ascii(text)) return *ascii;
    std::call_once(compile_unicode, [this] {
      auto expression = compile(source, CharacterClasses::unicode);
      if (expression->ok()) unicode = std::move(expression);
    });
    return unicode ? *unicode : *ascii;
  }
};

Pattern::Pattern(std::string_view pattern) {
  if (pattern.size() > max_pattern_size) {
    malformed(pattern, fmt::format("it is {} bytes long, {} are the most; match a long list with has_any or a join",
                                   pattern.size(), max_pattern_size));
  }
  const TranslatedPattern translated = translate_pattern(pattern, CharacterClasses::ascii);
  if (!translated.error.empty()) malformed(pattern, translated.error);
  auto compiled = std::make_unique<Compiled>();
  compiled->source = pattern;
  compiled->has_classes = translated.has_classes;
  compiled->ascii = std::make_unique<re2::RE2>(piece(translated.text), options());
  if (!compiled->ascii->ok()) malformed(pattern, reason(*compiled->ascii));
  compiled_ = std::move(compiled);
}

Pattern::~Pattern() = default;

std::size_t Pattern::group_count() const {
  return static_cast<std::size_t>(compiled_->ascii->NumberOfCapturingGroups());
}

std::optional<std::size_t> Pattern::group_number(std::string_view name) const {
  const auto& groups = compiled_->ascii->NamedCapturingGroups();
  const auto found = groups.find(std::string(name));
  if (found == groups.end()) return std::nullopt;
  return static_cast<std::size_t>(found->second);
}

bool Pattern::is_in(std::string_view text) const {
  return compiled_->for_text(text).Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

bool Pattern::find(std::string_view text, std::size_t from, std::span<std::string_view> groups) const {
  constexpr std::size_t usual = 8;
  re2::StringPiece few[usual];
  std::vector<re2::StringPiece> many;
  re2::StringPiece* pieces = few;
  if (groups.size() > usual) {
    many.resize(groups.size());
    pieces = many.data();
  }
  const re2::RE2& expression = compiled_->for_text(text);
  if (!expression.Match(piece(text), from, text.size(), re2::RE2::UNANCHORED, pieces, static_cast<int>(groups.size())))
    return false;
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = std::string_view(pieces[i].data(), pieces[i].size());
  return true;
}

std::optional<std::size_t> Pattern::match_at_start(std::string_view text) const {
  re2::StringPiece match;
  if (!compiled_->for_text(text).Match(piece(text), 0, text.size(), re2::RE2::ANCHOR_START, &match, 1))
    return std::nullopt;
  return match.size();
}

std::optional<std::size_t> next_search_position(std::string_view text, std::string_view match) {
  const auto end = static_cast<std::size_t>(match.data() + match.size() - text.data());
  if (!match.empty()) return end;
  if (end >= text.size()) return std::nullopt;
  return end + decode_at(text, end).bytes;
}

}  // namespace kelpie::executor
