#include "rules/runtime/delivery_thread.hpp"

#include <algorithm>
#include <functional>

namespace kelpie::rules {

namespace {

constexpr std::chrono::milliseconds first_pause{1000};
constexpr std::chrono::milliseconds longest_pause{std::chrono::minutes(5)};
/// What a receiver may ask for at most.
constexpr std::chrono::milliseconds longest_wish{std::chrono::hours(1)};
constexpr std::chrono::seconds longest_attempt{30};

}  // namespace

DeliveryThread::DeliveryThread(RuleRuntime& runtime, std::unique_ptr<AlertSink> sink, Tell tell)
    : runtime_(runtime),
      sink_(std::move(sink)),
      tell_(std::move(tell)),
      random_(static_cast<std::uint32_t>(std::hash<std::string>()(sink_->name()) | 1)),
      thread_([this] { run(); }) {}

DeliveryThread::~DeliveryThread() { finish(std::chrono::steady_clock::now()); }

void DeliveryThread::wake() {
  const std::lock_guard lock(mutex_);
  more_ = true;
  changed_.notify_all();
}

std::uint64_t DeliveryThread::finish(std::chrono::steady_clock::time_point deadline) {
  if (thread_.joinable()) {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
      deadline_ = deadline;
      changed_.notify_all();
    }
    thread_.join();
  }
  return waiting_;
}

void DeliveryThread::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (ending_ && std::chrono::steady_clock::now() >= deadline_) return;
    more_ = false;
    lock.unlock();
    const auto pause = attempt();
    lock.lock();
    const auto now = std::chrono::steady_clock::now();
    if (ending_) {
      if (waiting_ == 0 || now >= deadline_) return;
      changed_.wait_until(lock, std::min(deadline_, now + std::min(pause.value_or(first_pause), first_pause)));
    } else if (pause) {
      changed_.wait_until(lock, now + *pause, [this] { return ending_; });
    } else {
      changed_.wait(lock, [this] { return ending_ || more_; });
    }
  }
}

std::chrono::milliseconds DeliveryThread::pause() {
  const auto doubled = first_pause * (1u << std::min(failures_ - 1, 9u));
  const auto base = std::min<std::chrono::milliseconds>(doubled, longest_pause);
  // xorshift: senders that failed together shall not come back together.
  random_ ^= random_ << 13;
  random_ ^= random_ >> 17;
  random_ ^= random_ << 5;
  return base * (75 + random_ % 51) / 100;
}

std::optional<std::chrono::milliseconds> DeliveryThread::attempt() {
  try {
    auto deadline = std::chrono::steady_clock::now() + longest_attempt;
    {
      const std::lock_guard lock(mutex_);
      if (ending_) deadline = std::min(deadline, deadline_);
    }
    const RuleRuntime::Delivered report = runtime_.deliver(*sink_, deadline);
    waiting_ = report.waiting;
    for (const std::string& reason : report.reasons) {
      if (report.rejected > 0 || failures_ == 0) tell_(sink_->name(), reason);
    }
    if (report.retried > 0) {
      ++failures_;
      const auto wish = std::min<std::chrono::milliseconds>(report.retry_after.value_or(std::chrono::seconds(0)), longest_wish);
      return std::max(pause(), wish);
    }
    if (failures_ > 0 && report.delivered > 0) tell_(sink_->name(), "is there again");
    failures_ = 0;
    return report.waiting > 0 ? std::optional(std::chrono::milliseconds(0)) : std::nullopt;
  } catch (const RuntimeStateError& error) {
    if (failures_++ == 0) tell_(sink_->name(), error.what());
  } catch (const std::bad_alloc&) {
    if (failures_++ == 0) tell_(sink_->name(), "there is not enough memory to deliver alerts");
  }
  return pause();
}

}  // namespace kelpie::rules
