#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/rule.hpp"
#include "rules/testing/placed_value.hpp"
#include "rules/testing/value_pattern.hpp"

namespace kelpie::rules::testing {

/// An event of a test file as it is written: columns with their values, or a file with events.
struct WrittenEvent {
  std::string table;  // empty: the file's events say it themselves
  parser::Span table_span;
  PlacedValue row;  // a map
  /// How often it comes; `index` counts from 0 in its templates.
  std::uint64_t repeat = 1;
  std::string file;  // as the process finds it; empty: a row
  /// Set: all times of the file move together, so that the last event is at this time.
  std::optional<PlacedValue> shift_to;
  parser::Span span;
};

/// What is looked at after some runs, each under its section: alerts, incidents, rows, columns, runs, suppressed.
struct Expectation {
  parser::Span span;
  std::vector<std::pair<std::string, ValuePattern>> sections;
};
/// The sections' names.
[[nodiscard]] const std::vector<std::string>& expectation_sections();

enum class StepKind {
  events,           // arrive now
  advance,          // the clock goes on, and what becomes due is run
  run,              // the clock goes on until the rule has run once more
  restart,          // the process ends and begins again: state is kept, memory is lost
  close_incidents,  // an analyst closes all that are open
  expect,           // looks at what came since the expectation before
};
struct TestStep {
  StepKind kind = StepKind::events;
  parser::Span span;
  std::vector<WrittenEvent> events;
  std::int64_t ticks = 0;  // of advance: how long, or until when
  bool until = false;
  Expectation expect;
};

/// A watchlist of a test: rows as they are written.
struct TestWatchlist {
  std::string alias;
  std::vector<PlacedValue> rows;
};

/// One test of a rule, as its file says it.
struct RuleTest {
  std::shared_ptr<const SourceFile> source;
  std::string name;
  parser::Span span;  // where it begins
  std::string rule;   // path or id; empty: the file beside the test file
  parser::Span rule_span;
  std::optional<std::int64_t> clock;  // ticks
  std::vector<TestStep> steps;        // with `steps`; else one of events
  bool simple = true;                 // without `steps`: the runs that see all events are made
  Expectation expect;                 // of the whole; no sections: none
  std::vector<TestWatchlist> watchlists;
};

/// What tests without a clock of their own, whose events say no times of their own, take: a Monday's midnight, at which
/// every usual frequency has a run.
inline constexpr std::string_view usual_clock = "2026-03-02T00:00:00Z";

/// Whether some alert must come, or none may; several expectations count together.
enum class Polarity { alerts, no_alerts, other };
[[nodiscard]] Polarity polarity_of(const RuleTest& test);

/// Reads the tests of a file's documents and tells what is wrong. Tests with errors are left out. Rules are not looked
/// for.
[[nodiscard]] std::vector<RuleTest> read_tests(std::shared_ptr<const SourceFile> source, RuleDiagnostics& diagnostics);

}  // namespace kelpie::rules::testing
