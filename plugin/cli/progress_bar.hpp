#pragma once

#include <chrono>
#include <cstdint>

#include "plugin/output/terminal.hpp"

namespace kelpie::plugin {

/// A bar on standard error, drawn only on a terminal and only for work that lasts. One thread at a time.
class ProgressBar {
 public:
  ~ProgressBar() { clear(); }
  void show(std::uint64_t done, std::uint64_t total);
  /// Takes the bar away, so that other text may follow.
  void clear();

 private:
  Terminal terminal_ = terminal_of(2);
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), shown_ = start_;
  bool drawn_ = false;
};

}  // namespace kelpie::plugin
