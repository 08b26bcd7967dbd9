#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

namespace kelpie::tables::readers {

/// Lines before each part of an input whose parts several threads read; a part is begun when those before it are.
/// Thread-safe.
class LineNumbers {
 public:
  /// Every part that was begun must be finished, whatever becomes of it: others may wait.
  void finish(std::size_t part, std::uint64_t lines);
  /// Lines before the part. Waits until the parts before it are finished.
  [[nodiscard]] std::uint64_t before(std::size_t part);

 private:
  std::mutex mutex_;
  std::condition_variable finished_;
  std::vector<std::uint64_t> before_{0};          // of the parts where it is known
  std::map<std::size_t, std::uint64_t> waiting_;  // lines of parts behind one that is not finished
};

}  // namespace kelpie::tables::readers
