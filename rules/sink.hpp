#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rules/alert.hpp"

namespace kelpie::rules {

/// What became of an alert at its receiver.
enum class DeliveryResult {
  delivered,  // the receiver has it for good
  retry,      // not now: the same alert again, later
  rejected,   // never: the receiver refuses this alert whatever is done
};
struct Delivery {
  DeliveryResult result = DeliveryResult::delivered;
  std::string reason;  // of retry and rejected, for a person
  /// Of retry: the receiver asked not to be tried sooner than this from now.
  std::optional<std::chrono::seconds> retry_after;
};

/// Where alerts go. An alert may come twice, always under the same id (Alert::id): after a restart, or when an answer was lost. Used by one thread at
/// a time. Nothing is thrown but std::bad_alloc: a receiver that is not there is `retry`.
class AlertSink {
 public:
  virtual ~AlertSink() = default;
  /// The same for the same receiver after a restart: deliveries are kept under it.
  [[nodiscard]] virtual std::string name() const = 0;
  /// Hands the alerts over in order and says of each what became of it; returns soon after the deadline at the latest. Alerts that were not
  /// come to are `retry`.
  [[nodiscard]] virtual std::vector<Delivery> deliver(std::span<const Alert> alerts, std::chrono::steady_clock::time_point deadline) = 0;
};

}  // namespace kelpie::rules
