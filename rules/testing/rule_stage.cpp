#include "rules/testing/rule_stage.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "rules/schedule.hpp"
#include "rules/testing/event_values.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::testing {

namespace {

/// More runs than this one test does not make: it would be a mistake in a length of time.
constexpr std::uint64_t most_runs = 50'000;

std::int64_t first_time(const RuleTest& test, const TestEnvironment& environment) {
  if (test.clock) return *test.clock;
  if (const auto last = last_written_time(test, environment)) return *last + 1;
  return tables::parse_datetime(usual_clock).value_or(0);
}

}  // namespace

/// For the state that outlives a restart, and watchlists.
class RuleStage::TemporaryFolder {
 public:
  TemporaryFolder() {
    path_ = (std::filesystem::temp_directory_path() / "kelpie-test-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

RuleStage::RuleStage(const RuleTest& test, const Rule& rule, const TestEnvironment& environment,
                     RuleDiagnostics& problems)
    : test_(test),
      environment_(environment),
      problems_(problems),
      rule_(rule),
      events_(test, environment, problems),
      watchlists_(environment.watchlists),
      clock_(first_time(test, environment)) {
  rule_.enabled = true;
  // The schedule has long begun: when the rule was deployed says nothing of what it finds.
  if (rule_.start_time) *rule_.start_time %= frequency_of(rule_);
  const bool restarts = std::any_of(test.steps.begin(), test.steps.end(),
                                    [](const TestStep& step) { return step.kind == StepKind::restart; });
  if (restarts || !test.watchlists.empty()) folder_ = std::make_unique<TemporaryFolder>();
  if (restarts) options_.state = folder_->file("state.db");
  if (!test.watchlists.empty()) {
    TestReader reader(test.source, problems);
    const std::string lists = folder_->file("watchlists");
    std::filesystem::create_directory(lists);
    for (const TestWatchlist& one : test.watchlists) {
      std::ofstream file(lists + "/" + one.alias + ".jsonl", std::ios::binary);
      for (const PlacedValue& row : one.rows) {
        const auto value = event_value(row, one.alias, tables::Type::dynamic, clock_.now(), reader);
        if (value) file << tables::to_json(tables::DynamicView(value->as_text())) << '\n';
      }
    }
    watchlists_ = std::make_shared<const tables::Watchlists>(std::vector{lists});
  }
  options_.start = clock_.now() - 1;
  options_.stop = environment.stop;
  open();
  if (ready()) check_tables();
  if (!ready() || runtime_ == nullptr) return;
  step();
  // Without a clock of its own a test begins when the rule runs.
  if (!test.clock && rule_.kind == RuleKind::scheduled && next_end() > clock_.now()) clock_.set(next_end());
}

RuleStage::~RuleStage() = default;

void RuleStage::open() {
  catalog_ = std::make_unique<CurrentCatalog>(events_.snapshot());
  engine_ = std::make_unique<executor::Engine>(*catalog_, environment_.functions, environment_.stored, watchlists_, environment_.external);
  if (rule_.kind == RuleKind::hunting) {
    executor::QueryContext context;
    context.now = clock_.now();
    ready_ = compile_rule(rule_, *engine_, context, failures).has_value();
    return;
  }
  runtime_ = std::make_unique<RuleRuntime>(*engine_, *catalog_, events_, clock_, std::vector<std::string>{}, options_);
  Preparation preparation = runtime_->prepare({rule_});
  for (RuleDiagnostic& one : preparation.diagnostics) {
    if (one.diagnostic.severity == parser::Severity::error) failures.push_back(std::move(one));
  }
  ready_ = preparation.rules != nullptr && failures.empty();
  if (ready_) runtime_->commit(std::move(preparation.rules));
}

void RuleStage::check_tables() {
  if (events_.knows_all_tables()) return;
  executor::QueryContext context;
  context.now = clock_.now();
  RuleDiagnostics told_before;
  const auto compiled = compile_rule(rule_, *engine_, context, told_before);
  if (!compiled) return;
  std::vector<std::string> read;
  for (const auto& table : compiled->tables) read.push_back(table->schema().name);
  events_.check_tables(read);
}

std::int64_t RuleStage::next_end() const {
  const auto states = runtime_->states();
  return states.empty() ? clock_.now() : states.front().next_end;
}

void RuleStage::step() {
  if (runtime_ == nullptr) return;
  const std::int64_t before = next_end();
  StepReport report = runtime_->step();
  runs += report.runs;
  suppressed += report.suppressed;
  for (Alert& alert : report.alerts) {
    if (alert.origin == AlertOrigin::detection) alerts.push_back(std::move(alert));
  }
  for (RuleDiagnostic& one : report.diagnostics) {
    if (one.diagnostic.severity == parser::Severity::error) failures.push_back(std::move(one));
  }
  if (rule_.kind != RuleKind::scheduled || report.runs == 0) return;
  for (std::int64_t end = before; end < next_end(); end += frequency_of(rule_))
    windows.push_back(window_of(rule_, end));
}

bool RuleStage::step_at_next_due(std::int64_t last) {
  if (runtime_ == nullptr || !failures.empty() || !problems_.empty()) return false;
  if (runs > most_runs) {
    TestReader(test_.source, problems_)
        .error(test_.span, "KT008", fmt::format("The rule would run more than {} times.", most_runs),
               "let less time pass, or begin later: clock");
    return false;
  }
  if (environment_.stop != nullptr && *environment_.stop) return false;
  const auto due = runtime_->next_due();
  if (!due || *due > last || *due <= clock_.now()) return false;
  clock_.set(*due);
  step();
  return true;
}

bool RuleStage::arrive(const std::vector<WrittenEvent>& events) {
  if (!events_.arrive(events, clock_.now())) return false;
  catalog_->set(events_.snapshot());
  step();
  return true;
}

void RuleStage::advance_to(std::int64_t time) {
  step();
  while (step_at_next_due(time)) {
  }
  if (!failures.empty() || !problems_.empty()) return;
  clock_.set(std::max(time, clock_.now()));
  step();
}

void RuleStage::advance_past_events() {
  if (runtime_ == nullptr) return;
  if (rule_.kind == RuleKind::nrt) return advance_to(clock_.now() + 2 * tables::ticks_per_minute + options_.nrt_delay);
  const std::int64_t needed = std::max(clock_.now(), events_.last_time().value_or(0) + 1);
  // The window that ends at or after that time is the last one to be run.
  while (next_end() - frequency_of(rule_) < needed || runs == 0) {
    if (!step_at_next_due(tables::max_datetime)) break;
  }
}

bool RuleStage::advance_to_run() {
  const std::uint64_t before = runs;
  step();
  while (runs == before) {
    if (!step_at_next_due(tables::max_datetime)) return false;
  }
  return true;
}

void RuleStage::restart() {
  runtime_.reset();
  open();
  step();
}

void RuleStage::close_incidents() {
  if (runtime_ == nullptr) return;
  for (const Incident& incident : runtime_->incidents()) {
    if (incident.status == IncidentStatus::open) runtime_->close_incident(incident.id);
  }
}

std::vector<Incident> RuleStage::incidents() const {
  return runtime_ == nullptr ? std::vector<Incident>{} : runtime_->incidents();
}

}  // namespace kelpie::rules::testing
