#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "rules/runtime/triage_state.hpp"

namespace kelpie::server {

/// Since when the same alert has waited for a sink. Thread-safe.
class DeliveryWatch {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  void look(const std::vector<rules::TriageState::Waiting>& waiting, Moment now);
  /// Whether the sink's oldest alert has waited for so long; 0: never.
  [[nodiscard]] bool is_stuck(const std::string& sink, std::chrono::seconds after, Moment now) const;

 private:
  struct Oldest {
    std::int64_t number = 0;
    Moment since;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Oldest> oldest_;
};

}  // namespace kelpie::server
