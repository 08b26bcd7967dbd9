#include "plugin/server/http/worker_pools.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace kelpie::server {

namespace {

/// A task that has run for so long is a long one.
constexpr std::chrono::milliseconds long_after{20};

}  // namespace

class WorkerPools::Pool {
 public:
  /// `at_once`: tasks that begin to run beside each other; a task that has run for long is no longer one of them, and its place goes to another.
  Pool(unsigned threads, unsigned at_once, std::size_t most) : most_(most), most_of_one_(std::max(1u, threads - threads / 4)), at_once_(at_once) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
  }
  ~Pool() {
    std::map<std::string, Line, std::less<>> dropped;
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
      dropped.swap(lines_);
      ready_.clear();
    }
    more_.notify_all();
    for (std::thread& one : threads_) one.join();
  }

  bool take(std::string_view caller, std::function<void()> task) {
    bool wake = false;
    {
      const std::lock_guard lock(mutex_);
      if (ending_ || waiting_ >= most_) return false;
      auto at = lines_.find(caller);
      if (at == lines_.end()) at = lines_.try_emplace(std::string(caller)).first;
      at->second.tasks.push_back(std::move(task));
      ++waiting_;
      make_ready(at);
      // Without a free place somebody has to look when the ones that run have run for long.
      wake = short_ < at_once_ || !looking_;
    }
    if (wake) more_.notify_one();
    return true;
  }
  [[nodiscard]] std::size_t pending() {
    const std::lock_guard lock(mutex_);
    return waiting_ + running_.size();
  }

 private:
  using Clock = std::chrono::steady_clock;
  /// One caller's work.
  struct Line {
    std::deque<std::function<void()>> tasks;
    unsigned running = 0;
    bool ready = false;  // it is among ready_
  };
  using Place = std::map<std::string, Line, std::less<>>::iterator;
  struct Running {
    Clock::time_point began;
    bool is_short = true;
  };

  void make_ready(Place at) {
    Line& line = at->second;
    if (line.ready || line.tasks.empty() || line.running >= most_of_one_) return;
    line.ready = true;
    ready_.push_back(at);
  }

  /// Tasks that have run for long give their places back.
  void look() {
    const auto before = Clock::now() - long_after;
    for (Running& one : running_) {
      if (!one.is_short || one.began > before) continue;
      one.is_short = false;
      --short_;
    }
  }

  /// False: the end.
  bool wait_for_turn(std::unique_lock<std::mutex>& lock) {
    while (!ending_ && (ready_.empty() || short_ >= at_once_)) {
      if (ready_.empty() || looking_) {
        more_.wait(lock);
        continue;
      }
      looking_ = true;
      more_.wait_for(lock, long_after / 2);
      looking_ = false;
      look();
    }
    return !ending_;
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (wait_for_turn(lock)) {
      // Callers take turns.
      const Place at = ready_.front();
      ready_.pop_front();
      Line& line = at->second;
      line.ready = false;
      std::function<void()> task = std::move(line.tasks.front());
      line.tasks.pop_front();
      --waiting_;
      ++line.running;
      const auto mine = running_.insert(running_.begin(), Running{Clock::now()});
      ++short_;
      make_ready(at);
      const bool more = !ready_.empty() && !looking_;
      lock.unlock();
      if (more) more_.notify_one();
      task();
      task = nullptr;
      lock.lock();
      if (mine->is_short) --short_;
      running_.erase(mine);
      if (ending_) return;  // the lines are gone
      --line.running;
      if (line.running == 0 && line.tasks.empty())
        lines_.erase(at);
      else
        make_ready(at);
    }
  }

  const std::size_t most_;
  const unsigned most_of_one_, at_once_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::map<std::string, Line, std::less<>> lines_;
  std::deque<Place> ready_;
  std::list<Running> running_;
  std::size_t waiting_ = 0;
  unsigned short_ = 0;     // of running_
  bool looking_ = false;   // a thread waits for tasks to become long
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

WorkerPools::WorkerPools(Sizes sizes)
    : quick_(std::make_unique<Pool>(sizes.quick, sizes.quick, sizes.waiting)),
      query_(std::make_unique<Pool>(sizes.query, std::clamp(std::thread::hardware_concurrency(), 2u, sizes.query), sizes.waiting)),
      intake_(std::make_unique<Pool>(sizes.intake, sizes.intake, sizes.waiting)) {}
WorkerPools::~WorkerPools() = default;

WorkerPools::Pool& WorkerPools::pool(Work work) const {
  switch (work) {
    case Work::quick:
      return *quick_;
    case Work::query:
      return *query_;
    case Work::intake:
      return *intake_;
  }
  throw std::logic_error("a new kind of work");
}

bool WorkerPools::run(Work work, std::string_view caller, std::function<void()> task) { return pool(work).take(caller, std::move(task)); }
std::size_t WorkerPools::pending(Work work) const { return pool(work).pending(); }

}  // namespace kelpie::server
