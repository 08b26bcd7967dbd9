#include "plugin/instance/rule_thread.hpp"

#include "plugin/instance/host_sink.hpp"

namespace kelpie::plugin {

namespace {

/// The clock is the host's, so it is asked rather than waited for.
constexpr std::chrono::milliseconds between_looks{100};
/// Events that come one after the other are looked at together.
constexpr std::chrono::milliseconds between_steps{50};

}  // namespace

RuleThread::RuleThread(rules::RuleRuntime& runtime, HostServices& host, Statistics& statistics, std::atomic<bool>& stop,
                       std::function<void()> looked)
    : runtime_(runtime), host_(host), statistics_(statistics), stop_(stop), looked_(std::move(looked)) {
  start_delivery();
  const SignalsBlocked blocked;
  thread_ = std::thread([this] { run(); });
}

RuleThread::~RuleThread() {
  stop_ = true;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
  take_delivery().reset();
}

void RuleThread::start_delivery() {
  if (!host_.delivers()) return;
  const SignalsBlocked blocked;
  auto delivery = std::make_unique<rules::DeliveryThread>(
      runtime_, std::make_unique<HostSink>(host_, statistics_),
      [this](const std::string&, const std::string& message) { host_.log(KELPIE_LOG_WARNING, "alerts: " + message); });
  const std::lock_guard lock(mutex_);
  delivery_ = std::move(delivery);
}

std::unique_ptr<rules::DeliveryThread> RuleThread::take_delivery() {
  const std::lock_guard lock(mutex_);
  return std::move(delivery_);
}

void RuleThread::wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  changed_.notify_all();
}

void RuleThread::commit(std::shared_ptr<rules::PreparedRules> rules) {
  const std::lock_guard lock(mutex_);
  pending_ = std::move(rules);
  woken_ = true;
  changed_.notify_all();
}

bool RuleThread::settle(Moment deadline) {
  std::unique_lock lock(mutex_);
  const std::uint64_t mine = ++wanted_;
  woken_ = true;
  changed_.notify_all();
  return changed_.wait_until(lock, deadline, [&] { return settled_ >= mine || ending_; }) && settled_ >= mine;
}

std::string RuleThread::failure() {
  const std::lock_guard lock(mutex_);
  return failure_;
}

bool RuleThread::finish_delivery(Moment deadline) {
  auto delivery = take_delivery();
  if (delivery == nullptr || delivery->finish(deadline) == 0) return true;
  // What is left is tried on, and can be waited for again.
  delivery.reset();
  start_delivery();
  return false;
}

bool RuleThread::quiesce(Moment deadline) {
  {
    std::unique_lock lock(mutex_);
    quiet_ = true;
    if (!changed_.wait_until(lock, deadline, [this] { return !stepping_; })) return false;
  }
  take_delivery().reset();
  return true;
}

void RuleThread::resume() {
  bool begin = false;
  {
    const std::lock_guard lock(mutex_);
    begin = delivery_ == nullptr && quiet_;
    quiet_ = false;
    woken_ = true;
  }
  if (begin) start_delivery();
  changed_.notify_all();
}

void RuleThread::run() {
  const PluginThread here;
  Moment next_step{};
  for (;;) {
    std::uint64_t asked = 0;
    std::shared_ptr<rules::PreparedRules> rules;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, between_looks, [this] { return ending_ || (!quiet_ && woken_); });
      changed_.wait_until(lock, next_step, [this] { return ending_ || quiet_ || pending_ != nullptr || wanted_ > settled_; });
      if (ending_) return;
      if (quiet_) continue;
      woken_ = false;
      asked = wanted_;
      rules = std::move(pending_);
      stepping_ = true;
    }
    if (rules != nullptr) runtime_.commit(std::move(rules));
    const bool sound = step();
    looked_();
    const bool due = runtime_.is_due();
    next_step = due ? Moment{} : std::chrono::steady_clock::now() + between_steps;
    const std::lock_guard lock(mutex_);
    stepping_ = false;
    woken_ = woken_ || (due && sound);
    if (!due && sound) settled_ = std::max(settled_, asked);
    changed_.notify_all();
  }
}

bool RuleThread::step() {
  try {
    const rules::StepReport report = runtime_.step();
    statistics_.rule_runs += report.runs;
    statistics_.alerts_raised += report.alerts.size();
    for (const rules::RuleDiagnostic& one : report.diagnostics) host_.log(KELPIE_LOG_WARNING, rules::render(one));
    if (state_fails_) host_.log(KELPIE_LOG_INFO, "rules run again");
    state_fails_ = false;
    const std::lock_guard lock(mutex_);
    failure_.clear();
    if (!report.alerts.empty() && delivery_ != nullptr) delivery_->wake();
    return true;
  } catch (const std::exception& failure) {
    // Nothing of the step counts; it is made again at the next look.
    if (!state_fails_)
      host_.log(KELPIE_LOG_ERROR, std::string("rules cannot run, it is tried again: ") + failure.what());
    state_fails_ = true;
    const std::lock_guard lock(mutex_);
    failure_ = failure.what();
    return false;
  }
}

}  // namespace kelpie::plugin
