#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/alert.hpp"
#include "rules/runtime/incident.hpp"
#include "rules/runtime/rule_progress.hpp"

namespace kelpie::rules {

/// What is old enough to be removed: alerts that do not wait for a sink, and closed incidents. What is older stays when it waits.
struct StatePruning {
  struct OfRule {
    std::string rule_id;
    std::int64_t before = 0;  // ticks: end of the window
  };
  std::vector<OfRule> rules;
  std::int64_t others_before = 0;  // of rules that are gone
};
/// Alerts of one rule that are removed at once, so that nobody waits long.
inline constexpr std::uint64_t most_pruned_alerts = 10'000;

/// What one step changes, all or nothing.
struct StateChange {
  std::vector<const RuleProgress*> rules;
  std::vector<std::string> forgotten;  // ids of rules that are gone
  std::vector<Alert> alerts;           // that the state does not have
  std::vector<Incident> incidents;     // as they are now
  std::optional<std::int64_t> arrivals;
  std::optional<StatePruning> prune;   // at last
};

/// The runtime's file: progress of rules, alerts, the outbox, incidents. Every member throws RuntimeStateError when SQLite fails. Thread-safe.
class RuntimeState {
 public:
  explicit RuntimeState(const std::string& file);
  ~RuntimeState();

  [[nodiscard]] std::map<std::string, RuleProgress> rules();
  /// The newest time of arrival that was dealt with, in ticks; nothing when the state is new.
  [[nodiscard]] std::optional<std::int64_t> arrivals();
  void apply(const StateChange& change, const std::vector<std::string>& sinks);

  [[nodiscard]] bool has_alert(std::string_view id);
  /// Of a rule and one window.
  [[nodiscard]] std::size_t count_alerts(std::string_view rule_id, std::int64_t window_end);

  /// The youngest incident of a rule with this key.
  [[nodiscard]] std::optional<Incident> incident(std::string_view rule_id, std::string_view grouping_key);
  [[nodiscard]] std::vector<Incident> incidents();
  bool close_incident(std::string_view id);

  /// The newest alerts as JSON, the newest first.
  [[nodiscard]] std::vector<std::string> newest_alerts(std::size_t most);
  /// What is left for a sink.
  struct Outbox {
    std::string sink;
    std::uint64_t waiting = 0;
    std::uint64_t rejected = 0;
    std::string reason;  // of the oldest alert that was tried and not delivered
  };
  [[nodiscard]] std::vector<Outbox> outboxes();

  /// The oldest alerts that wait for the sink, with their numbers in the outbox.
  [[nodiscard]] std::vector<std::pair<std::int64_t, std::string>> waiting(std::string_view sink, std::size_t most);
  [[nodiscard]] std::uint64_t waiting_count(std::string_view sink);
  struct Outcome {
    std::int64_t number = 0;
    DeliveryResult result = DeliveryResult::delivered;
    std::string reason;
  };
  void delivered(std::string_view sink, const std::vector<Outcome>& outcomes);

 private:
  class Statements;
  std::mutex mutex_;
  std::unique_ptr<Statements> statements_;
};

}  // namespace kelpie::rules
