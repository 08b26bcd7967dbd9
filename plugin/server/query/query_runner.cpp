#include "plugin/server/query/query_runner.hpp"

#include <algorithm>
#include <ctime>
#include <stdexcept>
#include <utility>

#include "executor/error.hpp"
#include "plugin/server/http/random_guid.hpp"

namespace kelpie::server {

namespace {

constexpr std::chrono::milliseconds between_looks{50};
constexpr std::size_t most_id_bytes = 128;

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point begin) { return std::chrono::duration<double, std::milli>(Clock::now() - begin).count(); }

double thread_milliseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

QueryAnswer::Outcome outcome_of(const std::string& code) {
  if (code == "E_QUERY_TIMEOUT") return QueryAnswer::Outcome::timed_out;
  if (code == "E_QUERY_CANCELLED") return QueryAnswer::Outcome::cancelled;
  return code.starts_with("E_") ? QueryAnswer::Outcome::limited : QueryAnswer::Outcome::refused;
}

}  // namespace

std::string_view name_of(QueryAnswer::Outcome outcome) {
  switch (outcome) {
    case QueryAnswer::Outcome::answered:
      return "answered";
    case QueryAnswer::Outcome::refused:
      return "refused";
    case QueryAnswer::Outcome::limited:
      return "limited";
    case QueryAnswer::Outcome::timed_out:
      return "timed out";
    case QueryAnswer::Outcome::cancelled:
      return "cancelled";
    case QueryAnswer::Outcome::busy:
      return "busy";
  }
  throw std::logic_error("a new outcome");
}

std::string QueryAnswer::message(std::string_view text) const {
  const auto error = std::find_if(diagnostics.begin(), diagnostics.end(), [](const auto& one) { return one.severity == parser::Severity::error; });
  if (error == diagnostics.end()) return {};
  const parser::Position position = parser::position_of(text, error->span.begin);
  std::string out = error->code + ": " + error->message;
  if (error->span.end > error->span.begin) out += " (line " + std::to_string(position.line) + ", column " + std::to_string(position.column) + ")";
  if (!error->hint.empty()) out += ". Hint: " + error->hint;
  return out;
}

std::string QueryAnswer::code() const {
  const auto error = std::find_if(diagnostics.begin(), diagnostics.end(), [](const auto& one) { return one.severity == parser::Severity::error; });
  return error == diagnostics.end() ? std::string() : error->code;
}

QueryRunner::QueryRunner(Options options, const plugin::EngineParts& parts, rules::EventStream& events)
    : options_(std::move(options)), parts_(parts), events_(events), watch_([this] { watch(); }) {}

QueryRunner::~QueryRunner() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  watch_.join();
}

void QueryRunner::watch() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    while (!ending_ && active_.empty()) {
      asleep_ = true;
      changed_.wait(lock);
      asleep_ = false;
    }
    for (Active& one : active_) {
      if (one.gone != nullptr && *one.gone) one.stop = true;
    }
    if (!ending_) changed_.wait_for(lock, between_looks, [this] { return ending_; });
  }
}

void QueryRunner::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (Active& one : active_) one.stop = true;
}

bool QueryRunner::cancel(const Caller& caller, std::string_view id) {
  const std::lock_guard lock(mutex_);
  bool found = false;
  for (Active& one : active_) {
    if (one.told.id != id || (one.told.caller != caller.name && !caller.roles.holds(Role::admin))) continue;
    one.stop = true;
    found = true;
  }
  return found;
}

std::vector<RunningQuery> QueryRunner::running() const {
  const std::lock_guard lock(mutex_);
  std::vector<RunningQuery> told;
  for (const Active& one : active_) told.push_back(one.told);
  return told;
}

QueryService::View QueryRunner::view() {
  auto catalog = events_.snapshot();
  const std::lock_guard lock(view_mutex_);
  if (view_.catalog != catalog || view_.engine == nullptr) {
    std::shared_ptr<const executor::Engine> engine = parts_.engine(*catalog);
    view_ = {std::move(catalog), std::move(engine)};
  }
  return view_;
}

QueryAnswer QueryRunner::run(const Caller& caller, const QueryWish& wish, const std::atomic<bool>* gone) {
  QueryAnswer answer;
  answer.id = wish.id.empty() ? random_guid() : wish.id.substr(0, most_id_bytes);
  std::list<Active> mine;
  Active& active = mine.emplace_back();
  active.told = {answer.id, caller.name, std::string(wish.face), wish.text.substr(0, 4096), options_.now()};
  active.gone = gone;
  const auto place = mine.begin();
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    active.stop = stopped_;
    active_.splice(active_.begin(), mine);
    wake = std::exchange(asleep_, false);
  }
  if (wake) changed_.notify_all();
  const double processor = thread_milliseconds();
  try {
    this->answer(caller, wish, *place, answer);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    active_.erase(place);
    throw;
  }
  answer.processor_milliseconds = thread_milliseconds() - processor;
  {
    const std::lock_guard lock(mutex_);
    active_.erase(place);
  }
  for (const executor::ResultTable& table : answer.tables) answer.rows += table.rows();
  if (options_.ended) options_.ended({caller, wish, answer});
  return answer;
}

void QueryRunner::answer(const Caller& caller, const QueryWish& wish, Active& active, QueryAnswer& answer) {
  const QueryBounds& bounds = caller.roles.holds(Role::admin) ? options_.admin_bounds : options_.bounds;
  executor::QueryContext context;
  context.now = wish.now.value_or(active.told.began);
  context.window = wish.timespan;
  context.threads = options_.threads;
  context.stop = &active.stop;
  context.limits.memory_bytes = bounds.memory_bytes;
  context.limits.result_rows = std::min(wish.result_rows.value_or(bounds.result_rows), bounds.most_result_rows);
  context.limits.result_bytes = std::min(wish.result_bytes.value_or(bounds.result_bytes), bounds.most_result_bytes);
  context.limits.deadline = Clock::now() + std::min(bounds.time, wish.timeout.value_or(bounds.time));
  const View seen = view();
  answer.catalog = seen.catalog;
  run(wish, context, *seen.engine, answer);
}

void QueryRunner::run(const QueryWish& wish, const executor::QueryContext& context, const executor::Engine& engine, QueryAnswer& answer) {
  const auto begin = Clock::now();
  if (wish.check_only) {
    executor::QueryOutcome outcome = engine.check(wish.text, context);
    answer.outcome = outcome.ok() ? QueryAnswer::Outcome::answered : QueryAnswer::Outcome::refused;
    answer.tables = std::move(outcome.tables);
    answer.diagnostics = std::move(outcome.diagnostics);
    answer.bind_milliseconds = milliseconds_since(begin);
    return;
  }
  try {
    const auto compiled = engine.compile(wish.text, context, true, answer.diagnostics, wish.parameters);
    answer.bind_milliseconds = milliseconds_since(begin);
    if (!compiled) {
      answer.outcome = outcome_of(answer.code());
      return;
    }
    const auto bound = Clock::now();
    answer.tables = engine.run(*compiled, context);
    answer.run_milliseconds = milliseconds_since(bound);
  } catch (const executor::QueryError& failure) {
    answer.run_milliseconds = milliseconds_since(begin) - answer.bind_milliseconds;
    answer.outcome = outcome_of(failure.code());
    answer.diagnostics.push_back({parser::Severity::error, failure.code(), failure.what(), failure.span(), {}});
  }
}

}  // namespace kelpie::server
