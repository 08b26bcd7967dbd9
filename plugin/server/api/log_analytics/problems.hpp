#pragma once

#include <string>
#include <string_view>

#include "plugin/server/api/results/query_failure.hpp"
#include "plugin/server/http/router.hpp"

namespace kelpie::server::log_analytics {

/// 400, BadArgumentError: something of the request is wrong that is not the query.
[[nodiscard]] RequestRefused bad_argument(const std::string& message);

/// {"error":{"message","code","correlationId"}} (Log Analytics API: "Azure Monitor Log Analytics API errors").
[[nodiscard]] Response write_problem(const Problem& problem, const Request& request);
[[nodiscard]] std::string problem_json(const Problem& problem);

/// The error of a query that is wrong, or that gave up: code and innererror as that API nests them.
[[nodiscard]] std::string failure_json(const QueryFailure& failure);
/// The error that stands beside tables in an answer of status 200: limits were passed.
[[nodiscard]] std::string partial_error(const QueryFailure& failure);
[[nodiscard]] int status_of(const QueryFailure& failure);

}  // namespace kelpie::server::log_analytics
