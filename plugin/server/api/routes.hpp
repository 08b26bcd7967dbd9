#pragma once

namespace kelpie::server {

class Router;
struct Services;

/// Each adds what one API answers. The services must outlive the router.
void add_ingest_routes(Router& router, Services& services);         // /v1/ingest, /dataCollectionRules
void add_splunk_routes(Router& router, Services& services);         // /services/collector
void add_elasticsearch_routes(Router& router, Services& services);  // /_bulk and what shippers ask before it
void add_kusto_routes(Router& router, Services& services);          // /v1/rest, /v2/rest
void add_log_analytics_routes(Router& router, Services& services);  // /v1/workspaces
void add_graph_routes(Router& router, Services& services);          // /v1.0, /beta
void add_rule_routes(Router& router, Services& services);           // /v1/rules, /v1/alerts, /v1/incidents
void add_operation_routes(Router& router, Services& services);      // /healthz, /readyz, /metrics, /openapi.json

}  // namespace kelpie::server
