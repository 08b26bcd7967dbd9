#include "plugin/server/intake/store_intake_service.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace kelpie::server {

namespace {

using Clock = std::chrono::steady_clock;

/// How often the log gets a line about refused events at most: senders send them as fast as others.
constexpr std::chrono::seconds between_words{10};
/// Events that are read before they are stored: what one append holds in memory.
constexpr std::uint64_t append_bytes = std::uint64_t{64} << 20;
/// Problems of a batch that its answer describes.
constexpr std::size_t most_problems = 100;

}  // namespace

/// Batches that are read and go with one append.
class StoreIntakeService::Group {
 public:
  std::vector<WaitingBatches::One*> batches;
  std::vector<IntakeAnswer> answers;
  std::vector<tables::store::SourceRange> sources;
  std::uint64_t bytes = 0, refused = 0;
  const WaitingBatches::One* first_refused = nullptr;
  std::string first_reason;
};

StoreIntakeService::StoreIntakeService(plugin::EventStore& store, plugin::HostServices& host, Options options)
    : store_(store),
      host_(host),
      stored_(std::move(options.stored)),
      between_calls_(options.between_calls),
      between_attempts_(options.between_attempts),
      retention_(options.retention),
      waiting_(options.most_bytes) {
  const plugin::SignalsBlocked blocked;
  thread_ = std::thread([this] { run(); });
}

StoreIntakeService::~StoreIntakeService() { stop(); }

void StoreIntakeService::stop() {
  waiting_.close();
  if (thread_.joinable()) thread_.join();
}

bool StoreIntakeService::offer(IntakeBatch batch, std::function<void(IntakeAnswer)> done) {
  return offer_from(batch, std::move(done));
}

bool StoreIntakeService::offer_from(IntakeBatch& batch, std::function<void(IntakeAnswer)> done) {
  WaitingBatches::One one{std::move(batch), std::move(done)};
  if (waiting_.put(one, Clock::time_point()) == WaitingBatches::Put::taken) return true;
  batch = std::move(one.batch);
  ++counters_.turned_away;
  return false;
}

IntakeAnswer StoreIntakeService::put(IntakeBatch batch, Clock::time_point deadline) {
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<IntakeAnswer> answer;
  WaitingBatches::One one{std::move(batch), [&](IntakeAnswer given) {
                            // Whoever waits may be gone as soon as the lock is.
                            const std::lock_guard lock(mutex);
                            answer = std::move(given);
                            answered.notify_one();
                          }};
  switch (waiting_.put(one, deadline)) {
    case WaitingBatches::Put::taken:
      break;
    case WaitingBatches::Put::full:
      ++counters_.turned_away;
      return {IntakeAnswer::Outcome::busy,
              0,
              0,
              {},
              "more events wait to be stored than there is room for (" + std::to_string(waiting_.most()) +
                  " bytes); send them again"};
    case WaitingBatches::Put::closed:
      return {IntakeAnswer::Outcome::ending, 0, 0, {}, "the server is stopping; send the events again when it is back"};
  }
  std::unique_lock lock(mutex);
  answered.wait(lock, [&] { return answer.has_value(); });
  return std::move(*answer);
}

tables::store::SourceProgress StoreIntakeService::progress(const std::string& source) {
  return store_.progress(source);
}

void StoreIntakeService::run() {
  const plugin::PluginThread here;
  for (;;) {
    std::deque<WaitingBatches::One> batches = waiting_.next(next_wake());
    tell_stored();
    const bool ending = waiting_.closed();
    if (batches.empty() && ending) return;
    // Those that come while the store fails wait for its next attempt: so failing is not faster than storing.
    if (counters_.failing && !ending) std::this_thread::sleep_until(next_attempt_);
    try {
      if (counters_.failing) open_again();
      if (!batches.empty()) store(batches);
      if (!batches.empty() && std::exchange(told_, false)) host_.log(KELPIE_LOG_INFO, "the store takes events again");
      retention_.drop_old(store_, host_.now());
    } catch (const std::exception& failure) {
      fail(failure);
      const auto outcome = ending ? IntakeAnswer::Outcome::ending : IntakeAnswer::Outcome::failed;
      for (WaitingBatches::One& one : batches)
        if (one.done)
          answer(one, {outcome, 0, 0, {}, std::string("the store does not take events: ") + failure.what()});
    }
  }
}

/// Reads and writes by groups of bounded size. Batches that are answered have no `done` any more.
void StoreIntakeService::store(std::deque<WaitingBatches::One>& batches) {
  Group group;
  for (WaitingBatches::One& one : batches) {
    read(one, group);
    if (group.bytes >= append_bytes) write(group);
  }
  if (!group.batches.empty()) write(group);
}

void StoreIntakeService::read(WaitingBatches::One& one, Group& group) {
  const IntakeBatch& batch = one.batch;
  tables::EventIntake::HandedRead read = store_.intake().read(
      {batch.events, batch.table, batch.layout, batch.from, batch.lines_before, batch.bytes_before});
  IntakeAnswer answer{IntakeAnswer::Outcome::stored, read.rows, read.refused, {}, {}};
  for (tables::RejectedRecord& record : read.first_refused) {
    if (answer.problems.size() == most_problems) break;
    // Refused lines count from 1, and 0 is no line.
    answer.problems.push_back(
        {record.line > 0 ? record.line - 1 : batch.lines_before, std::move(record.reason), record.offset});
  }
  if (group.first_refused == nullptr && !answer.problems.empty()) {
    group.first_refused = &one;
    group.first_reason = answer.problems.front().reason;
  }
  group.refused += read.refused;
  group.bytes += batch.events.size();
  group.sources.insert(group.sources.end(), batch.sources.begin(), batch.sources.end());
  group.batches.push_back(&one);
  group.answers.push_back(std::move(answer));
}

void StoreIntakeService::write(Group& group) {
  const tables::Stored stored = store_.intake().store(std::move(group.sources));
  ++counters_.writes;
  counters_.batches += group.batches.size();
  counters_.bytes += group.bytes;
  counters_.rows += stored.rows;
  counters_.duplicates += stored.duplicates;
  counters_.refused += group.refused;
  tell_refused(group);
  for (std::size_t i = 0; i < group.batches.size(); ++i) answer(*group.batches[i], std::move(group.answers[i]));
  group = {};
  call_due_ = true;
  tell_stored();
}

void StoreIntakeService::tell_stored() {
  if (!call_due_ || !stored_ || (Clock::now() < next_call_ && !waiting_.closed())) return;
  call_due_ = false;
  next_call_ = Clock::now() + between_calls_;
  stored_();
}

Clock::time_point StoreIntakeService::next_wake() const {
  if (call_due_ && stored_) return next_call_;
  return counters_.failing ? next_attempt_ : Clock::time_point::max();
}

void StoreIntakeService::tell_refused(const Group& group) {
  if (group.refused == 0) return;
  if (const std::string lost = store_.flush_dead_letters(); !lost.empty())
    host_.log(KELPIE_LOG_ERROR, "refused events could not be kept: " + lost);
  refused_since_ += group.refused;
  if (Clock::now() < next_word_ || group.first_refused == nullptr) return;
  next_word_ = Clock::now() + between_words;
  host_.log(KELPIE_LOG_WARNING,
            std::to_string(std::exchange(refused_since_, 0)) + " events were refused, one of them from " +
                (group.first_refused->batch.from.empty() ? "an unknown sender" : group.first_refused->batch.from) +
                ": " + group.first_reason);
}

void StoreIntakeService::open_again() {
  store_.reopen();
  counters_.failing = false;
}

void StoreIntakeService::fail(const std::exception& failure) {
  ++counters_.failures;
  if (!std::exchange(told_, true))
    host_.log(KELPIE_LOG_ERROR,
              std::string("events cannot be stored, their senders are told to send them again: ") + failure.what());
  counters_.failing = true;
  next_attempt_ = Clock::now() + between_attempts_;
  store_.close();
}

void StoreIntakeService::answer(WaitingBatches::One& one, IntakeAnswer answer) {
  const std::uint64_t bytes = WaitingBatches::bytes_of(one.batch);
  const auto done = std::exchange(one.done, nullptr);
  one.batch = {};
  // Before `done`, which may offer more.
  waiting_.release(bytes);
  if (done) done(std::move(answer));
}

}  // namespace kelpie::server
