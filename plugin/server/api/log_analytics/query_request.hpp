#pragma once

#include <string>
#include <vector>

#include "plugin/server/api/log_analytics/preferences.hpp"
#include "plugin/server/http/message.hpp"
#include "plugin/server/service/services.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::server::log_analytics {

/// A query as it was sent (Log Analytics API: "Request format").
struct QueryRequest {
  std::string query;
  std::string timespan;                 // empty: all time
  std::vector<std::string> workspaces;  // further ones
  Preferences preferences;
};

/// Of a POST's JSON, or a GET's arguments. Throws RequestRefused.
[[nodiscard]] QueryRequest read_query(const Request& request);
/// Of the JSON that a POST has as its body, or a batch's request within.
[[nodiscard]] QueryRequest read_query(tables::DynamicView body, std::string_view prefer);

/// Throws RequestRefused (404) unless the id is the workspace's, its name or the whole name of its resource; where the
/// server has no id, any is right.
void check_workspace(const Services& services, std::string_view id);
/// Throws RequestRefused: rows of further workspaces are not here, and half an answer would look like a whole one.
void check_workspaces(const Services& services, const QueryRequest& query);

}  // namespace kelpie::server::log_analytics
