#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "executor/functions/regex/pattern.hpp"
#include "parser/span.hpp"
#include "rules/testing/placed_value.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::rules::testing {

enum class MatcherKind { contains, matches, in, not_, equals, gt, gte, lt, lte, exists, length, exactly };

/// What a value has to be like. Keys that it does not name do not matter; a list must hold what is named, in any order.
struct ValuePattern {
  enum class Kind {
    absent,    // no value, null, or empty
    text,      // this value: compared as text, number or time, as what is found is one
    map,       // these keys
    list,      // these elements among others
    matchers,  // all of these
  };
  struct Member;
  struct Matcher;

  Kind kind = Kind::absent;
  parser::Span span;
  bool quoted = false;
  std::string text;
  std::vector<Member> members;
  std::vector<ValuePattern> elements;
  std::vector<Matcher> matchers;
};

struct ValuePattern::Member {
  std::string key;
  ValuePattern value;
};

struct ValuePattern::Matcher {
  MatcherKind kind = MatcherKind::equals;
  /// What the matcher is given: text of contains, matches, gt and exists; elements of in and exactly; the pattern of
  /// not and length.
  ValuePattern argument;
  std::shared_ptr<const executor::Pattern> expression;  // of matches
};

/// Reads a pattern; what is wrong with it is told.
[[nodiscard]] ValuePattern read_pattern(const PlacedValue& value, TestReader& reader);
/// A length that a list must have, as a pattern of the list.
[[nodiscard]] ValuePattern length_pattern(MatcherKind comparison, std::string number, parser::Span span);
/// The pattern in words: `"High"`, `a text that contains "spray"`, `more than 10`.
[[nodiscard]] std::string description_of(const ValuePattern& pattern);

/// Where a value is not what was expected.
struct Difference {
  std::string path;   // "alerts[0].entities[1].Address"
  parser::Span span;  // of what was expected, in the test file
  std::string expected;
  std::string found;
  /// Why the nearest of several candidates is none.
  std::vector<Difference> inside;
};

struct MatchResult {
  std::size_t agreeing = 0;  // values that are as expected
  std::vector<Difference> differences;
  [[nodiscard]] bool ok() const { return differences.empty(); }
};

/// Compares. `path` is what the value is called.
[[nodiscard]] MatchResult match(const ValuePattern& pattern, tables::DynamicView found, const std::string& path);

/// One line that tells a value from others, cut where it is long: an alert's title, an entity, JSON.
[[nodiscard]] std::string short_text(tables::DynamicView value);

}  // namespace kelpie::rules::testing
