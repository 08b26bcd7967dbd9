#include "plugin/server/intake/body_intake.hpp"

#include <algorithm>

namespace kelpie::server {

namespace {

using Clock = std::chrono::steady_clock;
using Outcome = IntakeAnswer::Outcome;

/// Of one request, on their way at most.
constexpr std::uint64_t most_on_their_way = std::uint64_t{16} << 20;
constexpr std::chrono::milliseconds between_attempts{5};

}  // namespace

void require_stored(const IntakeAnswer& answer) {
  switch (answer.outcome) {
    case Outcome::stored:
      return;
    case Outcome::busy:
      throw RequestRefused({503, "ServerBusy", answer.message, std::chrono::seconds(1)});
    case Outcome::failed:
      throw RequestRefused({503, "StorageFailed", answer.message + "; nothing is acknowledged, send the events again",
                            std::chrono::seconds(5)});
    case Outcome::ending:
      throw RequestRefused({503, "ServerStopping", answer.message, std::chrono::seconds(5)});
  }
}

void BodyIntake::State::add(IntakeAnswer answer, std::uint64_t batch_bytes) {
  const std::lock_guard lock(mutex);
  bytes -= batch_bytes;
  if (answer.outcome != Outcome::stored && total.outcome == Outcome::stored) {
    total.outcome = answer.outcome;
    total.message = std::move(answer.message);
  }
  total.rows += answer.rows;
  total.refused += answer.refused;
  for (RecordProblem& problem : answer.problems) {
    if (total.problems.size() == most_problems) break;
    total.problems.push_back(std::move(problem));
  }
  changed.notify_all();
}

BodyIntake::BodyIntake(IntakeService& intake, std::size_t most_problems) : intake_(intake) {
  state_->most_problems = most_problems;
}

void BodyIntake::add(IntakeBatch batch) {
  const std::uint64_t size = batch.events.size() + 1;
  const auto deadline = Clock::now() + room_patience;
  std::unique_lock lock(state_->mutex);
  // The intake answers every batch that it took.
  state_->changed.wait(lock, [&] { return state_->bytes == 0 || state_->bytes + size <= most_on_their_way; });
  for (;;) {
    require_stored(state_->total);
    state_->bytes += size;
    lock.unlock();
    const bool taken =
        intake_.offer_from(batch, [state = state_, size](IntakeAnswer answer) { state->add(std::move(answer), size); });
    lock.lock();
    if (taken) return;
    state_->bytes -= size;
    if (Clock::now() >= deadline) break;
    // Others' batches may be what is waited for.
    state_->changed.wait_for(lock, between_attempts);
  }
  state_->bytes += size;
  lock.unlock();
  // There may be room in the last moment; if not, why is told.
  state_->add(intake_.put(std::move(batch), deadline), size);
  lock.lock();
  require_stored(state_->total);
}

IntakeAnswer BodyIntake::finish() {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [&] { return state_->bytes == 0; });
  require_stored(state_->total);
  return std::move(state_->total);
}

}  // namespace kelpie::server
