#include "plugin/server/api/log_analytics/query_request.hpp"

#include <algorithm>

#include "plugin/server/api/log_analytics/problems.hpp"
#include "plugin/server/http/any_case.hpp"

namespace kelpie::server::log_analytics {

using tables::DynamicKind;
using tables::DynamicView;

namespace {

std::string text_under(DynamicView body, std::string_view key) {
  const DynamicView value = body.find(key);
  if (value.is_null()) return {};
  if (value.kind() != DynamicKind::string) throw bad_argument("The request's '" + std::string(key) + "' is no text.");
  return std::string(value.as_string());
}

void check_query(const QueryRequest& query) {
  if (query.query.find_first_not_of(" \t\r\n") == std::string::npos)
    throw bad_argument("The request has no query: 'query' is missing or empty.");
}

/// /subscriptions/.../workspaces/NAME: a workspace's whole name ends with its own.
std::string_view last_part(std::string_view id) {
  while (id.ends_with('/')) id.remove_suffix(1);
  return id.substr(id.rfind('/') + 1);
}

}  // namespace

QueryRequest read_query(DynamicView body, std::string_view prefer) {
  if (body.kind() != DynamicKind::bag)
    throw bad_argument(R"(The request's body is no JSON object; expected {"query": "...", "timespan": "P1D"}.)");
  QueryRequest read;
  read.query = text_under(body, "query");
  read.timespan = text_under(body, "timespan");
  const DynamicView workspaces = body.find("workspaces");
  if (!workspaces.is_null() && workspaces.kind() != DynamicKind::array)
    throw bad_argument("The request's 'workspaces' is no list.");
  for (std::size_t i = 0; i < workspaces.size(); ++i) read.workspaces.push_back(tables::to_text(workspaces.element(i)));
  read.preferences = read_preferences(prefer);
  check_query(read);
  return read;
}

QueryRequest read_query(const Request& request) {
  const std::string_view prefer = request.header("prefer").value_or("");
  if (request.method != "POST") {
    QueryRequest read;
    read.query = request.argument("query").value_or("");
    read.timespan = request.argument("timespan").value_or("");
    std::string_view workspaces = request.argument("workspaces").value_or("");
    while (!workspaces.empty()) {
      const std::size_t end = std::min(workspaces.find(','), workspaces.size());
      read.workspaces.emplace_back(workspaces.substr(0, end));
      workspaces.remove_prefix(std::min(end + 1, workspaces.size()));
    }
    read.preferences = read_preferences(prefer);
    check_query(read);
    return read;
  }
  const auto bytes = tables::parse_json(request.body);
  if (!bytes) throw bad_argument("The request's body cannot be read as JSON.");
  return read_query(DynamicView(*bytes), prefer);
}

void check_workspace(const Services& services, std::string_view id) {
  if (services.workspace_id.empty() || same_but_for_case(last_part(id), services.workspace_id) ||
      same_but_for_case(last_part(id), services.database))
    return;
  throw RequestRefused(Problem{404,
                               "PathNotFoundError",
                               "There is no workspace '" + std::string(id.substr(0, 200)) +
                                   "' here; this server's is '" + services.workspace_id + "'.",
                               {}});
}

void check_workspaces(const Services& services, const QueryRequest& query) {
  for (const std::string& workspace : query.workspaces) {
    if (same_but_for_case(last_part(workspace), services.workspace_id) ||
        same_but_for_case(workspace, services.database))
      continue;
    throw bad_argument("The query names the further workspace '" + workspace.substr(0, 200) +
                       "'; this server has one workspace. Leave 'workspaces' out.");
  }
}

}  // namespace kelpie::server::log_analytics
