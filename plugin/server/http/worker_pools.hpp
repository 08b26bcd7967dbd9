#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "plugin/server/http/router.hpp"

namespace kelpie::server {

/// Threads for handlers, each kind its own, so that slow work of one kind keeps none of another waiting; and within a kind nobody has all threads: the rest
/// of somebody's work waits while the others' goes on. Of queries only as many begin beside each other as there are
/// processors, until one has run for long: short ones do not slow each other, nor the intake. Work waits in a bounded line. Thread-safe.
class WorkerPools {
 public:
  struct Sizes {
    unsigned quick = 4, query = 32, intake = 8;  // threads; query: at least 2; one in four is never for one caller alone
    std::size_t waiting = 4096;                  // of one kind, that wait for a thread
  };
  explicit WorkerPools(Sizes sizes);
  /// Waits for what runs; what waits is dropped.
  ~WorkerPools();
  WorkerPools(const WorkerPools&) = delete;
  WorkerPools& operator=(const WorkerPools&) = delete;

  /// Runs it on a thread of the kind, for a caller of that name. False: too much waits, it is not taken.
  [[nodiscard]] bool run(Work work, std::string_view caller, std::function<void()> task);
  /// That wait and run.
  [[nodiscard]] std::size_t pending(Work work) const;

 private:
  class Pool;
  [[nodiscard]] Pool& pool(Work work) const;
  std::unique_ptr<Pool> quick_, query_, intake_;
};

}  // namespace kelpie::server
