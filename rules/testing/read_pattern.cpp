// Patterns from test files, and in words.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "executor/error.hpp"
#include "rules/testing/value_pattern.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

struct MatcherName {
  std::string_view name;
  MatcherKind kind;
  std::string_view words;
};
constexpr std::array<MatcherName, 12> matcher_names{{{"contains", MatcherKind::contains, "a text that contains"},
                                                     {"matches", MatcherKind::matches, "a text that matches"},
                                                     {"in", MatcherKind::in, "one of"},
                                                     {"not", MatcherKind::not_, "not"},
                                                     {"equals", MatcherKind::equals, "exactly"},
                                                     {"gt", MatcherKind::gt, "more than"},
                                                     {"gte", MatcherKind::gte, "at least"},
                                                     {"lt", MatcherKind::lt, "less than"},
                                                     {"lte", MatcherKind::lte, "at most"},
                                                     {"exists", MatcherKind::exists, "a value:"},
                                                     {"length", MatcherKind::length, "of length"},
                                                     {"exactly", MatcherKind::exactly, "no others than"}}};

const MatcherName* matcher_named(std::string_view name) {
  const auto at =
      std::find_if(matcher_names.begin(), matcher_names.end(), [&](const auto& one) { return one.name == name; });
  return at == matcher_names.end() ? nullptr : &*at;
}

ValuePattern read_value(const PlacedValue& value, TestReader& reader, bool with_matchers);

void read_elements(const PlacedValue& value, TestReader& reader, bool with_matchers, ValuePattern& into) {
  into.kind = ValuePattern::Kind::list;
  into.span = value.span;
  for (const PlacedValue& element : value.elements) into.elements.push_back(read_value(element, reader, with_matchers));
}

ValuePattern::Matcher read_matcher(const MatcherName& name, const PlacedMember& member, TestReader& reader) {
  const PlacedValue& value = member.value;
  ValuePattern::Matcher matcher{name.kind, {}, nullptr};
  const std::string what = fmt::format("'{}'", name.name);
  switch (name.kind) {
    case MatcherKind::in:
    case MatcherKind::exactly:
      if (!value.is_list()) reader.expected(value, what, "a list");
      read_elements(value, reader, true, matcher.argument);
      return matcher;
    case MatcherKind::not_:
    case MatcherKind::length:
    case MatcherKind::contains:
      matcher.argument = read_value(value, reader, true);
      return matcher;
    case MatcherKind::equals:
      matcher.argument = read_value(value, reader, false);
      return matcher;
    default:
      break;
  }
  if (!value.is_text()) {
    reader.expected(value, what, "text");
    return matcher;
  }
  matcher.argument = read_value(value, reader, false);
  if (name.kind == MatcherKind::exists && !tables::parse_bool(value.text)) {
    reader.error(value.span, "KT008", fmt::format("'exists' is '{}'; true or false is expected.", value.text));
  }
  const bool compares = name.kind == MatcherKind::gt || name.kind == MatcherKind::gte || name.kind == MatcherKind::lt ||
                        name.kind == MatcherKind::lte;
  if (compares && !tables::parse_real(value.text) && !tables::parse_datetime(value.text) &&
      !tables::parse_timespan(value.text)) {
    reader.error(value.span, "KT008",
                 fmt::format("'{}' is '{}'; a number, a datetime or a timespan is expected.", name.name, value.text));
  }
  if (name.kind == MatcherKind::matches) {
    try {
      matcher.expression = std::make_shared<const executor::Pattern>(value.text);
    } catch (const executor::QueryError& wrong) {
      reader.error(value.span, "KT008", wrong.what());
    }
  }
  return matcher;
}

ValuePattern read_value(const PlacedValue& value, TestReader& reader, bool with_matchers) {
  ValuePattern pattern;
  pattern.span = value.span;
  switch (value.kind) {
    case PlacedValue::Kind::null:
      return pattern;
    case PlacedValue::Kind::text:
      pattern.kind = ValuePattern::Kind::text;
      pattern.text = value.text;
      pattern.quoted = value.quoted;
      return pattern;
    case PlacedValue::Kind::list:
      read_elements(value, reader, with_matchers, pattern);
      return pattern;
    case PlacedValue::Kind::map:
      break;
  }
  const auto is_matcher = [&](const PlacedMember& member) {
    return with_matchers && matcher_named(member.key) != nullptr;
  };
  const auto matchers = std::count_if(value.members.begin(), value.members.end(), is_matcher);
  if (matchers > 0 && static_cast<std::size_t>(matchers) < value.members.size()) {
    const auto other = std::find_if_not(value.members.begin(), value.members.end(), is_matcher);
    const auto matcher = std::find_if(value.members.begin(), value.members.end(), is_matcher);
    reader.error(other->key_span, "KT011",
                 fmt::format("'{}' is a key of what is found, '{}' a comparison; they do not go together.", other->key,
                             matcher->key),
                 "write equals: {...} around keys that are called as comparisons are");
    return pattern;
  }
  pattern.kind = matchers > 0 ? ValuePattern::Kind::matchers : ValuePattern::Kind::map;
  for (const PlacedMember& member : value.members) {
    if (matchers > 0)
      pattern.matchers.push_back(read_matcher(*matcher_named(member.key), member, reader));
    else
      pattern.members.push_back({member.key, read_value(member.value, reader, with_matchers)});
  }
  return pattern;
}

std::string list_text(const std::vector<ValuePattern>& elements) {
  std::string text;
  for (const ValuePattern& element : elements) text += (text.empty() ? "" : ", ") + description_of(element);
  return text;
}

std::string matcher_text(const ValuePattern::Matcher& matcher) {
  const auto name = std::find_if(matcher_names.begin(), matcher_names.end(),
                                 [&](const auto& one) { return one.kind == matcher.kind; });
  const ValuePattern& argument = matcher.argument;
  switch (matcher.kind) {
    case MatcherKind::exists:
      return tables::parse_bool(argument.text).value_or(true) ? "a value" : "nothing";
    case MatcherKind::in:
    case MatcherKind::exactly:
      return fmt::format("{} {}", name->words, list_text(argument.elements));
    case MatcherKind::matches:
      return fmt::format("{} /{}/", name->words, argument.text);
    default:
      return fmt::format("{} {}", name->words, description_of(argument));
  }
}

}  // namespace

ValuePattern read_pattern(const PlacedValue& value, TestReader& reader) { return read_value(value, reader, true); }

ValuePattern length_pattern(MatcherKind comparison, std::string number, parser::Span span) {
  ValuePattern count;
  count.kind = ValuePattern::Kind::text;
  count.text = std::move(number);
  count.span = span;
  ValuePattern length;
  length.kind = ValuePattern::Kind::matchers;
  length.span = span;
  length.matchers.push_back({comparison, std::move(count), nullptr});
  ValuePattern pattern;
  pattern.kind = ValuePattern::Kind::matchers;
  pattern.span = span;
  pattern.matchers.push_back({MatcherKind::length, std::move(length), nullptr});
  return pattern;
}

std::string description_of(const ValuePattern& pattern) {
  switch (pattern.kind) {
    case ValuePattern::Kind::absent:
      return "nothing";
    case ValuePattern::Kind::text:
      return pattern.quoted || !tables::parse_real(pattern.text) ? fmt::format("\"{}\"", pattern.text) : pattern.text;
    case ValuePattern::Kind::list:
      return fmt::format("[{}]", list_text(pattern.elements));
    case ValuePattern::Kind::map: {
      std::string text;
      for (const auto& [key, member] : pattern.members)
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, description_of(member));
      return fmt::format("{{{}}}", text);
    }
    case ValuePattern::Kind::matchers:
      break;
  }
  std::string text;
  for (const ValuePattern::Matcher& matcher : pattern.matchers) {
    // "of length exactly 3" is "of length 3".
    const bool plain = matcher.kind == MatcherKind::equals && matcher.argument.kind == ValuePattern::Kind::text;
    text += (text.empty() ? "" : " and ") + (plain ? description_of(matcher.argument) : matcher_text(matcher));
  }
  return text;
}

}  // namespace kelpie::rules::testing
