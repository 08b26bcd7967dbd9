// Test files: what a test is made of.

#include <algorithm>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/duration.hpp"
#include "rules/testing/expectation.hpp"
#include "rules/testing/rule_test.hpp"
#include "rules/testing/written_events.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

class FileReader {
 public:
  FileReader(std::shared_ptr<const SourceFile> source, RuleDiagnostics& diagnostics)
      : reader_(std::move(source), diagnostics), diagnostics_(diagnostics) {}

  std::vector<RuleTest> read() {
    const std::size_t told = diagnostics_.size();
    const std::vector<PlacedValue> documents = read_placed_values(reader_);
    // What was not read as it is written would be tested as something else.
    if (diagnostics_.size() > told) return {};
    if (documents.empty()) reader_.error({0, 0}, "KT006", "The file is empty.");
    for (const PlacedValue& document : documents) read_document(document);
    return std::move(tests_);
  }

 private:
  void read_document(const PlacedValue& document) {
    if (!document.is_map()) return reader_.expected(document, "A test file", "a map with 'tests'");
    reader_.only(document, "A test file", {"rule", "tests", "defaults", "clock", "watchlists"});
    RuleTest base;
    base.source = reader_.source();
    read_shared(document, base);
    EventDefaults defaults;
    if (const PlacedValue* given = document.find("defaults")) read_defaults(*given, defaults);
    const PlacedValue* tests = document.find("tests");
    if (tests == nullptr)
      return reader_.error(document.span, "KT006", "The key 'tests' is missing.",
                           "tests: a list of maps with name, expect and events");
    if (!tests->is_list()) return reader_.expected(*tests, "'tests'", "a list");
    for (const PlacedValue& one : tests->elements) {
      const std::size_t errors = diagnostics_.size();
      RuleTest test = base;
      read_test(one, defaults, test);
      note_tables(test);
      if (diagnostics_.size() == errors) tests_.push_back(std::move(test));
    }
    if (const PlacedValue* given = document.find("defaults")) check_used(*given);
  }

  void note_tables(const RuleTest& test) {
    for (const TestStep& step : test.steps) {
      for (const WrittenEvent& event : step.events) {
        if (std::find(tables_.begin(), tables_.end(), event.table) == tables_.end()) tables_.push_back(event.table);
      }
    }
  }

  /// Defaults under a misspelt name would complete nothing.
  void check_used(const PlacedValue& defaults) {
    for (const PlacedMember& member : defaults.members) {
      if (std::find(tables_.begin(), tables_.end(), member.key) != tables_.end()) continue;
      reader_.error(member.key_span, "KT004", fmt::format("No test of this file has events of '{}'.", member.key),
                    executor::did_you_mean(member.key, tables_));
    }
    tables_.clear();
  }

  /// What a file says for all of its tests, and a test for itself.
  void read_shared(const PlacedValue& map, RuleTest& test) {
    if (const PlacedValue* rule = map.find("rule")) {
      if (!rule->is_text()) reader_.expected(*rule, "'rule'", "the path or id of a rule");
      test.rule = rule->text;
      test.rule_span = rule->span;
    }
    if (const PlacedValue* clock = map.find("clock")) {
      test.clock = clock->is_text() ? tables::parse_datetime(clock->text) : std::nullopt;
      if (!test.clock)
        reader_.error(clock->span, "KT008", fmt::format("'clock' is '{}', which is no datetime.", clock->text),
                      "write 2026-03-01T12:00:00Z");
    }
    if (const PlacedValue* watchlists = map.find("watchlists")) read_watchlists(*watchlists, test.watchlists);
  }

  void read_watchlists(const PlacedValue& map, std::vector<TestWatchlist>& into) {
    if (!map.is_map()) return reader_.expected(map, "'watchlists'", "a map of aliases and rows");
    for (const PlacedMember& member : map.members) {
      const bool is_name = !member.key.empty() &&
                           std::all_of(member.key.begin(), member.key.end(),
                                       [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
      if (!is_name)
        reader_.error(member.key_span, "KT008",
                      fmt::format("'{}' is no alias of a watchlist: letters, digits, '_' and '-'.", member.key));
      if (!member.value.is_list())
        reader_.expected(member.value, fmt::format("The watchlist {}", member.key), "a list of rows");
      for (const PlacedValue& row : member.value.elements) {
        if (!row.is_map()) reader_.expected(row, "A row of a watchlist", "a map");
      }
      std::erase_if(into, [&](const TestWatchlist& earlier) { return earlier.alias == member.key; });
      into.push_back({member.key, member.value.elements});
    }
  }

  void read_defaults(const PlacedValue& map, EventDefaults& into) {
    if (!map.is_map()) return reader_.expected(map, "'defaults'", "a map of tables and their columns");
    for (const PlacedMember& member : map.members) {
      if (member.value.is_map())
        into[member.key] = member.value;
      else
        reader_.expected(member.value, fmt::format("The default of {}", member.key), "a map of columns and values");
    }
  }

  void read_test(const PlacedValue& map, const EventDefaults& defaults, RuleTest& test) {
    if (!map.is_map()) return reader_.expected(map, "A test", "a map with name, expect and events");
    test.span = map.span;
    reader_.only(map, "A test", {"name", "rule", "clock", "watchlists", "events", "steps", "expect"});
    if (const PlacedValue* name = map.find("name"); name != nullptr && name->is_text() && !name->text.empty()) {
      test.name = name->text;
      test.span = name->span;
    } else {
      reader_.error(map.span, "KT006", "A test needs a name.", "name: what is the situation?");
    }
    read_shared(map, test);
    const PlacedValue* events = map.find("events");
    const PlacedValue* steps = map.find("steps");
    if (const PlacedValue* expect = map.find("expect")) test.expect = read_expectation(*expect, reader_);
    if (events != nullptr && steps != nullptr)
      return reader_.error(steps->span, "KT011", "'events' and 'steps' exclude each other.",
                           "make events the first of the steps");
    if (steps != nullptr) return read_steps(*steps, defaults, test);
    TestStep step{StepKind::events, map.span, {}, 0, false, {}};
    if (events != nullptr) step.events = read_events(*events, defaults, reader_);
    test.steps.push_back(std::move(step));
    if (test.expect.sections.empty() && map.find("expect") == nullptr) {
      reader_.error(map.span, "KT006", "The test expects nothing.", "write expect: alerts, or expect: no alerts");
    }
  }

  void read_steps(const PlacedValue& list, const EventDefaults& defaults, RuleTest& test) {
    test.simple = false;
    if (!list.is_list()) return reader_.expected(list, "'steps'", "a list");
    for (const PlacedValue& one : list.elements) test.steps.push_back(read_step(one, defaults));
    const bool expects = std::any_of(test.steps.begin(), test.steps.end(),
                                     [](const TestStep& step) { return step.kind == StepKind::expect; });
    if (!expects && test.expect.sections.empty())
      reader_.error(list.span, "KT006", "The test expects nothing.", "add a step expect, or expect behind the steps");
  }

  TestStep read_step(const PlacedValue& value, const EventDefaults& defaults) {
    static const std::vector<std::string> words{"restart", "run", "close-incidents"};
    static const std::vector<std::string> keys{"events", "late", "advance", "expect"};
    TestStep step;
    step.span = value.span;
    if (value.is_text()) {
      const auto word = std::find(words.begin(), words.end(), value.text);
      if (word == words.end()) {
        std::vector<std::string> known = words;
        known.insert(known.end(), keys.begin(), keys.end());
        std::string hint = executor::did_you_mean(value.text, known);
        reader_.error(value.span, "KT004", fmt::format("There is no step '{}'.", value.text),
                      hint.empty() ? fmt::format("there are {}", fmt::join(known, ", ")) : hint);
      }
      step.kind = value.text == "restart" ? StepKind::restart
                  : value.text == "run"   ? StepKind::run
                                          : StepKind::close_incidents;
      return step;
    }
    if (!value.is_map() || value.members.size() != 1) {
      reader_.error(value.span, "KT007", "A step is one word or one key with its value.", "- advance: 1h");
      return step;
    }
    reader_.only(value, "A step", keys);
    const PlacedMember& member = value.members.front();
    if (member.key == "events" || member.key == "late") {
      step.events = read_events(member.value, defaults, reader_);
    } else if (member.key == "expect") {
      step.kind = StepKind::expect;
      step.expect = read_expectation(member.value, reader_);
    } else if (member.key == "advance") {
      step.kind = StepKind::advance;
      read_advance(member.value, step);
    }
    return step;
  }

  void read_advance(const PlacedValue& value, TestStep& step) {
    if (const auto length = value.is_text() ? parse_duration(value.text) : std::nullopt) {
      step.ticks = *length;
    } else if (const auto time = value.is_text() ? tables::parse_datetime(value.text) : std::nullopt) {
      step.ticks = *time;
      step.until = true;
    } else {
      reader_.error(value.span, "KT008",
                    fmt::format("'advance' is '{}', which is neither a length of time nor a datetime.", value.text),
                    "write 5m, 1h, 2d, or 2026-03-01T13:00:00Z");
    }
  }

  TestReader reader_;
  RuleDiagnostics& diagnostics_;
  std::vector<RuleTest> tests_;
  std::vector<std::string> tables_;  // that the document's tests have events of
};

Polarity polarity_of(const Expectation& expectation) {
  tables::DynamicBuilder none, one;
  none.begin_array(), none.end_array();
  one.begin_array(), one.begin_bag(), one.end_bag(), one.end_array();
  for (const auto& [section, pattern] : expectation.sections) {
    if (section != "alerts") continue;
    if (!match(pattern, tables::DynamicView(none.bytes()), "").ok()) return Polarity::alerts;
    if (!match(pattern, tables::DynamicView(one.bytes()), "").ok()) return Polarity::no_alerts;
  }
  return Polarity::other;
}

}  // namespace

Polarity polarity_of(const RuleTest& test) {
  Polarity together = polarity_of(test.expect);
  for (const TestStep& step : test.steps) {
    const Polarity one = polarity_of(step.expect);
    if (one == Polarity::alerts || together == Polarity::other)
      together = together == Polarity::alerts ? together : one;
  }
  return together;
}

std::vector<RuleTest> read_tests(std::shared_ptr<const SourceFile> source, RuleDiagnostics& diagnostics) {
  return FileReader(std::move(source), diagnostics).read();
}

}  // namespace kelpie::rules::testing
