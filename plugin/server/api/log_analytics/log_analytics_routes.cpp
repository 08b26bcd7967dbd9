// The query API of Log Analytics: a query, a batch of them, what is in the workspace.

#include <utility>

#include "plugin/server/api/log_analytics/metadata.hpp"
#include "plugin/server/api/log_analytics/problems.hpp"
#include "plugin/server/api/log_analytics/run_query.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/http/request_head.hpp"
#include "plugin/server/http/router.hpp"

namespace kelpie::server {

namespace {

using namespace log_analytics;  // NOLINT: this file is its face

constexpr std::string_view query_parameters =
    R"("requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"query":{"type":"string"},"timespan":{"type":"string"},"workspaces":{"type":"array","items":{"type":"string"}}},"required":["query"]}}}})";

std::string query_id(const Request& request) {
  return client_request_id(request);
}

Response workspace_query(Services& services, const Request& request) {
  check_workspace(services, request.parameter("workspace"));
  return run_query(services, request, read_query(request), query_id(request));
}

/// /subscriptions/.../query: asked of a resource. The workspace's own whole name means the workspace; rows of other
/// resources are not told apart.
Response resource_query(Services& services, const Request& request) {
  std::string_view resource = request.rest;
  if (!resource.ends_with("/query"))
    throw RequestRefused(Problem{404, "PathNotFoundError", "The requested path does not exist.", {}});
  resource.remove_suffix(std::string_view("/query").size());
  check_workspace(services, resource);
  return run_query(services, request, read_query(request), query_id(request));
}

/// At two places: SDKs put the version before the path themselves unless they are given an endpoint, and then not.
void add(Router& router, Route route) {
  route.role = Role::query;
  route.problem = write_problem;
  route.any_case = true;
  Route bare = route;
  bare.summary.clear();
  route.pattern = "/v1" + route.pattern;
  router.add(std::move(route));
  router.add(std::move(bare));
}

Route route(std::string methods, std::string pattern, Handler handler, Work work, std::string summary) {
  Route made;
  made.methods = std::move(methods);
  made.pattern = std::move(pattern);
  made.handler = std::move(handler);
  made.work = work;
  made.most_body = std::size_t{4} << 20;
  made.summary = std::move(summary);
  return made;
}

}  // namespace

void add_log_analytics_routes(Router& router, Services& services) {
  Route query = route(
      "GET POST", "/workspaces/{workspace}/query",
      [&services](const Request& request) { return workspace_query(services, request); }, Work::query,
      "Runs a KQL query (Log Analytics)");
  query.parameters = query_parameters;
  add(router, std::move(query));
  // The SDK puts a slash before the resource's name, which begins with one.
  for (const char* pattern : {"/subscriptions/{rest*}", "//subscriptions/{rest*}"}) {
    add(router, route(
                    "POST", pattern, [&services](const Request& request) { return resource_query(services, request); },
                    Work::query,
                    pattern[1] == '/' ? "" : "Runs a KQL query of a workspace by its resource's name (Log Analytics)"));
  }
  add(router, route(
                  "POST", "/$batch", [&services](const Request& request) { return run_batch(services, request); },
                  Work::query, "Runs several queries (Log Analytics)"));
  add(router, route(
                  "GET POST", "/workspaces/{workspace}/metadata",
                  [&services](const Request& request) {
                    check_workspace(services, request.parameter("workspace"));
                    return Response::json(metadata_json(services));
                  },
                  Work::query, "Tables, columns and functions (Log Analytics)"));
  for (const char* prefix : {"/v1/workspaces", "/workspaces", "/v1/subscriptions", "/v1//subscriptions",
                             "/subscriptions", "//subscriptions", "/v1/$batch", "/$batch"})
    router.add_problem_form(prefix, write_problem);
}

}  // namespace kelpie::server
