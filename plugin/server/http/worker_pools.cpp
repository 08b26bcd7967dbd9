#include "plugin/server/http/worker_pools.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace kelpie::server {

class WorkerPools::Pool {
 public:
  Pool(unsigned threads, std::size_t most) : most_(most), most_of_one_(std::max(1u, threads - threads / 4)) {
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
    {
      const std::lock_guard lock(mutex_);
      if (ending_ || waiting_ >= most_) return false;
      auto at = lines_.find(caller);
      if (at == lines_.end()) at = lines_.try_emplace(std::string(caller)).first;
      at->second.tasks.push_back(std::move(task));
      ++waiting_;
      make_ready(at);
    }
    more_.notify_one();
    return true;
  }
  [[nodiscard]] std::size_t pending() {
    const std::lock_guard lock(mutex_);
    return waiting_ + running_;
  }

 private:
  /// One caller's work.
  struct Line {
    std::deque<std::function<void()>> tasks;
    unsigned running = 0;
    bool ready = false;  // it is among ready_
  };
  using Place = std::map<std::string, Line, std::less<>>::iterator;

  void make_ready(Place at) {
    Line& line = at->second;
    if (line.ready || line.tasks.empty() || line.running >= most_of_one_) return;
    line.ready = true;
    ready_.push_back(at);
  }

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      more_.wait(lock, [this] { return ending_ || !ready_.empty(); });
      if (ending_) return;
      // Callers take turns.
      const Place at = ready_.front();
      ready_.pop_front();
      Line& line = at->second;
      line.ready = false;
      std::function<void()> task = std::move(line.tasks.front());
      line.tasks.pop_front();
      --waiting_;
      ++line.running;
      ++running_;
      make_ready(at);
      lock.unlock();
      task();
      task = nullptr;
      lock.lock();
      --running_;
      if (ending_) return;  // the lines are gone
      --line.running;
      if (line.running == 0 && line.tasks.empty())
        lines_.erase(at);
      else
        make_ready(at);
    }
  }

  const std::size_t most_;
  const unsigned most_of_one_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::map<std::string, Line, std::less<>> lines_;
  std::deque<Place> ready_;
  std::size_t waiting_ = 0, running_ = 0;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

WorkerPools::WorkerPools(Sizes sizes)
    : quick_(std::make_unique<Pool>(sizes.quick, sizes.waiting)),
      query_(std::make_unique<Pool>(sizes.query, sizes.waiting)),
      intake_(std::make_unique<Pool>(sizes.intake, sizes.waiting)) {}
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
