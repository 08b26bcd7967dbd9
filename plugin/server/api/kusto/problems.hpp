#pragma once

#include <string>
#include <string_view>

#include "plugin/server/api/results/query_failure.hpp"
#include "plugin/server/http/router.hpp"

namespace kelpie::server::kusto {

/// Names of one request in answers and errors.
struct RequestNames {
  std::string client;    // x-ms-client-request-id
  std::string activity;  // x-ms-activity-id: ours
};
[[nodiscard]] RequestNames names_of(const Request& request);

/// 400, for a request that cannot be understood.
[[nodiscard]] RequestRefused bad_request(const std::string& message);
/// 400, BadRequest_EntityNotFound: "Entity ID 'x' of kind 'Table' was not found."
[[nodiscard]] RequestRefused entity_not_found(std::string_view kind, std::string_view name, const std::string& hint);

/// The errors of this API (Kusto reference: "Query V2 HTTP response", on request failure).
[[nodiscard]] Response write_problem(const Problem& problem, const Request& request);

/// {"error":{...}} of a query that failed.
[[nodiscard]] std::string failure_json(const QueryFailure& failure, const RequestNames& names, std::int64_t now);
/// The status that a failure before the first row has.
[[nodiscard]] int status_of(const QueryFailure& failure);

}  // namespace kelpie::server::kusto
