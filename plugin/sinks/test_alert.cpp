#include "plugin/sinks/test_alert.hpp"

#include "plugin/sinks/signature.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

rules::Alert test_alert(std::int64_t now) {
  rules::Alert alert;
  alert.id = short_digest("test alert " + std::to_string(now));
  alert.rule_id = "00000000-0000-4000-8000-000000000000";
  alert.rule_name = "Kelpie test alert";
  alert.rule_version = "1.0.0";
  alert.severity = rules::AlertSeverity::informational;
  alert.tactics = {"InitialAccess"};
  alert.techniques = {"T1078"};
  alert.title = "Test alert from Kelpie: nothing happened";
  alert.description =
      "Somebody tries whether alerts arrive here. The names and addresses are made up; nothing needs to be done.";
  alert.entities = {{"Account", {{"Name", "test.user"}, {"UPNSuffix", "contoso.example"}}},
                    {"IP", {{"Address", "203.0.113.7"}}}};
  alert.custom_details = {{"Purpose", {"test"}}};
  alert.window_start = now - tables::ticks_per_hour;
  alert.window_end = now;
  alert.row_count = 1;
  alert.rows = {R"({"UserPrincipalName":"test.user@contoso.example","IPAddress":"203.0.113.7"})"};
  return alert;
}

}  // namespace kelpie::plugin
