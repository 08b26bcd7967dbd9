#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/runtime/rule_runner.hpp"
#include "rules/runtime/runtime_state.hpp"

namespace kelpie::rules {

/// What the runtime's next transaction will hold. For the thread of step().
class PendingChange {
 public:
  /// `state` is borrowed.
  explicit PendingChange(RuntimeState& state) : state_(state) {}

  [[nodiscard]] bool empty() const { return runners_.empty() && forgotten_.empty() && !arrivals_; }
  /// How far the rule is has changed. Borrowed until write().
  void add(const RuleRunner& runner) { runners_.insert(&runner); }
  void forget(std::string rule_id) { forgotten_.push_back(std::move(rule_id)); }
  /// Ticks: the newest arrival that was dealt with.
  void set_arrivals(std::int64_t arrivals) { arrivals_ = arrivals; }

  /// Whether nobody was told of an alert of this id.
  [[nodiscard]] bool is_new(const std::string& alert_id) {
    return !alert_ids_.contains(alert_id) && !state_.has_alert(alert_id);
  }
  /// A rule's alerts of one window, those that are not written yet among them.
  [[nodiscard]] std::size_t alerts_in(const std::string& rule_id, std::int64_t window_end);
  /// Adds those that are new, and gives them with their incidents.
  std::vector<Alert> add_alerts(const Rule& rule, std::vector<Alert> alerts);

  /// Writes everything, and begins anew; with `prune`, what is old is removed. Gives the incidents that have changed.
  /// Throws RuntimeStateError: nothing is written.
  std::vector<Incident> write(const std::vector<std::string>& sinks, const std::optional<StatePruning>& prune);

 private:
  [[nodiscard]] std::optional<Incident> youngest_incident(const std::string& rule, std::string_view key);

  RuntimeState& state_;
  std::set<const RuleRunner*> runners_;
  std::vector<std::string> forgotten_;
  std::vector<Alert> alerts_;
  std::set<std::string> alert_ids_;
  std::map<std::string, Incident> incidents_;  // by id
  std::vector<std::string> incident_order_;
  std::optional<std::int64_t> arrivals_;
};

}  // namespace kelpie::rules
