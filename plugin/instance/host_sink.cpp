#include "plugin/instance/host_sink.hpp"

#include <algorithm>

#include "rules/alert_json.hpp"

namespace kelpie::plugin {

namespace {

kelpie_severity severity_of(rules::AlertSeverity severity) {
  switch (severity) {
    case rules::AlertSeverity::informational:
      return KELPIE_INFORMATIONAL;
    case rules::AlertSeverity::low:
      return KELPIE_LOW;
    case rules::AlertSeverity::medium:
      return KELPIE_MEDIUM;
    case rules::AlertSeverity::high:
      return KELPIE_HIGH;
  }
  return KELPIE_MEDIUM;
}

}  // namespace

std::vector<rules::Delivery> HostSink::deliver(std::span<const rules::Alert> alerts,
                                               std::chrono::steady_clock::time_point deadline) {
  const PluginThread here;
  std::vector<rules::Delivery> answers;
  for (const rules::Alert& alert : alerts) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;  // what is not answered is tried again
    const std::string json = rules::alert_json(alert);
    kelpie_alert told{};
    told.struct_size = sizeof told;
    told.severity = severity_of(alert.severity);
    told.origin = alert.origin == rules::AlertOrigin::health ? KELPIE_HEALTH : KELPIE_DETECTION;
    told.id = text_of(alert.id);
    told.rule_id = text_of(alert.rule_id);
    told.rule_name = text_of(alert.rule_name);
    told.title = text_of(alert.title);
    told.incident_id = text_of(alert.incident_id);
    told.window_start = unix_of_ticks(alert.window_start);
    told.window_end = unix_of_ticks(alert.window_end);
    told.row_count = alert.row_count;
    told.json = text_of(json);
    switch (host_.deliver(told, left)) {
      case KELPIE_DELIVERED:
        ++statistics_.alerts_delivered;
        answers.push_back({rules::DeliveryResult::delivered, {}, {}});
        break;
      case KELPIE_REJECT:
        ++statistics_.alerts_rejected;
        answers.push_back({rules::DeliveryResult::rejected, "the host refused alert " + alert.id, {}});
        break;
      default:
        // The ones behind it wait with it: the host gets alerts in order.
        ++statistics_.alerts_retried;
        answers.resize(alerts.size(), {rules::DeliveryResult::retry, "the host does not take alerts just now", {}});
        return answers;
    }
  }
  return answers;
}

}  // namespace kelpie::plugin
