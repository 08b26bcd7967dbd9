#include "plugin/server/http/worker_pools.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace kelpie::server {

class WorkerPools::Pool {
 public:
  Pool(unsigned threads, std::size_t most) : most_(most) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
  }
  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
      tasks_.clear();
    }
    more_.notify_all();
    for (std::thread& one : threads_) one.join();
  }

  bool take(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      if (ending_ || tasks_.size() >= most_) return false;
      tasks_.push_back(std::move(task));
    }
    more_.notify_one();
    return true;
  }
  [[nodiscard]] std::size_t pending() {
    const std::lock_guard lock(mutex_);
    return tasks_.size() + running_;
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      more_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
      if (ending_) return;
      std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      ++running_;
      lock.unlock();
      task();
      task = nullptr;
      lock.lock();
      --running_;
    }
  }

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<std::function<void()>> tasks_;
  std::size_t running_ = 0;
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

bool WorkerPools::run(Work work, std::function<void()> task) { return pool(work).take(std::move(task)); }
std::size_t WorkerPools::pending(Work work) const { return pool(work).pending(); }

}  // namespace kelpie::server
