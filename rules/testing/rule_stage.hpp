#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/compile.hpp"
#include "rules/runtime/runtime.hpp"
#include "rules/testing/rule_test.hpp"
#include "rules/testing/test_events.hpp"

namespace kelpie::rules::testing {

/// A rule on its own in a runtime of its own, with a clock that only this moves. It never looks at the real one.
///
/// The first run that is made is the one whose window ends at the clock's first time, or else the next one of the
/// rule's schedule.
class RuleStage {
 public:
  /// `rule` is borrowed; a disabled one runs.
  RuleStage(const RuleTest& test, const Rule& rule, const TestEnvironment& environment, RuleDiagnostics& problems);
  ~RuleStage();
  RuleStage(const RuleStage&) = delete;
  RuleStage& operator=(const RuleStage&) = delete;

  /// False: the rule cannot run; `failures` say why.
  [[nodiscard]] bool ready() const { return ready_; }

  /// Each gives false when the test cannot go on.
  bool arrive(const std::vector<WrittenEvent>& events);
  void advance_to(std::int64_t time);
  /// Until every event that arrived is in a window that was run, at least once.
  void advance_past_events();
  bool advance_to_run();
  void restart();
  void close_incidents();

  [[nodiscard]] std::int64_t now() const { return clock_.now(); }
  [[nodiscard]] const Rule& rule() const { return rule_; }
  [[nodiscard]] const executor::Engine& engine() const { return *engine_; }
  [[nodiscard]] const TestEvents& events() const { return events_; }
  [[nodiscard]] std::vector<Incident> incidents() const;

  /// What came so far, in order.
  std::vector<Alert> alerts;
  std::vector<executor::TimeWindow> windows;  // of a scheduled rule's runs
  std::uint64_t runs = 0;
  std::uint64_t suppressed = 0;
  RuleDiagnostics failures;  // why the rule, or a run of it, does not work

 private:
  class TemporaryFolder;
  void open();
  void check_tables();
  void step();
  /// Makes what becomes due until then, the last of it at `time`. False: nothing is due any more.
  bool step_at_next_due(std::int64_t last);
  [[nodiscard]] std::int64_t next_end() const;

  const RuleTest& test_;
  const TestEnvironment& environment_;
  RuleDiagnostics& problems_;
  Rule rule_;
  std::unique_ptr<TemporaryFolder> folder_;
  TestEvents events_;
  std::shared_ptr<const tables::Watchlists> watchlists_;
  ManualClock clock_;
  RuntimeOptions options_;
  bool ready_ = false;
  std::unique_ptr<CurrentCatalog> catalog_;
  std::unique_ptr<executor::Engine> engine_;
  std::unique_ptr<RuleRuntime> runtime_;
};

}  // namespace kelpie::rules::testing
