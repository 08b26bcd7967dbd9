#pragma once

namespace kelpie::server {

class RuleService;
class Router;

/// The parts of add_rule_routes(). The service must outlive the router.
void add_rule_list_routes(Router& router, RuleService& rules);  // /v1/rules
void add_alert_routes(Router& router, RuleService& rules);      // /v1/alerts
void add_alert_stream(Router& router, RuleService& rules);      // /v1/alerts/stream
void add_incident_routes(Router& router, RuleService& rules);   // /v1/incidents

}  // namespace kelpie::server
