#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "rules/testing/pattern_assignment.hpp"
#include "rules/testing/value_pattern.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

using tables::DynamicKind;
using tables::DynamicView;
using Kind = ValuePattern::Kind;

constexpr std::size_t most_text = 160;

bool is_empty(DynamicView value) {
  return value.is_null() || (value.kind() == DynamicKind::string && value.as_string().empty()) ||
         ((value.kind() == DynamicKind::array || value.kind() == DynamicKind::bag) && value.size() == 0);
}

bool is_time(DynamicView value) {
  return value.kind() == DynamicKind::datetime ||
         (value.kind() == DynamicKind::string && value.as_string().size() >= 10 && value.as_string()[4] == '-');
}

/// -1, 0 or 1 where both can be compared as what is found: a number, a time, a length of time.
std::optional<int> compare(DynamicView found, std::string_view expected) {
  const std::string text = tables::to_text(found);
  const auto order = [](auto a, auto b) { return a < b ? -1 : a > b ? 1 : 0; };
  if (is_time(found)) {
    const auto a = tables::parse_datetime(text), b = tables::parse_datetime(expected);
    if (a && b) return order(*a, *b);
  }
  if (found.kind() != DynamicKind::timespan) {
    const auto a = tables::parse_real(text), b = tables::parse_real(expected);
    if (a && b && !std::isnan(*a) && !std::isnan(*b)) return order(*a, *b);
  }
  const auto a = tables::parse_timespan(text), b = tables::parse_timespan(expected);
  if (a && b && (found.kind() == DynamicKind::timespan || text.find(':') != std::string::npos)) return order(*a, *b);
  return std::nullopt;
}

bool equal_text(const ValuePattern& pattern, DynamicView found) {
  if (found.kind() == DynamicKind::boolean) {
    const auto wanted = tables::parse_bool(pattern.text);
    return wanted && *wanted == found.as_bool();
  }
  if (tables::to_text(found) == pattern.text) return true;
  // "01" in quotes is that text; 1 and 1.0 are one number, two spellings of a time are one time.
  if (found.kind() == DynamicKind::string && pattern.quoted && !is_time(found)) return false;
  return compare(found, pattern.text) == 0;
}

bool test(const ValuePattern::Matcher& matcher, DynamicView found) {
  const ValuePattern& argument = matcher.argument;
  switch (matcher.kind) {
    case MatcherKind::exists:
      return tables::parse_bool(argument.text).value_or(true) != is_empty(found);
    case MatcherKind::not_:
      return !match(argument, found, "").ok();
    case MatcherKind::equals:
      return match(argument, found, "").ok();
    case MatcherKind::in:
      return std::any_of(argument.elements.begin(), argument.elements.end(),
                         [&](const auto& one) { return match(one, found, "").ok(); });
    case MatcherKind::length: {
      const bool counted = found.kind() == DynamicKind::array || found.kind() == DynamicKind::bag;
      const std::string text = counted ? std::string() : tables::to_text(found);
      const auto bytes = std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; });
      tables::DynamicBuilder builder;
      builder.long_(counted ? static_cast<std::int64_t>(found.size()) : bytes);
      return match(argument, DynamicView(builder.bytes()), "").ok();
    }
    default:
      break;
  }
  if (found.kind() == DynamicKind::array) {
    // A detail is a list of its values: one of them will do.
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (matcher.kind == MatcherKind::contains && match(argument, found.element(i), "").ok()) return true;
      if (test(matcher, found.element(i))) return true;
    }
    return false;
  }
  if (found.is_null()) return false;
  const auto order = compare(found, argument.text);
  switch (matcher.kind) {
    case MatcherKind::contains:
      return argument.kind == Kind::text && tables::to_text(found).find(argument.text) != std::string::npos;
    case MatcherKind::matches:
      return matcher.expression && matcher.expression->is_in(tables::to_text(found));
    case MatcherKind::gt:
      return order && *order > 0;
    case MatcherKind::gte:
      return order && *order >= 0;
    case MatcherKind::lt:
      return order && *order < 0;
    case MatcherKind::lte:
      return order && *order <= 0;
    default:
      return false;
  }
}

void add(MatchResult& result, MatchResult part) {
  result.agreeing += part.agreeing;
  for (Difference& one : part.differences) result.differences.push_back(std::move(one));
}

MatchResult match_list(const std::vector<ValuePattern>& patterns, DynamicView found, const std::string& path,
                       bool exactly, parser::Span span) {
  MatchResult result;
  const PatternAssignment assignment(patterns, found, path);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    if (const auto element = assignment.element_of(i)) {
      result.agreeing += assignment.result(i, *element).agreeing;
      continue;
    }
    Difference difference{
        fmt::format("{}[{}]", path, i), patterns[i].span, description_of(patterns[i]), "none is like that", {}};
    if (const auto nearest = assignment.nearest(i)) {
      const MatchResult& one = assignment.result(i, *nearest);
      result.agreeing += one.agreeing;
      if (patterns[i].kind == Kind::map || patterns[i].kind == Kind::matchers) {
        difference.found = fmt::format("nearest is {}", short_text(found.element(*nearest)));
        if (patterns[i].kind == Kind::map) difference.inside = one.differences;
      } else {
        difference.found = short_text(found);
      }
    } else {
      difference.found = "nothing";
    }
    result.differences.push_back(std::move(difference));
  }
  if (!exactly || found.size() <= patterns.size()) return result;
  std::string others;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!assignment.is_taken(i)) others += (others.empty() ? "" : ", ") + short_text(found.element(i));
  }
  if (others.size() > 2 * most_text) others = others.substr(0, others.find(',', most_text)) + ", ...";
  result.differences.push_back({path,
                                span,
                                fmt::format("no more than {}", patterns.size()),
                                fmt::format("{}, also {}", found.size(), others),
                                {}});
  return result;
}

/// "at least 1": how many of something there should be.
std::string count_text(const ValuePattern& pattern) {
  std::string text;
  for (const ValuePattern::Matcher& matcher : pattern.matchers)
    text += (text.empty() ? "" : " and ") + description_of(matcher.argument);
  return text == "0" ? "none" : text;
}

MatchResult difference(const ValuePattern& pattern, DynamicView found, const std::string& path) {
  MatchResult result;
  const bool counts = pattern.kind == Kind::matchers && found.kind() == DynamicKind::array &&
                      std::all_of(pattern.matchers.begin(), pattern.matchers.end(),
                                  [](const auto& one) { return one.kind == MatcherKind::length; });
  std::string text = found.is_null() ? "nothing" : short_text(found);
  if (counts) text = found.size() == 0 ? "none" : fmt::format("{}: {}", found.size(), short_text(found));
  result.differences.push_back(
      {path, pattern.span, counts ? count_text(pattern) : description_of(pattern), std::move(text), {}});
  return result;
}

}  // namespace

MatchResult match(const ValuePattern& pattern, DynamicView found, const std::string& path) {
  MatchResult result;
  switch (pattern.kind) {
    case Kind::absent:
      if (!is_empty(found)) return difference(pattern, found, path);
      break;
    case Kind::text:
      if (found.kind() == DynamicKind::array && found.size() == 1) return match(pattern, found.element(0), path);
      if (found.is_null() ? !(pattern.quoted && pattern.text.empty()) : !equal_text(pattern, found))
        return difference(pattern, found, path);
      break;
    case Kind::list:
      if (found.kind() != DynamicKind::array) return difference(pattern, found, path);
      return match_list(pattern.elements, found, path, false, pattern.span);
    case Kind::map:
      if (found.kind() != DynamicKind::bag) return difference(pattern, found, path);
      for (const auto& [key, member] : pattern.members)
        add(result, match(member, found.find(key), path.empty() ? key : path + "." + key));
      return result;
    case Kind::matchers:
      for (const ValuePattern::Matcher& matcher : pattern.matchers) {
        if (matcher.kind == MatcherKind::exactly && found.kind() == DynamicKind::array) {
          MatchResult part = match_list(matcher.argument.elements, found, path, true, pattern.span);
          if (!part.ok()) return part;
        } else if (!test(matcher, found)) {
          return difference(pattern, found, path);
        }
      }
      break;
  }
  result.agreeing = 1;
  return result;
}

std::string short_text(DynamicView value) {
  std::string text;
  if (value.kind() == DynamicKind::bag && !value.find("title").is_null()) {
    text = fmt::format("\"{}\" ({})", tables::to_text(value.find("title")), tables::to_text(value.find("severity")));
  } else if (value.kind() == DynamicKind::array && value.size() > 0 && value.element(0).kind() == DynamicKind::bag) {
    for (std::size_t i = 0; i < value.size() && text.size() < most_text; ++i)
      text += (i > 0 ? ", " : "") + short_text(value.element(i));
  } else {
    text = tables::to_json(value);
  }
  if (text.size() <= most_text) return text;
  std::size_t end = most_text;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

}  // namespace kelpie::rules::testing
