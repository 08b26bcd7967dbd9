#pragma once

#include "plugin/server/api/log_analytics/query_request.hpp"
#include "plugin/server/http/message.hpp"
#include "plugin/server/service/services.hpp"

namespace kelpie::server::log_analytics {

/// Runs a query over the server's workspace. `id`: by which it can be cancelled. Throws RequestRefused.
[[nodiscard]] Response run_query(Services& services, const Request& request, const QueryRequest& query, std::string id);
/// The queries of a batch one after the other, each with its own answer (Log Analytics API: "Batch queries").
[[nodiscard]] Response run_batch(Services& services, const Request& request);

}  // namespace kelpie::server::log_analytics
