#include "tables/readers/worker_threads.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace kelpie::tables::readers {

void run_tasks(unsigned threads, std::size_t count,
               const std::function<void(std::size_t task, unsigned worker)>& task) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&](unsigned worker) {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        task(i, worker);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  std::vector<std::jthread> others;
  for (unsigned worker = 1; worker < std::min<std::size_t>(threads, count); ++worker) others.emplace_back(work, worker);
  work(0);
  others.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace kelpie::tables::readers
